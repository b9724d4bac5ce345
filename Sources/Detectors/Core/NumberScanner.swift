/// Runs of digits, with what stands between their groups.
struct NumberRun {
  static let mostDigits = 24
  static let mostGroups = 12

  /// The digits' values.
  var digits = SIMD32<UInt8>.zero
  var count = 0
  /// Where each digit stands in the text.
  var places = SIMD32<Int32>.zero
  /// How many digits stand before each group, and behind the last.
  var groups = SIMD16<UInt8>.zero
  var groupCount = 0
  /// What stands before a group: 0 for the first; `0x20` for blanks of all kinds.
  var separators = SIMD16<UInt8>.zero

  func end(ofDigit index: Int) -> Int { Int(places[index]) + 1 }
}

enum NumberScanner {
  /// How many digits the run has that begins at `start`, up to `most`; a look before the work.
  @inline(__always)
  static func digits(_ text: Bytes, at start: Int, most: Int) -> Int {
    var index = start
    var count = 0
    while index < text.count, count < most {
      let kind = ByteClass.of(text[index])
      if kind == ByteClass.digit {
        count += 1
        index += 1
      } else {
        if kind & (ByteClass.lower | ByteClass.upper | ByteClass.underscore) != 0 { return count }
        let width = text[index] == UInt8(ascii: ")") ? 1 : width(text, index)
        guard width > 0, index + width < text.count else { return count }
        index += width
        if ByteClass.of(text[index]) != ByteClass.digit {
          guard
            text[index] == 0x20 || text[index] == UInt8(ascii: "-")
              || text[index] == UInt8(ascii: "(")
          else {
            return count
          }
          index += 1
        }
      }
    }
    return count
  }

  /// More short groups in a row than any list of numbers that people write has.
  private static let longList = 40

  /// The end of a list of so many groups of up to eight digits that no identifier is looked for in it; nil if
  /// it is shorter.
  static func endOfList(_ text: Bytes, at start: Int) -> Int? {
    var index = start
    var groups = 0
    while index < text.count {
      let first = index
      while index < text.count, index - first <= 8, ByteClass.of(text[index]) == ByteClass.digit {
        index += 1
      }
      guard index > first, index - first <= 8 else { return groups > longList ? first : nil }
      groups += 1
      let width = width(text, index)
      guard width > 0 else { break }
      index += width
    }
    return groups > longList ? index : nil
  }

  /// Where digits and what may stand between them end.
  static func end(_ text: Bytes, at start: Int) -> Int {
    var index = start
    var end = start
    while index < text.count, index - start < 40 {
      if ByteClass.of(text[index]) == ByteClass.digit {
        index += 1
        end = index
      } else {
        let width = "()+".utf8.contains(text[index]) ? 1 : width(text, index)
        if width == 0 { break }
        index += width
      }
    }
    return end
  }

  /// The run that begins with the digit at `start`, which no letter or digit stands before. nil: it is
  /// part of a time, a fraction, a word.
  static func run(_ text: Bytes, at start: Int) -> NumberRun? {
    var run = NumberRun()
    var index = start
    var separator: UInt8 = 0
    while run.groupCount < NumberRun.mostGroups {
      let first = index
      while index < text.count, index - first <= NumberRun.mostDigits,
        ByteClass.of(text[index]) == ByteClass.digit
      { index += 1 }
      let length = index - first
      // A word that goes on with letters is none of the run.
      let isWord =
        index < text.count && ByteClass.isWord(text[index]) && Separators.width(text, index) == 0
      guard length > 0, !isWord, run.count + length <= NumberRun.mostDigits else { break }
      run.groups[run.groupCount] = UInt8(run.count)
      run.separators[run.groupCount] = separator
      run.groupCount += 1
      for place in first..<index {
        run.digits[run.count] = text[place] - UInt8(ascii: "0")
        run.places[run.count] = Int32(truncatingIfNeeded: place)
        run.count += 1
      }
      run.groups[run.groupCount] = UInt8(run.count)
      let width = width(text, index)
      guard width > 0, index + width < text.count,
        ByteClass.of(text[index + width]) == ByteClass.digit
      else { break }
      separator = width > 1 || text[index] == UInt8(ascii: "+") ? 0x20 : text[index]
      index += width
    }
    return run.count >= 7 ? run : nil
  }

  private static func width(_ text: Bytes, _ index: Int) -> Int {
    let width = Separators.groupWidth(text, index)
    if width > 0 { return width }
    guard index < text.count else { return 0 }
    return text[index] == UInt8(ascii: "/") ? 1 : 0
  }
}

/// What a stretch of whole groups may be.
struct NumberCandidate {
  var range: Range<Int>
  var types: TypeSet
  /// Those that its form says without context.
  var strong: TypeSet
}

extension NumberRun {
  /// Stretches of groups, from the first on, that have a form: longest first.
  func forEachCandidate(_ body: (NumberCandidate) -> Bool) {
    var last = groupCount
    while last > 0 {
      if let candidate = candidate(groups: 0..<last), body(candidate) { return }
      last -= 1
    }
  }

  private func candidate(groups range: Range<Int>) -> NumberCandidate? {
    let first = Int(groups[range.lowerBound])
    let end = Int(groups[range.upperBound])
    let length = end - first
    guard (7...19).contains(length) else { return nil }
    return withUnsafeBytes(of: digits) { raw in
      let digits = Bytes(rebasing: raw.bindMemory(to: UInt8.self)[first..<end])
      var shape = NumberShape(digits: digits, separator: 0)
      for group in range {
        shape.lengths = shape.lengths << 5 | UInt64(groups[group + 1] - groups[group])
        guard group > range.lowerBound else { continue }
        let separator = separators[group]
        if shape.separator == 0 {
          shape.separator = separator
        } else if shape.separator != separator {
          shape.isMixed = true
          shape.lastSeparator = separator
        }
      }
      let (types, strong) = shape.types
      guard !types.isEmpty else { return nil }
      return NumberCandidate(
        range: Int(places[first])..<self.end(ofDigit: end - 1), types: types, strong: strong)
    }
  }
}

/// Digits and how they are grouped.
struct NumberShape {
  let digits: Bytes
  /// Five bits a group, the last group lowest.
  var lengths: UInt64 = 0
  /// Between all groups, or the first two.
  var separator: UInt8
  var isMixed = false
  var lastSeparator: UInt8 = 0

  private var isPlain: Bool { lengths < 32 }

  /// What separates groups.
  private struct Signs: OptionSet {
    let rawValue: UInt8
    static let blank = Signs(rawValue: 1)
    static let hyphen = Signs(rawValue: 2)
    static let dot = Signs(rawValue: 4)
    static let all: Signs = [.blank, .hyphen, .dot]

    static func of(_ byte: UInt8) -> Signs {
      byte == 0x20
        ? .blank : byte == UInt8(ascii: "-") ? .hyphen : byte == UInt8(ascii: ".") ? .dot : []
    }
  }

  private func isGrouped(_ wanted: UInt64, by signs: Signs = .all) -> Bool {
    lengths == wanted && !isMixed && !signs.isDisjoint(with: Signs.of(separator))
  }

  /// The types that the digits can be, and those that the form says without context.
  var types: (TypeSet, strong: TypeSet) {
    var types: TypeSet = []
    var strong: TypeSet = []
    func add(_ type: SensitiveType, isStrong: Bool) {
      types.insert(TypeSet(type))
      if isStrong { strong.insert(TypeSet(type)) }
    }
    switch digits.count {
    case 8:
      if isPlain, NationalNumbers.isNLBSN(digits) { add(.nlBSN, isStrong: false) }
    case 9: addNine(&types, &strong)
    case 10:
      if isPlain || isGrouped(0xC64 /* 3-3-4 */), NationalNumbers.isUKNHS(digits) {
        add(.ukNHS, isStrong: false)
      }
      if isPlain || isGrouped(0xC4 /* 6-4 */, by: [.blank, .hyphen]),
        NationalNumbers.isSEPersonnummer(digits)
      {
        add(.sePersonnummer, isStrong: false)
      }
    case 11: addEleven(&types, &strong)
    case 12:
      if isPlain || isGrouped(0x1084 /* 4-4-4 */), NationalNumbers.isINAadhaar(digits) {
        add(.inAadhaar, isStrong: false)
      }
      if isPlain || isGrouped(0x104 /* 8-4 */, by: [.blank, .hyphen]),
        NationalNumbers.isSEPersonnummer(digits)
      {
        add(.sePersonnummer, isStrong: false)
      }
    case 13:
      if NationalNumbers.isCHAHV(digits), isPlain || isGrouped(0x19082 /* 3-4-4-2 */) {
        add(.chAHV, isStrong: true)
      }
      addCard(&types, &strong)
    case 15:
      if isPlain || isNIRGrouped, NationalNumbers.isFRNIR(digits) { add(.frNIR, isStrong: true) }
      addCard(&types, &strong)
    case 14, 16...19: addCard(&types, &strong)
    default: break
    }
    return (types, strong)
  }

  private var isNIRGrouped: Bool {
    guard !isMixed else { return false }
    switch lengths {
    case 0x44210C62 /* 1-2-2-2-3-3-2 */,
      0x1A2 /* 13-2 */,
      0x2210865 /* 1-2-2-2-3-5 */,
      0x22108C2 /* 1-2-2-2-6-2 */,
      0x1CC2 /* 7-6-2 */,
      0x582 /* 1-12-2 */:
      return true
    default: return false
    }
  }

  private func addNine(_ types: inout TypeSet, _ strong: inout TypeSet) {
    let isDashed = isGrouped(0xC44 /* 3-2-4 */, by: .hyphen)
    if isPlain || isDashed || isGrouped(0xC44 /* 3-2-4 */), NationalNumbers.isUSSSN(digits) {
      types.insert(TypeSet(.usSSN))
      if isDashed { strong.insert(TypeSet(.usSSN)) }
    }
    if isPlain || isGrouped(0x1043 /* 4-2-3 */, by: .dot) || isGrouped(0xC63 /* 3-3-3 */)
      || isGrouped(0x1043 /* 4-2-3 */),
      NationalNumbers.isNLBSN(digits)
    {
      types.insert(TypeSet(.nlBSN))
    }
    if isPlain || isGrouped(0xC63 /* 3-3-3 */), NationalNumbers.isCASIN(digits) {
      types.insert(TypeSet(.caSIN))
    }
  }

  private func addEleven(_ types: inout TypeSet, _ strong: inout TypeSet) {
    if isPlain || isGrouped(0x10C63 /* 2-3-3-3 */), NationalNumbers.isDESteuerID(digits) {
      types.insert(TypeSet(.deSteuerID))
    }
    if isPlain, NationalNumbers.isPLPESEL(digits) { types.insert(TypeSet(.plPESEL)) }
    let isDotted =
      lengths == 0x18C62 /* 3-3-3-2 */ && separator == UInt8(ascii: ".")
      && lastSeparator == UInt8(ascii: "-")
    if isPlain || isDotted || isGrouped(0x122 /* 9-2 */, by: .hyphen)
      || isGrouped(0x18C62 /* 3-3-3-2 */),
      NationalNumbers.isBRCPF(digits)
    {
      types.insert(TypeSet(.brCPF))
      if isDotted { strong.insert(TypeSet(.brCPF)) }
    }
    let isRegister =
      lengths == 0x210862 /* 2-2-2-3-2 */
      && (separator == UInt8(ascii: ".") || separator == 0x20 || separator == UInt8(ascii: "-"))
    if isPlain || isRegister || isGrouped(0x1862 /* 6-3-2 */) || isGrouped(0xC5 /* 6-5 */),
      NationalNumbers.isBENRN(digits)
    {
      types.insert(TypeSet(.beNRN))
      if isRegister, separator == UInt8(ascii: ".") { strong.insert(TypeSet(.beNRN)) }
    }
  }

  private func addCard(_ types: inout TypeSet, _ strong: inout TypeSet) {
    let isSpread: Bool
    switch digits.count {
    case 14: isSpread = isGrouped(0x10C4 /* 4-6-4 */)
    case 15: isSpread = isGrouped(0x10C5 /* 4-6-5 */)
    case 16: isSpread = isGrouped(0x21084 /* 4-4-4-4 */) || isGrouped(0x10C6 /* 4-6-6 */)
    case 19: isSpread = isGrouped(0x421083 /* 4-4-4-4-3 */) || isGrouped(0xCD /* 6-13 */)
    case 17, 18: isSpread = isGrouped(0x21084 << 5 | UInt64(digits.count - 16))
    default: isSpread = false
    }
    guard isPlain || isSpread, PaymentCards.isValid(digits) else { return }
    types.insert(TypeSet(.paymentCard))
    strong.insert(TypeSet(.paymentCard))
  }
}
