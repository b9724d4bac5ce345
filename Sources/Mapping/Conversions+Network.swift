import Values

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
