import Detectors

/// Makes the text that stands in place of a value.
struct ReplacementMaker {
  let policy: RedactionPolicy
  let key: RedactionKey?

  /// The replacement of a value as a record has it; never longer than the longest of `Replacement`.
  func text(of raw: Bytes, type: SensitiveType) -> String {
    switch policy.strategy(for: type) {
    case .mask: Replacement.mask
    case .drop: ""
    case .token: Replacement.token(type)
    case .hmac: key?.replacement(of: raw, type: type) ?? Replacement.mask
    case .keepLast(let count): Self.end(of: raw, count) ?? Replacement.mask
    case .truncateIP: Self.network(of: raw) ?? Replacement.mask
    case .yearOnly: Self.year(of: raw) ?? Replacement.mask
    }
  }

  /// Four stars and the last letters and digits; nil if they are more than half of all.
  private static func end(of raw: Bytes, _ count: Int) -> String? {
    let plain = PlainValue.bytes(of: raw).filter { byte in
      byte &- UInt8(ascii: "0") < 10 || (byte | 0x20) &- UInt8(ascii: "a") < 26
    }
    guard plain.count >= 2 * count else { return nil }
    return "****" + String(decoding: plain.suffix(count), as: UTF8.self)
  }

  /// `203.0.113.***` and `2001:db8:85a3:***`; nil for what is written otherwise.
  private static func network(of raw: Bytes) -> String? {
    let text = String(decoding: PlainValue.bytes(of: raw), as: UTF8.self)
    let octets = text.split(separator: ".", omittingEmptySubsequences: false)
    if octets.count == 4 {
      guard octets.allSatisfy({ (1...3).contains($0.count) && $0.allSatisfy(\.isNumber) }) else {
        return nil
      }
      return octets.prefix(3).joined(separator: ".") + ".***"
    }
    let groups = text.split(separator: ":", omittingEmptySubsequences: false)
    guard groups.count >= 4, !text.contains("."),
      groups.prefix(3).allSatisfy({ (1...4).contains($0.count) && $0.allSatisfy(\.isHexDigit) })
    else { return nil }
    return groups.prefix(3).joined(separator: ":") + ":***"
  }

  /// The only run of four digits that is a year of our time.
  private static func year(of raw: Bytes) -> String? {
    let plain = PlainValue.bytes(of: raw)
    var found: [ArraySlice<UInt8>] = []
    var index = 0
    while index < plain.count {
      guard plain[index] &- UInt8(ascii: "0") < 10 else {
        index += 1
        continue
      }
      var end = index
      while end < plain.count, plain[end] &- UInt8(ascii: "0") < 10 { end += 1 }
      if end - index == 4 || end - index == 8 { found.append(plain[index..<index + 4]) }
      index = end
    }
    guard found.count == 1, let year = found.first else { return nil }
    return year.starts(with: "19".utf8) || year.starts(with: "20".utf8)
      ? String(decoding: year, as: UTF8.self) : nil
  }
}
