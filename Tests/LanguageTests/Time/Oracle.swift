import Foundation
import ReferenceEvaluator
import RuleModel
import Values

/// One case of Fixtures/oracle.jsonl.
struct OracleCase: Decodable, Sendable {
  struct Parameters: Decodable, Sendable {
    struct Bounds: Decodable, Sendable {
      var at_least_s: Int
      var within_s: Int?
    }

    var at_least_s: Int?
    var within_s: Int?
    var window_s: Int?
    var at_most: Int?
    var lasts_s: Int?
    var b_after_c: Bounds?
    var d_after_b: Bounds?
    var earlier: Bounds?
    var after: Bounds?

    var bounds: Bounds { Bounds(at_least_s: at_least_s ?? 0, within_s: within_s) }
  }

  struct Event: Decodable, Sendable {
    var position: Int
    var time_s: Int
    var kind: String
    var k: String?
    var v: Int?
  }

  /// A trigger with a verdict; `w` is the value of the pattern's second event.
  struct Row: Decodable, Hashable, Sendable {
    var position: Int
    var w: Int?
  }

  var id: String
  var pattern: String
  var parameters: Parameters
  var events: [Event]
  var fail: [Row]
  var pending: [Row]

  static let all: [OracleCase] = {
    let folder = SpecPages.folder.deletingLastPathComponent().appendingPathComponent("Fixtures")
    guard
      let text = try? String(
        contentsOf: folder.appendingPathComponent("oracle.jsonl"), encoding: .utf8)
    else { return [] }
    return text.split(separator: "\n").compactMap {
      try? JSONDecoder().decode(OracleCase.self, from: Data($0.utf8))
    }
  }()

  var triggerKind: String { pattern == "chain" ? "c" : "a" }

  /// Triggers that the oracle lets pass though what would make them fail may still come (see
  /// `OracleTests.oracleOverlooksKeysThatItHasNotSeen`).
  var overlooked: [Row] {
    guard pattern == "not_followed", let within = parameters.within_s, let end = events.last?.time_s
    else { return [] }
    let seen = Set(events.filter { $0.kind == "b" }.map(\.k))
    return events.filter {
      $0.kind == "a" && !seen.contains($0.k) && $0.time_s + within >= end
    }.map { Row(position: $0.position) }
  }
}

// MARK: - Patterns as rules

extension OracleCase {
  /// The pattern with these parameters as a rule, made of its parts. A second one says the same in
  /// another way, where there is one.
  var rules: [CheckedRule] {
    switch pattern {
    case "preceded": return [preceded(Time.same(Time.k, Time.v), nil)]
    case "preceded_other_value": return [preceded(Time.same(Time.k), Self.otherValue)]
    case "not_preceded":
      return [
        Time.rule(
          for: "a",
          require: Time.no(
            Related(kind: "b", window: Self.before(parameters.bounds), same: Time.same(Time.k))))
      ]
    case "followed": return [followed(Time.same(Time.k, Time.v), nil)]
    case "followed_any": return [followed(Time.same(Time.k), nil)]
    case "followed_other_value": return [followed(Time.same(Time.k), Self.otherValue)]
    case "not_followed":
      return [Time.rule(for: "a", require: Time.no(after("b", parameters.bounds)))]
    case "followed_or":
      return [
        Time.rule(
          for: "a",
          require: .or([
            Time.some(after("b", parameters.bounds)), Time.some(after("c", parameters.bounds)),
          ]))
      ]
    case "accompanied":
      let window = Time.window(.around(Time.seconds(parameters.within_s ?? 0)))
      return [
        Time.rule(
          for: "a",
          require: Time.some(
            Related(kind: "b", window: window, same: Time.same(Time.k, Time.v))))
      ]
    case "chain":
      guard let outer = parameters.b_after_c, let inner = parameters.d_after_b else { return [] }
      var related = after("b", outer)
      related.condition = Time.some(after("d", inner))
      return [Time.rule(for: "c", require: Time.some(related))]
    case "join_past":
      guard let earlier = parameters.earlier, let after = parameters.after else { return [] }
      let each = Related(kind: "b", window: Self.before(earlier), same: Time.same(Time.k))
      return [
        Time.rule(for: "a", with: .related(each), require: Time.some(self.after("c", after)))
      ]
    case "count", "sum": return counting
    case "state", "not_state", "state_lasting": return [inState]
    case "latest_value": return latestValue
    default: return []
    }
  }

  private static let otherValue = Condition.not(
    .comparison(.field(Time.v), .equal, .outer(.anchor, .field(Time.v))))

  /// There is no window with a near end and no far one; one that is longer than the evidence, which
  /// is complete, holds the same events.
  private static let everSeconds = 1_000_000

  private static func before(_ bounds: Parameters.Bounds) -> Window {
    switch (bounds.at_least_s, bounds.within_s) {
    case (0, nil): Time.window(.everBefore)
    case (0, let within?): Time.window(.before(Time.seconds(within)))
    case (let near, let within):
      Time.window(.betweenBefore(Time.seconds(near), Time.seconds(within ?? everSeconds)))
    }
  }

  private func after(_ kind: String, _ bounds: Parameters.Bounds) -> Related {
    let far = Time.seconds(bounds.within_s ?? Self.everSeconds)
    let extent: Window.Extent =
      bounds.at_least_s == 0
      ? .after(far, toEndOfDay: false) : .betweenAfter(Time.seconds(bounds.at_least_s), far)
    return Related(kind: kind, window: Time.window(extent), same: Time.same(Time.k))
  }

  private func preceded(_ same: [Related.Key], _ condition: Condition?) -> CheckedRule {
    let related = Related(
      kind: "b", window: Self.before(parameters.bounds), same: same, condition: condition)
    return Time.rule(for: "a", require: Time.some(related))
  }

  private func followed(_ same: [Related.Key], _ condition: Condition?) -> CheckedRule {
    var related = after("b", parameters.bounds)
    related.same = same
    related.condition = condition
    return Time.rule(for: "a", require: Time.some(related))
  }

  private var counting: [CheckedRule] {
    let length = Time.seconds(parameters.window_s ?? 0)
    let limit = parameters.at_most ?? 0
    let related = Related(
      kind: "a", window: Time.window(.before(length), counting: true), same: Time.same(Time.k))
    func atMost(_ function: Aggregate.Function, _ value: Operand?) -> CheckedRule {
      let aggregate = Aggregate(function: function, value: value, related: related, type: .integer)
      return Time.rule(
        for: "a",
        require: .comparison(.aggregate(aggregate), .lessOrEqual, Time.integer(limit)))
    }
    if pattern == "sum" { return [atMost(.sum, .field(Time.v))] }
    return [
      Time.rule(for: "a", require: .relation(Relation(form: .atMost(limit), related: related))),
      atMost(.count, nil),
    ]
  }

  private var inState: CheckedRule {
    let state = EventState(
      name: "started", keys: [Time.k],
      boundaries: [
        EventState.Boundary(starts: true, kind: "c", keys: [.field(Time.k)]),
        EventState.Boundary(starts: false, kind: "d", keys: [.field(Time.k)]),
      ],
      lasts: parameters.lasts_s.map { Time.seconds($0) })
    let isOn = Condition.state(StateUse(state: state, keys: [.field(Time.k)]))
    return Time.rule(for: "a", require: pattern == "not_state" ? .not(isOn) : isOn)
  }

  private var latestValue: [CheckedRule] {
    let related = Related(
      kind: "b", window: Time.window(.everBefore), same: Time.same(Time.k))
    let latest = Aggregate(
      function: .latest, value: .field(Time.v), related: related, otherwise: .field(Time.v),
      type: .integer)
    let has = Condition.comparison(
      .field(Time.v), .greaterOrEqual, .outer(.anchor, .field(Time.v)))
    return [
      Time.rule(
        for: "a", require: .comparison(.field(Time.v), .lessOrEqual, .aggregate(latest))),
      Time.rule(
        for: "a",
        require: .or([
          Time.no(related), .relation(Relation(form: .latest(has: has), related: related)),
        ])),
    ]
  }
}

// MARK: - Logs

extension OracleCase {
  var world: ReferenceWorld {
    let events = events.map { event in
      var fields: [String: ReferenceState] = [:]
      if let k = event.k { fields["k"] = .value(.string(Text(k))) }
      if let v = event.v { fields["v"] = .value(.number(Number(Int64(v)))) }
      return ReferenceEvent(
        kinds: [event.kind], time: Timestamp(nanoseconds: Int64(event.time_s) * 1_000_000_000),
        fields: fields, position: event.position)
    }
    let supplier = ReferenceCoverage.Supplier(
      source: 0, kinds: Set(TimeSources.kinds), begin: .min,
      end: events.map(\.time.nanoseconds).max() ?? 0)
    return ReferenceWorld(
      events: events, coverage: ReferenceCoverage(suppliers: [supplier]),
      vocabulary: TimeSources.vocabulary)
  }

  /// The log as the source `time-test-1` reads it.
  var lines: [String] {
    events.map { event in
      var members = ["\"source1\":1", "\"kind\":\"\(event.kind)\"", "\"t\":\(event.time_s)"]
      if let k = event.k { members.append("\"k\":\"\(k)\"") }
      if let v = event.v { members.append("\"v\":\(v)") }
      return "{\(members.joined(separator: ","))}"
    }
  }
}
