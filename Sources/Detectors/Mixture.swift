/// How random a run of letters and digits looks.
struct Mixture {
  private enum Kind { case lower, upper, digit, other }

  private(set) var length = 0
  private(set) var lower = 0
  private(set) var upper = 0
  private(set) var digits = 0
  private(set) var hex = 0
  /// Places where the kind of character changes.
  private(set) var changes = 0

  /// Linear in the length.
  init(_ bytes: ArraySlice<UInt8>) {
    var previous = Kind.other
    for byte in bytes {
      length += 1
      if byte.isHex { hex += 1 }
      let kind: Kind
      if byte.isLower {
        kind = .lower
        lower += 1
      } else if byte.isUpper {
        kind = .upper
        upper += 1
      } else if byte.isDigit {
        kind = .digit
        digits += 1
      } else {
        kind = .other
      }
      if kind != previous && kind != .other && previous != .other { changes += 1 }
      previous = kind
    }
  }

  var isHexadecimal: Bool { hex == length }

  /// Whether a run of at least 20 characters is to be masked. Numbers are left to the card scanner.
  var isToken: Bool {
    if isHexadecimal && length >= 32 && (digits > 0 || length >= 40) { return true }
    if digits == length { return false }
    if lower > 0 && upper > 0 {
      // CamelCase has few capital letters in few places.
      if upper * 3 >= length && changes * 8 >= length { return true }
      return digits > 0 ? changes * 4 >= length : changes * 20 >= length * 9
    }
    return lower + upper + digits == length && digits >= 2 && changes * 5 >= length
  }

  /// Whether a long run with `/` and `+` in it is base64 rather than a path.
  var isBase64: Bool { lower > 0 && upper > 0 && digits > 0 && changes * 20 >= length * 9 }

  /// Whether a short run beside a token may belong to it.
  var isFragment: Bool { upper > 0 && (lower > 0 || digits > 0) && changes * 4 >= length }
}
