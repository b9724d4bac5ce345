/// The cheap look that lets ordinary values pass untouched.
enum Suspicion {
  /// False only if no scanner can find anything: nothing that separates names from values, no
  /// escape, and no run long enough for a token or a card number.
  static func mayNeedMasking(_ value: UnsafeRawBufferPointer) -> Bool {
    !isPlainPath(value) && looksSuspicious(value)
  }

  /// Whether there are only small letters, digits and slashes, fewer digits than an identifier has, and no
  /// part between slashes as long as a token: what most paths are.
  ///
  /// Why no scanner finds anything in it: names, addresses and escapes need bytes that are not there;
  /// each known beginning of a token has a capital letter, `_`, `-` or `.`, and base64 a capital letter.
  static func isPlainPath(_ value: UnsafeRawBufferPointer) -> Bool {
    var part = 0
    var digits = 0
    for byte in value {
      if byte.isLower {
        part &+= 1
      } else if byte.isDigit {
        part &+= 1
        digits &+= 1
      } else if byte == UInt8(ascii: "/") {
        part = 0
      } else {
        return false
      }
      if part >= TokenScanner.minimumLength { return false }
    }
    return digits < ValueScanner.fewestDigits
  }

  private static func looksSuspicious(_ value: UnsafeRawBufferPointer) -> Bool {
    var run = 0
    var digits = 0
    for byte in value {
      switch byte {
      case UInt8(ascii: "@"), UInt8(ascii: "%"), UInt8(ascii: "="), UInt8(ascii: ":"),
        UInt8(ascii: "\\"), UInt8(ascii: "&"), UInt8(ascii: ">"):
        return true
      default: break
      }
      if byte.isAlphanumeric || Self.joins(byte) {
        run += 1
        if byte.isDigit { digits += 1 }
        // Nine characters are the shortest identifier.
        if run >= 9 && digits >= 6 || run >= 12 && (digits > 0 || run >= 20) { return true }
      } else {
        // A blank joins a scheme or an option with its value, and the groups of a card number.
        run = byte.isBlank ? run + 1 : 0
        if run == 0 { digits = 0 }
      }
    }
    return false
  }

  private static func joins(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "/"),
      UInt8(ascii: "~"), UInt8(ascii: "."):
      true
    default: false
    }
  }
}
