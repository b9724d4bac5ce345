extension Number {
  /// Reads a number of JSON's grammar, exactly.
  ///
  /// Nil if the text is anything else, if it has more than 38 significant digits, or if the
  /// exponent of the last of them is not within ±6144.
  package init?(json bytes: UnsafeRawBufferPointer) { self.init(bytes, isJSON: true) }

  /// Reads a number as people write it: JSON's grammar, and also a leading `+` and leading zeros.
  package init?(text bytes: UnsafeRawBufferPointer) { self.init(bytes, isJSON: false) }

  /// Reads a number as people write it.
  package init?(text: String) {
    guard let number = text.withBytes({ Number(text: $0) }) else { return nil }
    self = number
  }

  private init?(_ bytes: UnsafeRawBufferPointer, isJSON: Bool) {
    var reader = NumberReader(bytes: bytes, isJSON: isJSON)
    guard let number = reader.read() else { return nil }
    self = number
  }
}

/// One pass over a number's text.
private struct NumberReader {
  let bytes: UnsafeRawBufferPointer
  let isJSON: Bool
  var index = 0
  var significand: UInt128 = 0
  /// Digits of `significand`.
  var digits = 0
  /// Zeros read since the last other digit: part of the significand only if another follows.
  var zeros = 0
  /// Digits after the point, zeros included.
  var fractionDigits = 0

  init(bytes: UnsafeRawBufferPointer, isJSON: Bool) {
    self.bytes = bytes
    self.isJSON = isJSON
  }

  mutating func read() -> Number? {
    let count = bytes.count
    guard count > 0 else { return nil }
    let isNegative = bytes[0] == UInt8(ascii: "-")
    if isNegative || (!isJSON && bytes[0] == UInt8(ascii: "+")) { index = 1 }
    guard index < count, bytes[index].isDigit else { return nil }
    if isJSON, bytes[index] == UInt8(ascii: "0"), index + 1 < count, bytes[index + 1].isDigit {
      return nil
    }
    if let small = readSmallInteger() { return Number(isNegative ? -small : small) }
    guard readDigits() != nil else { return nil }
    if index < count, bytes[index] == UInt8(ascii: ".") {
      index += 1
      guard let read = readDigits(), read > 0 else { return nil }
      fractionDigits = read
    }
    guard let written = readExponent(), index == count else { return nil }
    if significand == 0 { return Number(0) }
    let exponent = written + zeros - fractionDigits
    guard -6144...6144 ~= exponent else { return nil }
    let magnitude = Int128(significand)
    return Number(significand: isNegative ? -magnitude : magnitude, exponent: Int32(exponent))
  }

  /// The rest of the text if it is 1 to 18 digits and nothing else.
  private func readSmallInteger() -> Int64? {
    guard bytes.count &- index <= 18 else { return nil }
    var value: Int64 = 0
    for position in index..<bytes.count {
      guard bytes[position].isDigit else { return nil }
      value = value &* 10 &+ Int64(bytes[position].digit)
    }
    return value
  }

  /// Reads digits; returns how many, nil if the significant ones become too many.
  private mutating func readDigits() -> Int? {
    let start = index
    while index < bytes.count, bytes[index].isDigit {
      let digit = bytes[index].digit
      index &+= 1
      if digit == 0 {
        if significand != 0 { zeros &+= 1 }
        continue
      }
      let fresh = significand == 0 ? 1 : zeros &+ 1
      guard digits &+ fresh <= 38 else { return nil }
      significand = significand &* UInt128(Number.powersOfTen[fresh]) &+ UInt128(digit)
      digits &+= fresh
      zeros = 0
    }
    return index &- start
  }

  /// Reads an exponent if there is one; nil if it has no digits.
  private mutating func readExponent() -> Int? {
    guard index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") else { return 0 }
    index += 1
    var isNegative = false
    if index < bytes.count,
      bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+")
    {
      isNegative = bytes[index] == UInt8(ascii: "-")
      index += 1
    }
    let start = index
    var value = 0
    while index < bytes.count, bytes[index].isDigit {
      // Larger than any text is long, so that what is cut here is out of range anyway.
      value = min(value &* 10 &+ Int(bytes[index].digit), 1_000_000_000_000)
      index &+= 1
    }
    guard index > start else { return nil }
    return isNegative ? -value : value
  }
}

extension Number: CustomStringConvertible {
  /// The number in full; with an exponent where that would take more than 40 digits.
  package var description: String {
    if significand == 0 { return "0" }
    let digits = String(significand.magnitude)
    let sign = significand < 0 ? "-" : ""
    let places = Int(exponent)
    if places >= 0 {
      if digits.utf8.count + places <= 40 {
        return sign + digits + String(repeating: "0", count: places)
      }
    } else if -places < digits.utf8.count {
      let split = digits.index(digits.endIndex, offsetBy: places)
      return sign + digits[..<split] + "." + digits[split...]
    } else if -places <= 40 {
      return sign + "0." + String(repeating: "0", count: -places - digits.utf8.count) + digits
    }
    let power = places + digits.utf8.count - 1
    let rest = digits.dropFirst()
    return sign + String(digits.prefix(1)) + (rest.isEmpty ? "" : "." + rest) + "e\(power)"
  }
}

extension Number: Comparable {
  package static func < (left: Number, right: Number) -> Bool {
    if left.exponent == right.exponent { return left.significand < right.significand }
    let a = left.significand.signum()
    let b = right.significand.signum()
    if a != b { return a < b }
    let isLess = magnitudeIsLess(left, right)
    return a > 0 ? isLess : !isLess
  }

  /// For two numbers other than 0 that differ and have the same sign.
  private static func magnitudeIsLess(_ left: Number, _ right: Number) -> Bool {
    let a = left.significand.magnitude
    let b = right.significand.magnitude
    let leftPlace = Int(left.exponent) + digitCount(a)
    let rightPlace = Int(right.exponent) + digitCount(b)
    if leftPlace != rightPlace { return leftPlace < rightPlace }
    // The first digits stand at the same place, so that the wider of the two has at most 38
    // digits, and the other has as many after this.
    let shift = Int(left.exponent) - Int(right.exponent)
    return shift >= 0
      ? a * UInt128(powersOfTen[shift]) < b : a < b * UInt128(powersOfTen[-shift])
  }

  private static func digitCount(_ magnitude: UInt128) -> Int {
    var count = 1
    while count < 39, magnitude >= UInt128(powersOfTen[count]) { count += 1 }
    return count
  }
}
