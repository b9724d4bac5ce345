extension IPAddress: CustomStringConvertible {
  /// Reads `192.0.2.1` (four numbers without leading zeros) or an IPv6 address of RFC 4291 without
  /// brackets. Nil for anything else, also with a zone (`fe80::1%eth0`) or a port.
  package init?(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count <= 45 else { return nil }
    if let bits = Self.ipv4(bytes) {
      self.init(bits: UInt128(bits), isIPv6: false)
    } else if let bits = Self.ipv6(bytes) {
      self.init(bits: bits, isIPv6: true)
    } else {
      return nil
    }
  }

  package init?(text: String) {
    guard let address = text.withBytes({ IPAddress($0) }) else { return nil }
    self = address
  }

  private static func ipv4(_ bytes: UnsafeRawBufferPointer) -> UInt32? {
    guard bytes.count >= 7, bytes.count <= 15 else { return nil }
    var bits: UInt32 = 0
    var index = 0
    for part in 0..<4 {
      let start = index
      var value: UInt32 = 0
      while index < bytes.count, index &- start < 3, bytes[index].isDigit {
        value = value &* 10 &+ UInt32(bytes[index].digit)
        index &+= 1
      }
      guard index > start, value <= 255,
        index == start &+ 1 || bytes[start] != UInt8(ascii: "0")
      else { return nil }
      bits = bits << 8 | value
      if part < 3 {
        guard index < bytes.count, bytes[index] == UInt8(ascii: ".") else { return nil }
        index &+= 1
      }
    }
    return index == bytes.count ? bits : nil
  }

  private static func ipv6(_ bytes: UnsafeRawBufferPointer) -> UInt128? {
    guard bytes.count >= 2 else { return nil }
    var bits: UInt128 = 0
    var groups = 0
    // How many groups stood before `::`.
    var gap: Int?
    var index = 0
    if bytes[0] == UInt8(ascii: ":") {
      guard bytes[1] == UInt8(ascii: ":") else { return nil }
      gap = 0
      index = 2
    }
    while index < bytes.count {
      let start = index
      var value: UInt128 = 0
      while index < bytes.count, index - start < 4, let digit = bytes[index].hexDigit {
        value = value << 4 | UInt128(digit)
        index += 1
      }
      if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
        guard groups <= 6, let tail = ipv4(bytes.slice(start, bytes.count)) else { return nil }
        bits = bits << 32 | UInt128(tail)
        groups += 2
        index = bytes.count
        break
      }
      guard index > start, groups < 8 else { return nil }
      bits = bits << 16 | value
      groups += 1
      if index == bytes.count { break }
      guard bytes[index] == UInt8(ascii: ":") else { return nil }
      index += 1
      guard index < bytes.count else { return nil }
      if bytes[index] == UInt8(ascii: ":") {
        guard gap == nil else { return nil }
        gap = groups
        index += 1
      }
    }
    guard let gap else { return groups == 8 ? bits : nil }
    // `::` stands for at least one group.
    guard groups < 8 else { return nil }
    let after = UInt128((groups - gap) * 16)
    let low = after == 0 ? 0 : bits & ((1 << after) - 1)
    let high = after == 0 ? bits : bits >> after
    return gap == 0 ? low : high << UInt128(128 - gap * 16) | low
  }

  /// The canonical text (RFC 5952 for IPv6).
  package var description: String {
    if !isIPv6 {
      return (0..<4).map { String(UInt8(truncatingIfNeeded: bits >> UInt128(24 - $0 * 8))) }
        .joined(separator: ".")
    }
    let groups = (0..<8).map { UInt16(truncatingIfNeeded: bits >> UInt128(112 - $0 * 16)) }
    var best = 0..<0
    var start = 0
    while start < 8 {
      var end = start
      while end < 8, groups[end] == 0 { end += 1 }
      if end - start > 1, end - start > best.count { best = start..<end }
      start = max(end, start + 1)
    }
    let text = { (range: Range<Int>) in
      groups[range].map { String($0, radix: 16) }.joined(separator: ":")
    }
    if best.isEmpty { return text(0..<8) }
    return text(0..<best.lowerBound) + "::" + text(best.upperBound..<8)
  }
}

extension UInt8 {
  /// 0…15 for a hexadecimal digit of either case.
  @inline(__always)
  package var hexDigit: UInt8? {
    if isDigit { return digit }
    let letter = (self | 0x20) &- 0x61
    return letter < 6 ? letter &+ 10 : nil
  }
}

extension IPNetwork: CustomStringConvertible {
  /// Reads `10.0.0.0/8`, `2001:db8::/32`; an address alone is the network of that address. A
  /// network of IPv4-mapped IPv6 addresses (`::ffff:10.0.0.0/104`) is the IPv4 network. Nil for
  /// anything else.
  package init?(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count <= 49 else { return nil }
    let slash = bytes.firstIndex(of: UInt8(ascii: "/")) ?? bytes.count
    let text = bytes.slice(0, slash)
    guard let address = IPAddress(text) else { return nil }
    let isWrittenAsIPv6 = text.contains(UInt8(ascii: ":"))
    var length: UInt8 = isWrittenAsIPv6 ? 128 : 32
    if slash < bytes.count {
      let digits = bytes.slice(slash + 1, bytes.count)
      guard digits.count >= 1, digits.count <= 3, digits.allSatisfy(\.isDigit),
        digits.count == 1 || digits[0] != UInt8(ascii: "0")
      else { return nil }
      let value = digits.reduce(0) { $0 * 10 + Int($1.digit) }
      guard value <= Int(length) else { return nil }
      length = UInt8(value)
    }
    if isWrittenAsIPv6, !address.isIPv6 {
      guard length >= 96 else { return nil }
      length -= 96
    }
    self.init(address: address, prefixLength: length)
  }

  package init?(text: String) {
    guard let network = text.withBytes({ IPNetwork($0) }) else { return nil }
    self = network
  }

  package var description: String { "\(base)/\(prefixLength)" }
}
