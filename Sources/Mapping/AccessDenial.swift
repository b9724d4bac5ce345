/// What Envoy's `response_code_details` and `connection_termination_details` say about
/// authorization.
enum AccessDenial {
  /// Denied by RBAC; the policy's text, empty if none matched.
  case rbac(policy: ArraySlice<UInt8>)
  case externalAuthorization

  /// Nil if the text tells of no denial.
  init?(_ text: [UInt8]) {
    if text.elementsEqual("ext_authz_denied".utf8) {
      self = .externalAuthorization
      return
    }
    let prefix = Array("rbac_access_denied_matched_policy[".utf8)
    // A filter's name may stand before it.
    guard let start = text.firstPlace(of: prefix, from: 0) else { return nil }
    let inner = text[(start + prefix.count)...]
    guard let close = inner.lastIndex(of: UInt8(ascii: "]")) else { return nil }
    let policy = inner[..<close]
    self = .rbac(policy: policy.elementsEqual("none".utf8) ? [] : policy)
  }

  /// `NAMESPACE/NAME` of Istio's `ns[NAMESPACE]-policy[NAME]-rule[N]`, any other text as it is.
  static func policyName(_ policy: ArraySlice<UInt8>) -> [UInt8] {
    let text = Array(policy)
    let opening = Array("ns[".utf8)
    let middle = Array("]-policy[".utf8)
    let closing = Array("]-rule[".utf8)
    guard text.starts(with: opening), let first = text.firstPlace(of: middle, from: 3),
      let last = text.firstPlace(of: closing, from: first + middle.count)
    else { return text }
    return text[3..<first] + [UInt8(ascii: "/")] + text[(first + middle.count)..<last]
  }
}
