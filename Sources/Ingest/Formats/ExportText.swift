/// A look at JSON that has been checked as a whole, by its structural positions: nothing here can fail
/// but by finding another shape than it looks for.
///
/// INVARIANT: `positions` are those of the text at `base`, ascending, and every container that is asked
/// about is closed before they end.
struct ExportText {
  let base: UnsafePointer<UInt8>
  let positions: UnsafePointer<UInt32>

  @inline(__always)
  func position(_ index: Int) -> Int { Int(positions[index]) }

  @inline(__always)
  func byte(_ index: Int) -> UInt8 { base[position(index)] }

  /// The index behind the value at `index`.
  func behind(_ index: Int) -> Int {
    guard byte(index) == 0x7B || byte(index) == 0x5B else { return index &+ 1 }
    var depth = 0
    var at = index
    while true {
      switch byte(at) {
      case 0x7B, 0x5B: depth &+= 1
      case 0x7D, 0x5D:
        depth &-= 1
        if depth == 0 { return at &+ 1 }
      default: break
      }
      at &+= 1
    }
  }

  /// Where the value at `index` ends.
  func end(_ index: Int) -> Int {
    let next = behind(index)
    if next > index &+ 1 { return position(next &- 1) &+ 1 }
    var end = position(next)
    while JSONScalar.isWhitespace(base[end &- 1]) { end &-= 1 }
    return end
  }

  /// The first element of the list at `index`, or its closing bracket.
  @inline(__always)
  func firstElement(_ index: Int) -> Int { index &+ 1 }

  /// The element behind the one at `index`, or the closing bracket.
  func nextElement(_ index: Int) -> Int {
    let next = behind(index)
    return byte(next) == 0x2C ? next &+ 1 : next
  }

  @inline(__always)
  func isEnd(_ index: Int) -> Bool { byte(index) == 0x5D || byte(index) == 0x7D }

  /// The bytes between a string's quotes.
  func inside(_ index: Int) -> Range<Int> { position(index) &+ 1..<end(index) &- 1 }

  func isNull(_ index: Int) -> Bool { byte(index) == 0x6E }

  func hasEscapes(_ bytes: Range<Int>) -> Bool {
    ByteSearch.first(0x5C, base, bytes.lowerBound, bytes.upperBound) < bytes.upperBound
  }

  /// Calls `body` with the index of each member's key and of its value; stops when it returns false.
  func members(of index: Int, _ body: (_ key: Int, _ value: Int) -> Bool) {
    var key = index &+ 1
    while byte(key) == 0x22 {
      let value = key &+ 2
      guard body(key, value) else { return }
      let next = behind(value)
      key = byte(next) == 0x2C ? next &+ 1 : next
    }
  }

  /// Whether the string at `index` is this text, however it is escaped.
  func isText(_ index: Int, _ text: StaticString) -> Bool {
    let bytes = inside(index)
    if bytes.count == text.utf8CodeUnitCount {
      return ByteSearch.equal(base + bytes.lowerBound, text.utf8Start, bytes.count)
    }
    guard bytes.count > text.utf8CodeUnitCount, bytes.count <= 6 &* text.utf8CodeUnitCount,
      hasEscapes(bytes), let plain = JSONScalar.unescaped(base, bytes.lowerBound, bytes.upperBound)
    else { return false }
    return plain.count == text.utf8CodeUnitCount
      && plain.withUnsafeBufferPointer { buffer in
        buffer.baseAddress.map { ByteSearch.equal($0, text.utf8Start, plain.count) } ?? true
      }
  }
}
