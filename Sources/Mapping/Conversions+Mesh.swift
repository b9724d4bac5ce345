import Values

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

/// The parts of Istio's names for upstream clusters (`outbound|9080|v1|reviews.prod.svc.cluster.local`)
/// and of the server names that its proxies send each other (`outbound_.9080_._.reviews.…`).
struct ClusterName {
  /// `inbound`, `outbound`, `inbound-vip`.
  var direction: String
  var port: UInt16?
  /// Empty for `inbound|9080||`.
  var host: ArraySlice<UInt8> = []

  /// Nil if the name has another form.
  init?(_ text: [UInt8]) {
    for (name, direction) in Self.wellKnown where text.elementsEqual(name.utf8) {
      self.direction = direction
      return
    }
    var parts = text.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)
    if parts.count == 1 {
      let separator = Array("_.".utf8)
      parts = []
      var start = 0
      while parts.count < 3, let place = text.firstPlace(of: separator, from: start) {
        parts.append(text[start..<place])
        start = place + 2
      }
      parts.append(text[start...])
    }
    guard parts.count == 4, let port = HostAndPort.port(parts[1]),
      let direction = ["inbound", "outbound", "inbound-vip"]
        .first(where: { parts[0].elementsEqual($0.utf8) })
    else { return nil }
    self.direction = direction
    self.port = port
    host = parts[3]
  }

  /// Names without parts.
  private static let wellKnown = [
    ("PassthroughCluster", "outbound"), ("BlackHoleCluster", "outbound"),
    ("InboundPassthroughCluster", "inbound"), ("InboundPassthroughClusterIpv4", "inbound"),
    ("InboundPassthroughClusterIpv6", "inbound"),
  ]

  /// The labels of a Kubernetes service's host name: service, namespace, `svc`, ….
  private var kubernetesLabels: [ArraySlice<UInt8>]? {
    let labels = host.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard labels.count >= 3, labels[2].elementsEqual("svc".utf8), !labels[0].isEmpty,
      !labels[1].isEmpty
    else { return nil }
    return labels
  }

  /// The service's name: the first label of a Kubernetes service, another host in full.
  var service: ArraySlice<UInt8>? {
    if let labels = kubernetesLabels { return labels[0] }
    return host.isEmpty ? nil : host
  }

  var namespace: ArraySlice<UInt8>? { kubernetesLabels?[1] }
}

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

extension Conversions {
  static let meshConversions: [Conversion] = [
    Conversion(
      name: "spiffe",
      parameters: [
        .init("part", .string, choices: ["principal", "namespace", "workload"])
      ], inputs: [.string], output: .string,
      summary: """
        A part of a SPIFFE ID `spiffe://DOMAIN/ns/NAMESPACE/sa/ACCOUNT`: the whole, the namespace, \
        or the account that the workload runs as; missing if the ID has another form.
        """,
      examples: [
        .init("\"spiffe://cluster.local/ns/prod/sa/pay\"", "spiffe(\"namespace\")", "prod"),
        .init("\"spiffe://cluster.local/ns/prod/sa/pay\"", "spiffe(\"workload\")", "pay"),
        .init("\"spiffe://acme.example/host/7\"", "spiffe(\"workload\")", "missing"),
        .init("\"CN=pay\"", "spiffe(\"principal\")", "unreadable"),
      ]
    ) { piece, arguments in
      guard let text = piece.text, case .string(let part)? = arguments.first,
        SPIFFE.isIdentity(text)
      else { return .unreadable }
      if part == "principal" { return Converted(found: text) }
      guard let identity = SPIFFE(text) else { return .missing }
      return Converted(found: part == "namespace" ? identity.namespace : identity.workload)
    },
    Conversion(
      name: "cluster",
      parameters: [
        .init(
          "part", .string, choices: ["service", "namespace", "port", "direction", "reporter"])
      ], inputs: [.string], output: .json,
      summary: """
        A part of Istio's upstream cluster `DIRECTION|PORT|SUBSET|HOST` (or of the server name \
        `outbound_.PORT_._.HOST`): the service's short name, its namespace, the port, the \
        direction (`inbound`, `outbound`), or which end's proxy wrote the record (`source`, \
        `destination`, `waypoint`); missing if the name has no such part.
        """,
      examples: [
        .init(
          "\"outbound|9080|v1|pay.prod.svc.cluster.local\"", "cluster(\"service\")", "pay"),
        .init(
          "\"outbound|9080|v1|pay.prod.svc.cluster.local\"", "cluster(\"namespace\")", "prod"),
        .init("\"outbound|443||api.example.com\"", "cluster(\"service\")", "api.example.com"),
        .init("\"inbound|9080||\"", "cluster(\"port\")", "9080"),
        .init("\"inbound|9080||\"", "cluster(\"service\")", "missing"),
        .init("\"inbound|9080||\"", "cluster(\"reporter\")", "destination"),
        .init("\"backend\"", "cluster(\"direction\")", "missing"),
      ],
      outputWithArguments: { $0.first == .string("port") ? .integer : .string }
    ) { piece, arguments in
      guard let text = piece.text, case .string(let part)? = arguments.first else {
        return .unreadable
      }
      guard let cluster = ClusterName(text) else { return .missing }
      switch part {
      case "port": return cluster.port.map { .value(.number(Number(Int64($0)))) } ?? .missing
      case "service": return cluster.service.map { Converted(found: $0) } ?? .missing
      case "namespace": return cluster.namespace.map { Converted(found: $0) } ?? .missing
      case "direction":
        return .value(.string(cluster.direction == "outbound" ? "outbound" : "inbound"))
      default:
        let reporters: [String: Text] = ["outbound": "source", "inbound": "destination"]
        return .value(.string(reporters[cluster.direction] ?? "waypoint"))
      }
    },
    Conversion(
      name: "rbac",
      parameters: [.init("part", .string, choices: ["decision", "policy"])],
      inputs: [.string], output: .string,
      summary: """
        What Envoy's response code details say about authorization: the decision is `deny` for a \
        denial by RBAC or external authorization; the policy that denied is written \
        `NAMESPACE/NAME`. Absent where the details tell of no denial, or no policy matched.
        """,
      examples: [
        .init(
          "\"rbac_access_denied_matched_policy[ns[prod]-policy[no-admin]-rule[0]]\"",
          "rbac(\"policy\")", "prod/no-admin"),
        .init("\"rbac_access_denied_matched_policy[none]\"", "rbac(\"decision\")", "deny"),
        .init("\"rbac_access_denied_matched_policy[none]\"", "rbac(\"policy\")", "absent"),
        .init("\"via_upstream\"", "rbac(\"decision\")", "absent"),
      ]
    ) { piece, arguments in
      guard let text = piece.text, case .string(let part)? = arguments.first else {
        return .unreadable
      }
      guard let denial = AccessDenial(text) else { return .absent }
      if part == "decision" { return .value(.string("deny")) }
      guard case .rbac(let policy) = denial, !policy.isEmpty else { return .absent }
      return Converted(found: AccessDenial.policyName(policy))
    },
    Conversion(
      name: "flag", parameters: [.init("flag", .string, isRepeated: true)],
      inputs: [.string, .list(of: .string)], output: .boolean,
      summary: "Whether one of the flags stands in a list or a text with commas.",
      examples: [
        .init("\"URX,RL\"", "flag(\"RL\", \"RLSE\")", "true"),
        .init("\"-\"", "flag(\"RL\")", "false"),
      ]
    ) { piece, arguments in
      let wanted = arguments.compactMap { argument -> [UInt8]? in
        if case .string(let text) = argument { text.bytes } else { nil }
      }
      if let text = piece.text {
        let flags = text.parts(separatedBy: [UInt8(ascii: ",")])
        return .value(.boolean(flags.contains { flag in wanted.contains { flag == $0[...] } }))
      }
      guard case .value(.list(let elements)) = piece else { return .unreadable }
      var isSet = false
      for element in elements {
        guard case .string(let text) = element else { return .unreadable }
        isSet = isSet || wanted.contains(text.bytes)
      }
      return .value(.boolean(isSet))
    },
  ]
}
