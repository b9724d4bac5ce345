/// Writes JSON piece by piece: objects and arrays are opened and closed by the caller.
///
/// Objects and arrays stand one member a line, but for those that are opened as `compact`, which
/// stand on one line with all that they hold.
struct JSONWriter {
  private struct Level {
    var close: UInt8
    var isEmpty = true
    var isCompact: Bool
  }

  let output: Output
  private let special: SpecialBytes
  private var levels: [Level] = []
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
    if !level.isEmpty && !level.isCompact { newLine() }
    output.byte(level.close)
  }

  mutating func key(_ key: String) {
    separate()
    quoted(key)
    output.byte(UInt8(ascii: ":"))
    if levels.last?.isCompact == false { output.byte(UInt8(ascii: " ")) }
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
    let isCompact = compact || levels.last?.isCompact == true
    levels.append(Level(close: close, isCompact: isCompact))
    output.byte(byte)
  }

  private mutating func separate() {
    if followsKey {
      followsKey = false
      return
    }
    let last = levels.count - 1
    guard last >= 0 else { return }
    if !levels[last].isEmpty { output.byte(UInt8(ascii: ",")) }
    levels[last].isEmpty = false
    if !levels[last].isCompact { newLine() }
  }

  private func newLine() {
    output.byte(UInt8(ascii: "\n"))
    for _ in levels { output.fixed("  ") }
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
  mutating func string(_ key: String, _ value: String) {
    self.key(key)
    string(value)
  }

  /// Null for nil.
  mutating func string(_ key: String, orNull value: String?) {
    self.key(key)
    if let value { string(value) } else { null() }
  }

  mutating func integer(_ key: String, _ value: some BinaryInteger) {
    self.key(key)
    integer(value)
  }

  mutating func object(_ key: String, compact: Bool = false, _ body: (inout JSONWriter) -> Void) {
    self.key(key)
    beginObject(compact: compact)
    body(&self)
    end()
  }

  mutating func strings(_ key: String, _ values: [String]) {
    array(key, values, compact: true) { writer, value in writer.string(value) }
  }

  mutating func array<Element>(
    _ key: String, _ values: [Element], compact: Bool = false,
    _ body: (inout JSONWriter, Element) -> Void
  ) {
    self.key(key)
    beginArray(compact: compact)
    for value in values { body(&self, value) }
    end()
  }

  mutating func objects<Element>(
    _ key: String, _ values: [Element], compact: Bool = true,
    _ body: (inout JSONWriter, Element) -> Void
  ) {
    array(key, values) { writer, value in
      writer.beginObject(compact: compact)
      body(&writer, value)
      writer.end()
    }
  }
}
