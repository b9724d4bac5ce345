extension UInt8 {
  var isDigit: Bool { self >= 0x30 && self <= 0x39 }
  var isLower: Bool { self >= 0x61 && self <= 0x7A }
  var isUpper: Bool { self >= 0x41 && self <= 0x5A }
  var isLetter: Bool { isLower || isUpper }
  var isAlphanumeric: Bool { isLetter || isDigit }
  /// A blank, tab or line end.
  var isBlank: Bool { self == 0x20 || (self >= 0x09 && self <= 0x0D) }
  var isQuote: Bool { self == UInt8(ascii: "\"") || self == UInt8(ascii: "'") }
  var isHex: Bool { hexDigit != nil }
  var lowercased: UInt8 { isUpper ? self | 0x20 : self }

  var hexDigit: Int? {
    switch self {
    case 0x30...0x39: Int(self) - 0x30
    case 0x41...0x46: Int(self) - 0x41 + 10
    case 0x61...0x66: Int(self) - 0x61 + 10
    default: nil
    }
  }
}
