/// Payment card numbers: the ranges of the networks with their lengths, and Luhn's check.
enum PaymentCards {
  private struct Range {
    /// The first six digits, from and to.
    var from: Int
    var to: Int
    /// Bit n: n digits.
    var lengths: UInt32
  }

  private static func lengths(_ values: Int...) -> UInt32 {
    values.reduce(0) { $0 | 1 << UInt32($1) }
  }

  /// Issuer identification numbers of the networks. Source: ISO/IEC 7812 and what the networks publish
  /// of their ranges.
  private static let ranges: [Range] = [
    // UATP
    Range(from: 100_000, to: 199_999, lengths: lengths(15)),
    // Diners Club
    Range(from: 300_000, to: 305_999, lengths: lengths(14, 16, 17, 18, 19)),
    Range(from: 309_500, to: 309_599, lengths: lengths(14, 16, 17, 18, 19)),
    Range(from: 360_000, to: 369_999, lengths: lengths(14, 15, 16, 17, 18, 19)),
    Range(from: 380_000, to: 399_999, lengths: lengths(14, 16, 17, 18, 19)),
    // American Express
    Range(from: 340_000, to: 349_999, lengths: lengths(15)),
    Range(from: 370_000, to: 379_999, lengths: lengths(15)),
    // JCB
    Range(from: 352_800, to: 358_999, lengths: lengths(16, 17, 18, 19)),
    // Visa
    Range(from: 400_000, to: 499_999, lengths: lengths(13, 16, 19)),
    // Mastercard
    Range(from: 222_100, to: 272_099, lengths: lengths(16)),
    Range(from: 510_000, to: 559_999, lengths: lengths(16)),
    // Maestro
    Range(from: 500_000, to: 509_999, lengths: lengths(13, 14, 15, 16, 17, 18, 19)),
    Range(from: 560_000, to: 589_999, lengths: lengths(13, 14, 15, 16, 17, 18, 19)),
    Range(from: 630_000, to: 639_999, lengths: lengths(13, 14, 15, 16, 17, 18, 19)),
    Range(from: 670_000, to: 679_999, lengths: lengths(13, 14, 15, 16, 17, 18, 19)),
    // Discover, RuPay
    Range(from: 601_100, to: 601_199, lengths: lengths(16, 17, 18, 19)),
    Range(from: 644_000, to: 659_999, lengths: lengths(16, 17, 18, 19)),
    Range(from: 608_000, to: 608_999, lengths: lengths(16)),
    Range(from: 810_000, to: 817_199, lengths: lengths(16, 17, 18, 19)),
    // UnionPay
    Range(from: 620_000, to: 629_999, lengths: lengths(16, 17, 18, 19)),
    // Mir, Troy
    Range(from: 220_000, to: 220_499, lengths: lengths(16, 17, 18, 19)),
    Range(from: 979_200, to: 979_299, lengths: lengths(16)),
  ]

  /// Digits are values from 0 to 9.
  static func isValid(_ digits: Bytes) -> Bool {
    guard (13...19).contains(digits.count), !CheckDigits.allEqual(digits) else { return false }
    let start = digits.prefix(6).reduce(0) { $0 * 10 + Int($1) }
    let length: UInt32 = 1 << UInt32(digits.count)
    guard ranges.contains(where: { $0.from <= start && start <= $0.to && $0.lengths & length != 0 })
    else { return false }
    return CheckDigits.luhn(digits)
  }
}
