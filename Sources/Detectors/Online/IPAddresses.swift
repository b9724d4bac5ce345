/// Addresses of the Internet Protocol, and what they are addresses of.
enum IPAddresses {
  enum Kind {
    case `public`, `private`, loopback, linkLocal, documentation, multicast, unspecified, resolver
  }

  // MARK: Version 4

  /// Four numbers from 0 to 255 without leading zeros, at the first digit of a word.
  static func v4(_ text: Bytes, at start: Int) -> (Range<Int>, Kind)? {
    guard let (value, end) = readV4(text, start), isEnd(text, end), isStart(text, start) else {
      return nil
    }
    return (start..<end, kind(value))
  }

  private static func readV4(_ text: Bytes, _ start: Int) -> (UInt32, end: Int)? {
    var value: UInt32 = 0
    var index = start
    for part in 0..<4 {
      let first = index
      var number: UInt32 = 0
      while index < text.count, index - first < 4, ByteClass.of(text[index]) == ByteClass.digit {
        number = number * 10 + UInt32(text[index] - UInt8(ascii: "0"))
        index += 1
      }
      guard index > first, number <= 255, index - first == 1 || text[first] != UInt8(ascii: "0")
      else {
        return nil
      }
      value = value << 8 | number
      if part < 3 {
        guard index < text.count, text[index] == UInt8(ascii: ".") else { return nil }
        index += 1
      }
    }
    return (value, index)
  }

  /// A product's version (`Chrome/1.2.3.4`, `v1.2.3.4`, `>=1.2.3.4`), a name of more parts, and a fraction are
  /// none.
  private static func isStart(_ text: Bytes, _ start: Int) -> Bool {
    guard start > 0 else { return true }
    switch text[start - 1] {
    case UInt8(ascii: "."), UInt8(ascii: "~"), UInt8(ascii: "^"): return false
    case UInt8(ascii: "-"):
      // What follows a name is its version, what follows an address the end of a range.
      return start < 2 || !ByteClass.isWord(text[start - 2]) || isBehindAddress(text, start - 1)
    case UInt8(ascii: "/"): return !isBehindProduct(text, start - 1)
    case UInt8(ascii: "="):
      guard start > 1 else { return true }
      switch text[start - 2] {
      case UInt8(ascii: "="), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "~"),
        UInt8(ascii: "!"), UInt8(ascii: "^"):
        return false
      default: return true
      }
    default: return !ByteClass.isWord(text[start - 1]) || text[start - 1] >= 0x80
    }
  }

  private static func isBehindAddress(_ text: Bytes, _ end: Int) -> Bool {
    var index = end
    var dots = 0
    while index > 0, end - index < 15 {
      let byte = text[index - 1]
      guard byte == UInt8(ascii: ".") || ByteClass.of(byte) == ByteClass.digit else { break }
      if byte == UInt8(ascii: ".") { dots += 1 }
      index -= 1
    }
    return dots == 3
  }

  /// Words before a slash that say that an address follows, and no version.
  private static let carriers: Set<[UInt8]> = Set(
    [
      "ip", "ipv4", "ip4", "addr", "address", "host", "client", "remote", "peer", "src", "dst",
      "inet", "tcp", "udp", "icmp", "http", "https", "tls", "from", "via",
    ].map { Array($0.utf8) })

  /// Whether a word that stands by itself ends before the slash, as a product's name does; a segment of a
  /// path stands behind another slash.
  private static func isBehindProduct(_ text: Bytes, _ slash: Int) -> Bool {
    var index = slash
    var hasLetters = false
    while index > 0, slash - index < 40 {
      let byte = text[index - 1]
      guard
        ByteClass.isWord(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
          || byte == UInt8(ascii: "+")
      else { break }
      if ByteClass.of(byte) & (ByteClass.lower | ByteClass.upper) != 0 { hasLetters = true }
      index -= 1
    }
    guard hasLetters else { return false }
    if index > 0, text[index - 1] == UInt8(ascii: "/") { return false }
    guard slash - index <= 7 else { return true }
    return !carriers.contains(
      text[index..<slash].map { ByteClass.of($0) == ByteClass.upper ? $0 | 0x20 : $0 })
  }

  private static func isEnd(_ text: Bytes, _ end: Int) -> Bool {
    guard end < text.count else { return true }
    if ByteClass.isWord(text[end]) { return Separators.width(text, end) > 0 }
    guard end + 1 < text.count else { return true }
    let next = ByteClass.of(text[end + 1])
    switch text[end] {
    case UInt8(ascii: "."): return next & (ByteClass.digit | ByteClass.lower) == 0
    case UInt8(ascii: "+"): return next & ByteClass.word == 0
    case UInt8(ascii: "-"):
      // `1.2.3.4-rc1` and `1.2.3.4-2` are versions, `1.2.3.4-1.2.3.9` is a range.
      if next & (ByteClass.lower | ByteClass.upper) != 0 { return false }
      return next != ByteClass.digit || readV4(text, end + 1) != nil
    default: return true
    }
  }

  /// Source: IANA IPv4 Special-Purpose Address Registry.
  static func kind(_ value: UInt32) -> Kind {
    switch value {
    case 0x0000_0000...0x00FF_FFFF: .unspecified
    case 0x0A00_0000...0x0AFF_FFFF, 0xAC10_0000...0xAC1F_FFFF, 0xC0A8_0000...0xC0A8_FFFF,
      0x6440_0000...0x647F_FFFF:
      .private
    case 0x7F00_0000...0x7FFF_FFFF: .loopback
    case 0xA9FE_0000...0xA9FE_FFFF: .linkLocal
    case 0xC000_0200...0xC000_02FF, 0xC633_6400...0xC633_64FF, 0xCB00_7100...0xCB00_71FF,
      0xC612_0000...0xC613_FFFF, 0xC000_0000...0xC000_00FF:
      .documentation
    case 0xE000_0000...0xEFFF_FFFF: .multicast
    case 0xF000_0000...: .unspecified
    // Resolvers that everybody uses.
    case 0x0808_0808, 0x0808_0404, 0x0101_0101, 0x0100_0001, 0x0909_0909, 0xD043_DEDE, 0xD043_DCDC:
      .resolver
    default: .public
    }
  }

  // MARK: Version 6

  /// Groups of hexadecimal digits between colons, at the first digit or colon of a word.
  static func v6(_ text: Bytes, at start: Int) -> (Range<Int>, Kind)? {
    if start > 0, text[start - 1] == UInt8(ascii: ".") || goesOnBefore(text, start) { return nil }
    var groups = SIMD8<UInt16>.zero
    var count = 0
    var gap = -1
    var index = start
    var v4: UInt32?
    while true {
      let first = index
      var value: UInt32 = 0
      while index < text.count, index - first < 5, let digit = hex(text[index]) {
        value = value << 4 | digit
        index += 1
      }
      let length = index - first
      guard length <= 4 else { return nil }
      if length > 0, index < text.count, text[index] == UInt8(ascii: "."), count <= 6,
        let (value, end) = readV4(text, first)
      {
        v4 = value
        index = end
        break
      }
      if length > 0 {
        guard count < 8 else { return nil }
        groups[count] = UInt16(truncatingIfNeeded: value)
        count += 1
      } else if index != start, gap != count {
        return nil
      }
      guard index < text.count, text[index] == UInt8(ascii: ":") else { break }
      if index + 1 < text.count, text[index + 1] == UInt8(ascii: ":") {
        guard gap < 0 else { return nil }
        gap = count
        index += 2
        if index >= text.count || hex(text[index]) == nil { break }
      } else {
        guard length > 0, count < 8 else { return nil }
        // A colon that nothing of the address follows ends it: `2001:db8::1: refused`.
        guard index + 1 < text.count, hex(text[index + 1]) != nil else { break }
        index += 1
      }
    }
    let parts = count + (v4 == nil ? 0 : 2)
    guard gap >= 0 ? parts <= 7 : parts == 8, isEndV6(text, index) else { return nil }
    // `a::b` is a name of C++, `::` alone a sign; an address has more than two short groups.
    guard index - start >= 6 || v4 != nil, count >= 2 || v4 != nil else { return nil }
    if let v4 { return (start..<index, kind(v4)) }
    // `::ffff:5102:458e` is 81.2.69.142.
    if gap == 0, count == 3, groups[0] == 0xFFFF {
      return (start..<index, kind(UInt32(groups[1]) << 16 | UInt32(groups[2])))
    }
    return (start..<index, kind(groups, gap: gap))
  }

  /// Whether a colon joins the place to hexadecimal digits before it: to `mac:` it does not.
  static func goesOnBefore(_ text: Bytes, _ start: Int) -> Bool {
    guard start > 0, text[start - 1] == UInt8(ascii: ":") else { return false }
    var index = start - 1
    while index > 0, start - index <= 5, hex(text[index - 1]) != nil { index -= 1 }
    if index == start - 1 { return index > 0 && text[index - 1] == UInt8(ascii: ":") }
    return start - index <= 5 && (index == 0 || !ByteClass.isWord(text[index - 1]))
  }

  private static func isEndV6(_ text: Bytes, _ end: Int) -> Bool {
    guard end < text.count else { return true }
    if text[end] == UInt8(ascii: "%") { return true }
    if ByteClass.isWord(text[end]) { return Separators.width(text, end) > 0 }
    return true
  }

  /// Source: IANA IPv6 Special-Purpose Address Registry.
  private static func kind(_ groups: SIMD8<UInt16>, gap: Int) -> Kind {
    switch groups[0] {
    case 0xFE80...0xFEBF: return .linkLocal
    case 0xFC00...0xFDFF: return .private
    case 0xFF00...: return .multicast
    case 0x2001 where groups[1] == 0x0DB8: return .documentation
    case 0x3FFF where groups[1] < 0x1000: return .documentation
    case 0x2001 where groups[1] == 0x4860 && groups[2] == 0x4860: return .resolver
    case 0x2606 where groups[1] == 0x4700 && groups[2] == 0x4700: return .resolver
    case 0x2000...0x3FFF: return .public
    case 0 where gap == 0: return .loopback
    default: return .unspecified
    }
  }

  static func hex(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
  }
}

/// Addresses of network hardware: six pairs between colons or hyphens, or three groups of four.
enum MACAddresses {
  static func match(_ text: Bytes, at start: Int) -> Range<Int>? {
    guard start + 14 <= text.count else { return nil }
    if start > 1 {
      let sign = text[start - 1]
      if sign == UInt8(ascii: ".") || IPAddresses.goesOnBefore(text, start) { return nil }
      if sign == UInt8(ascii: "-"), text[start + 2] == sign, IPAddresses.hex(text[start - 2]) != nil
      {
        return nil
      }
    }
    let isQuads = start + 4 < text.count && text[start + 4] == UInt8(ascii: ".")
    let group = isQuads ? 4 : 2
    let count = isQuads ? 3 : 6
    guard start + group < text.count else { return nil }
    let sign = text[start + group]
    guard isQuads || sign == UInt8(ascii: ":") || sign == UInt8(ascii: "-") else { return nil }
    var index = start
    var value: UInt64 = 0
    var letters = false
    for number in 0..<count {
      for _ in 0..<group {
        guard index < text.count, let digit = IPAddresses.hex(text[index]) else { return nil }
        if digit > 9 { letters = true }
        value = value << 4 | UInt64(digit)
        index += 1
      }
      if number + 1 < count {
        guard index < text.count, text[index] == sign else { return nil }
        index += 1
      }
    }
    if index < text.count {
      if ByteClass.isWord(text[index]) { return nil }
      if text[index] == sign, index + 1 < text.count, IPAddresses.hex(text[index + 1]) != nil {
        return nil
      }
    }
    guard value != 0, value != 0xFFFF_FFFF_FFFF else { return nil }
    // Without letters, quads are numbers, and pairs with hyphens often a time.
    guard letters || sign == UInt8(ascii: ":") || !isQuads && !isTime(value) else { return nil }
    return start..<index
  }

  /// Whether six pairs of digits are year, month, day, hour, minute and second.
  private static func isTime(_ value: UInt64) -> Bool {
    func pair(_ place: UInt64) -> Int {
      let byte = Int(value >> (40 - 8 * place) & 255)
      return byte / 16 * 10 + byte % 16
    }
    return (1...12).contains(pair(1)) && (1...31).contains(pair(2)) && pair(3) < 24
      && pair(4) < 60 && pair(5) < 60
  }
}
