/// Gathers small pieces of a report and passes them on in blocks.
final class Output {
  private let sink: any ByteSink
  private var buffer: [UInt8] = []
  private static let blockBytes = 64 * 1024

  init(_ sink: any ByteSink) {
    self.sink = sink
    buffer.reserveCapacity(Self.blockBytes + 4096)
  }

  func byte(_ byte: UInt8) {
    buffer.append(byte)
  }

  func text(_ text: String) {
    buffer.append(contentsOf: text.utf8)
  }

  func fixed(_ text: StaticString) {
    text.withUTF8Buffer { buffer.append(contentsOf: $0) }
  }

  func bytes(_ bytes: [UInt8]) {
    buffer.append(contentsOf: bytes)
  }

  /// The text with the bytes that `escape` knows replaced; what lies between is copied at once.
  func text(_ text: String, escaping escape: (UInt8) -> StaticString?) {
    var text = text
    text.withUTF8 { bytes in
      var start = 0
      for index in bytes.indices {
        guard let replacement = escape(bytes[index]) else { continue }
        buffer.append(contentsOf: bytes[start..<index])
        fixed(replacement)
        start = index + 1
      }
      buffer.append(contentsOf: bytes[start...])
    }
  }

  /// Passes a full block on. To be called between pieces, so that memory stays bounded.
  func relieve() throws(SinkError) {
    if buffer.count >= Self.blockBytes { try flush() }
  }

  /// Passes everything on.
  func flush() throws(SinkError) {
    let block = buffer
    buffer.removeAll(keepingCapacity: true)
    do {
      try block.withUnsafeBytes { try sink.write($0) }
    } catch let error as SinkError {
      throw error
    } catch {
      preconditionFailure("a sink throws SinkError only")
    }
  }
}
