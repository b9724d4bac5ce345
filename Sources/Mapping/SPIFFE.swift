/// The parts of a SPIFFE ID of Istio's form: `spiffe://TRUST-DOMAIN/ns/NAMESPACE/sa/ACCOUNT`.
struct SPIFFE {
  var namespace: ArraySlice<UInt8>
  var workload: ArraySlice<UInt8>

  static let scheme = Array("spiffe://".utf8)

  /// Whether the text is one SPIFFE ID (and not a list of them): a trust domain and a path.
  static func isIdentity(_ text: [UInt8]) -> Bool {
    text.starts(with: scheme) && text.count > scheme.count
      && text[scheme.count] != UInt8(ascii: "/")
      && text.allSatisfy { $0 > 0x20 && $0 != UInt8(ascii: ",") && $0 != 0x7f }
  }

  /// Nil if the identity has another form.
  init?(_ text: [UInt8]) {
    let parts = text.dropFirst(Self.scheme.count)
      .split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard parts.count == 5, parts[1].elementsEqual("ns".utf8), parts[3].elementsEqual("sa".utf8),
      !parts[2].isEmpty, !parts[4].isEmpty
    else { return nil }
    namespace = parts[2]
    workload = parts[4]
  }
}
