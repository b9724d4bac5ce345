import Values

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
        denial by RBAC or external authorization, else absent; the policy that denied is written \
        `NAMESPACE/NAME`. It is absent where no policy matched, and missing where the details name \
        none: which policy allowed a call they never say.
        """,
      examples: [
        .init(
          "\"rbac_access_denied_matched_policy[ns[prod]-policy[no-admin]-rule[0]]\"",
          "rbac(\"policy\")", "prod/no-admin"),
        .init("\"rbac_access_denied_matched_policy[none]\"", "rbac(\"decision\")", "deny"),
        .init("\"rbac_access_denied_matched_policy[none]\"", "rbac(\"policy\")", "absent"),
        .init("\"via_upstream\"", "rbac(\"decision\")", "absent"),
        .init("\"via_upstream\"", "rbac(\"policy\")", "missing"),
      ]
    ) { piece, arguments in
      guard let text = piece.text, case .string(let part)? = arguments.first else {
        return .unreadable
      }
      let denial = AccessDenial(text)
      if part == "decision" { return denial == nil ? .absent : .value(.string("deny")) }
      guard case .rbac(let policy)? = denial else { return .missing }
      return policy.isEmpty ? .absent : Converted(found: AccessDenial.policyName(policy))
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
