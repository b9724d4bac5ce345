import RuleModel
import Values

/// Checked conditions in plain words.
enum ConditionText {
  /// What things are called.
  struct Names {
    /// The enclosing elements and rows, outermost first.
    var binders: [String] = []
    /// The event that a relation stands on.
    var anchor = "the other event"
    /// The event that `with each` names.
    var each = "the event of the pair"

    func adding(_ name: String) -> Names {
      var result = self
      result.binders.append(name)
      return result
    }
  }

  /// The condition as a clause: `url.path matches "/admin/**" and user.id is absent`.
  static func text(of condition: Condition, names: Names = Names()) -> String {
    text(condition, names: names)
  }

  /// The operand as it stands in a condition.
  static func text(of operand: Operand) -> String { text(operand, Names()) }

  /// `requestObject.spec."weird key"[0]`
  static func text(of path: RecordPath) -> String {
    var result = ""
    for step in path.steps {
      switch step {
      case .key(let key):
        let text = key.description
        let isName = text.utf8.allSatisfy {
          ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7a || $0 >= 0x30 && $0 <= 0x39
            || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
        }
        result += (result.isEmpty ? "" : ".") + (isName && !text.isEmpty ? text : "\"\(text)\"")
      case .index(let index): result += "[\(index)]"
      }
    }
    return result
  }

  private static func text(_ condition: Condition, names: Names) -> String {
    switch condition {
    case .constant(let value): return value ? "true" : "false"
    case .and(let parts):
      return parts.map { grouped($0, names) }.joined(separator: " and ")
    case .or(let parts):
      return parts.map { grouped($0, names) }.joined(separator: " or ")
    case .not(let inner): return negated(inner, names)
    case .presence(let operand, let presence):
      return "\(text(operand, names)) is \(word(presence))"
    case .comparison(let left, let comparison, let right):
      return "\(text(left, names)) \(word(comparison)) \(text(right, names))"
    case .membership(let operand, let set):
      return "\(text(operand, names)) is in \(text(set, names))"
    case .glob(let operand, let patterns):
      return "\(text(operand, names)) matches \(choice(patterns.map { "\"\($0)\"" }))"
    case .regex(let operand, let pattern):
      return "\(text(operand, names)) matches /\(pattern.pattern)/\(pattern.flags)"
    case .text(let left, let test, let right, let ignoringCase):
      return "\(text(left, names)) \(word(test)) \(text(right, names))"
        + (ignoringCase ? ", whatever the case," : "")
    case .during(let operand, let calendar):
      return "\(text(operand, names)) lies in the hours of \(calendar.name)"
    case .quantified(let quantifier, let list, let body):
      let name = name(names.binders.count)
      return "\(word(quantifier)) \(name) of \(text(list, names)) has "
        + "(\(text(body, names: names.adding(name))))"
    case .rows(let quantifier, let table, let body):
      let name = name(names.binders.count)
      return "\(word(quantifier)) row \(name) of the table \(table.name) has "
        + "(\(text(body, names: names.adding(name))))"
    case .sensitive(let operand, let query):
      return "\(holder(operand, names)) holds unmasked \(choice(query))\(exceptions(query, names))"
    case .relation(let relation): return relation.text
    case .state(let use): return "\(use.state.name) is on"
    }
  }

  /// In brackets where it could be read as part of what is around it.
  private static func grouped(_ condition: Condition, _ names: Names) -> String {
    switch condition {
    case .and(let parts) where parts.count > 1, .or(let parts) where parts.count > 1:
      "(\(text(condition, names: names)))"
    default: text(condition, names: names)
    }
  }

  private static func negated(_ condition: Condition, _ names: Names) -> String {
    switch condition {
    case .presence(let operand, let presence):
      "\(text(operand, names)) is not \(word(presence))"
    case .comparison(let left, .equal, let right):
      "\(text(left, names)) is not \(text(right, names))"
    case .membership(let operand, let set):
      "\(text(operand, names)) is not in \(text(set, names))"
    case .sensitive(let operand, let query):
      "\(holder(operand, names)) holds no unmasked \(choice(query))\(exceptions(query, names))"
    default: "not (\(text(condition, names: names)))"
    }
  }

  // MARK: Sensitive data

  private static func holder(_ operand: Operand, _ names: Names) -> String {
    operand.isRecord ? "the record" : text(operand, names)
  }

  private static func choice(_ query: SensitiveQuery) -> String {
    choice(query.names.split(separator: ",").map { String($0.drop { $0 == " " }) })
  }

  private static func exceptions(_ query: SensitiveQuery, _ names: Names) -> String {
    if query.pardons.isEmpty { return "" }
    let pardons = query.pardons.map { pardon in
      "\(pardon.types == nil ? "anything" : pardon.names) in \(text(pardon.field, names))"
    }
    return ", but \(choice(pardons)) may stand there"
  }

  private static func name(_ depth: Int) -> String {
    let letters = ["x", "y", "z"]
    return depth < letters.count ? letters[depth] : "x\(depth)"
  }

  private static func text(_ operand: Operand, _ names: Names) -> String {
    switch operand {
    case .literal(let value): return value.quotedDescription
    case .field(let field): return field.name
    case .raw(let path): return "raw." + text(of: path)
    case .function(let call):
      return "\(call.name)(\(call.arguments.map { text($0, names) }.joined(separator: ", ")))"
    case .lookup(let table, let keys, let column):
      let row = "\(table.name)[\(keys.map { text($0, names) }.joined(separator: ", "))]"
      return column.map { "\(row).\($0)" } ?? row
    case .element(let depth, let path):
      let inner = text(of: path)
      return binder(depth, names) + (inner.isEmpty || inner.hasPrefix("[") ? inner : "." + inner)
    case .cell(let depth, let column): return "\(binder(depth, names)).\(column)"
    case .outer(.anchor, let inner): return "\(text(inner, names)) of \(names.anchor)"
    case .outer(.each, let inner): return "\(text(inner, names)) of \(names.each)"
    case .eachElement(let path):
      let inner = text(of: path)
      return inner.isEmpty ? "the element" : "the element's \(inner)"
    case .aggregate(let aggregate): return aggregate.text
    case .row(let column): return "the row's \(column)"
    case .windowStart: return "window.start"
    case .windowEnd: return "window.end"
    }
  }

  private static func binder(_ depth: Int, _ names: Names) -> String {
    let names = names.binders
    return depth < names.count ? names[names.count - 1 - depth] : "x"
  }

  private static func text(_ set: ValueSet, _ names: Names) -> String {
    let items = set.items.map { item in
      switch item {
      case .single(let operand): text(operand, names)
      case .range(let first, let last):
        "\(first.quotedDescription) to \(last.quotedDescription)"
      }
    }
    return items.isEmpty ? "nothing" : choice(items)
  }

  /// `a, b or c`; of more than twelve the first ten and how many more.
  private static func choice(_ items: [String]) -> String {
    if items.count > 12 {
      return items.prefix(10).joined(separator: ", ") + " or \(items.count - 10) others"
    }
    guard items.count > 1 else { return items.first ?? "nothing" }
    return items.dropLast().joined(separator: ", ") + " or " + (items.last ?? "")
  }

  private static func word(_ presence: Presence) -> String {
    switch presence {
    case .present: "present"
    case .absent: "absent"
    case .unknown: "unknown"
    }
  }

  private static func word(_ comparison: Comparison) -> String {
    switch comparison {
    case .equal: "is"
    case .less: "is less than"
    case .lessOrEqual: "is at most"
    case .greater: "is more than"
    case .greaterOrEqual: "is at least"
    }
  }

  private static func word(_ test: TextTest) -> String {
    switch test {
    case .prefix: "starts with"
    case .suffix: "ends with"
    case .contains: "contains"
    }
  }

  private static func word(_ quantifier: Quantifier) -> String {
    switch quantifier {
    case .any: "any"
    case .every: "every"
    case .no: "no"
    }
  }
}
