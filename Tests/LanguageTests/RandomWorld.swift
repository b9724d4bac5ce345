import ReferenceEvaluator
import RuleModel
import Values

/// A seeded generator (SplitMix64), so that a failing case can be run again.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

/// A random log and random rules over it: the events twice, as native JSON lines and as the
/// reference evaluator's typed events.
struct RandomWorld {
  var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  // MARK: Events

  private static let users = [
    "alice", "bob", "svc-a", "svc-b", "ALICE", "é", "", "ann@example.com", "b**@example.com",
  ]
  private static let paths = [
    "/admin", "/admin/users/1", "/admin/x/y", "/api/v1/items/42", "/healthz", "/", "/a b",
    "/users/77/profile", "/internal/export/9", "/users/ann@example.com/cards/4111-1111-1111-1111",
    "/mail/b%40example.org",
  ]
  private static let methods = ["GET", "POST", "DELETE"]
  private static let decisions = ["allow", "deny", "audit"]
  private static let groups = ["dev", "ops", "system:masters"]
  private static let addresses = [
    "10.0.0.1", "10.20.3.4", "192.168.1.9", "2001:db8::1", "93.184.216.34",
  ]
  private static let versions = ["1.0", "1.2", "1.3", "0.3"]
  private static let statuses = [200, 204, 401, 403, 404, 500, 503]

  mutating func event(at second: Int) -> (line: String, event: ReferenceEvent) {
    var members: [String] = []
    var fields: [String: ReferenceState] = [:]

    /// A field is missing, null, or has one of the values.
    func put(
      _ name: String, _ generator: inout SeededGenerator,
      _ make: (inout SeededGenerator) -> (json: String, value: Value)
    ) {
      switch Int.random(in: 0..<8, using: &generator) {
      case 0:
        return
      case 1:
        members.append("\"\(name)\":null")
        fields[name] = .absent
      default:
        let (json, value) = make(&generator)
        members.append("\"\(name)\":\(json)")
        fields[name] = .value(value)
      }
    }
    func text(_ string: String, escaping generator: inout SeededGenerator) -> String {
      // Some values are written with an escape: the same value, other bytes.
      guard let first = string.unicodeScalars.first, first.isASCII, first != "\"", first != "\\",
        Int.random(in: 0..<6, using: &generator) == 0
      else { return "\"\(string)\"" }
      let hex = String(first.value, radix: 16)
      return "\"\\u\(String(repeating: "0", count: 4 - hex.count))\(hex)\(string.dropFirst())\""
    }
    func string(
      _ name: String, _ values: [String], _ generator: inout SeededGenerator
    ) {
      put(name, &generator) { generator in
        let value = values.randomElement(using: &generator) ?? ""
        return (text(value, escaping: &generator), .string(Text(value)))
      }
    }
    string("user.id", Self.users, &generator)
    string("user.name", Self.users, &generator)
    string("url.path", Self.paths, &generator)
    string("http.request.method", Self.methods, &generator)
    string("authz.decision", Self.decisions + ["unknown"], &generator)
    if fields["authz.decision"] == .value(.string("unknown")) {
      // The field's values are a closed set, in which this word is none.
      fields["authz.decision"] = .unknown
    }
    put("http.response.status_code", &generator) { generator in
      let value = Self.statuses.randomElement(using: &generator) ?? 200
      let spelling = Bool.random(using: &generator) ? "\(value)" : "\(value).0"
      return (spelling, .number(Number(Int64(value))))
    }
    put("http.response.body.size", &generator) { generator in
      let value = Int64.random(in: 0..<5, using: &generator) * 512
      return ("\(value)", .size(value))
    }
    put("http.duration", &generator) { generator in
      let milliseconds = Int64.random(in: 0..<5, using: &generator) * 500
      return ("\"\(milliseconds)ms\"", .duration(Duration(nanoseconds: milliseconds * 1_000_000)))
    }
    put("source.ip", &generator) { generator in
      let written = Self.addresses.randomElement(using: &generator) ?? ""
      let address = IPAddress(text: written) ?? IPAddress(bits: 0, isIPv6: false)
      return ("\"\(written)\"", .ip(address))
    }
    put("tls.version", &generator) { generator in
      let written = Self.versions.randomElement(using: &generator) ?? "1.2"
      let parts = written.split(separator: ".").map { UInt32($0) ?? 0 }
      return ("\"\(written)\"", .version(Version(parts: parts)))
    }
    put("tls.established", &generator) { generator in
      let value = Bool.random(using: &generator)
      return ("\(value)", .boolean(value))
    }
    put("user.groups", &generator) { generator in
      let count = Int.random(in: 0..<3, using: &generator)
      let groups = (0..<count).map { _ in
        Self.groups.randomElement(using: &generator) ?? ""
      }
      return (
        "[" + groups.map { "\"\($0)\"" }.joined(separator: ",") + "]",
        .list(groups.map { .string(Text($0)) })
      )
    }
    var record: [Value.Member] = []
    if Bool.random(using: &generator) {
      let count = Int.random(in: 0..<3, using: &generator)
      var inner: [Value.Member] = []
      var written: [String] = []
      if Bool.random(using: &generator) {
        inner.append(Value.Member(key: "count", value: .number(Number(Int64(count)))))
        written.append("\"count\":\(count)")
      }
      if Bool.random(using: &generator) {
        inner.append(Value.Member(key: "level", value: nil))
        written.append("\"level\":null")
      } else if Bool.random(using: &generator) {
        inner.append(Value.Member(key: "level", value: .string("high")))
        written.append("\"level\":\"high\"")
      }
      record.append(Value.Member(key: "extra", value: .object(inner)))
      members.append("\"extra\":{\(written.joined(separator: ","))}")
    }
    if Bool.random(using: &generator) {
      var items: [Value] = []
      var written: [String] = []
      for _ in 0..<Int.random(in: 0..<3, using: &generator) {
        switch Int.random(in: 0..<3, using: &generator) {
        case 0:
          items.append(.object([]))
          written.append("{}")
        case 1:
          items.append(.object([Value.Member(key: "ok", value: nil)]))
          written.append("{\"ok\":null}")
        default:
          let ok = Bool.random(using: &generator)
          items.append(.object([Value.Member(key: "ok", value: .boolean(ok))]))
          written.append("{\"ok\":\(ok)}")
        }
      }
      record.append(Value.Member(key: "items", value: .list(items)))
      members.append("\"items\":[\(written.joined(separator: ","))]")
    }
    let kind = ["request", "traffic", "change"].randomElement(using: &generator) ?? "request"
    members.append("\"kind\":\"\(kind)\"")
    let seconds = 1_767_225_600 + second
    members.append("\"time\":\(seconds)")
    members.shuffle(using: &generator)
    return (
      "{\(members.joined(separator: ","))}",
      ReferenceEvent(
        kinds: [kind], time: Timestamp(nanoseconds: Int64(seconds) * 1_000_000_000),
        fields: fields, record: .object(record))
    )
  }

  // MARK: Rules

  mutating func rule(_ number: Int) -> String {
    let kind = ["request", "traffic", "event", "change"].randomElement(using: &generator) ?? ""
    var text = """
      rule random-\(number) {
        title "Random rule \(number)"
        severity high

      """
    if Int.random(in: 0..<4, using: &generator) == 0 {
      text += "  forbid \(kind) where \(condition(depth: 2))\n"
    } else {
      text += "  for each \(kind)"
      if Bool.random(using: &generator) { text += " where \(condition(depth: 2))" }
      text += "\n  require \(condition(depth: 2))\n"
    }
    if Int.random(in: 0..<3, using: &generator) == 0 {
      text += "  unless \(condition(depth: 1)) because \"random\"\n"
    }
    return text + "}\n"
  }

  private mutating func condition(depth: Int) -> String {
    guard depth > 0, Int.random(in: 0..<3, using: &generator) > 0 else { return leaf() }
    switch Int.random(in: 0..<3, using: &generator) {
    case 0:
      return "not (\(condition(depth: depth - 1)))"
    case 1:
      return "(\(condition(depth: depth - 1))) and (\(condition(depth: depth - 1)))"
    default:
      return "(\(condition(depth: depth - 1))) or (\(condition(depth: depth - 1)))"
    }
  }

  private mutating func pick(_ values: [String]) -> String {
    values.randomElement(using: &generator) ?? ""
  }

  private mutating func literal(_ values: [String]) -> String { "\"\(pick(values))\"" }

  private mutating func sensitiveTypes() -> String {
    pick([
      "email", "payment_card", "email, payment_card", "personal data", "personal data, credentials",
      "online identifiers",
    ])
  }

  private mutating func leaf() -> String {
    let order = pick(["<", "<=", ">", ">=", "==", "!="])
    let equality = pick(["==", "!="])
    let membership = pick(["in", "not in"])
    let field = pick(["user.id", "user.name"])
    switch Int.random(in: 0..<27, using: &generator) {
    case 0: return "\(field) \(equality) \(literal(Self.users))"
    case 1: return "user.id \(equality) user.name"
    case 2:
      return "\(field) \(membership) [\(literal(Self.users)), \(literal(Self.users))]"
    case 3:
      return "url.path matches \"\(pick(["/admin/**", "/api/*/items/*", "/**", "*", "/?*"]))\""
    case 4:
      let pattern = pick(["/\\d+/", "/^\\/admin/", "/USERS/i", "/a.b|export$/", "/^$/"])
      return "url.path matches \(pattern)"
    case 5:
      let test = pick(["starts with", "ends with", "contains"])
      let suffix = pick(["", " ignoring case"])
      return "\(field) \(test) \(literal(["svc-", "a", "b", "ICE", ""]))\(suffix)"
    case 6: return "http.response.status_code \(order) \(pick(["200", "401", "404", "500"]))"
    case 7: return "http.response.status_code \(membership) [401, 403, 500..599]"
    case 8: return "http.response.body.size \(order) \(pick(["512B", "1KiB", "1024B", "1KB"]))"
    case 9: return "http.duration \(order) \(pick(["500ms", "1s", "1.5s", "2 seconds"]))"
    case 10: return "source.ip \(membership) 10.20.0.0/16"
    case 11: return "source.ip \(membership) [10.0.0.0/8, \"2001:db8::/32\"]"
    case 12: return "tls.version \(order) \(pick(["1.2", "1.3", "1.2.0"]))"
    case 13: return pick(["tls.established", "tls.established == false", "not tls.established"])
    case 14: return "authz.decision \(equality) \(literal(Self.decisions))"
    case 15:
      let quantifier = pick(["any", "every", "no"])
      return "\(quantifier) user.groups as g has g \(equality) \(literal(Self.groups))"
    case 16:
      let name = pick([
        "user.id", "user.groups", "authz.decision", "tls.established", "source.ip", "raw.extra",
        "raw.extra.level",
        "raw.items[0].ok", "http.duration",
      ])
      return "\(name) is \(pick(["", "not "]))\(pick(["present", "absent", "unknown"]))"
    case 17: return "raw.extra.count \(order) \(pick(["0", "1", "2"]))"
    case 18: return "raw.extra.level \(equality) \"high\""
    case 19: return "\(pick(["any", "every", "no"])) raw.items as i has i.ok \(equality) true"
    case 20: return "lower(user.id) \(equality) \"alice\""
    case 21: return "length(user.id) \(order) \(pick(["0", "3", "5"]))"
    case 22: return "hour(time) \(order) \(pick(["0", "1", "12"]))"
    case 23:
      let fields = pick(["user.id", "url.path", "url.path, user.id", "source.ip", "user.groups"])
      return "no unmasked \(sensitiveTypes()) in \(fields)"
    case 24: return "no unmasked \(sensitiveTypes()) in any field"
    case 25:
      let exceptions = pick([
        "user.id", "personal data in user.id", "url.path, user.id", "source.ip, user.name",
      ])
      return "no unmasked personal data in any field except \(exceptions)"
    default: return "time \(order) 2026-01-01T00:00:\(pick(["05", "20", "59"]))Z"
    }
  }
}
