import Foundation
import ReferenceEvaluator
import RuleModel
import RuleSemantics
import Values

/// Reads the logs of the spec pages about time as the reference evaluator's events: Writ's own format,
/// and nothing else.
struct SpecReference {
  var world: ReferenceWorld
  /// Where each event stands: its input and its record, both from 1.
  var places: [(input: Int, record: Int)] = []

  /// nil if the case has other inputs.
  init?(_ specCase: SpecCase, _ program: CheckedProgram) {
    world = ReferenceWorld(
      events: [], coverage: ReferenceCoverage(suppliers: []), vocabulary: program.vocabulary)
    var bodies: [(kinds: Set<String>, first: Int64, last: Int64)] = []
    for (input, block) in specCase.blocks("jsonl").enumerated() {
      var body = (kinds: Set<String>(), first: Int64.max, last: Int64.min)
      for (record, line) in block.lines.enumerated() {
        guard
          let members = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
          let kind = members["kind"] as? String,
          let time = members["time"].flatMap(Self.time)
        else { return nil }
        var event = ReferenceEvent(kinds: [kind], time: time, fields: [:])
        event.file = input
        event.position = record
        for (name, member) in members where name != "kind" && name != "time" {
          guard let type = program.vocabulary.fields[name]?.field.type,
            let state = Self.state(member, type)
          else { return nil }
          event.fields[name] = state
        }
        world.events.append(event)
        places.append((input + 1, record + 1))
        body.kinds.insert(kind)
        body.first = min(body.first, time.nanoseconds)
        body.last = max(body.last, time.nanoseconds)
      }
      bodies.append(body)
    }
    var claims: [String: [Timestamp]] = [:]
    for line in specCase.blocks("options").flatMap(\.lines) {
      let words = line.split(separator: " ").map(String.init)
      let times = words.dropFirst().joined().split(separator: "..").map(String.init)
      claims[words[0]] = times.compactMap(Self.time)
    }
    for body in bodies {
      let begin = claims["from"]?.first?.nanoseconds ?? body.first
      world.coverage.suppliers.append(
        ReferenceCoverage.Supplier(
          source: 0, kinds: body.kinds, begin: claims["history"] == nil ? begin : .min,
          end: claims["until"]?.first?.nanoseconds ?? body.last))
    }
    if let period = claims["period"] {
      world.period = (period[0].nanoseconds, period[1].nanoseconds)
    }
  }

  private static func time(_ value: Any) -> Timestamp? {
    if let number = value as? Int {
      return Timestamp(nanoseconds: Int64(number) * 1_000_000_000)
    }
    return (value as? String).flatMap { text in
      Array(text.utf8).withUnsafeBytes { Timestamp(rfc3339: $0) }
    }
  }

  private static func state(_ member: Any, _ type: ValueType) -> ReferenceState? {
    if member is NSNull { return .absent }
    switch type {
    case .string: return (member as? String).map { .value(.string(Text($0))) }
    case .integer: return (member as? Int).map { .value(.number(Number(Int64($0)))) }
    case .size: return (member as? Int).map { .value(.size(Int64($0))) }
    case .timestamp: return time(member).map { .value(.timestamp($0)) }
    case .list(of: .string):
      return (member as? [String]).map { .value(.list($0.map { .string(Text($0)) })) }
    default: return nil
    }
  }
}
