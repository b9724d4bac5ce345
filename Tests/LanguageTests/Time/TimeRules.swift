import RuleModel
import Values

/// Short names for the parts of rules about time, over the kinds and fields of `TimeSources`.
enum Time {
  static let k = Field(name: "k", type: .string)
  static let v = Field(name: "v", type: .integer)
  static let w = Field(name: "w", type: .integer)
  static let due = Field(name: "due", type: .timestamp)
  static let z = Field(name: "z", type: .size)
  static let l = Field(name: "l", type: .duration)
  static let items = Field(name: "items", type: .list(of: .string))

  static func seconds(_ number: Int) -> Length {
    .exact(Duration(nanoseconds: Int64(number) * 1_000_000_000))
  }

  static func size(_ kilobytes: Int) -> Operand { .literal(.size(Int64(kilobytes) * 1000)) }

  static func duration(_ seconds: Int) -> Operand {
    .literal(.duration(Duration(nanoseconds: Int64(seconds) * 1_000_000_000)))
  }

  static func integer(_ number: Int) -> Operand { .literal(.number(Number(Int64(number)))) }

  /// `with same F`.
  static func same(_ fields: Field...) -> [Related.Key] {
    fields.map { Related.Key(related: .field($0), anchor: .field($0)) }
  }

  static func window(
    _ extent: Window.Extent, counting: Bool = false, zone: String = "UTC"
  ) -> Window {
    Window(extent: extent, origin: .event, countsAnchor: counting, zone: zone)
  }

  static func some(_ related: Related) -> Condition {
    .relation(Relation(form: .atLeast(1), related: related))
  }

  static func no(_ related: Related) -> Condition {
    .relation(Relation(form: .atMost(0), related: related))
  }

  static func rule(
    _ id: String = "r", for kind: String, where condition: Condition? = nil,
    with each: WithEach? = nil, require requirement: Condition,
    unless exceptions: [Condition] = [], form: SubjectForm = .event
  ) -> CheckedRule {
    CheckedRule(
      id: id, title: id, severity: .high, form: form, each: each, kind: kind, condition: condition,
      exceptions: exceptions.map { CheckedRule.Exception(condition: $0, because: "test") },
      requirement: requirement)
  }
}

/// Sources whose kinds and fields the tests about time use. The kind is known where the record has the
/// key `kind`; a field is absent where it holds null and unknown where its key is missing.
enum TimeSources {
  static let kinds = ["a", "b", "c", "d", "tick"]

  static let vocabulary: Vocabulary = {
    let fields = [Time.k, Time.v, Time.w, Time.z, Time.l, Time.due, Time.items]
    var parents: [String: String?] = [:]
    parents.updateValue(nil, forKey: "event")
    for kind in kinds { parents[kind] = "event" }
    return Vocabulary(
      fields: Dictionary(
        uniqueKeysWithValues: fields.map {
          ($0.name, Vocabulary.FieldDeclaration(field: $0, meaning: ""))
        }),
      kindParents: parents)
  }()

  /// The declaration of a source that can record these kinds; `number` tells sources apart. `merges`: its
  /// records of one `id` are one event.
  static func declaration(
    _ number: Int, kinds: [String] = kinds, toleranceSeconds: Int = 0, merges: Bool = false
  ) -> String {
    """
    source time-test-\(number) {
      title "events of source \(number)"
      detect has "source\(number)"
      time t as timestamp
    \(merges ? "  identity request.id within 1d\n" : "")\(kinds.map { "  kind \($0): event where kind == \"\($0)\"\n" }.joined())  supplies \(kinds.joined(separator: ", "))
    \(toleranceSeconds > 0 ? "  clock tolerance \(toleranceSeconds)s\n" : "")  k: string <- k
    \(merges ? "  request.id <- id\n  event.stage <- stage\n" : "")      v: int <- v | int
      w: int <- w | int
      z: size <- z | size
      l: duration <- l | ms
      due: timestamp <- due | rfc3339
      items: list of string <- items
    }

    """
  }
}
