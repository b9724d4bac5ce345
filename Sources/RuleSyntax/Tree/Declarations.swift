import Diagnostics

/// A rule file as written: declarations in order, with the comments kept beside them.
package struct SyntaxFile: Sendable {
  package var text: SourceText
  package var declarations: [Declaration]
  /// All comments in order; the printer puts them back by position.
  package var comments: [Comment]

  package init(text: SourceText, declarations: [Declaration], comments: [Comment]) {
    self.text = text
    self.declarations = declarations
    self.comments = comments
  }
}

/// `# …` to the end of the line, the `#` included.
package struct Comment: Sendable {
  package var span: SourceSpan
  /// Nothing but blanks stands before it on its line.
  package var ownLine: Bool

  package init(span: SourceSpan, ownLine: Bool) {
    self.span = span
    self.ownLine = ownLine
  }
}

/// A thing and where it stands.
package struct Spanned<Content: Sendable>: Sendable {
  package var content: Content
  package var span: SourceSpan

  package init(_ content: Content, _ span: SourceSpan) {
    self.content = content
    self.span = span
  }
}

package typealias Name = Spanned<String>
/// Decoded; the span includes the quotes.
package typealias StringLiteral = Spanned<String>

package struct Declaration: Sendable {
  package enum Content: Sendable {
    case pack(PackDeclaration)
    case rule(RuleDeclaration)
    case define(name: Name, condition: ConditionSyntax)
    case list(name: Name, items: [SetItemSyntax])
    case listFile(name: Name, file: StringLiteral)
    case table(TableDeclaration)
    case param(name: Name, type: TypeSyntax, value: OperandSyntax)
    case calendar(CalendarDeclaration)
    case state(StateDeclaration)
    case source(SourceDeclaration)
    case dataset(DatasetDeclaration)
    case detector(DetectorDeclaration)
    case waive(WaiveDeclaration)
    case gate(GateDeclaration)
    case test(TestDeclaration)
  }

  package var content: Content
  /// From the first word to the last token.
  package var span: SourceSpan
  /// The parser had to skip something inside; the checker says nothing about what is missing.
  package var isDamaged: Bool

  package init(_ content: Content, span: SourceSpan, isDamaged: Bool = false) {
    self.content = content
    self.span = span
    self.isDamaged = isDamaged
  }
}

package struct PackDeclaration: Sendable {
  package var name: Name
  /// `title`, `description`, `zone`.
  package var texts: [(keyword: Name, value: StringLiteral)] = []

  package init(name: Name) { self.name = name }
}

/// A type's name; `list of NAME` has `isList`.
package struct TypeSyntax: Sendable {
  package var isList: Bool
  package var name: Name
  package var span: SourceSpan

  package init(isList: Bool, name: Name, span: SourceSpan) {
    self.isList = isList
    self.name = name
    self.span = span
  }
}

package struct TableDeclaration: Sendable {
  package var name: Name
  package var file: StringLiteral
  package var keys: [Name]
  package var columns: [(name: Name, type: TypeSyntax)]

  package init(
    name: Name, file: StringLiteral, keys: [Name], columns: [(name: Name, type: TypeSyntax)]
  ) {
    self.name = name
    self.file = file
    self.keys = keys
    self.columns = columns
  }
}

package struct CalendarDeclaration: Sendable {
  package enum Clause: Sendable {
    case zone(StringLiteral)
    /// `hours Mon..Fri 08:00 to 18:00`; `lastDay` nil for one day. Clocks are minutes from 0:00.
    case hours(firstDay: Name, lastDay: Name?, from: Spanned<Int>, to: Spanned<Int>)
    case exceptDatesFile(StringLiteral)
    case exceptDates([SetItemSyntax])
  }

  package var name: Name
  package var clauses: [Spanned<Clause>] = []

  package init(name: Name) { self.name = name }
}

package struct RuleDeclaration: Sendable {
  package enum Clause: Sendable {
    /// `title`, `message`, `remedy`, `description`, `zone`.
    case text(keyword: Name, StringLiteral)
    /// `severity`, `status`.
    case word(keyword: Name, Name)
    /// `tags`, `references`.
    case texts(keyword: Name, [StringLiteral])
    case controls([(framework: Name, clause: StringLiteral)])
    case subject(SubjectSyntax)
    case judgement(JudgementSyntax)
    case unless(ConditionSyntax, because: StringLiteral)
    case reportPer([ReferenceSyntax])
  }

  package var name: Name
  package var clauses: [Spanned<Clause>] = []

  package init(name: Name) { self.name = name }
}

package struct SubjectSyntax: Sendable {
  package enum Form: Sendable {
    /// `for each K [as x]`; `per` not empty for `for each first K … per refs`.
    case events(first: Bool, kind: Name, alias: Name?, per: [ReferenceSyntax])
    /// `for each refs …`
    case groups([ReferenceSyntax])
    /// `for each row s of T`
    case rows(alias: Name, table: Name)
    case all
  }

  package enum GroupWindow: Sendable {
    case per(QuantitySyntax, zone: StringLiteral?)
    case inAny(QuantitySyntax)
    case withGap(QuantitySyntax)
  }

  /// `with each …`
  package enum Each: Sendable {
    case element(of: ReferenceSyntax, alias: Name)
    case related(kind: ReferenceSyntax, TailSyntax)
  }

  package var form: Form
  package var window: GroupWindow?
  package var condition: ConditionSyntax?
  package var each: Each?

  package init(form: Form) { self.form = form }
}

package enum JudgementSyntax: Sendable {
  case require(ConditionSyntax)
  case forbid(kind: Name, alias: Name?, condition: ConditionSyntax?)
  case forbidSequence(on: [ReferenceSyntax], within: QuantitySyntax, steps: [SequenceStepSyntax])
}

package struct SequenceStepSyntax: Sendable {
  package var name: Name
  package var kind: Name
  package var condition: ConditionSyntax?
  package var atLeast: OperandSyntax?

  package init(name: Name, kind: Name, condition: ConditionSyntax?, atLeast: OperandSyntax?) {
    self.name = name
    self.kind = kind
    self.condition = condition
    self.atLeast = atLeast
  }
}

package struct StateDeclaration: Sendable {
  package enum Clause: Sendable {
    case boundary(
      starts: Bool, kind: Name, by: [ReferenceSyntax], condition: ConditionSyntax?)
    case lasts(QuantitySyntax)
    case initially(StringLiteral)
  }

  package var name: Name
  package var by: [ReferenceSyntax]
  package var clauses: [Spanned<Clause>] = []

  package init(name: Name, by: [ReferenceSyntax]) {
    self.name = name
    self.by = by
  }
}

/// A path into a record, in a source: keys and indices.
package struct PathSyntax: Sendable {
  package enum Step: Sendable {
    case key(String)
    case index(Int)
  }

  package var steps: [Spanned<Step>]
  package var span: SourceSpan

  package init(steps: [Spanned<Step>], span: SourceSpan) {
    self.steps = steps
    self.span = span
  }
}

package struct SourceDeclaration: Sendable {
  package enum Clause: Sendable {
    case title(StringLiteral)
    /// `format envoy-text`
    case format(Name)
    /// `detect has "a" and has "b.c"`: each string is a path with dots, `."…"` quoting allowed.
    case detect([StringLiteral])
    case time(PathSyntax, conversion: Name)
    case sequence(PathSyntax)
    case identity([ReferenceSyntax], within: QuantitySyntax?)
    case clockTolerance(QuantitySyntax)
    case kind(Name, parent: Name?, condition: ConditionSyntax?)
    /// `kind from PATH`
    case kindFrom(PathSyntax)
    case supplies([Name])
    case whole(ReferenceSyntax)
    /// `missing keys mean absent`
    case missingKeys(Name)
    /// `fields by name`
    case fieldsByName
    case mapping(MappingSyntax)
  }

  package var name: Name
  package var clauses: [Spanned<Clause>] = []

  package init(name: Name) { self.name = name }
}

package struct MappingSyntax: Sendable {
  package var field: ReferenceSyntax
  package var type: TypeSyntax?
  package var path: PathSyntax
  package var conversions: [(name: Name, arguments: [OperandSyntax])] = []
  package var absentWhen: [OperandSyntax] = []
  /// `missing means NAME`
  package var missing: Name?

  package init(field: ReferenceSyntax, type: TypeSyntax?, path: PathSyntax) {
    self.field = field
    self.type = type
    self.path = path
  }
}

package struct DatasetDeclaration: Sendable {
  package enum Bound: Sendable {
    case beginning
    case time(Spanned<TimeLiteral>)
  }

  package struct Input: Sendable {
    package var pattern: StringLiteral
    package var source: Name?
    package var supplies: [Name] = []
    package var isComplete = false
    package var from: Bound?
    package var until: Spanned<TimeLiteral>?

    package init(pattern: StringLiteral) { self.pattern = pattern }
  }

  package enum Clause: Sendable {
    case zone(StringLiteral)
    case clockTolerance(QuantitySyntax)
    case period(Spanned<TimeLiteral>, to: Spanned<TimeLiteral>)
    case input(Input)
  }

  package var name: Name
  package var clauses: [Spanned<Clause>] = []

  package init(name: Name) { self.name = name }
}

package struct DetectorDeclaration: Sendable {
  package enum Clause: Sendable {
    case title(StringLiteral)
    case category([Name])
    case pattern(Spanned<RegexLiteral>)
    case check(Name)
    case near([StringLiteral])
    case mask(last: Bool, count: Spanned<String>)
    case examples([(matches: Bool, texts: [StringLiteral])])
  }

  package var name: Name
  package var clauses: [Spanned<Clause>] = []

  package init(name: Name) { self.name = name }
}

package struct WaiveDeclaration: Sendable {
  package var rule: Name
  package var condition: ConditionSyntax?
  package var until: Spanned<TimeLiteral>?
  package var approvedBy: StringLiteral?
  package var because: StringLiteral?

  package init(rule: Name) { self.rule = rule }
}

package struct GateDeclaration: Sendable {
  package struct Scope: Sendable {
    package var atLeast: Bool
    package var severity: Name

    package init(atLeast: Bool, severity: Name) {
      self.atLeast = atLeast
      self.severity = severity
    }
  }

  package enum Clause: Sendable {
    case failOn(Name, Scope?)
    case allowFindings(Spanned<String>, Scope?)
    case allowInconclusive(percent: Spanned<String>, Scope?)
    case evidenceNewerThan(QuantitySyntax)
    case population(pack: Name, atLeast: Spanned<String>)
  }

  package var name: Name
  package var clauses: [Spanned<Clause>] = []

  package init(name: Name) { self.name = name }
}

package struct TestDeclaration: Sendable {
  package enum Surrounding: Sendable {
    case param(Name, OperandSyntax)
    case table(Name, StringLiteral)
  }

  package indirect enum Given: Sendable {
    case literal(LiteralSyntax)
    case absent(SourceSpan)
    case unknown(SourceSpan)
    case list([Given], SourceSpan)
    case object([(key: Name, value: Given)], SourceSpan)
  }

  package struct Record: Sendable {
    package var kind: Name
    package var fields: [(field: ReferenceSyntax, value: Given)]
    package var span: SourceSpan

    package init(
      kind: Name, fields: [(field: ReferenceSyntax, value: Given)], span: SourceSpan
    ) {
      self.kind = kind
      self.fields = fields
      self.span = span
    }
  }

  package struct Case: Sendable {
    /// `fails`, `passes`, `inconclusive`, `pending`, `excepted`, `not-applicable`.
    package var outcome: Name
    /// `fails 2`
    package var count: Spanned<String>?
    /// The case is a `given […]`, not a single record.
    package var isGiven: Bool
    package var title: StringLiteral?
    package var records: [Record]
    package var from: Spanned<TimeLiteral>?
    package var until: Spanned<TimeLiteral>?
    package var span: SourceSpan

    package init(outcome: Name, isGiven: Bool, records: [Record], span: SourceSpan) {
      self.outcome = outcome
      self.isGiven = isGiven
      self.records = records
      self.span = span
    }
  }

  package var rule: Name
  package var surroundings: [Spanned<Surrounding>] = []
  package var cases: [Case] = []

  package init(rule: Name) { self.rule = rule }
}
