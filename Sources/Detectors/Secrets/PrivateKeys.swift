/// Private keys in PEM, OpenSSH and PGP armour, from `BEGIN` to `END`; a block that is cut off ends with
/// its text.
enum PrivateKeys {
  struct Match {
    var range: Range<Int>
    /// Its body is not there any more.
    var isMasked: Bool
  }

  private static let leastBody = 40
  private static let longest = 64 << 10

  /// - Parameter start: the place of `BEGIN`, which a hyphen stands before.
  static func match(_ text: Bytes, at start: Int) -> Match? {
    guard has(text, start, "BEGIN ") else { return nil }
    var dashes = start
    while dashes > 0, dashes > start - 5, text[dashes - 1] == UInt8(ascii: "-") { dashes -= 1 }
    guard start - dashes >= 4 else { return nil }
    var index = start + 6
    let nameLimit = min(text.count, index + 48)
    while index < nameLimit, text[index] != UInt8(ascii: "-") { index += 1 }
    guard index < nameLimit, contains(Bytes(rebasing: text[(start + 6)..<index]), "PRIVATE KEY")
    else { return nil }
    while index < text.count, text[index] == UInt8(ascii: "-") { index += 1 }
    let bodyStart = index
    var body = 0
    var bodyEnd = index
    let limit = min(text.count, bodyStart + longest)
    while index < limit {
      let byte = text[index]
      if byte == UInt8(ascii: "-"), let end = blockEnd(text, index) {
        return Match(range: dashes..<end, isMasked: body < leastBody)
      }
      if Base64.value(byte) != nil || byte == UInt8(ascii: "=") {
        body += 1
        bodyEnd = index + 1
      } else if byte == UInt8(ascii: "\""), body >= leastBody {
        break
      }
      index += 1
    }
    return body >= leastBody ? Match(range: dashes..<bodyEnd, isMasked: false) : nil
  }

  private static func blockEnd(_ text: Bytes, _ start: Int) -> Int? {
    var index = start
    while index < text.count, text[index] == UInt8(ascii: "-") { index += 1 }
    guard index - start >= 4, has(text, index, "END ") else { return nil }
    let limit = min(text.count, index + 56)
    while index < limit, text[index] != UInt8(ascii: "-") { index += 1 }
    while index < text.count, text[index] == UInt8(ascii: "-") { index += 1 }
    return index
  }

  private static func has(_ text: Bytes, _ start: Int, _ word: StaticString) -> Bool {
    let count = word.utf8CodeUnitCount
    guard start + count <= text.count else { return false }
    for offset in 0..<count where text[start + offset] != word.utf8Start[offset] { return false }
    return true
  }

  private static func contains(_ text: Bytes, _ word: StaticString) -> Bool {
    guard text.count >= word.utf8CodeUnitCount else { return false }
    return (0...(text.count - word.utf8CodeUnitCount)).contains { has(text, $0, word) }
  }
}
