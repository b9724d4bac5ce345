extension Version: CustomStringConvertible {
  /// Reads numbers separated by dots, with an optional `v` before: `1.2`, `v1.30.1`. Nil for
  /// anything else (also a suffix such as `-rc1`), for more than 16 parts, or for a part past 32 bits.
  package init?(_ bytes: UnsafeRawBufferPointer) {
    var parts: [UInt32] = []
    var index = 0
    if let first = bytes.first, first | 0x20 == UInt8(ascii: "v") { index = 1 }
    while true {
      let start = index
      var value: UInt32 = 0
      while index < bytes.count, bytes[index].isDigit {
        let (product, over) = value.multipliedReportingOverflow(by: 10)
        let (sum, carry) = product.addingReportingOverflow(UInt32(bytes[index].digit))
        guard !over, !carry else { return nil }
        value = sum
        index += 1
      }
      guard index > start, parts.count < 16 else { return nil }
      parts.append(value)
      if index == bytes.count { break }
      guard bytes[index] == UInt8(ascii: ".") else { return nil }
      index += 1
    }
    self.init(parts: parts)
  }

  /// Reads `1.2`, `v1.30.1`.
  package init?(text: String) {
    guard let version = text.withBytes({ Version($0) }) else { return nil }
    self = version
  }

  /// Reads a TLS version as logs spell it, letter case aside: `TLSv1.2`, `TLS 1.2`, `TLSv12`,
  /// `TLSv1_2`, `TLSv1` (1.0), `DTLSv12`, `SSLv3` (0.3), `SSLv2` (0.2), `1.2`, a draft
  /// (`TLSv13-draft23`, as what it became), and the protocol's own number in decimal (`771` is 1.2).
  ///
  /// Nil for anything else, also for a version that does not exist.
  package init?(tls bytes: UnsafeRawBufferPointer) {
    guard let minor = Self.tlsVersion(bytes) else { return nil }
    self.init(parts: minor >= 10 ? [1, minor - 10] : [0, minor])
  }

  package init?(tls text: String) {
    guard let version = text.withBytes({ Version(tls: $0) }) else { return nil }
    self = version
  }

  /// 10 to 13 for TLS 1.0 to 1.3, 2 and 3 for SSL.
  private static func tlsVersion(_ bytes: UnsafeRawBufferPointer) -> UInt32? {
    guard bytes.count <= 32 else { return nil }
    if bytes.equalsIgnoringCase("sslv3") || bytes.equalsIgnoringCase("ssl 3.0") { return 3 }
    if bytes.equalsIgnoringCase("sslv2") || bytes.equalsIgnoringCase("ssl 2.0") { return 2 }
    var index = 0
    if bytes.count > 0, bytes[0].asciiLowercased == UInt8(ascii: "d") { index = 1 }
    let hasName =
      bytes.count >= index + 3 && bytes.slice(index, index + 3).equalsIgnoringCase("tls")
    if hasName {
      index += 3
      while index < bytes.count, " _-".utf8.contains(bytes[index]) { index += 1 }
      if index < bytes.count, bytes[index].asciiLowercased == UInt8(ascii: "v") { index += 1 }
    } else if index == 1 {
      return nil
    }
    let rest = bytes.slice(index, bytes.count)
    if !hasName, rest.count == 3, rest[0] == UInt8(ascii: "7") {
      switch (rest[1], rest[2]) {
      case (UInt8(ascii: "6"), UInt8(ascii: "8")): return 3
      case (UInt8(ascii: "6"), UInt8(ascii: "9")): return 10
      case (UInt8(ascii: "7"), UInt8(ascii: "0")): return 11
      case (UInt8(ascii: "7"), UInt8(ascii: "1")): return 12
      case (UInt8(ascii: "7"), UInt8(ascii: "2")): return 13
      default: break
      }
    }
    guard rest.count > 0, rest[0] == UInt8(ascii: "1") else { return nil }
    if rest.count == 1 { return 10 }
    var next = 1
    if rest[1] == UInt8(ascii: ".") || rest[1] == UInt8(ascii: "_") { next = 2 }
    guard next < rest.count, rest[next].isDigit, rest[next].digit <= 3 else { return nil }
    let minor = 10 + UInt32(rest[next].digit)
    let suffix = rest.slice(next + 1, rest.count)
    guard
      suffix.isEmpty
        || (suffix.count >= 6 && suffix.slice(0, 6).equalsIgnoringCase("-draft"))
    else { return nil }
    return minor
  }

  /// `1.2`, `0.3`, `1.30.1`; with at least two parts.
  package var description: String {
    let padded = parts.count == 1 ? parts + [0] : parts
    return padded.map(String.init).joined(separator: ".")
  }
}
