/// An exact decimal number: `significand * 10^exponent`.
///
/// INVARIANT: normalised, so that equal numbers have equal parts: the significand has no
/// trailing zero, and zero has exponent 0.
package struct Number: Hashable, Sendable {
  package let significand: Int128
  package let exponent: Int32

  /// Normalises the parts. The exponent must be within ±1,000,000.
  package init(significand: Int128, exponent: Int32) {
    if let small = Int64(exactly: significand) {
      self.init(small: small, exponent: exponent)
      return
    }
    var significand = significand
    var exponent = exponent
    while significand % 10 == 0 {
      significand /= 10
      exponent += 1
    }
    self.init(normalised: significand, exponent: exponent)
  }

  package init(_ integer: Int64) { self.init(small: integer, exponent: 0) }

  @inline(__always)
  private init(small: Int64, exponent: Int32) {
    var small = small
    var exponent = exponent
    if small == 0 {
      exponent = 0
    } else {
      // 128-bit division is a library call; 64-bit division is an instruction.
      while small % 10 == 0 {
        small /= 10
        exponent += 1
      }
    }
    self.init(normalised: Int128(small), exponent: exponent)
  }

  @inline(__always)
  private init(normalised significand: Int128, exponent: Int32) {
    self.significand = significand
    self.exponent = exponent
  }

  /// 10^0 … 10^38.
  static let powersOfTen: [Int128] = {
    var powers: [Int128] = [1]
    for _ in 0..<38 { powers.append(powers[powers.count - 1] * 10) }
    return powers
  }()

  /// The number times 10^`powerOfTen`, if it is whole and fits.
  package func scaled(powerOfTen: Int32) -> Int64? {
    let power = exponent + powerOfTen
    if significand == 0 { return 0 }
    // Normalised: with a negative power it is not whole.
    guard power >= 0, power <= 18 else { return nil }
    guard let small = Int64(exactly: significand) else { return nil }
    let product = small.multipliedReportingOverflow(by: Int64(Self.powersOfTen[Int(power)]))
    return product.overflow ? nil : product.partialValue
  }

  /// The number, if it is whole and fits.
  package var integer: Int64? { scaled(powerOfTen: 0) }

  package var isWhole: Bool { exponent >= 0 }

  package var isNegative: Bool { significand < 0 }
}
