/// A strict parser of RFC 8259, as plain as can be: one byte after the other, a tree, no speed.
/// What it accepts is what the extractor must accept.
struct PlainJSON {
  enum Content {
    case null, bool
    case number, string
    case array([Value])
    case object([(key: [UInt8]?, value: Value)])
  }

  struct Value {
    var content: Content
    var start: Int
    var end: Int
  }

  struct Failure: Error {}

  static let maximumDepth = 256

  let bytes: [UInt8]
  var at: Int
  let end: Int

  init(_ bytes: [UInt8], from: Int, to: Int) {
    self.bytes = bytes
    at = from
    end = to
  }

  static func isBlank(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }

  mutating func skipBlanks() {
    while at < end, Self.isBlank(bytes[at]) { at += 1 }
  }

  private func peek() throws(Failure) -> UInt8 {
    guard at < end else { throw Failure() }
    return bytes[at]
  }

  private mutating func expect(_ text: String) throws(Failure) {
    for byte in text.utf8 {
      guard try peek() == byte else { throw Failure() }
      at += 1
    }
  }

  mutating func value(depth: Int = 0) throws(Failure) -> Value {
    let start = at
    let content: Content
    switch try peek() {
    case UInt8(ascii: "{"): content = .object(try object(depth: depth + 1))
    case UInt8(ascii: "["): content = .array(try array(depth: depth + 1))
    case UInt8(ascii: "\""):
      _ = try string()
      content = .string
    case UInt8(ascii: "t"):
      try expect("true")
      content = .bool
    case UInt8(ascii: "f"):
      try expect("false")
      content = .bool
    case UInt8(ascii: "n"):
      try expect("null")
      content = .null
    default:
      try number()
      content = .number
    }
    return Value(content: content, start: start, end: at)
  }

  private mutating func object(
    depth: Int
  ) throws(Failure) -> [(key: [UInt8]?, value: Value)] {
    guard depth <= Self.maximumDepth else { throw Failure() }
    try expect("{")
    var members: [(key: [UInt8]?, value: Value)] = []
    skipBlanks()
    if try peek() == UInt8(ascii: "}") {
      at += 1
      return members
    }
    while true {
      skipBlanks()
      let key = try string()
      skipBlanks()
      try expect(":")
      skipBlanks()
      members.append((key, try value(depth: depth)))
      skipBlanks()
      if try peek() == UInt8(ascii: "}") {
        at += 1
        return members
      }
      try expect(",")
    }
  }

  private mutating func array(depth: Int) throws(Failure) -> [Value] {
    guard depth <= Self.maximumDepth else { throw Failure() }
    try expect("[")
    var elements: [Value] = []
    skipBlanks()
    if try peek() == UInt8(ascii: "]") {
      at += 1
      return elements
    }
    while true {
      skipBlanks()
      elements.append(try value(depth: depth))
      skipBlanks()
      if try peek() == UInt8(ascii: "]") {
        at += 1
        return elements
      }
      try expect(",")
    }
  }

  private mutating func number() throws(Failure) {
    if try peek() == UInt8(ascii: "-") { at += 1 }
    if try peek() == UInt8(ascii: "0") {
      at += 1
    } else {
      try digits()
    }
    if at < end, bytes[at] == UInt8(ascii: ".") {
      at += 1
      try digits()
    }
    if at < end, bytes[at] == UInt8(ascii: "e") || bytes[at] == UInt8(ascii: "E") {
      at += 1
      if at < end, bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-") { at += 1 }
      try digits()
    }
  }

  private mutating func digits() throws(Failure) {
    let start = at
    while at < end, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[at]) { at += 1 }
    guard at > start else { throw Failure() }
  }

  /// The decoded string; nil if it holds a lone surrogate, which is JSON all the same.
  private mutating func string() throws(Failure) -> [UInt8]? {
    try expect("\"")
    var units: [UInt8] = []
    var isWhole = true
    var high: UInt32?
    func close() {
      if high != nil { isWhole = false }
      high = nil
    }
    while true {
      let byte = try peek()
      at += 1
      guard byte != UInt8(ascii: "\"") else {
        close()
        return isWhole ? units : nil
      }
      guard byte >= 0x20 else { throw Failure() }
      guard byte == UInt8(ascii: "\\") else {
        close()
        units.append(byte)
        continue
      }
      let letter = try peek()
      at += 1
      let simple: [Character: UInt8] = [
        "\"": 0x22, "\\": 0x5C, "/": 0x2F, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9,
      ]
      if let plain = simple[Character(Unicode.Scalar(letter))] {
        close()
        units.append(plain)
        continue
      }
      guard letter == UInt8(ascii: "u") else { throw Failure() }
      var unit: UInt32 = 0
      for _ in 0..<4 {
        guard let digit = Character(Unicode.Scalar(try peek())).hexDigitValue else {
          throw Failure()
        }
        unit = unit * 16 + UInt32(digit)
        at += 1
      }
      if let first = high, (0xDC00...0xDFFF).contains(unit) {
        high = nil
        let scalar = 0x10000 + (first - 0xD800) * 0x400 + (unit - 0xDC00)
        units += Array(String(Unicode.Scalar(scalar)!).utf8)
      } else {
        close()
        if (0xD800...0xDBFF).contains(unit) {
          high = unit
        } else if let scalar = Unicode.Scalar(unit) {
          units += Array(String(scalar).utf8)
        } else {
          isWhole = false
        }
      }
    }
  }
}
