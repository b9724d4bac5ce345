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

  /// The text with the special bytes replaced; what lies between is copied at once.
  ///
  /// Inlined, so that `isSpecial` is a few comparisons in the loop over the bytes.
  @inline(__always)
  func text(
    _ text: String, where isSpecial: (UInt8) -> Bool, escaping escape: (UInt8) -> StaticString
  ) {
    var text = text
    text.withUTF8 { bytes in
      var start = 0
      for index in bytes.indices where isSpecial(bytes[index]) {
        buffer.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<index]))
        fixed(escape(bytes[index]))
        start = index + 1
      }
      buffer.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start...]))
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
