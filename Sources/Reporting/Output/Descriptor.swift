#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Writes to an open file descriptor, standard output for example, that it doesn't own.
package final class DescriptorSink: ByteSink {
  private let descriptor: Int32
  private let name: String

  /// - Parameter name: what error messages call it.
  package init(descriptor: Int32, name: String) {
    self.descriptor = descriptor
    self.name = name
  }

  package func write(_ bytes: UnsafeRawBufferPointer) throws(SinkError) {
    try writeAll(bytes, to: descriptor, path: name)
  }
}

/// Writes all the bytes, also where the system takes them in parts or is interrupted.
func writeAll(
  _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, path: String
) throws(SinkError) {
  var rest = bytes[...]
  while !rest.isEmpty {
    let count = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
    if count < 0 {
      if errno == EINTR || errno == EAGAIN { continue }
      throw .system(operation: "write", path: path, code: errno)
    }
    rest = rest.dropFirst(count)
  }
}
