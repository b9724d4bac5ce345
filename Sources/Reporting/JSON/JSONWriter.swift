/// Writes JSON piece by piece: objects and arrays are opened and closed by the caller.
///
/// Objects and arrays stand one member a line, but for those that are opened as `compact`, which
/// stand on one line with all that they hold.
struct JSONWriter {
  private struct Level {
    var close: UInt8
    var isEmpty: Bool
    var isCompact: Bool
  }

  let output: Output
  private let special: SpecialBytes
  /// Around the innermost object or array.
  private var levels: [Level] = []
  private var isEmpty = true
  private var isCompact = false
  private var close: UInt8 = 0
  private var depth = 0
  private var followsKey = false

  /// `isEmbedded`: `<`, `>` and `&` are escaped, as needed inside an HTML page.
  init(_ output: Output, isEmbedded: Bool = false) {
    self.output = output
    special = isEmbedded ? Self.specialEmbedded : Self.special
  }

  mutating func beginObject(compact: Bool = false) {
    open(UInt8(ascii: "{"), close: UInt8(ascii: "}"), compact)
  }

  mutating func beginArray(compact: Bool = false) {
    open(UInt8(ascii: "["), close: UInt8(ascii: "]"), compact)
  }

  /// Closes the innermost object or array.
  mutating func end() {
    let level = levels.removeLast()
    depth &-= 1
    if !isEmpty && !isCompact { newLine() }
    output.byte(close)
    close = level.close
    isEmpty = level.isEmpty
    isCompact = level.isCompact
  }

  /// A key of the format itself: printable ASCII without quotes and backslashes.
  mutating func key(_ key: StaticString) {
    separate()
    output.byte(UInt8(ascii: "\""))
    output.fixed(key)
    endKey()
  }

  /// A key that comes from data.
  mutating func key(named key: String) {
    separate()
    output.byte(UInt8(ascii: "\""))
    output.text(key, special)
    endKey()
  }

  private mutating func endKey() {
    output.byte(UInt8(ascii: "\""))
    output.byte(UInt8(ascii: ":"))
    if !isCompact { output.byte(UInt8(ascii: " ")) }
    followsKey = true
  }

  mutating func string(_ value: String) {
    separate()
    quoted(value)
  }

  mutating func integer(_ value: some BinaryInteger) {
    separate()
    if let small = Int64(exactly: value) {
      output.integer(small)
    } else {
      output.text(String(value))
    }
  }

  /// A number as text, with commas between groups of three digits.
  mutating func string(grouped value: UInt64) {
    separate()
    output.byte(UInt8(ascii: "\""))
    output.grouped(value)
    output.byte(UInt8(ascii: "\""))
  }

  /// A number from a `Double`; null if it is not finite.
  mutating func number(_ value: Double) {
    separate()
    output.text(value.isFinite ? value.description : "null")
  }

  mutating func null() {
    separate()
    output.fixed("null")
  }

  mutating func boolean(_ value: Bool) {
    separate()
    output.fixed(value ? "true" : "false")
  }

  private mutating func open(_ byte: UInt8, close: UInt8, _ compact: Bool) {
    separate()
    levels.append(Level(close: self.close, isEmpty: isEmpty, isCompact: isCompact))
    depth &+= 1
    self.close = close
    isEmpty = true
    isCompact = compact || isCompact
    output.byte(byte)
  }

  private mutating func separate() {
    if followsKey {
      followsKey = false
      return
    }
    guard depth > 0 else { return }
    if !isEmpty { output.byte(UInt8(ascii: ",")) }
    isEmpty = false
    if !isCompact { newLine() }
  }

  private func newLine() {
    output.byte(UInt8(ascii: "\n"))
    for _ in 0..<depth { output.fixed("  ") }
  }

  private func quoted(_ text: String) {
    output.byte(UInt8(ascii: "\""))
    output.text(text, special)
    output.byte(UInt8(ascii: "\""))
  }

  private static let special = SpecialBytes(isSpecial, escape: escape)
  private static let specialEmbedded = SpecialBytes(
    { isSpecial($0) || [UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&")].contains($0) },
    escape: escape)

  private static func isSpecial(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == 0x7F
  }

  /// - Precondition: `byte` is special.
  @Sendable
  private static func escape(_ byte: UInt8) -> StaticString {
    switch byte {
    case UInt8(ascii: "\""): "\\\""
    case UInt8(ascii: "\\"): "\\\\"
    case UInt8(ascii: "<"): "\\u003c"
    case UInt8(ascii: ">"): "\\u003e"
    case UInt8(ascii: "&"): "\\u0026"
    case 0x0A: "\\n"
    case 0x0D: "\\r"
    case 0x09: "\\t"
    case 0x7F: "\\u007f"
    default: controls[Int(byte)]
    }
  }

  private static let controls: [StaticString] = [
    "\\u0000", "\\u0001", "\\u0002", "\\u0003", "\\u0004", "\\u0005", "\\u0006", "\\u0007",
    "\\u0008", "\\u0009", "\\u000a", "\\u000b", "\\u000c", "\\u000d", "\\u000e", "\\u000f",
    "\\u0010", "\\u0011", "\\u0012", "\\u0013", "\\u0014", "\\u0015", "\\u0016", "\\u0017",
    "\\u0018", "\\u0019", "\\u001a", "\\u001b", "\\u001c", "\\u001d", "\\u001e", "\\u001f",
  ]
}

extension JSONWriter {
  mutating func string(_ key: StaticString, _ value: String) {
    self.key(key)
    string(value)
  }

  /// Null for nil.
  mutating func string(_ key: StaticString, orNull value: String?) {
    self.key(key)
    if let value { string(value) } else { null() }
  }

  /// A member whose key comes from data.
  mutating func string(named key: String, orNull value: String?) {
    self.key(named: key)
    if let value { string(value) } else { null() }
  }

  mutating func integer(_ key: StaticString, _ value: some BinaryInteger) {
    self.key(key)
    integer(value)
  }

  mutating func object(
    _ key: StaticString, compact: Bool = false, _ body: (inout JSONWriter) -> Void
  ) {
    self.key(key)
    beginObject(compact: compact)
    body(&self)
    end()
  }

  mutating func strings(_ key: StaticString, _ values: [String]) {
    array(key, values, compact: true) { writer, value in writer.string(value) }
  }

  mutating func array<Element>(
    _ key: StaticString, _ values: [Element], compact: Bool = false,
    _ body: (inout JSONWriter, Element) -> Void
  ) {
    self.key(key)
    beginArray(compact: compact)
    for value in values { body(&self, value) }
    end()
  }

  mutating func objects<Element>(
    _ key: StaticString, _ values: [Element], compact: Bool = true,
    _ body: (inout JSONWriter, Element) -> Void
  ) {
    array(key, values) { writer, value in
      writer.beginObject(compact: compact)
      body(&writer, value)
      writer.end()
    }
  }
}
