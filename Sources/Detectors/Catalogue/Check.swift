/// Checks that a detector of a rule file can name: `check luhn`.
///
/// A check looks at the digits of what the pattern found (`iban` and `mod97` at its letters, too; those of
/// mod 11 at an X at its end); all else does not count. Cost: linear in the length.
package enum Check: String, CaseIterable, Sendable {
  case luhn
  case ean
  case iban
  case mod11
  case mod97
  case mod11And2 = "iso7064-mod11-2"
  case mod11And10 = "iso7064-mod11-10"
  case verhoeff

  /// Its name in rules.
  package var name: String { rawValue }

  /// What it asks for, as a clause.
  package var summary: String {
    switch self {
    case .luhn:
      "every second digit from the right counts double, the sum ends in 0 (ISO/IEC 7812-1)"
    case .ean: "digits count three times and once by turns, from the right, the sum ends in 0 (GS1)"
    case .iban:
      "a bank account number of a country's length and form, 97 goes into it with 1 left over"
    case .mod11:
      "digits times their place from the right, from 1; 11 goes into the sum; an X at the end is 10"
    case .mod97:
      "97 goes into the number with 1 left over, letters counting 10 to 35 (ISO 7064, mod 97,10)"
    case .mod11And2: "ISO 7064, mod 11,2; an X at the end is 10"
    case .mod11And10: "ISO 7064, mod 11,10"
    case .verhoeff: "Verhoeff's check digit"
    }
  }

  /// Longer values are not checked, and taken for wrong.
  private static let mostCharacters = 64

  /// Whether the text passes the check.
  package func accepts(_ text: some Sequence<UInt8>) -> Bool {
    var values: [UInt8] = []
    var characters: [UInt8] = []
    for byte in text {
      guard let value = Self.value(byte) else { continue }
      guard values.count < Self.mostCharacters else { return false }
      values.append(value)
      characters.append(byte)
    }
    guard values.count >= 2 else { return false }
    switch self {
    case .mod97: return Self.isMod97(values)
    case .iban:
      return characters.withUnsafeBufferPointer {
        $0.count >= 15 && IBAN.match($0, at: 0) == 0..<$0.count
      }
    case .mod11, .mod11And2:
      var digits = values.filter { $0 < 10 }
      // 10 is written X.
      if values[values.count - 1] == 33 { digits.append(10) }
      guard digits.count >= 2 else { return false }
      return self == .mod11 ? Self.isMod11(digits) : Self.isMod11And2(digits)
    case .luhn, .ean, .mod11And10, .verhoeff:
      let digits = values.filter { $0 < 10 }
      guard digits.count >= 2 else { return false }
      return digits.withUnsafeBufferPointer { digits in
        switch self {
        case .luhn: CheckDigits.luhn(digits)
        case .ean: Self.isEAN(digits)
        case .mod11And10: CheckDigits.mod11And10(digits)
        default: CheckDigits.verhoeff(digits)
        }
      }
    }
  }

  /// Of a digit its number, of a letter 10 to 35; nil for anything else.
  private static func value(_ byte: UInt8) -> UInt8? {
    if byte &- UInt8(ascii: "0") < 10 { return byte &- UInt8(ascii: "0") }
    let letter = byte | 0x20
    return byte < 0x80 && letter &- UInt8(ascii: "a") < 26 ? letter &- UInt8(ascii: "a") &+ 10 : nil
  }

  private static func isMod97(_ values: [UInt8]) -> Bool {
    values.reduce(0) { ($1 < 10 ? $0 * 10 + Int($1) : $0 * 100 + Int($1)) % 97 } == 1
  }

  private static func isMod11(_ values: [UInt8]) -> Bool {
    values.reversed().enumerated().reduce(0) { $0 + ($1.offset + 1) * Int($1.element) } % 11 == 0
  }

  private static func isMod11And2(_ values: [UInt8]) -> Bool {
    values.reduce(0) { ($0 * 2 + Int($1)) % 11 } == 1
  }

  private static func isEAN(_ digits: Bytes) -> Bool {
    digits.reversed().enumerated().reduce(0) { sum, digit in
      sum + (digit.offset % 2 == 0 ? 1 : 3) * Int(digit.element)
    } % 10 == 0
  }
}
