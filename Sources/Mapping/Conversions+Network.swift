import Values

/// The host and port of `host`, `host:port`, `[v6]:port`, `[v6]` or an IPv6 address.
struct HostAndPort {
  var host: ArraySlice<UInt8>
  var port: UInt16?

  /// Nil if the text is none of these.
  init?(_ text: [UInt8]) {
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
  static func port(_ digits: ArraySlice<UInt8>) -> UInt16? {
    guard 1...5 ~= digits.count, digits.allSatisfy(\.isDigit) else { return nil }
    return UInt16(exactly: digits.reduce(0) { $0 * 10 + Int($1.digit) })
  }
}

extension Conversions {
  static let networkConversions: [Conversion] = [
    Conversion(
      name: "host", parameters: [], inputs: [.string], output: .string,
      summary: "The host of `host:port`, `[v6]:port` or a host alone.",
      examples: [
        .init("\"10.0.0.1:8080\"", "host", "10.0.0.1"),
        .init("\"[fd00::1]:8080\"", "host", "fd00::1"),
        .init("\"envoy://internal_client_address/\"", "host", "unreadable"),
      ]
    ) { piece, _ in
      guard let parsed = piece.text.flatMap(HostAndPort.init) else { return .unreadable }
      return Converted(found: parsed.host)
    },
    Conversion(
      name: "port", parameters: [], inputs: [.string, .integer], output: .integer,
      summary: "The port of `host:port` or `[v6]:port`, or a port alone; missing if there is none.",
      examples: [
        .init("\"[fd00::1]:8080\"", "port", "8080"), .init("\"443\"", "port", "443"),
        .init("\"10.0.0.1\"", "port", "missing"), .init("\"h:70000\"", "port", "unreadable"),
      ]
    ) { piece, _ in
      guard let text = piece.textOrNumber else { return .unreadable }
      if let port = HostAndPort.port(text[...]) { return .value(.number(Number(Int64(port)))) }
      guard let parsed = HostAndPort(text), !text.allSatisfy(\.isDigit) else {
        return .unreadable
      }
      return parsed.port.map { .value(.number(Number(Int64($0)))) } ?? .missing
    },
    Conversion(
      name: "ip", parameters: [], inputs: [.string], output: .ip,
      summary: "An IPv4 or IPv6 address, without port and zone.",
      examples: [
        .init("\"::ffff:10.0.0.1\"", "ip", "10.0.0.1"),
        .init("\"fe80::1%eth0\"", "ip", "unreadable"),
      ]
    ) { piece, _ in
      Converted(readable: piece.text?.withUnsafeBytes { IPAddress($0) }.map { .ip($0) })
    },
  ]
}
