#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reads small files whole: rules, lists and tables.
package enum RuleFileReader {
  /// Why a file could not be read.
  package struct Failure: Error, CustomStringConvertible {
    package var description: String
  }

  /// The most bytes that a rule, list or table file may have.
  package static let limitBytes = 256 << 20

  /// The file's bytes. Throws `Failure` with the system's reason, also for a folder and for a
  /// file of more than `limitBytes`.
  package static func read(_ path: String) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure(description: reason(errno)) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Failure(description: reason(errno)) }
    if status.st_mode & S_IFMT == S_IFDIR { throw Failure(description: "it is a folder") }
    var bytes: [UInt8] = []
    if status.st_size > 0, status.st_size <= limitBytes {
      bytes.reserveCapacity(Int(status.st_size) + 1)
    }
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = buffer.withUnsafeMutableBytes { posixRead(descriptor, $0) }
      if count < 0 {
        if errno == EINTR { continue }
        throw Failure(description: reason(errno))
      }
      if count == 0 { return bytes }
      guard bytes.count + count <= limitBytes else {
        throw Failure(description: "it is larger than \(limitBytes >> 20) MiB")
      }
      bytes.append(contentsOf: buffer[0..<count])
    }
  }

  private static func reason(_ code: Int32) -> String {
    let text = String(cString: strerror(code))
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}

private func posixRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
  read(descriptor, buffer.baseAddress, buffer.count)
}
