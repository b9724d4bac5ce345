/// The text with everything that could act on a terminal or mislead a reader shown as an escape:
/// control characters (`\u{1b}`), line ends, the marks that change the direction of writing, and
/// characters without a width.
package func visible(_ text: String) -> String {
  guard !isPlain(text), text.unicodeScalars.contains(where: mustBeShown) else { return text }
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case "\t": result += "\\t"
    case _ where mustBeShown(scalar): result += "\\u{\(String(scalar.value, radix: 16))}"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}

/// Whether a text is printable ASCII.
private func isPlain(_ text: String) -> Bool {
  // A text that lies in pieces is looked at by its characters.
  text.utf8.withContiguousStorageIfAvailable { bytes in
    var other: UInt8 = 0
    // Below 0x20 or from 0x7F on: the top bit is set in one of the two.
    for byte in bytes { other |= (byte &- 0x20) | (byte &+ 1) | byte }
    return other & 0x80 == 0
  } ?? false
}

private func mustBeShown(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x20...0x7E, 0xA0...0xAC, 0xAE...0x2FF: false
  case 0...0x1F, 0x7F...0x9F, 0xAD, 0x61C, 0x180E, 0x200B...0x200F, 0x2028...0x202E,
    0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE007F:
    true
  default: false
  }
}

/// `1234567` as `1,234,567`.
func grouped(_ number: some BinaryInteger) -> String {
  let digits = String(number)
  let sign = digits.utf8.first == UInt8(ascii: "-") ? 1 : 0
  var result: [UInt8] = []
  result.reserveCapacity(digits.utf8.count * 4 / 3 + 1)
  for (index, digit) in digits.utf8.enumerated() {
    if index > sign && (digits.utf8.count - index) % 3 == 0 { result.append(UInt8(ascii: ",")) }
    result.append(digit)
  }
  return String(decoding: result, as: UTF8.self)
}

/// `1 rule`, `2 rules`.
func counted(_ number: some BinaryInteger, _ one: String, _ many: String? = nil) -> String {
  "\(grouped(number)) \(number == 1 ? one : many ?? one + "s")"
}

/// A file size for people: `3.2 MB`, in powers of 1,000.
func size(_ bytes: UInt64) -> String {
  guard bytes >= 1000 else { return "\(bytes) B" }
  var tenths = bytes / 100
  var unit = 0
  let units = ["kB", "MB", "GB", "TB", "PB", "EB"]
  while tenths >= 10_000 && unit < units.count - 1 {
    tenths /= 1000
    unit += 1
  }
  if tenths >= 1000 { return "\(grouped(tenths / 10)) \(units[unit])" }
  return "\(tenths / 10).\(tenths % 10) \(units[unit])"
}
