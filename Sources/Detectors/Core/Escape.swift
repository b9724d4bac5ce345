/// One escaped character of a text: what it stands for, in UTF-8, and how long it is written.
///
/// No escape is shorter than what it stands for.
struct Escape {
  /// UTF-8, the first byte lowest.
  private let packed: UInt32
  let count: Int
  /// Bytes of the text that it takes.
  let length: Int
  /// Percent-encoded, or an entity: it stands for the character itself, not for what it separates.
  let isLiteral: Bool

  @inline(__always)
  func byte(_ index: Int) -> UInt8 { UInt8(truncatingIfNeeded: packed >> UInt32(8 * index)) }

  private init(byte: UInt8, length: Int, isLiteral: Bool) {
    packed = UInt32(byte)
    count = 1
    self.length = length
    self.isLiteral = isLiteral
  }

  private init?(scalar: UInt32, length: Int, isLiteral: Bool) {
    guard let scalar = Unicode.Scalar(scalar) else { return nil }
    var packed: UInt32 = 0
    var count = 0
    for byte in UTF8.encode(scalar).unsafelyUnwrapped {
      packed |= UInt32(byte) << UInt32(8 * count)
      count += 1
    }
    guard count <= length else { return nil }
    self.packed = packed
    self.count = count
    self.length = length
    self.isLiteral = isLiteral
  }

  /// The escape that begins at `index`; nil if there is none.
  init?(in text: Bytes, at index: Int) {
    switch text[index] {
    case UInt8(ascii: "\\"): self.init(backslashIn: text, at: index)
    case UInt8(ascii: "%"):
      self.init(percentIn: text, at: index)
    case UInt8(ascii: "&"): self.init(entityIn: text, at: index)
    default: return nil
    }
  }

  /// `%40`, or all bytes of one character beyond ASCII: `%C3%A9`. Other bytes are no text, and were none:
  /// `karen%castle`.
  private init?(percentIn text: Bytes, at index: Int) {
    guard let first = Self.hex(text, index + 1, digits: 2) else { return nil }
    if first < 0x80 {
      guard first >= 0x20 && first != 0x7F || first == 0x09 || first == 0x0A || first == 0x0D else {
        return nil
      }
      self.init(byte: UInt8(truncatingIfNeeded: first), length: 3, isLiteral: true)
      return
    }
    let count = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0
    guard count > 0 else { return nil }
    var packed = first
    for place in 1..<count {
      let start = index + 3 * place
      guard start < text.count, text[start] == UInt8(ascii: "%"),
        let byte = Self.hex(text, start + 1, digits: 2), byte & 0xC0 == 0x80
      else { return nil }
      packed |= byte << UInt32(8 * place)
    }
    self.init(packed: packed, count: count, length: 3 * count)
  }

  private init(packed: UInt32, count: Int, length: Int) {
    self.packed = packed
    self.count = count
    self.length = length
    isLiteral = true
  }

  private init?(backslashIn text: Bytes, at index: Int) {
    guard index + 1 < text.count else { return nil }
    switch text[index + 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "'"):
      self.init(byte: text[index + 1], length: 2, isLiteral: false)
    case UInt8(ascii: "n"): self.init(byte: 0x0A, length: 2, isLiteral: false)
    case UInt8(ascii: "t"): self.init(byte: 0x09, length: 2, isLiteral: false)
    case UInt8(ascii: "r"): self.init(byte: 0x0D, length: 2, isLiteral: false)
    case UInt8(ascii: "b"): self.init(byte: 0x08, length: 2, isLiteral: false)
    case UInt8(ascii: "f"): self.init(byte: 0x0C, length: 2, isLiteral: false)
    case UInt8(ascii: "x"):
      guard let byte = Self.hex(text, index + 2, digits: 2), byte < 0x80 else { return nil }
      self.init(byte: UInt8(truncatingIfNeeded: byte), length: 4, isLiteral: false)
    case UInt8(ascii: "u"):
      guard let unit = Self.hex(text, index + 2, digits: 4) else { return nil }
      if unit & 0xFC00 == 0xD800, index + 7 < text.count, text[index + 6] == UInt8(ascii: "\\"),
        text[index + 7] == UInt8(ascii: "u"), let low = Self.hex(text, index + 8, digits: 4),
        low & 0xFC00 == 0xDC00
      {
        let scalar = 0x10000 + (unit & 0x3FF) << 10 + (low & 0x3FF)
        self.init(scalar: scalar, length: 12, isLiteral: false)
      } else {
        self.init(
          scalar: unit & 0xF800 == 0xD800 ? 0xFFFD : unit, length: 6, isLiteral: false)
      }
    default: return nil
    }
  }

  private init?(entityIn text: Bytes, at index: Int) {
    let limit = min(text.count, index + 12)
    guard let end = (index..<limit).first(where: { text[$0] == UInt8(ascii: ";") }) else {
      return nil
    }
    let length = end + 1 - index
    if length >= 4, text[index + 1] == UInt8(ascii: "#") {
      let isHex = text[index + 2] | 0x20 == UInt8(ascii: "x")
      let start = index + (isHex ? 3 : 2)
      guard start < end, end - start <= 7 else { return nil }
      var scalar: UInt32 = 0
      for place in start..<end {
        guard let digit = Self.digit(text[place]), isHex || digit < 10 else { return nil }
        scalar = scalar * (isHex ? 16 : 10) + digit
      }
      self.init(scalar: scalar, length: length, isLiteral: true)
      return
    }
    let name = Bytes(rebasing: text[(index + 1)..<end])
    guard let known = Self.entities.first(where: { name.elementsEqual($0.0.utf8) }) else {
      return nil
    }
    self.init(scalar: known.1, length: length, isLiteral: true)
  }

  private static let entities: [(String, UInt32)] = [
    ("amp", 0x26), ("apos", 0x27), ("colon", 0x3A), ("commat", 0x40), ("equals", 0x3D),
    ("gt", 0x3E),
    ("hyphen", 0x2D), ("lt", 0x3C), ("nbsp", 0x20), ("num", 0x23), ("percnt", 0x25),
    ("period", 0x2E),
    ("plus", 0x2B), ("quot", 0x22), ("sol", 0x2F),
  ]

  private static func hex(_ text: Bytes, _ start: Int, digits: Int) -> UInt32? {
    guard start + digits <= text.count else { return nil }
    var value: UInt32 = 0
    for index in start..<(start + digits) {
      guard let digit = digit(text[index]) else { return nil }
      value = value << 4 | digit
    }
    return value
  }

  @inline(__always)
  private static func digit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
  }
}
