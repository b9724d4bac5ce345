import Foundation
import ReferenceEvaluator
import RuleModel
import Values

/// One case of Fixtures/cases.json.
struct HandWrittenCase: Decodable, Sendable {
  struct Entries: Decodable, Sendable {
    struct Entry: Decodable, Sendable {
      var tp: Int
      var rows: [[String: Argument]]
    }

    var settled_violations: [Entry]
    var pending: [Entry]
  }

  enum Argument: Decodable, Hashable, Sendable {
    case text(String)
    case number(Int)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Int.self) {
        self = .number(number)
      } else {
        self = .text(try container.decode(String.self))
      }
    }

    var value: Value {
      switch self {
      case .text(let text): .string(Text(text))
      case .number(let number): .number(Number(Int64(number)))
      }
    }

    var json: String {
      switch self {
      case .text(let text): "\"\(text)\""
      case .number(let number): "\(number)"
      }
    }
  }

  struct Event {
    var entry: Int
    var time: Int
    var kind: String
    var arguments: [String: Argument]
  }

  var id: String
  var signature: [String]
  var log: [String]
  var expected_open_end: Entries

  static let all: [HandWrittenCase] = {
    let folder = SpecPages.folder.deletingLastPathComponent().appendingPathComponent("Fixtures")
    guard let data = try? Data(contentsOf: folder.appendingPathComponent("cases.json")) else {
      return []
    }
    return (try? JSONDecoder().decode([HandWrittenCase].self, from: data)) ?? []
  }()

  // MARK: Logs

  /// The names of a predicate's arguments, from `use(u:string,d:string)`.
  private var parameters: [String: [String]] {
    Dictionary(
      uniqueKeysWithValues: signature.map { text in
        let parts = text.dropLast().split(separator: "(").map(String.init)
        let names = parts[1].split(separator: ",").map { String($0.prefix { $0 != ":" }) }
        return (parts[0], names)
      })
  }

  /// What stands in one entry happens at once for the oracle; in Writ an event after another in the
  /// file comes after it. So that both say the same, what is asked about stands where all of its
  /// entry is before it, or after it where the rule looks forward.
  private static let places = ["withdraw": 0, "consent": 1, "use": 2, "request": 0, "erased": 1]

  var events: [Event] {
    let parameters = parameters
    var result: [Event] = []
    for (entry, text) in log.enumerated() {
      let words = text.dropFirst().split(separator: " ").map(String.init)
      let time = Int(words[0]) ?? 0
      let events = words.dropFirst().map { word -> Event in
        let parts = word.dropLast().split(separator: "(").map(String.init)
        let values = parts[1].split(separator: ",").map { text -> Argument in
          Int(text).map { .number($0) } ?? .text(text.replacingOccurrences(of: "\"", with: ""))
        }
        let names = parameters[parts[0]] ?? []
        return Event(
          entry: entry, time: time, kind: parts[0],
          arguments: Dictionary(uniqueKeysWithValues: zip(names, values)))
      }
      result += events.sorted { Self.places[$0.kind] ?? 0 < Self.places[$1.kind] ?? 0 }
    }
    return result
  }

  var world: ReferenceWorld {
    let events = events.enumerated().map { position, event in
      ReferenceEvent(
        kinds: ["x_" + event.kind], time: Timestamp(nanoseconds: Int64(event.time) * 1_000_000_000),
        fields: event.arguments.mapValues { .value($0.value) }, position: position)
    }
    var parents: [String: String?] = [:]
    parents.updateValue(nil, forKey: "event")
    for name in parameters.keys { parents["x_" + name] = "event" }
    let supplier = ReferenceCoverage.Supplier(
      source: 0, kinds: Set(parents.keys), begin: .min,
      end: events.map(\.time.nanoseconds).max() ?? 0)
    return ReferenceWorld(
      events: events, coverage: ReferenceCoverage(suppliers: [supplier]),
      vocabulary: Vocabulary(fields: [:], kindParents: parents))
  }

  /// The source that reads `lines`.
  var declaration: String {
    let names = Set(parameters.values.joined()).sorted()
    let kinds = parameters.keys.sorted()
    return """
      source hand-written {
        title "events of the hand-written cases"
        detect has "event" and has "seconds"
        time seconds as timestamp
      \(kinds.map { "  kind x_\($0): event where event == \"\($0)\"\n" }.joined())\
        supplies \(kinds.map { "x_\($0)" }.joined(separator: ", "))
      \(names.map { "  \($0): \($0 == "h" ? "int" : "string") <- \($0)\n" }.joined())}

      """
  }

  var lines: [String] {
    events.map { event in
      let members = event.arguments.sorted { $0.key < $1.key }.map { "\"\($0)\":\($1.json)" }
      return
        "{\"event\":\"\(event.kind)\",\"seconds\":\(event.time),\(members.joined(separator: ","))}"
    }
  }

  // MARK: Rules

  private static func field(_ name: String) -> Field {
    Field(name: name, type: name == "h" ? .integer : .string)
  }

  private static func same(_ names: String...) -> [Related.Key] {
    names.map { Related.Key(related: .field(field($0)), anchor: .field(field($0))) }
  }

  private static func within(_ seconds: Int) -> Window.Extent {
    .after(Time.seconds(seconds), toEndOfDay: false)
  }

  /// The case as a rule; nil where Writ has no such question: the next entry of the log, whatever it
  /// is about.
  var rule: CheckedRule? {
    let day = 86_400
    switch id {
    case "36_consent_basic", "38_consent_same_second_one_entry", "56_out_of_order_skipped":
      let keys: [Operand?] = [.field(Self.field("u")), .field(Self.field("d"))]
      let state = EventState(
        name: "consented", keys: [Self.field("u"), Self.field("d")],
        boundaries: [
          EventState.Boundary(starts: true, kind: "x_consent", keys: keys),
          EventState.Boundary(starts: false, kind: "x_withdraw", keys: keys),
        ])
      return Time.rule(
        for: "x_use", require: .state(StateUse(state: state, keys: keys.compactMap { $0 })))
    case "40_erasure_before_request_same_second", "42_erasure_pending_at_end":
      return Time.rule(for: "x_request", require: Self.followed("x_erased", "q", "u", 30 * day))
    case "44_erasure_or_cancel":
      return Time.rule(
        for: "x_request",
        require: .or([
          Self.followed("x_erased", "q", "u", 30 * day),
          Self.followed("x_cancel", "q", "u", 30 * day),
        ]))
    case "46_approval_by_other_person":
      let related = Related(
        kind: "x_approve", window: Time.window(.before(Time.seconds(7 * day))),
        same: Self.same("c"),
        condition: .not(
          .comparison(
            .field(Self.field("m")), .equal, .outer(.anchor, .field(Self.field("a"))))))
      return Time.rule(for: "x_change", require: Time.some(related))
    case "48_hop_audit_both_sides":
      let related = Related(
        kind: "x_audit", window: Time.window(.around(Time.seconds(5))), same: Self.same("t", "h"))
      return Time.rule(for: "x_hop", require: Time.some(related))
    case "50_rate_without_event_id_undercounts":
      return Self.rate(.distinct)
    case "52_breach_then_authority_then_subject":
      var related = Related(
        kind: "x_authority", window: Time.window(Self.within(3 * day)), same: Self.same("b"))
      related.condition = Time.some(
        Related(
          kind: "x_subject", window: Time.window(Self.within(3 * day)), same: Self.same("b")))
      return Time.rule(for: "x_breach", require: Time.some(related))
    case "54_first_only":
      // Every subject fails, so that the failures are the subjects.
      return Time.rule(
        for: "x_access", require: .presence(.field(Self.field("u")), .absent),
        form: .first(per: [.field(Self.field("u"))]))
    default:
      return nil
    }
  }

  /// More than three accesses of a user in 10 s: counting distinct users never sees them.
  static func rate(_ function: Aggregate.Function) -> CheckedRule {
    let related = Related(
      kind: "x_access", window: Time.window(.before(Time.seconds(10)), counting: true),
      same: same("u"))
    let aggregate = Aggregate(
      function: function, value: function == .distinct ? .field(field("u")) : nil,
      related: related, type: .integer)
    return Time.rule(
      for: "x_access",
      require: .comparison(.aggregate(aggregate), .lessOrEqual, Time.integer(3)))
  }

  private static func followed(
    _ kind: String, _ first: String, _ second: String, _ seconds: Int
  ) -> Condition {
    Time.some(
      Related(kind: kind, window: Time.window(within(seconds)), same: same(first, second)))
  }
}
