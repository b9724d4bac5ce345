import RuleModel

/// The default text formats of Envoy and Istio.
///
///     [START_TIME] "METHOD PATH PROTOCOL" CODE FLAGS …
///
/// The variants are told apart by how many parts follow the time and which of them are quoted:
/// Istio since 1.9, three older ones of Istio, and Envoy's own. A line whose parts do not fit
/// one of them exactly is refused: header values are the client's, nothing in them is escaped,
/// and a quote in one must not move the parts behind it.
struct EnvoyTextFormat: TextFormat {
  let format = CheckedSource.Format.envoyText

  let keys = [
    "start_time", "method", "path", "protocol", "response_code", "response_flags",
    "response_code_details", "connection_termination_details",
    "upstream_transport_failure_reason", "bytes_received", "bytes_sent", "duration",
    "upstream_service_time", "x_forwarded_for", "user_agent", "request_id", "authority",
    "upstream_host", "upstream_cluster", "upstream_local_address", "downstream_local_address",
    "downstream_remote_address", "requested_server_name", "route_name",
  ]

  /// A part behind the request: its key, or nil for one that has no name here.
  private struct Column {
    var key: Int?
    var isQuoted: Bool
  }

  private let variants: [[Column]]

  init() {
    let keys = keys
    // A name in apostrophes is quoted in the line; `_` has no name.
    func variant(_ text: String) -> [Column] {
      text.split(separator: " ").map { part in
        let isQuoted = part.hasPrefix("'")
        let name = part.filter { $0 != "'" }
        return Column(key: keys.firstIndex(of: name), isQuoted: isQuoted)
      }
    }
    let traffic = "bytes_received bytes_sent duration upstream_service_time"
    let headers = "'x_forwarded_for' 'user_agent' 'request_id' 'authority' 'upstream_host'"
    let addresses =
      "upstream_cluster upstream_local_address downstream_local_address "
      + "downstream_remote_address requested_server_name"
    let istioTail = "\(traffic) \(headers) \(addresses)"
    variants = [
      // Istio since 1.9.
      "response_code response_flags response_code_details connection_termination_details "
        + "'upstream_transport_failure_reason' \(istioTail) route_name",
      // Istio 1.8: without the termination.
      "response_code response_flags response_code_details "
        + "'upstream_transport_failure_reason' \(istioTail) route_name",
      // Istio 1.4 to 1.7, 1.3, and before: a policy status in quotes.
      "response_code response_flags '_' 'upstream_transport_failure_reason' \(istioTail) "
        + "route_name",
      "response_code response_flags '_' 'upstream_transport_failure_reason' \(istioTail)",
      "response_code response_flags '_' \(istioTail)",
      // Envoy.
      "response_code response_flags \(traffic) \(headers)",
    ].map(variant)
  }

  func cut(
    _ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int, into parts: inout TextParts
  ) -> Bool {
    guard end - start > 24, base[start] == 0x5B, JSONScalar.isDigit(base[start + 1]) else {
      return false
    }
    let close = ByteSearch.first(0x5D, base, start, min(end, start + 48))
    guard close + 2 < end, base[close] == 0x5D, base[close + 1] == 0x20 else { return false }
    var at = close + 2
    guard let request = token(base, &at, end), request.isQuoted else { return false }
    var tokens: [Token] = []
    while at < end {
      guard tokens.count < 24, let next = token(base, &at, end) else { return false }
      tokens.append(next)
    }
    let fitting = variants.first { variant in
      variant.count == tokens.count
        && zip(variant, tokens).allSatisfy { $0.isQuoted == $1.isQuoted }
    }
    guard let fitting, isCode(base, tokens[0]) else { return false }
    parts.append(key: 0, start + 1, close)
    guard cutRequest(base, request, &parts) else { return false }
    for (column, token) in zip(fitting, tokens) {
      if let key = column.key { parts.append(key: key, token.start, token.end) }
    }
    return true
  }

  private struct Token {
    var start: Int
    var end: Int
    var isQuoted: Bool
  }

  /// The token at `at`, which moves behind the blank that ends it; nil if it is no token.
  private func token(_ base: UnsafePointer<UInt8>, _ at: inout Int, _ end: Int) -> Token? {
    if base[at] == 0x22 {
      let start = at + 1
      var quote = start
      // The closing quote is the first that a blank or the line's end follows.
      while quote < end, base[quote] != 0x22 || (quote + 1 < end && base[quote + 1] != 0x20) {
        quote += 1
      }
      guard quote < end else { return nil }
      at = quote + 2
      return Token(start: start, end: quote, isQuoted: true)
    }
    let start = at
    let blank = ByteSearch.first(0x20, base, start, end)
    guard blank > start else { return nil }
    at = blank + 1
    return Token(start: start, end: blank, isQuoted: false)
  }

  private func isCode(_ base: UnsafePointer<UInt8>, _ token: Token) -> Bool {
    if token.end - token.start == 1, base[token.start] == 0x2D { return true }
    return token.end - token.start <= 3
      && (token.start..<token.end).allSatisfy { JSONScalar.isDigit(base[$0]) }
  }

  /// Method up to the first blank, protocol from the last; what is between is the path.
  private func cutRequest(
    _ base: UnsafePointer<UInt8>, _ request: Token, _ parts: inout TextParts
  ) -> Bool {
    let first = ByteSearch.first(0x20, base, request.start, request.end)
    var last = request.end - 1
    while last > first, base[last] != 0x20 { last -= 1 }
    guard first > request.start, first < last, last + 1 < request.end else { return false }
    parts.append(key: 1, request.start, first)
    parts.append(key: 2, first + 1, last)
    parts.append(key: 3, last + 1, request.end)
    return true
  }
}
