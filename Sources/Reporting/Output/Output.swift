/// Gathers small pieces of a report and passes them on in blocks.
final class Output {
  private let sink: any ByteSink
  // INVARIANT: `count` of `capacity` bytes are written.
  private var memory: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private var count = 0
  private static let blockBytes = 64 * 1024

  init(_ sink: any ByteSink) {
    self.sink = sink
    capacity = Self.blockBytes + 4096
    memory = .allocate(capacity: capacity)
  }

  deinit { memory.deallocate() }

  @inline(__always)
  func byte(_ byte: UInt8) {
    if count == capacity { grow(1) }
    memory[count] = byte
    count &+= 1
  }

  func text(_ text: String) {
    var text = text
    text.withUTF8 { append($0) }
  }

  func fixed(_ text: StaticString) {
    text.withUTF8Buffer { append($0) }
  }

  func bytes(_ bytes: [UInt8]) {
    bytes.withUnsafeBufferPointer { append($0) }
  }

  @inline(__always)
  func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let start = bytes.baseAddress else { return }
    if bytes.count > capacity &- count { grow(bytes.count) }
    (memory + count).update(from: start, count: bytes.count)
    count &+= bytes.count
  }

  @inline(never)
  private func grow(_ more: Int) {
    let larger = max(count + more, 2 * capacity)
    let other = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
    other.update(from: memory, count: count)
    memory.deallocate()
    memory = other
    capacity = larger
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
      // An index into raw memory: the text's own bounds hold it.
      guard let base = bytes.baseAddress else { return }
      for index in 0..<bytes.count where isSpecial(base[index]) {
        append(UnsafeBufferPointer(start: base + start, count: index &- start))
        fixed(escape(base[index]))
        start = index &+ 1
      }
      append(UnsafeBufferPointer(start: base + start, count: bytes.count &- start))
    }
  }

  /// Passes a full block on. To be called between pieces, so that memory stays bounded.
  func relieve() throws(SinkError) {
    if count >= Self.blockBytes { try flush() }
  }

  /// Passes everything on.
  func flush() throws(SinkError) {
    let block = UnsafeRawBufferPointer(start: memory, count: count)
    count = 0
    try sink.write(block)
  }
}
