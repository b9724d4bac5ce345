import Diagnostics

/// A condition as written.
package indirect enum ConditionSyntax: Sendable {
  case and([ConditionSyntax])
  case or([ConditionSyntax])
  case not(ConditionSyntax, SourceSpan)
  case parenthesised(ConditionSyntax, SourceSpan)
  /// An operand alone: a boolean field, or the name of a `define`.
  case operand(OperandSyntax)
  case comparison(OperandSyntax, Spanned<ComparisonOperator>, OperandSyntax)
  case membership(OperandSyntax, negated: Bool, SetSyntax)
  case matchesGlob(OperandSyntax, StringLiteral)
  case matchesRegex(OperandSyntax, Spanned<RegexLiteral>)
  case matchesAnyOf(OperandSyntax, SetSyntax)
  case text(OperandSyntax, Spanned<TextOperator>, OperandSyntax, ignoringCase: Bool)
  case during(OperandSyntax, Name)
  /// `is [not] present|absent|unknown`
  case presence(OperandSyntax, negated: Bool, Name)
  case rowTest(Spanned<QuantifierWord>, table: Name, alias: Name, has: ConditionSyntax)
  case relation(RelationSyntax)
  /// `S for x [with same …]`
  case stateUse(state: Name, of: Name, same: [ReferenceSyntax])
  case dataTest(DataTestSyntax)
  /// What the parser could not read; the error has been said.
  case damaged(SourceSpan)
}

package enum ComparisonOperator: String, Sendable {
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
}

package enum TextOperator: String, Sendable {
  case startsWith = "starts with"
  case endsWith = "ends with"
  case contains = "contains"
}

package enum QuantifierWord: String, Sendable {
  case some, no, any, every, exactly, latest, first
  case atLeast = "at least"
  case atMost = "at most"
}

/// `[a, b..c]`, or one item: a network, a range, or the name of a list.
package struct SetSyntax: Sendable {
  package var items: [SetItemSyntax]
  package var isBracketed: Bool
  package var span: SourceSpan

  package init(items: [SetItemSyntax], isBracketed: Bool, span: SourceSpan) {
    self.items = items
    self.isBracketed = isBracketed
    self.span = span
  }
}

/// One item of a set, or the first and last of a range.
package struct SetItemSyntax: Sendable {
  package var first: OperandSyntax
  package var last: OperandSyntax?

  package init(first: OperandSyntax, last: OperandSyntax? = nil) {
    self.first = first
    self.last = last
  }
}

package indirect enum OperandSyntax: Sendable {
  case literal(LiteralSyntax)
  case reference(ReferenceSyntax)
  case call(name: Name, arguments: [OperandSyntax], SourceSpan)
  case aggregate(AggregateSyntax)
  /// `["a", "b"]`; stands only as the value of a `param` whose type is a list.
  case list(SetSyntax)
  case damaged(SourceSpan)
}

/// A name with keys and look-ups: `url.path`, `raw."weird key"[0]`, `services[k].tier`.
package struct ReferenceSyntax: Sendable {
  package enum Step: Sendable {
    /// `isQuoted` tells `."key"` from `.key`.
    case key(String, isQuoted: Bool)
    case subscripted([OperandSyntax])
  }

  package var base: Name
  package var steps: [Spanned<Step>]
  package var span: SourceSpan

  package init(base: Name, steps: [Spanned<Step>], span: SourceSpan) {
    self.base = base
    self.steps = steps
    self.span = span
  }
}

package struct RegexLiteral: Sendable {
  package var pattern: String
  package var flags: String

  package init(pattern: String, flags: String) {
    self.pattern = pattern
    self.flags = flags
  }
}

/// A date, or a date with a time, as written (RFC 3339); the checker reads it.
package struct TimeLiteral: Sendable {
  package var written: String

  package init(written: String) { self.written = written }
}

package struct LiteralSyntax: Sendable {
  package enum Content: Sendable {
    case string(String)
    /// As written, `_` included: `1_000`, `-0.5`, `1.2.1`.
    case number(String)
    /// `number` as written, `unit` as written: `72` `h`, `1` `month`.
    case quantity(number: String, unit: String)
    case time(TimeLiteral)
    /// An IPv4 address or network as written.
    case network(String)
    case boolean(Bool)
  }

  package var content: Content
  package var span: SourceSpan

  package init(_ content: Content, _ span: SourceSpan) {
    self.content = content
    self.span = span
  }
}

/// A duration: a quantity, or the name of a parameter.
package enum QuantitySyntax: Sendable {
  case quantity(number: String, unit: String, SourceSpan)
  case name(Name)
}

package struct WindowSyntax: Sendable {
  package enum Form: Sendable {
    case withinBefore(QuantitySyntax)
    case withinAfter(QuantitySyntax, toEndOfDay: Bool)
    case withinAround(QuantitySyntax)
    case between(QuantitySyntax, QuantitySyntax, before: Bool)
    case before
    case afterByEndOfData
  }

  package var form: Form
  package var anchor: ReferenceSyntax
  package var span: SourceSpan

  package init(form: Form, anchor: ReferenceSyntax, span: SourceSpan) {
    self.form = form
    self.anchor = anchor
    self.span = span
  }
}

/// What stands after a related kind: alias, window, keys, condition.
package struct TailSyntax: Sendable {
  package var alias: Name?
  package var window: WindowSyntax?
  package var same: [(field: ReferenceSyntax, anchor: ReferenceSyntax?)] = []
  package var condition: ConditionSyntax?

  package init() {}
}

package struct RelationSyntax: Sendable {
  package var quantifier: Spanned<QuantifierWord>
  package var count: OperandSyntax?
  package var kind: ReferenceSyntax
  package var tail: TailSyntax
  package var has: ConditionSyntax?
  package var span: SourceSpan

  package init(
    quantifier: Spanned<QuantifierWord>, count: OperandSyntax?, kind: ReferenceSyntax,
    tail: TailSyntax, has: ConditionSyntax?, span: SourceSpan
  ) {
    self.quantifier = quantifier
    self.count = count
    self.kind = kind
    self.tail = tail
    self.has = has
    self.span = span
  }
}

package struct AggregateSyntax: Sendable {
  /// `count`, `gap`, `share`, `sum`, `min`, …
  package var function: Name
  package var operand: OperandSyntax?
  /// The condition of `share`.
  package var condition: ConditionSyntax?
  package var kind: Name
  package var tail: TailSyntax
  package var otherwise: OperandSyntax?
  package var span: SourceSpan

  package init(
    function: Name, operand: OperandSyntax?, condition: ConditionSyntax?, kind: Name,
    tail: TailSyntax, otherwise: OperandSyntax?, span: SourceSpan
  ) {
    self.function = function
    self.operand = operand
    self.condition = condition
    self.kind = kind
    self.tail = tail
    self.otherwise = otherwise
    self.span = span
  }
}

package struct DataTestSyntax: Sendable {
  package struct Pardon: Sendable {
    package var category: [Name]
    package var field: ReferenceSyntax

    package init(category: [Name], field: ReferenceSyntax) {
      self.category = category
      self.field = field
    }
  }

  package var categories: [[Name]]
  /// nil is `any field`.
  package var fields: [ReferenceSyntax]?
  package var except: [Pardon]
  package var span: SourceSpan

  package init(
    categories: [[Name]], fields: [ReferenceSyntax]?, except: [Pardon], span: SourceSpan
  ) {
    self.categories = categories
    self.fields = fields
    self.except = except
    self.span = span
  }
}
