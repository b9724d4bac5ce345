/// Payment card numbers: the ranges of the networks with their lengths, and Luhn's check.
enum PaymentCards {
  enum Kind {
    /// Of a length that the network's cards have.
    case common
    /// Of a length or range that is seldom, so that other numbers have it as often.
    case rare
  }

  /// What the digits are as a card's number; nil: none. Digits are values from 0 to 9.
  static func kind(_ digits: Bytes) -> Kind? {
    guard (13...19).contains(digits.count) else { return nil }
    var start = 0
    for place in 0..<6 { start = start * 10 + Int(digits[place]) }
    guard let network = network(start) else { return nil }
    let length: UInt32 = 1 << UInt32(digits.count)
    guard (network.common | network.rare) & length != 0, CheckDigits.luhn(digits),
      !CheckDigits.allEqual(digits)
    else { return nil }
    return network.common & length != 0 ? .common : .rare
  }

  /// Lengths, one bit each.
  private struct Lengths {
    var common: UInt32
    var rare: UInt32 = 0

    static let n13: UInt32 = 1 << 13
    static let n14: UInt32 = 1 << 14
    static let n15: UInt32 = 1 << 15
    static let n16: UInt32 = 1 << 16
    static let n16to19: UInt32 = 15 << 16
    static let n18: UInt32 = 1 << 18
    static let n19: UInt32 = 1 << 19
    static let all: UInt32 = 127 << 13
  }

  /// The lengths of the network that has issued the first six digits. Source: ISO/IEC 7812 and what the
  /// networks publish of their ranges.
  private static func network(_ start: Int) -> Lengths? {
    switch start {
    // UATP, and JCB's oldest.
    case 213_100...213_199, 180_000...180_099: Lengths(common: Lengths.n15)
    case 100_000...199_999: Lengths(common: 0, rare: Lengths.n15)
    // Mir, Borica.
    case 220_000...220_599: Lengths(common: Lengths.n16, rare: Lengths.n16to19)
    // Mastercard.
    case 222_100...272_099, 510_000...559_999: Lengths(common: Lengths.n16)
    // Diners Club.
    case 300_000...305_999, 309_500...309_599, 360_000...369_999, 380_000...399_999:
      Lengths(common: Lengths.n14 | Lengths.n16, rare: Lengths.n16to19 | Lengths.n15)
    // American Express.
    case 340_000...349_999, 370_000...379_999: Lengths(common: Lengths.n15)
    // JCB.
    case 352_800...358_999: Lengths(common: Lengths.n16, rare: Lengths.n16to19)
    // Visa; of 13 digits no more, and articles' numbers have as many.
    case 400_000...499_999:
      Lengths(common: Lengths.n16 | Lengths.n19, rare: Lengths.n13 | Lengths.n18)
    // Maestro, of many lengths; Dankort, Elo, Verve, RuPay, Hipercard.
    case 501_800...502_099, 503_800...503_899, 504_175, 506_099...506_198, 506_699...506_778,
      507_865...507_964, 508_500...509_999, 589_300...589_399, 606_282, 630_400...630_499,
      636_297, 636_368, 639_000...639_099, 670_300...670_399, 675_900...676_399, 676_770...676_774:
      Lengths(common: Lengths.n16 | Lengths.n19, rare: Lengths.all)
    // What else belongs to these networks, or may.
    case 500_000...509_999, 560_000...589_999, 630_000...639_999, 670_000...679_999:
      Lengths(common: 0, rare: Lengths.all)
    // Discover, RuPay, Troy.
    case 601_100...601_199, 644_000...659_999: Lengths(common: Lengths.n16, rare: Lengths.n16to19)
    // RuPay, UkrCard.
    case 604_000...604_299, 606_900...608_999: Lengths(common: Lengths.n16, rare: Lengths.n16to19)
    case 600_000...609_999: Lengths(common: 0, rare: Lengths.n16to19)
    // UnionPay, with what Discover has of it.
    case 620_000...629_999: Lengths(common: Lengths.n16 | Lengths.n19, rare: Lengths.n16to19)
    // UnionPay and RuPay.
    case 810_000...829_999: Lengths(common: 0, rare: Lengths.n16to19)
    // UzCard, Humo, Napas, Troy.
    case 860_000...860_099, 986_000...986_099, 970_400...970_499, 979_200...979_299:
      Lengths(common: Lengths.n16, rare: Lengths.n19)
    default: nil
    }
  }
}
