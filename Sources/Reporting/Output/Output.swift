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
    if text.utf8.withContiguousStorageIfAvailable({ append($0) }) != nil { return }
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
  func text(_ text: String, _ special: SpecialBytes) {
    // Nearly every text lies in one piece, and is then not copied to be looked at.
    let isDone: Void? = text.utf8.withContiguousStorageIfAvailable { escaped($0, special) }
    if isDone != nil { return }
    var text = text
    text.withUTF8 { escaped($0, special) }
  }

  private func escaped(_ bytes: UnsafeBufferPointer<UInt8>, _ special: SpecialBytes) {
    guard let base = bytes.baseAddress else { return }
    var start = 0
    while true {
      let index = special.first(in: base, from: start, to: bytes.count)
      append(UnsafeBufferPointer(start: base + start, count: index &- start))
      if index == bytes.count { return }
      fixed(special.escape(base[index]))
      start = index &+ 1
    }
  }

  /// A number in decimal, with commas between groups of three digits.
  func grouped(_ value: UInt64) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 26) { digits in
      var rest = value
      var place = 26
      var written = 0
      repeat {
        if written > 0, written % 3 == 0 {
          place &-= 1
          digits[place] = UInt8(ascii: ",")
        }
        place &-= 1
        digits[place] = UInt8(truncatingIfNeeded: rest % 10) &+ UInt8(ascii: "0")
        rest /= 10
        written &+= 1
      } while rest > 0
      append(UnsafeBufferPointer(rebasing: digits[place...]))
    }
  }

  /// A number in decimal.
  func integer(_ value: Int64) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
      var rest = value.magnitude
      var place = 20
      repeat {
        place &-= 1
        digits[place] = UInt8(truncatingIfNeeded: rest % 10) &+ UInt8(ascii: "0")
        rest /= 10
      } while rest > 0
      if value < 0 {
        place &-= 1
        digits[place] = UInt8(ascii: "-")
      }
      append(UnsafeBufferPointer(rebasing: digits[place...]))
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
