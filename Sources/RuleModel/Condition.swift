import Values

/// A checked condition: three-valued, side-effect free, names resolved, types agreed,
/// definitions expanded, parameters and lists replaced by their values.
///
/// Equal conditions are one condition: `Hashable` is what the engine shares work by. `!=` and
/// `not in` arrive as `not` of `==` and `in`, which is what they mean (C2); `not` is never pushed
/// through a comparison, for on an absent value `not (x < 5)` is true and `x >= 5` false.
package indirect enum Condition: Hashable, Sendable {
  case constant(Bool)
  case and([Condition])
  case or([Condition])
  case not(Condition)
  /// `is present`, `is absent`, `is unknown`, of a field, path, element, cell or table row.
  case presence(Operand, Presence)
  case comparison(Operand, Comparison, Operand)
  case membership(Operand, ValueSet)
  /// Any of the globs matches; anchored, case counts.
  case glob(Operand, [String])
  case regex(Operand, RegexPattern)
  case text(Operand, TextTest, Operand, ignoringCase: Bool)
  /// The operand's instant lies in a calendar's hours and on none of its excepted dates.
  case during(Operand, Calendar)
  /// Over the elements of a list; the element is `Operand.element(depth: 0, …)` in the body,
  /// and the depth counts enclosing `quantified` and `rows` from the inside.
  case quantified(Quantifier, Operand, Condition)
  /// Over the rows of a table; a row's cell is `Operand.cell(depth: 0, …)` in the body.
  case rows(Quantifier, Table, Condition)
  /// The operand, or the whole record (`Operand.record`), holds sensitive data that is not masked:
  /// `no unmasked …` is its negation. Stands on the event itself.
  case sensitive(Operand, SensitiveQuery)
  /// A relation of the event to others. Only where the rule judges (`require`, `forbid`, `unless`), and
  /// inside `Related.condition`, where it stands on the related event.
  case relation(Relation)
  /// A declared state is on at the event.
  case state(StateUse)
}

package enum Presence: Hashable, Sendable { case present, absent, unknown }

package enum Comparison: Hashable, Sendable {
  case equal, less, lessOrEqual, greater, greaterOrEqual
}

package enum TextTest: Hashable, Sendable { case prefix, suffix, contains }

package enum Quantifier: Hashable, Sendable { case any, every, no }

/// A PCRE2 pattern and its flags, as written between and after the slashes.
package struct RegexPattern: Hashable, Sendable {
  package var pattern: String
  /// Any of `i`, `m`, `s`, `x`, each at most once, sorted.
  package var flags: String

  package init(pattern: String, flags: String) {
    self.pattern = pattern
    self.flags = flags
  }
}

/// What stands on either side of a test.
package indirect enum Operand: Hashable, Sendable {
  case literal(Value)
  /// A field of the vocabulary (or one that a source declares), by its dotted name.
  case field(Field)
  /// The record's own key: `raw.…`.
  case raw(RecordPath)
  case function(FunctionCall)
  /// A table look-up: the row whose key columns equal `keys`; `column` nil stands for the row.
  case lookup(Table, keys: [Operand], column: String?)
  /// The element of the enclosing list quantifier, or a path inside it.
  case element(depth: Int, RecordPath)
  /// A cell of the enclosing row quantifier.
  case cell(depth: Int, column: String)
  /// An operand of another event: its leaves are that event's. Inside a related event's clauses, and
  /// for `.each` also in the trigger's own.
  case outer(OuterEvent, Operand)
  /// The element that `with each element of` names, or a path inside it.
  case eachElement(RecordPath)
  /// Computed of related events or of a group's members. Stands only on a side of a comparison.
  case aggregate(Aggregate)
  /// A cell of the table row that `for each row s of T` judges.
  case row(column: String)
  /// The window that a group rule judges, `[start, end)`.
  case windowStart
  case windowEnd
}

/// A field: its dotted name and type. Fields are equal by name.
package struct Field: Hashable, Sendable {
  package var name: String
  package var type: ValueType
  /// The closed set of its values; empty if it has none. Another text in a record is no value of
  /// the field: its state is unknown.
  package var closedValues: [Text]

  package init(name: String, type: ValueType, closedValues: [Text] = []) {
    self.name = name
    self.type = type
    self.closedValues = closedValues
  }

  package static func == (left: Field, right: Field) -> Bool { left.name == right.name }

  package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// A built-in function with its arguments. `name` is its key in the `Functions` module.
/// The zone that a time function takes is its last argument, made explicit by the checker.
package struct FunctionCall: Hashable, Sendable {
  package var name: String
  package var arguments: [Operand]
  package var type: ValueType

  package init(name: String, arguments: [Operand], type: ValueType) {
    self.name = name
    self.arguments = arguments
    self.type = type
  }
}

/// Keys and indices that lead from a record (or an element) to one of its values.
package struct RecordPath: Hashable, Sendable {
  package enum Step: Hashable, Sendable {
    case key(Text)
    case index(Int)
  }

  package var steps: [Step]

  package init(_ steps: [Step]) { self.steps = steps }
}

/// A set of values: single ones, closed ranges, networks, and fields.
package struct ValueSet: Hashable, Sendable {
  package enum Item: Hashable, Sendable {
    /// A literal, or a network, or (only where the rule names a field) another operand.
    case single(Operand)
    /// Closed at both ends; both are literals.
    case range(Value, Value)
  }

  package var items: [Item]

  package init(items: [Item]) { self.items = items }
}
