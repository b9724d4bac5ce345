import Diagnostics
import Mapping
import RuleModel
import RuleSyntax
import Values

extension Checker {
  func checkSources() {
    var places: [String: Diagnostic.Label] = [:]
    forEachDeclaration { declaration, place in
      guard case .source(let source) = declaration.content else { return }
      let name = source.name.content
      let isFirst = places[name] == nil
      if let earlier = places[name] {
        report(
          .duplicateName, "the source `\(name)` is declared twice", at: source.name.span,
          in: place.text, secondary: [earlier])
      } else {
        places[name] = Diagnostic.Label(
          text: place.text, span: source.name.span, message: "first declared here")
        sourceNames.insert(name)
      }
      let checked = self.source(source, place)
      if isFirst, let checked { program.sources.append(checked) }
    }
    program.sources.sort { Text($0.name) < Text($1.name) }
  }

  private func source(_ source: SourceDeclaration, _ place: DeclarationPlace) -> CheckedSource? {
    let text = place.text
    let errors = errorCount
    var result = CheckedSource(name: source.name.content, time: [], file: text.name)
    var seen: [String: SourceSpan] = [:]
    let scope = Scope(text: text, root: .record, zone: zone(around: text))
    let missing = missingKeys(source, &seen, in: text)
    for clause in source.clauses {
      check(clause, of: source, missing, scope, &seen, &result)
    }
    if result.fieldsByName, result.time.isEmpty {
      result.time = [CheckedSource.Mapping(path: RecordPath([.key("time")]))]
    }
    if !place.isDamaged, errorCount == errors { requireClauses(source, result, in: text) }
    return place.isDamaged || errorCount > errors ? nil : result
  }

  /// `missing keys mean …` holds for all mappings, wherever it stands.
  private func missingKeys(
    _ source: SourceDeclaration, _ seen: inout [String: SourceSpan], in text: SourceText
  ) -> CheckedSource.Missing {
    var result = CheckedSource.Missing.unknown
    for clause in source.clauses {
      guard case .missingKeys(let word) = clause.content,
        isFirst(Spanned("missing keys", clause.span), &seen, in: text)
      else { continue }
      result = word.content == "absent" ? .absent : .unknown
    }
    return result
  }

  private func check(
    _ clause: Spanned<SourceDeclaration.Clause>, of source: SourceDeclaration,
    _ missing: CheckedSource.Missing, _ scope: Scope, _ seen: inout [String: SourceSpan],
    _ result: inout CheckedSource
  ) {
    let text = scope.text
    func isFirst(_ keyword: String) -> Bool {
      self.isFirst(Spanned(keyword, clause.span), &seen, in: text)
    }
    switch clause.content {
    case .title(let title): if isFirst("title") { result.title = title.content }
    case .format(let name):
      if isFirst("format"), let format = format(name, in: text) { result.format = format }
    case .detect(let keys):
      if isFirst("detect") { result.detect = keys.compactMap { detected($0, in: text) } }
    case .time(let path, let conversion):
      if let mapping = time(path, conversion, missing, in: text) { result.time.append(mapping) }
    case .sequence(let path): reportUnsupported("`sequence`", at: path.span, in: text)
    case .identity(let fields, let within):
      if isFirst("identity") { result.identity = identity(fields, within, in: text) }
    case .clockTolerance(let quantity):
      if isFirst("clock tolerance"), let tolerance = duration(quantity, in: text) {
        result.clockTolerance = tolerance
      }
    case .kind(let name, _, let condition):
      if let kind = kind(name, condition, scope) { result.kinds.append(kind) }
    case .kindFrom(let path): if isFirst("kind from") { result.kindPath = recordPath(path) }
    case .supplies(let kinds):
      for kind in kinds {
        if vocabulary.kindParents[kind.content] == nil {
          reportUnknownKind(kind, in: text)
        } else {
          result.supplies.append(kind.content)
        }
      }
    case .whole(let reference):
      if let path = wholePath(reference, scope) { result.whole.append(path) }
    case .missingKeys: break
    case .fieldsByName: if isFirst("fields by name") { result.fieldsByName = true }
    case .mapping(let mapping):
      if let (field, checked) = self.mapping(mapping, missing, in: text) {
        result.mappings[field, default: []].append(checked)
        if result.mappings[field]?.count ?? 0 > 255 {
          report(
            .duplicateClause, "a field has 255 mappings at most", at: clause.span, in: text)
        }
      }
    }
  }

  private func requireClauses(
    _ source: SourceDeclaration, _ result: CheckedSource, in text: SourceText
  ) {
    var missing: [String] = []
    var help: [String] = []
    if result.time.isEmpty {
      missing.append("time")
      help.append("write `time KEY as rfc3339`")
    }
    if result.kinds.isEmpty, result.kindPath == nil {
      missing.append("kind")
      help.append("write `kind request`, or `kind event` if it is none of the kinds")
    }
    if !result.fieldsByName {
      for field in result.identity?.fields ?? [] where result.mappings[field] == nil {
        missing.append("mapping for its identity `\(field.name)`")
        help.append("write `\(field.name) <- KEY`")
      }
    }
    guard !missing.isEmpty else { return }
    report(
      .missingClause,
      "the source `\(source.name.content)` has no \(missing.joined(separator: ", no "))",
      at: source.name.span, in: text, help: help)
  }

  // MARK: Clauses

  private func format(_ name: Name, in text: SourceText) -> CheckedSource.Format? {
    if let format = CheckedSource.Format(rawValue: name.content) { return format }
    report(
      .unknownWord, "there is no format `\(name.content)`", at: name.span, in: text,
      help: didYouMeanOrOneOf(name.content, CheckedSource.Format.allCases.map(\.rawValue)))
    return nil
  }

  /// A path in a string: `a.b`, `"key.with.dots".c`.
  private func detected(_ literal: StringLiteral, in text: SourceText) -> RecordPath? {
    var steps: [RecordPath.Step] = []
    var rest = literal.content[...]
    while true {
      if rest.first == "\"" {
        guard let end = rest.dropFirst().firstIndex(of: "\"") else { break }
        steps.append(.key(Text(String(rest[rest.index(after: rest.startIndex)..<end]))))
        rest = rest[rest.index(after: end)...]
      } else {
        let key = rest.prefix { $0 != "." }
        if key.isEmpty { break }
        steps.append(.key(Text(String(key))))
        rest = rest[key.endIndex...]
      }
      if rest.isEmpty { return RecordPath(steps) }
      guard rest.first == "." else { break }
      rest = rest.dropFirst()
    }
    report(
      .badPath, "this is no path of keys", at: literal.span, in: text,
      help: ["write keys with dots between: `has \"objectRef.resource\"`"])
    return nil
  }

  func recordPath(_ path: PathSyntax) -> RecordPath {
    RecordPath(
      path.steps.map { step in
        switch step.content {
        case .key(let key): .key(Text(key))
        case .index(let index): .index(index)
        }
      })
  }

  private func wholePath(_ reference: ReferenceSyntax, _ scope: Scope) -> RecordPath? {
    guard let operand = resolve(reference, scope), case .raw(let path) = operand.operand else {
      return nil
    }
    return path
  }

  private func time(
    _ path: PathSyntax, _ name: Name, _ missing: CheckedSource.Missing, in text: SourceText
  ) -> CheckedSource.Mapping? {
    if name.content == "timestamp", Conversions.named("timestamp") == nil {
      // The type's own spellings: RFC 3339, or seconds since 1970.
      return CheckedSource.Mapping(path: recordPath(path), missing: missing)
    }
    guard let conversion = conversion(name, in: text) else { return nil }
    guard conversion.output == .timestamp || conversion.output == .json else {
      let times = Conversions.all.filter { $0.output == .timestamp && $0.parameters.isEmpty }
      report(
        .conversionMismatch, "`\(name.content)` gives \(conversion.output.phrase), not a time",
        at: name.span, in: text,
        help: ["one of " + times.map { "`\($0.name)`" }.joined(separator: ", ")])
      return nil
    }
    if let problem = conversion.problem(with: []) {
      report(.wrongArguments, problem, at: name.span, in: text)
      return nil
    }
    return CheckedSource.Mapping(
      path: recordPath(path),
      conversions: [CheckedSource.Conversion(name: name.content)], missing: missing)
  }

  private func identity(
    _ references: [ReferenceSyntax], _ within: QuantitySyntax?, in text: SourceText
  ) -> CheckedSource.Identity? {
    var fields: [Field] = []
    let scope = Scope(text: text, zone: defaultZone)
    for reference in references {
      guard let operand = resolve(reference, scope) else { continue }
      guard case .field(let field) = operand.operand else {
        report(
          .badPath, "an identity is made of fields", at: reference.span, in: text,
          help: ["map the key to a field first: `event.id <- …`"])
        continue
      }
      fields.append(field)
    }
    var length: Duration?
    if let within {
      length = duration(within, in: text)
      if length == nil { return nil }
    }
    return fields.count == references.count
      ? CheckedSource.Identity(fields: fields, within: length) : nil
  }

  private func kind(
    _ name: Name, _ syntax: ConditionSyntax?, _ scope: Scope
  ) -> CheckedSource.Kind? {
    guard vocabulary.kindParents[name.content] != nil else {
      report(
        .unknownKind, "there is no kind of event `\(name.content)`", at: name.span,
        in: scope.text,
        help: didYouMean(name.content, among: vocabulary.kindParents.keys)
          + ["to declare it, name its parent: `kind \(name.content): event`"])
      return nil
    }
    guard let syntax else { return CheckedSource.Kind(name: name.content) }
    sawParameter = false
    guard let condition = condition(syntax, scope) else { return nil }
    warnIfConstant(condition, "where", at: span(of: syntax), scope)
    return CheckedSource.Kind(name: name.content, condition: condition)
  }

  // MARK: Mappings

  private func mapping(
    _ mapping: MappingSyntax, _ missing: CheckedSource.Missing, in text: SourceText
  ) -> (Field, CheckedSource.Mapping)? {
    let scope = Scope(text: text, zone: defaultZone)
    guard let operand = resolve(mapping.field, scope) else {
      if mapping.type == nil, vocabulary.fields[scope.written(mapping.field.span)] == nil,
        let last = diagnostics.indices.last,
        diagnostics[last].id == ProblemID.unknownField.rawValue
      {
        diagnostics[last].help.append(
          "to declare it, give its type: `\(scope.written(mapping.field.span)): string <- …`")
      }
      return nil
    }
    guard case .field(let field) = operand.operand else {
      report(
        .badPath, "before `<-` stands a field", at: mapping.field.span, in: text,
        help: ["write `user.id <- key`"])
      return nil
    }
    guard let conversions = conversions(mapping, for: field, in: text),
      let absent = absentValues(mapping, field, in: text)
    else { return nil }
    var result = CheckedSource.Mapping(
      path: recordPath(mapping.path), conversions: conversions, absentWhen: absent,
      missing: missing)
    if let word = mapping.missing { result.missing = word.content == "absent" ? .absent : .unknown }
    return (field, result)
  }

  private func conversion(_ name: Name, in text: SourceText) -> Conversion? {
    if let conversion = Conversions.named(name.content) { return conversion }
    report(
      .unknownConversion, "there is no conversion `\(name.content)`", at: name.span, in: text,
      help: didYouMean(
        name.content, among: Conversions.all.map(\.name),
        orElse: "conversions are " + Conversions.all.map(\.name).joined(separator: ", ")))
    return nil
  }

  private func conversions(
    _ mapping: MappingSyntax, for field: Field, in text: SourceText
  ) -> [CheckedSource.Conversion]? {
    var result: [CheckedSource.Conversion] = []
    var type = ValueType.json
    var isComplete = true
    for (name, operands) in mapping.conversions {
      guard let conversion = conversion(name, in: text),
        let arguments = arguments(operands, in: text)
      else {
        isComplete = false
        type = .json
        continue
      }
      if let problem = conversion.problem(with: arguments) {
        report(
          .wrongArguments, String(problem.map { $0 == "'" ? "`" : $0 }), at: name.span, in: text,
          help: conversion.examples.prefix(1).map { "as in `\($0.step)`" })
        isComplete = false
      } else if !conversion.accepts(type) {
        report(
          .conversionMismatch, "`\(name.content)` can't follow here", at: name.span, in: text,
          label: "it gets \(type.phrase)",
          help: [
            "it takes "
              + conversion.inputs.map(\.phrase).joined(separator: " or ")
          ])
        isComplete = false
      }
      type = conversion.output
      result.append(CheckedSource.Conversion(name: name.content, arguments: arguments))
    }
    guard isComplete else { return nil }
    if let last = mapping.conversions.last, !gives(type, field.type) {
      report(
        .conversionMismatch, "`\(field.name)` is \(field.type.phrase)", at: last.name.span,
        in: text, label: "this gives \(type.phrase)",
        help: conversionsGiving(field.type))
      return nil
    }
    return result
  }

  private func gives(_ type: ValueType, _ field: ValueType) -> Bool {
    switch (type, field) {
    case (.json, _), (_, .json), (.integer, .decimal): true
    case (.list(let element), .list(let wanted)): gives(element, wanted)
    default: type == field
    }
  }

  private func conversionsGiving(_ type: ValueType) -> [String] {
    let names = Conversions.all.filter { $0.output == type }.map { "`\($0.name)`" }
    return names.isEmpty || names.count > 10
      ? [] : ["conversions that give it: \(names.joined(separator: ", "))"]
  }

  /// Literals by themselves: a conversion's arguments.
  private func arguments(_ operands: [OperandSyntax], in text: SourceText) -> [Value]? {
    var result: [Value] = []
    for operand in operands {
      guard case .literal(let literal) = operand else {
        report(
          .wrongArguments, "a conversion's arguments are literals", at: span(of: operand),
          in: text, help: ["write a string or a number: `split(\",\")`"])
        return nil
      }
      switch literal.natural() {
      case .value(let value): result.append(value)
      case .problem(let id, let message, let help):
        report(id, message, at: literal.span, in: text, help: help)
        return nil
      }
    }
    return result
  }

  /// The values of `absent when`: of the field's type, or the text that the record holds.
  private func absentValues(
    _ mapping: MappingSyntax, _ field: Field, in text: SourceText
  ) -> [Value]? {
    var result: [Value] = []
    for operand in mapping.absentWhen {
      guard case .literal(let literal) = operand else {
        report(
          .notAValue, "after `absent when` stand literals", at: span(of: operand), in: text,
          help: ["write `absent when \"-\", \"\"`"])
        return nil
      }
      if case .string(let string) = literal.content {
        if case .value(let value) = literal.coerced(to: field.type) {
          result.append(value)
        } else {
          result.append(.string(Text(string)))
        }
        continue
      }
      guard let value = value(of: literal, as: field.type, beside: field.name, in: text) else {
        return nil
      }
      result.append(value)
    }
    return result
  }
}
