/// An exact decimal number: `significand * 10^exponent`.
///
/// INVARIANT: normalised, so that equal numbers have equal parts: the significand has no
/// trailing zero, and zero has exponent 0.
package struct Number: Hashable, Sendable {
  package let significand: Int128
  package let exponent: Int32

  /// Normalises the parts.
  package init(significand: Int128, exponent: Int32) {
    var significand = significand
    var exponent = exponent
    if significand == 0 {
      exponent = 0
    } else {
      while significand % 10 == 0 {
        significand /= 10
        exponent += 1
      }
    }
    self.significand = significand
    self.exponent = exponent
  }

  package init(_ integer: Int64) { self.init(significand: Int128(integer), exponent: 0) }
}
