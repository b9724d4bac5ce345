/// Looks through one value: takes its encodings off, cuts it into words in one pass, asks the scanner
/// that a word or a sign calls for, and settles their claims.
final class ValueScanner {
  /// The value without its encodings; the claims' places are places in it.
  let text = LayeredText()
  /// What was found in the last value, in its order; none overlaps another.
  var claims: ContiguousArray<Claim> = []

  /// The text that is looked through.
  var bytes = Bytes(start: nil, count: 0)
  /// What the names outside of the value say.
  var path = PathContext.none
  /// Bytes before this one belong to something that was found.
  var done = 0
  /// Digits before this one were looked at.
  var digitsDone = 0
  /// Where the last list of numbers ends that was met, and whether it is a long one.
  var list = (end: 0, isLong: false)
  /// Keys before this one are part of a key's value.
  var keyedDone = 0
  /// Starts of tokens, and stars, before this one lead nowhere.
  var tokensDone = 0
  var starsDone = 0
  /// Options that may still be looked up: a text that is made of them must not take forever.
  var optionsLeft = 0
  /// The last key of the text that stands right before a value, and where the value begins.
  var textKey = TextKey.none
  /// The columns of a table that the text holds; made when they are asked for.
  var columns: TextColumns?
  var columnsAreKnown = false
  /// Signs of tables that the loop has met.
  var seen: UInt8 = 0
  let keys: KeyCache

  struct TextKey {
    var meaning: KeyMeaning
    var value: Int
    /// Where a quoted value ends; `value` if it is not quoted.
    var end: Int
    /// The key and its value stand for themselves, as `key=value` and `"key": …` do: words before are
    /// about something else.
    var isPair: Bool

    static let none = TextKey(meaning: .unknown, value: -1, end: -1, isPair: false)
  }

  let tokens = TokenStarts.shared
  /// false for what looks into blobs of another: those in there are not looked into.
  let isOutermost: Bool
  var inner: RecordScanner?
  /// The names on the way to the value, for own detectors; kept only where there are any.
  var names: [UInt8] = []

  init(keys: KeyCache, isOutermost: Bool = true) {
    self.isOutermost = isOutermost
    self.keys = keys
  }

  /// Shorter values are nothing, unless their key says so.
  static let shortest = 6

  /// Whether a member's name has the looks of holding data, which names seldom do.
  @inline(__always)
  static func mayHoldAny(_ name: Bytes) -> Bool {
    guard name.count >= 7 else { return false }
    var digits = 0
    for byte in name {
      if byte == UInt8(ascii: "@") || byte == UInt8(ascii: "%") || byte == UInt8(ascii: "\\") {
        return true
      }
      if byte &- UInt8(ascii: "0") < 10 { digits += 1 }
    }
    return digits >= 6
  }

  /// Looks through a member's name. What needs a key is not looked for.
  func scanName(_ name: Bytes) {
    begin(name, path: .none, mayBeEscaped: true)
    loop()
    finish()
  }

  /// Looks through a value.
  ///
  /// - Parameters:
  ///   - raw: the value as the record has it, without quotes.
  ///   - isText: false for a number or word of JSON.
  func scan(_ raw: Bytes, path: PathContext, isText: Bool, mayBeEscaped: Bool) {
    if !claims.isEmpty { claims.removeAll(keepingCapacity: true) }
    let isSensitive = path.meaning.role == .sensitive
    if !isSensitive, isOrdinary(raw, isText: isText) { return }
    if !isText, isWordOfJSON(raw) { return }
    begin(raw, path: path, mayBeEscaped: mayBeEscaped)
    if isSensitive, judgeWhole() {
      finish()
      return
    }
    if bytes.count >= Self.shortest { loop() }
    // A number under `…_pass` counts something.
    if isSensitive, isText || !path.meaning.types.contains(.password) { claimWholeSecret() }
    if isText, bytes.count >= 24 { claimColumns() }
    finish()
  }

  private func begin(_ raw: Bytes, path: PathContext, mayBeEscaped: Bool) {
    if !claims.isEmpty { claims.removeAll(keepingCapacity: true) }
    text.decode(raw, mayBeEscaped: mayBeEscaped)
    bytes = text.bytes
    self.path = path
    done = 0
    digitsDone = 0
    list = (0, false)
    keyedDone = 0
    tokensDone = 0
    starsDone = 0
    optionsLeft = 64
    textKey = .none
    seen = 0
    if columnsAreKnown {
      columns = nil
      columnsAreKnown = false
    }
  }

  private func finish() {
    if claims.count > 1 { Claim.settle(&claims) }
    bytes = Bytes(start: nil, count: 0)
  }

  /// Values of the forms that records are full of, in which nothing can be: short numbers, times, UUIDs.
  @inline(__always)
  private func isOrdinary(_ raw: Bytes, isText: Bool) -> Bool {
    if !isText { return raw.count < Self.fewestDigits }
    guard raw.count >= 19, raw.count <= 36 else { return false }
    if raw.count == 36, raw[8] == UInt8(ascii: "-"), raw[13] == UInt8(ascii: "-") {
      return isUUID(raw)
    }
    return raw[4] == UInt8(ascii: "-") && raw[13] == UInt8(ascii: ":") && isTime(raw)
  }

  private func isUUID(_ raw: Bytes) -> Bool {
    for (index, byte) in raw.enumerated() {
      if index == 8 || index == 13 || index == 18 || index == 23 {
        if byte != UInt8(ascii: "-") { return false }
      } else if IPAddresses.hex(byte) == nil {
        return false
      }
    }
    return true
  }

  /// `2026-01-31T12:00:00.000Z` and its like.
  private func isTime(_ raw: Bytes) -> Bool {
    for (index, byte) in raw.enumerated() {
      switch index {
      case 4, 7: if byte != UInt8(ascii: "-") { return false }
      case 10:
        if byte != UInt8(ascii: "T"), byte != 0x20, byte != UInt8(ascii: "t") { return false }
      case 13, 16: if byte != UInt8(ascii: ":") { return false }
      case 0..<19: if !Self.isDigit(byte) { return false }
      default:
        if !Self.isDigit(byte), !isTimeSign(byte) { return false }
      }
    }
    return true
  }

  private func isTimeSign(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "+"),
      UInt8(ascii: "-"), UInt8(ascii: "Z"), UInt8(ascii: "z"), 0x20:
      true
    default: false
    }
  }

  private func isWordOfJSON(_ raw: Bytes) -> Bool {
    raw.elementsEqual("true".utf8) || raw.elementsEqual("false".utf8)
      || raw.elementsEqual("null".utf8)
  }

  // MARK: The whole value

  /// The value without blanks and quotes around it.
  private var trimmed: Range<Int> {
    var start = 0
    var end = bytes.count
    while start < end, Self.isPadding(bytes[start]) { start += 1 }
    while end > start, Self.isPadding(bytes[end - 1]) { end -= 1 }
    return start..<end
  }

  private static func isPadding(_ byte: UInt8) -> Bool {
    byte <= 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
  }

  /// Whether the value as a whole is a mask or a digest of what its key says.
  private func judgeWhole() -> Bool {
    let range = trimmed
    guard !range.isEmpty else { return false }
    return claimMask(of: range, key: path.meaning, context: .path)
  }

  /// Claims a value that its key makes sensitive if it is masked; false if it is not.
  func claimMask(of range: Range<Int>, key: KeyMeaning, context: Finding.Context) -> Bool {
    let value = Bytes(rebasing: bytes[range])
    let state: Finding.State
    switch Masks.wholeValue(value, key: key) {
    case .notMasked: return false
    case .masked, .hashed: state = .masked
    case .insufficient: state = .insufficientlyMasked
    case .weak: state = .weaklyPseudonymised
    }
    let type = key.types.types.first ?? .apiSecret
    add(range, type, state: state, context: context, strength: .mask)
    return true
  }

  /// Claims the value as a whole if its key makes it a secret.
  private func claimWholeSecret() {
    let range = trimmed
    guard !range.isEmpty, path.meaning.types.hasSecrets, !path.isDistant else { return }
    guard
      let type = SecretValue.judge(
        Bytes(rebasing: bytes[range]), key: path.meaning.types, inText: false)
    else { return }
    add(range, type, context: .path, strength: .keyed)
  }

  /// Claims the cells of a table whose column's name makes them secret.
  private func claimColumns() {
    guard mayHoldTable, hasColumns, let cells = columns?.cells else { return }
    for cell in cells {
      let meaning = keys.facts(of: Bytes(rebasing: bytes[cell.header])).meaning
      guard meaning.role == .sensitive else { continue }
      if claimMask(of: cell.value, key: meaning, context: .column) { continue }
      guard meaning.types.hasSecrets,
        let type = SecretValue.judge(
          Bytes(rebasing: bytes[cell.value]), key: meaning.types, inText: false)
      else { continue }
      add(cell.value, type, context: .column, strength: .keyed)
    }
  }

  /// Whether the text has the signs of a table: several lines, or an SQL command.
  private var mayHoldTable: Bool { seen & (Seen.line | Seen.values) != 0 }

  enum Seen {
    static let line: UInt8 = 1
    static let values: UInt8 = 2
  }

  // MARK: Claims

  func add(
    _ range: Range<Int>, _ type: SensitiveType, detector: UInt16? = nil,
    state: Finding.State = .unmasked, confidence: Confidence = .high,
    context: Finding.Context = .form,
    strength: Claim.Strength = .form
  ) {
    guard !range.isEmpty else { return }
    claims.append(
      Claim(
        range: range, type: type, detector: detector ?? UInt16(type.rawValue), state: state,
        confidence: confidence, context: context, strength: strength))
  }

  // MARK: The loop

  private func loop() {
    let bytes = bytes
    let count = bytes.count
    var index = 0
    while index < count {
      let kind = ByteClass.of(bytes[index])
      if kind & ByteClass.word != 0 {
        if kind == ByteClass.high {
          let width = Separators.width(bytes, index)
          if width > 0 {
            if Masks.isSign(bytes, index) { site(index) }
            index += width
            continue
          }
        }
        let start = index
        var flags = kind
        index += 1
        while index < count {
          let kind = ByteClass.of(bytes[index])
          if kind & ByteClass.word == 0 { break }
          if kind == ByteClass.high, Separators.width(bytes, index) > 0 { break }
          flags |= kind
          index += 1
        }
        word(start, index, flags)
      } else {
        if kind != 0 { site(index) } else if bytes[index] == 0x0A { seen |= Seen.line }
        index += 1
      }
    }
  }

  /// Asks who may know the word.
  @inline(__always)
  private func word(_ start: Int, _ end: Int, _ flags: UInt8) {
    let length = end - start
    if start < done { return }
    if flags & ByteClass.digit == 0 {
      // Only letters: words of the language, and the beginnings of what goes on after a sign.
      if length > 24 && flags == ByteClass.high { return }
      letters(start, end, flags)
    } else if bytes[start] &- UInt8(ascii: "0") < 10 {
      digits(start, end, flags)
    } else {
      mixed(start, end, flags)
    }
  }
}

/// Characters beyond ASCII that separate words.
enum Separators {
  /// How many bytes the separator takes that begins at `index`; 0 if none does: no-break and other
  /// blanks (U+00A0, U+2000 to U+206F with the bullets and quotes of general punctuation, U+3000), arrows,
  /// boxes and other signs (U+2190 to U+27BF), `«` and `»`.
  @inline(__always)
  static func width(_ bytes: Bytes, _ index: Int) -> Int {
    switch bytes[index] {
    case 0xC2:
      guard index + 1 < bytes.count else { return 0 }
      let second = bytes[index + 1]
      return second == 0xA0 || second == 0xAB || second == 0xBB || second == 0xB7 ? 2 : 0
    case 0xE2:
      guard index + 2 < bytes.count else { return 0 }
      let second = bytes[index + 1]
      return second <= 0x81 || (0x86...0x9E).contains(second) ? 3 : 0
    case 0xE3:
      guard index + 2 < bytes.count else { return 0 }
      return bytes[index + 1] == 0x80 && bytes[index + 2] == 0x80 ? 3 : 0
    default: return 0
    }
  }
}
