/// Digits, how they are grouped, and what they can be by both.
struct NumberShape {
  /// What has fewer digits, or more, is nothing.
  static let fewestDigits = 8
  static let mostDigits = 19

  /// Values from 0 to 9.
  let digits: Bytes
  /// The groups' lengths, four bits each, the last one lowest: `0x324` for `ddd-dd-dddd`. 0 for digits
  /// without separators.
  let lengths: UInt64
  /// What stands between the groups, four bits each, the last one lowest.
  let separators: UInt64

  /// What stands between groups; one bit each.
  struct Separator {
    static let blank: UInt64 = 1
    static let hyphen: UInt64 = 2
    static let dot: UInt64 = 4
    static let slash: UInt64 = 8
    static let usual = blank | hyphen | dot
  }

  struct Types {
    var all: TypeSet = []
    /// Those of `all` that the form says without context.
    var strong: TypeSet = []

    mutating func add(_ type: SensitiveType, isStrong: Bool = false) {
      all.insert(TypeSet(type))
      if isStrong { strong.insert(TypeSet(type)) }
    }
  }

  @inline(__always)
  private var isPlain: Bool { lengths == 0 }

  /// Whether the groups have these lengths and all the same separator, one of those given.
  @inline(__always)
  private func isGrouped(_ wanted: UInt64, by allowed: UInt64 = Separator.usual) -> Bool {
    lengths == wanted && allowed & separators & 15 != 0 && isUniform
  }

  /// Whether all separators are the same.
  private var isUniform: Bool {
    let last = separators & 15
    var rest = separators >> 4
    while rest != 0 {
      if rest & 15 != last { return false }
      rest >>= 4
    }
    return true
  }

  var types: Types {
    var types = Types()
    switch digits.count {
    case 8: if isPlain, NationalNumbers.isNLBSN(digits) { types.add(.nlBSN) }
    case 9: addNine(&types)
    case 10: addTen(&types)
    case 11: addEleven(&types)
    case 12: addTwelve(&types)
    case 13:
      if isPlain || isGrouped(0x3442), NationalNumbers.isCHAHV(digits) {
        types.add(.chAHV, isStrong: true)
      }
      addCard(&types)
    case 15:
      if isPlain || isGroupedNIR, NationalNumbers.isFRNIR(digits) {
        types.add(.frNIR, isStrong: NationalNumbers.isUsualNIR(digits))
      }
      addCard(&types)
    case 14, 16...19: addCard(&types)
    default: break
    }
    return types
  }

  /// Whether a form has groups of these lengths, and more behind them.
  static func mayGoOn(_ lengths: UInt64) -> Bool {
    switch lengths {
    case 0x1, 0x2, 0x3, 0x4, 0x5, 0x6, 0x7, 0x8, 0x9, 0xD: true
    case 0x12, 0x1C, 0x22, 0x23, 0x32, 0x33, 0x34, 0x42, 0x43, 0x44, 0x46, 0x55, 0x63, 0x64, 0x76:
      true
    case 0x122, 0x222, 0x233, 0x333, 0x344, 0x433, 0x444, 0x644: true
    case 0x1222, 0x1225, 0x2223, 0x4444: true
    case 0x12223, 0x12226, 0x12253: true
    case 0x122233: true
    default: false
    }
  }

  private func addNine(_ types: inout Types) {
    if isPlain || isGrouped(0x324), NationalNumbers.isUSSSN(digits) {
      types.add(.usSSN, isStrong: isGrouped(0x324, by: Separator.hyphen))
    }
    if isPlain || isGrouped(0x423) || isGrouped(0x333) || isGrouped(0x432),
      NationalNumbers.isNLBSN(digits)
    {
      types.add(.nlBSN)
    }
    if isPlain || isGrouped(0x333), NationalNumbers.isCASIN(digits) { types.add(.caSIN) }
  }

  private func addTen(_ types: inout Types) {
    if isPlain || isGrouped(0x334), NationalNumbers.isUKNHS(digits) { types.add(.ukNHS) }
    if isPlain || isGrouped(0x64), NationalNumbers.isSEPersonnummer(digits) {
      types.add(.sePersonnummer)
    }
  }

  private func addEleven(_ types: inout Types) {
    if isPlain || isGrouped(0x2333, by: 15), NationalNumbers.isDESteuerID(digits) {
      types.add(.deSteuerID)
    }
    if isPlain || isGrouped(0x65), NationalNumbers.isPLPESEL(digits) { types.add(.plPESEL) }
    let isDottedCPF = lengths == 0x3332 && separators == 0x442
    if isPlain || isDottedCPF || isGrouped(0x92) || isGrouped(0x3332),
      NationalNumbers.isBRCPF(digits)
    {
      types.add(.brCPF, isStrong: isDottedCPF)
    }
    // `85.07.30-033.28`, and with other signs at the same places.
    let isRegister = lengths == 0x22232
    if isPlain || isRegister || isGrouped(0x632) || isGrouped(0x65) || lengths == 0x632,
      NationalNumbers.isBENRN(digits)
    {
      types.add(.beNRN, isStrong: isRegister && (separators == 0x4424 || separators == 0x4421))
    }
  }

  private func addTwelve(_ types: inout Types) {
    if isPlain || isGrouped(0x444), NationalNumbers.isINAadhaar(digits) { types.add(.inAadhaar) }
    if isPlain || isGrouped(0x84), NationalNumbers.isSEPersonnummer(digits) {
      types.add(.sePersonnummer)
    }
  }

  private var isGroupedNIR: Bool {
    guard isUniform, separators & 15 != Separator.slash else { return false }
    switch lengths {
    // Sex, year, month, department, commune, order, key; and what people put together.
    case 0x1_2223_32, 0xD2, 0x122235, 0x12_2262, 0x1_2253_2, 0x762, 0x1C2: return true
    default: return false
    }
  }

  private func addCard(_ types: inout Types) {
    let isSpread: Bool
    switch digits.count {
    case 13: isSpread = isGrouped(0x4441) || isGrouped(0x4333) || isGrouped(0x445)
    case 14: isSpread = isGrouped(0x464) || isGrouped(0x4442)
    case 15: isSpread = isGrouped(0x465) || isGrouped(0x4443) || isGrouped(0x555)
    case 16: isSpread = isGrouped(0x4444) || isGrouped(0x466) || isGrouped(0x88)
    case 17: isSpread = isGrouped(0x44441) || isGrouped(0x4445)
    case 18: isSpread = isGrouped(0x44442) || isGrouped(0x6444)
    default: isSpread = isGrouped(0x44443) || isGrouped(0x6D)
    }
    guard isPlain || isSpread, let kind = PaymentCards.kind(digits) else { return }
    types.add(.paymentCard, isStrong: kind == .common)
  }
}
