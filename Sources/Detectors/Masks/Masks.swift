/// A part of a text that is masked.
struct MaskMatch {
  var range: Range<Int>
  /// What its placeholder names; empty if it names nothing.
  var types: TypeSet
  /// false: it only looked like one, up to the range's end.
  var isMask = true
}

/// Recognises what is masked already: stars and crosses, placeholders, digests, partial masks.
enum Masks {
  enum Judgement: Equatable {
    case notMasked
    case masked
    /// A digest, or an encrypted value.
    case hashed
    /// More can be seen than its type allows.
    case insufficient
    /// An unsalted digest of what can be counted through.
    case weak
  }

  // MARK: Signs

  /// Whether a sign beyond ASCII that masks are made of begins at `index`: `•`, `●`, `█` and their like.
  @inline(__always)
  static func isSign(_ text: Bytes, _ index: Int) -> Bool {
    guard index + 2 < text.count, text[index] == 0xE2 else { return false }
    let code = UInt16(text[index + 1]) << 8 | UInt16(text[index + 2])
    return code == 0x80A2 || (0x9680...0x9693).contains(code) || code == 0x978F || code == 0x97A0
      || code == 0x88A2
      || code == 0x97AA
  }

  /// Bytes of the masking sign at `index`; 0 if there is none.
  @inline(__always)
  private static func signWidth(_ text: Bytes, _ index: Int) -> Int {
    if text[index] == UInt8(ascii: "*") || text[index] == UInt8(ascii: "#") { return 1 }
    return isSign(text, index) ? 3 : 0
  }

  private static func isCross(_ byte: UInt8) -> Bool { byte | 0x20 == UInt8(ascii: "x") }

  // MARK: In running text

  /// Whether the word may be a placeholder without brackets.
  static func mayBeWord(_ text: Bytes, _ start: Int, _ end: Int) -> Bool {
    (6...40).contains(end - start) && isMaskWord(Bytes(rebasing: text[start..<end]), bare: true)
  }

  /// The mask at a sign, at a bracket, or at a word that `mayBeWord`.
  static func match(_ text: Bytes, at start: Int) -> MaskMatch? {
    switch text[start] {
    case UInt8(ascii: "["), UInt8(ascii: "<"), UInt8(ascii: "("), UInt8(ascii: "{"),
      UInt8(ascii: "%"):
      return bracketed(text, start)
    case UInt8(ascii: "*"), UInt8(ascii: "#"), 0xE2: return partial(text, start)
    case UInt8(ascii: "x"), UInt8(ascii: "X"): return crosses(text, start)
    default:
      var end = start
      while end < text.count, ByteClass.isWord(text[end]) { end += 1 }
      return MaskMatch(range: start..<end, types: [])
    }
  }

  private static func bracketed(_ text: Bytes, _ start: Int) -> MaskMatch? {
    let close: UInt8
    switch text[start] {
    case UInt8(ascii: "["): close = UInt8(ascii: "]")
    case UInt8(ascii: "<"): close = UInt8(ascii: ">")
    case UInt8(ascii: "("): close = UInt8(ascii: ")")
    case UInt8(ascii: "{"): close = UInt8(ascii: "}")
    default: close = UInt8(ascii: "%")
    }
    var first = start + 1
    if first < text.count, text[first] == text[start] { first += 1 }
    var end = first
    let limit = min(text.count, first + 48)
    while end < limit, text[end] != close {
      let byte = text[end]
      guard
        ByteClass.isWord(byte) || byte == 0x20 || byte == UInt8(ascii: "-")
          || byte == UInt8(ascii: ":")
          || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "*")
      else { return nil }
      end += 1
    }
    guard end < limit, end > first else { return nil }
    let inner = Bytes(rebasing: text[first..<end])
    let isAngleOrSquare = text[start] == UInt8(ascii: "[") || text[start] == UInt8(ascii: "<")
    guard
      let types = placeholder(
        inner, namesTypes: isAngleOrSquare || text[start] == UInt8(ascii: "{"))
    else {
      return nil
    }
    var stop = end + 1
    if first == start + 2, stop < text.count, text[stop] == close { stop += 1 }
    return MaskMatch(range: start..<stop, types: types)
  }

  /// The types that a placeholder's text names; nil: it is no placeholder.
  private static func placeholder(_ inner: Bytes, namesTypes: Bool) -> TypeSet? {
    if isMaskWord(inner, bare: false) {
      // `[REDACTED:email]`, `<masked phone>`
      let meaning = KeyClassifier.meaning(of: inner)
      return meaning.types
    }
    if inner.allSatisfy({ $0 == UInt8(ascii: "*") }) { return [] }
    guard namesTypes, inner.count >= 3 else { return nil }
    // The name of a type, in capitals.
    let isName = inner.allSatisfy {
      ByteClass.of($0) & (ByteClass.upper | ByteClass.underscore | ByteClass.digit) != 0
        || $0 == UInt8(ascii: "-")
        || $0 == 0x20
    }
    guard isName else { return nil }
    if let type = byName(inner) { return TypeSet(type) }
    let meaning = KeyClassifier.meaning(of: inner)
    if meaning.role == .sensitive { return meaning.types }
    return entities.contains(Array(inner)) ? [] : nil
  }

  /// Names of what other tools take out of texts.
  private static let entities: Set<[UInt8]> = Set(
    "PERSON LOCATION ORGANIZATION PII PHI NRP DATE_TIME US_BANK_NUMBER US_PASSPORT US_DRIVER_LICENSE SECRET CENSORED"
      .split(separator: " ").map { Array($0.utf8) })

  private static func byName(_ name: Bytes) -> SensitiveType? {
    switch true {
    case name.elementsEqual("US_SSN".utf8): return .usSSN
    case name.elementsEqual("GENERIC_SECRET".utf8): return .apiSecret
    case name.elementsEqual("EMAIL_ADDRESS".utf8): return .email
    default: break
    }
    let small = name.map { ByteClass.of($0) == ByteClass.upper ? $0 | 0x20 : $0 }
    return SensitiveType.allCases.first { $0 != .custom && small.elementsEqual($0.name.utf8) }
  }

  private static let stems = [
    "redact", "mask", "filter", "remov", "hidden", "sensitive", "scrub", "conceal", "obfusc",
    "anonym", "pseudonym",
    "sanitiz", "sanitis", "censor", "omitted", "suppress", "private", "geschwaerzt", "masqu",
    "caviard", "ocult",
    "oscur", "protected", "encrypted", "confidential", "secure",
  ].map { Array($0.utf8) }

  /// Words that stand for what was taken out. `bare`: without brackets, where only capitals, or words that mean
  /// nothing else, count.
  private static func isMaskWord(_ word: Bytes, bare: Bool) -> Bool {
    var small: [UInt8] = []
    small.reserveCapacity(word.count)
    var capitals = 0
    for byte in word {
      let isUpper = ByteClass.of(byte) == ByteClass.upper
      if isUpper { capitals += 1 }
      small.append(isUpper ? byte | 0x20 : byte)
    }
    if bare {
      guard capitals * 2 > word.count || small.elementsEqual("redacted".utf8) else { return false }
      return small.starts(with: "redacted".utf8) || small.elementsEqual("masked".utf8)
        || small.elementsEqual("filtered".utf8) || small.starts(with: "hidden_due_to".utf8)
        || small.elementsEqual("scrubbed".utf8) || small.elementsEqual("sanitized".utf8)
    }
    return stems.contains { stem in
      small.starts(with: stem)
        || contains(small, stem) && (small.contains(0x20) || small.contains(UInt8(ascii: "_")))
    }
  }

  private static func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
    guard text.count >= part.count else { return false }
    return (0...(text.count - part.count)).contains {
      text[$0..<($0 + part.count)].elementsEqual(part)
    }
  }

  // MARK: Stars

  /// Stars and what is glued to them: `bo******@m***.net`, `13*******91`, `(***) ***-1069`.
  private static func partial(_ text: Bytes, _ start: Int) -> MaskMatch? {
    var end = start
    var signs = 0
    var longestRun = 0
    scan: while end < text.count {
      var run = 0
      while end < text.count {
        let width = signWidth(text, end)
        if width == 0 { break }
        end += width
        run += 1
      }
      signs += run
      longestRun = max(longestRun, run)
      if run == 0 {
        guard end < text.count else { break }
        let byte = text[end]
        if ByteClass.isWord(byte), Separators.width(text, end) == 0 || isSign(text, end) {
          end += 1
          continue
        }
        // Signs inside of what is masked go on where more of it follows.
        guard ".-@/_+()".utf8.contains(byte) || byte == 0x20, end + 1 < text.count else {
          break scan
        }
        let next = text[end + 1]
        let goesOn = signWidth(text, end + 1) > 0
        if byte == 0x20 || byte == UInt8(ascii: "(") {
          guard goesOn else { break scan }
        } else if byte == UInt8(ascii: ")") {
          guard goesOn || next == 0x20 && end + 2 < text.count && signWidth(text, end + 2) > 0
          else { break scan }
        } else {
          guard goesOn || ByteClass.isWord(next) else { break scan }
        }
        end += 1
      }
      if end - start > 512 { break }
    }
    // A lone star, bold text, a glob.
    guard longestRun >= 3 || signs >= 2 && hasAddressForm(text, start, end),
      text[start] != UInt8(ascii: "#") || longestRun >= 4
    else { return MaskMatch(range: start..<max(end, start + 1), types: [], isMask: false) }
    var first = start
    while first > 0, start - first < 24, isGlued(text, first - 1) { first -= 1 }
    while first < start, !ByteClass.isWord(text[first]), text[first] != UInt8(ascii: "+"),
      text[first] != UInt8(ascii: "(")
    {
      first += 1
    }
    return MaskMatch(range: first..<end, types: [])
  }

  // `7.161.*.*`
  private static func hasAddressForm(_ text: Bytes, _ start: Int, _ end: Int) -> Bool {
    start > 1 && text[start - 1] == UInt8(ascii: ".")
      && ByteClass.of(text[start - 2]) == ByteClass.digit
  }

  private static func isGlued(_ text: Bytes, _ index: Int) -> Bool {
    ByteClass.isWord(text[index]) || ".-@(+".utf8.contains(text[index])
  }

  /// Crosses instead of digits: `XXX-XX-7701`, `40.6.47.xxx`.
  private static func crosses(_ text: Bytes, _ start: Int) -> MaskMatch? {
    var end = start
    var count = 0
    var others = 0
    scan: while end < text.count {
      let byte = text[end]
      if isCross(byte) {
        count += 1
      } else {
        others += 1
      }
      if !isCross(byte), ByteClass.of(byte) != ByteClass.digit {
        guard "-./ ".utf8.contains(byte), end + 1 < text.count,
          isCross(text[end + 1]) || ByteClass.of(text[end + 1]) == ByteClass.digit
        else { break scan }
      }
      end += 1
    }
    guard count >= 3, end == text.count || !ByteClass.isWord(text[end]) else { return nil }
    var first = start
    while first > 0, start - first < 24,
      ByteClass.of(text[first - 1]) == ByteClass.digit || text[first - 1] == UInt8(ascii: ".")
        || text[first - 1] == UInt8(ascii: "-")
    { first -= 1 }
    if first > 0, ByteClass.isWord(text[first - 1]) { first = start }
    // Crosses alone are a word like others.
    return MaskMatch(range: first..<end, types: [], isMask: others > 0 || first < start)
  }
}
