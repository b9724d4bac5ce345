/// Phone numbers by the numbering plans of all countries (`PhonePlans`).
enum PhoneNumbers {
  /// By country code: for each length of the national number the first three digits that there are, one
  /// bit each.
  private struct Plan {
    var lengths: [Int: [UInt64]] = [:]
    var trunk: [UInt8] = []
  }

  private static let plans: [Plan] = {
    var plans = [Plan](repeating: Plan(), count: 1000)
    for line in PhonePlans.plans.split(separator: "\n") {
      let parts = line.split(separator: " ")
      guard parts.count == 3, let code = Int(parts[0]), let length = Int(parts[1]) else { continue }
      var bits = [UInt64](repeating: 0, count: 16)
      for range in parts[2].split(separator: ",") {
        let ends = range.split(separator: "-").compactMap { Int($0) }
        guard let first = ends.first, let last = ends.last else { continue }
        for prefix in first...last { bits[prefix / 64] |= 1 << UInt64(prefix % 64) }
      }
      plans[code].lengths[length] = bits
    }
    for pair in PhonePlans.trunks.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
      let parts = pair.split(separator: ":")
      guard parts.count == 2, let code = Int(parts[0]) else { continue }
      plans[code].trunk = parts[1].utf8.map { $0 - UInt8(ascii: "0") }
    }
    return plans
  }()

  /// Country codes whose national numbers are looked for without a country: of Europe and its neighbours,
  /// the Americas, and others with much trade.
  private static let common = [
    1, 20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 54, 55, 56,
    57, 60, 61, 62,
    63, 64, 65, 66, 81, 82, 84, 86, 90, 91, 92, 212, 234, 254, 351, 352, 353, 354, 356, 357, 358,
    359, 370,
    371, 372, 380, 381, 385, 386, 420, 421, 852, 966, 971, 972,
  ]

  private struct Digits {
    var values = SIMD32<UInt8>.zero
    var count = 0
    var end = 0

    func isValid(_ plan: Plan, from first: Int, length: Int) -> Bool {
      guard length >= 6, let bits = plan.lengths[length] else { return false }
      let prefix = Int(values[first]) * 100 + Int(values[first + 1]) * 10 + Int(values[first + 2])
      return bits[prefix / 64] >> UInt64(prefix % 64) & 1 == 1
    }
  }

  /// A number with its country: at a `+`, or at `00`.
  static func international(_ text: Bytes, at start: Int) -> Range<Int>? {
    var index = start
    if text[start] == UInt8(ascii: "+") {
      index += 1
      if start > 0, ByteClass.isWord(text[start - 1]) { return nil }
    } else {
      guard start + 2 < text.count, text[start] == UInt8(ascii: "0"),
        text[start + 1] == UInt8(ascii: "0")
      else { return nil }
      index += 2
      if index < text.count, text[index] == 0x20 { index += 1 }
    }
    guard index < text.count, text[index] &- UInt8(ascii: "1") < 9 else { return nil }
    var result: Range<Int>?
    read(text, from: index, mayOpen: true) { digits in
      guard result == nil || digits.count <= 15 else { return }
      if isInternational(digits) { result = start..<digits.end }
    }
    return result
  }

  private static func isInternational(_ digits: Digits) -> Bool {
    guard (8...16).contains(digits.count) else { return false }
    for codeLength in 1...3 {
      var code = 0
      for place in 0..<codeLength { code = code * 10 + Int(digits.values[place]) }
      let plan = plans[code]
      guard !plan.lengths.isEmpty else { continue }
      if digits.isValid(plan, from: codeLength, length: digits.count - codeLength) { return true }
      // `+44 (0)20 …`: the trunk prefix stands there although it is not dialled.
      let trunk = plan.trunk
      if trunk == [0], digits.values[codeLength] == 0,
        digits.isValid(plan, from: codeLength + 1, length: digits.count - codeLength - 1)
      {
        return true
      }
    }
    return false
  }

  /// A number as it is dialled in its country, of one of the common plans; or with its country, but without
  /// `+`. At a digit or an opening bracket.
  static func national(_ text: Bytes, at start: Int) -> Range<Int>? {
    var result: Range<Int>?
    read(text, from: start, mayOpen: true) { digits in
      guard (7...15).contains(digits.count) else { return }
      if isNational(digits) || isInternational(digits) { result = start..<digits.end }
    }
    return result
  }

  private static func isNational(_ digits: Digits) -> Bool {
    for code in common {
      let plan = plans[code]
      if digits.isValid(plan, from: 0, length: digits.count) { return true }
      let trunk = plan.trunk
      guard trunk.count == 1, digits.count > 7, digits.values[0] == trunk[0] else { continue }
      if digits.isValid(plan, from: 1, length: digits.count - 1) { return true }
    }
    return false
  }

  /// Reads digits with blanks, hyphens, dots, slashes and brackets between them, and calls `body` where a
  /// group ends that is no part of a word; the longest call is the last.
  private static func read(
    _ text: Bytes, from start: Int, mayOpen: Bool, _ body: (Digits) -> Void
  ) {
    var digits = Digits()
    var index = start
    var isBracketOpen = false
    while index < text.count, digits.count < 17 {
      let byte = text[index]
      if ByteClass.of(byte) == ByteClass.digit {
        while index < text.count, digits.count < 17, ByteClass.of(text[index]) == ByteClass.digit {
          digits.values[digits.count] = text[index] - UInt8(ascii: "0")
          digits.count += 1
          index += 1
        }
        let isWord =
          index < text.count && ByteClass.isWord(text[index]) && Separators.width(text, index) == 0
        if isWord { return }
        digits.end = index
        if !isBracketOpen { body(digits) }
        continue
      }
      if byte == UInt8(ascii: "(") {
        guard !isBracketOpen else { return }
        isBracketOpen = true
        index += 1
      } else if byte == UInt8(ascii: ")") {
        guard isBracketOpen else { return }
        isBracketOpen = false
        index += 1
      } else {
        let width = byte == UInt8(ascii: "/") ? 1 : Separators.groupWidth(text, index)
        guard width > 0 else { return }
        index += width
        // `+49 30 - 1234`: one more blank or hyphen.
        if index < text.count, text[index] == 0x20 || text[index] == UInt8(ascii: "-") {
          index += 1
        }
        if index < text.count, text[index] == UInt8(ascii: "("), !isBracketOpen { continue }
      }
      guard index < text.count,
        ByteClass.of(text[index]) == ByteClass.digit || text[index] == 0x20
          || text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "/")
      else { return }
    }
  }
}
