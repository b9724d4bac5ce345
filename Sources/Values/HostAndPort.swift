/// The host and port of `host`, `host:port`, `[v6]:port`, `[v6]` or an IPv6 address.
package struct HostAndPort {
  package var host: ArraySlice<UInt8>
  package var port: UInt16?

  /// Nil if the text is none of these.
  package init?(_ text: [UInt8]) {
    guard !text.isEmpty, !text.contains(UInt8(ascii: "/")), !text.contains(0x20) else { return nil }
    if text[0] == UInt8(ascii: "[") {
      guard let close = text.firstIndex(of: UInt8(ascii: "]")) else { return nil }
      let inner = text[1..<close]
      guard inner.withUnsafeBytes({ IPAddress($0) }) != nil, inner.contains(UInt8(ascii: ":"))
      else { return nil }
      host = inner
      if close + 1 == text.count { return }
      guard text[close + 1] == UInt8(ascii: ":"), let port = Self.port(text[(close + 2)...])
      else { return nil }
      self.port = port
      return
    }
    guard let colon = text.firstIndex(of: UInt8(ascii: ":")) else {
      host = text[...]
      return
    }
    if text.lastIndex(of: UInt8(ascii: ":")) != colon {
      // Several colons without brackets: only an address, for where would a port begin?
      guard text.withUnsafeBytes({ IPAddress($0) }) != nil else { return nil }
      host = text[...]
      return
    }
    guard colon > 0, let port = Self.port(text[(colon + 1)...]) else { return nil }
    host = text[..<colon]
    self.port = port
  }

  /// A port is 0…65535, in digits.
  package static func port(_ digits: ArraySlice<UInt8>) -> UInt16? {
    guard 1...5 ~= digits.count, digits.allSatisfy(\.isDigit) else { return nil }
    return UInt16(exactly: digits.reduce(0) { $0 * 10 + Int($1.digit) })
  }
}
