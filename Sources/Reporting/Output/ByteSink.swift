/// Where a report's bytes go.
package protocol ByteSink: AnyObject {
  /// Takes all the bytes or throws; after an error nothing more is written.
  func write(_ bytes: UnsafeRawBufferPointer) throws(SinkError)
}

/// Keeps what is written in memory.
package final class MemorySink: ByteSink {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  package func write(_ bytes: UnsafeRawBufferPointer) throws(SinkError) {
    self.bytes.append(contentsOf: bytes)
  }

  /// What was written, as text.
  package var text: String { String(decoding: bytes, as: UTF8.self) }
}
