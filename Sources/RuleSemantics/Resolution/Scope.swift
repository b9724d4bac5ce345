import Diagnostics
import RuleModel
import RuleSyntax
import Values

/// What names mean at one place of a rule file.
struct Scope {
  enum Root {
    /// Bare names are fields of the event that is judged, or inside a relation of the related event;
    /// `alias` is its name, if it has one.
    case event(alias: String?)
    /// Bare names are the record's own keys: conditions inside a `source`.
    case record
    /// Bare names are the keys of the group that is judged.
    case group
  }

  /// A name that a quantifier gives to an element or row.
  struct Binder {
    enum Content {
      case element(ValueType)
      case row(Table)
    }

    var alias: String
    var content: Content
  }

  /// The name that `with each` gives.
  struct Each {
    enum Content {
      case event
      case element(ValueType)
    }

    var alias: String
    var content: Content
  }

  /// Whether conditions may ask for other events here.
  enum Relations {
    case allowed
    /// A group is judged by what is computed of its members.
    case aggregates
    /// `place` says where this is: `in a definition`.
    case refused(place: String, help: String)
  }

  /// The text that spans point into.
  var text: SourceText
  var root: Root
  /// The zone of days and hours here.
  var zone: String
  /// Outermost first.
  var binders: [Binder] = []
  var relations = Relations.refused(
    place: "here", help: "relations stand in `require`, `forbid` and `unless` of a rule")
  /// How many relations are around this place.
  var level = 0
  /// The names of the events around the relations, the nearest first; nil for one without a name.
  var around: [String?] = []
  var each: Each?
  var group: GroupNames?
  /// An odd number of `not` is around this place.
  var isNegated = false
  /// A text with holes: it may name more than a condition.
  var isText = false
  /// The other steps of a sequence.
  var otherSteps: Set<String> = []
  /// Names whose declaration has an error, which has been said.
  var brokenNames: Set<String> = []

  init(text: SourceText, root: Root = .event(alias: nil), zone: String) {
    self.text = text
    self.root = root
    self.zone = zone
  }

  func adding(_ binder: Binder) -> Scope {
    var result = self
    result.binders.append(binder)
    result.relations = .refused(
      place: "inside `has` of a list or table",
      help: "a relation is about an event; for each element, write `with each element of …`")
    return result
  }

  /// Inside the clauses of an event that is related to this place's event.
  func related(alias: String?) -> Scope {
    var result = self
    result.binders = []
    result.level = level + 1
    switch root {
    case .event(let own): result.around = [own] + around
    case .group: result.relations = .allowed
    case .record: break
    }
    result.root = .event(alias: alias)
    return result
  }

  /// The name of the event that bare names are of, if it has one.
  var ownName: String? {
    if case .event(let alias) = root { alias } else { nil }
  }

  func refusing(place: String, help: String) -> Scope {
    var result = self
    result.relations = .refused(place: place, help: help)
    return result
  }

  /// The innermost binder of that name, with its depth counted from the inside.
  func binder(_ name: String) -> (binder: Binder, depth: Int)? {
    guard let index = binders.lastIndex(where: { $0.alias == name }) else { return nil }
    return (binders[index], binders.count - 1 - index)
  }

  /// What stands at a span, as written.
  func written(_ span: SourceSpan) -> String { text.slice(span) }
}

/// What a rule about groups gives names to.
struct GroupNames {
  enum Span { case period, per, inAny, withGap }

  /// The group's keys, in the order of `for each`.
  var keys: [Operand] = []
  var keyNames: [String] = []
  /// The name of the table's row.
  var row: (alias: String, table: Table)?
  var span: Span
}

/// What a name stands for beside fields, symbols and the names of elements.
enum NamedThing {
  /// The event whose fields bare names are.
  case own
  /// The event on which the relation stands.
  case anchor
  /// An event around the anchor.
  case beyond
  /// What `with each` names.
  case each(Scope.Each.Content)
  /// The row of the group's table.
  case row(Table)
  /// The group's window.
  case window
  /// Nothing, after an error where it gets its name.
  case broken
}

extension Scope {
  func thing(named name: String) -> NamedThing? {
    if case .record = root { return nil }
    if case .event(let alias) = root, alias == name { return .own }
    if let index = around.firstIndex(where: { $0 == name }) {
      return index == 0 ? .anchor : .beyond
    }
    if let each, each.alias == name { return level > 1 ? .beyond : .each(each.content) }
    if let row = group?.row, row.alias == name { return level > 1 ? .beyond : .row(row.table) }
    if group != nil, name == "window" { return .window }
    if brokenNames.contains(name) { return .broken }
    return nil
  }
}

extension SourceText {
  /// The text of a span; bytes that are not UTF-8 become U+FFFD.
  func slice(_ span: SourceSpan) -> String {
    let start = min(Int(span.start), bytes.count)
    let end = max(start, min(Int(span.end), bytes.count))
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  /// The part of the name up to its last `/`, without it; empty for a bare file name.
  var folder: String { name.lastIndex(of: "/").map { String(name[..<$0]) } ?? "" }

  /// A path written in this text, relative to the text's folder.
  func resolve(_ path: String) -> String {
    path.hasPrefix("/") || !name.contains("/") ? path : folder + "/" + path
  }

  /// The 1-based line of an offset. Cost: logarithmic in the number of lines.
  func line(of offset: UInt32) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low + 1
  }
}
