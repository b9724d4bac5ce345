import Diagnostics
import Matching
import RuleModel
import RuleSyntax
import Values

extension Checker {
  // MARK: Globs

  /// `x matches "glob"`
  func glob(_ left: OperandSyntax, _ pattern: StringLiteral, _ scope: Scope) -> Condition? {
    let left = textOperand(left, test: "matches", scope)
    guard isGlob(pattern, in: scope.text), let left else { return nil }
    return .glob(left.operand, [pattern.content])
  }

  /// `x matches any admin_paths`, `x matches any ["/a/**", "/b"]`
  func globs(_ left: OperandSyntax, _ set: SetSyntax, _ scope: Scope) -> Condition? {
    let left = textOperand(left, test: "matches", scope)
    guard let patterns = patterns(of: set, scope), let left else { return nil }
    if patterns.isEmpty {
      warn(
        .neverTrue, "nothing matches an empty list", at: set.span, in: scope.text,
        help: ["write the globs between the brackets"])
    }
    return .glob(left.operand, patterns)
  }

  private func patterns(of set: SetSyntax, _ scope: Scope) -> [String]? {
    if !set.isBracketed, let item = set.items.first, case .reference(let name) = item.first {
      return patterns(ofList: name, scope)
    }
    return globs(in: set.items, of: scope.text)
  }

  /// The globs of literal items; the problems of all of them are reported.
  private func globs(in items: [SetItemSyntax], of text: SourceText) -> [String]? {
    var result: [String] = []
    var isComplete = true
    for item in items {
      guard item.last == nil, case .literal(let literal) = item.first,
        case .string(let pattern) = literal.content
      else {
        let span = span(of: item)
        report(
          .typeMismatch, "a glob is a string in quotes", at: span, in: text,
          help: ["write `\"/admin/**\"`"])
        isComplete = false
        continue
      }
      if isGlob(Spanned(pattern, literal.span), in: text) {
        result.append(pattern)
      } else {
        isComplete = false
      }
    }
    return isComplete ? result : nil
  }

  func span(of item: SetItemSyntax) -> SourceSpan {
    let first = span(of: item.first)
    return item.last.map { first.joined(with: span(of: $0)) } ?? first
  }

  func span(of operand: OperandSyntax) -> SourceSpan {
    switch operand {
    case .literal(let literal): literal.span
    case .reference(let reference): reference.span
    case .call(_, _, let span): span
    case .aggregate(let aggregate): aggregate.span
    case .list(let set): set.span
    case .damaged(let span): span
    }
  }

  private func patterns(ofList reference: ReferenceSyntax, _ scope: Scope) -> [String]? {
    let name = reference.base.content
    guard reference.steps.isEmpty, let symbol = symbols[name] else {
      report(
        .unknownName, "there is no list `\(scope.written(reference.span))`", at: reference.span,
        in: scope.text,
        help: didYouMean(
          name, among: lists(), orElse: "declare it: `list \(name) = [\"/admin/**\"]`"))
      return nil
    }
    symbol.isUsed = true
    switch symbol.content {
    case .broken: return nil
    case .list(let entries):
      if let known = globListCache[name] { return known }
      let result = globs(symbol, entries)
      globListCache.updateValue(result, forKey: name)
      return result
    case .param(.list(of: .string), let value, _):
      guard case .list(let values) = surroundings.parameters[name] ?? value else { return nil }
      return globs(symbol, values, at: reference.span, scope)
    default:
      report(
        .notAValue, "`\(name)` is \(symbol.noun), not a list of globs", at: reference.span,
        in: scope.text, secondary: [declared(symbol)])
      return nil
    }
  }

  private func globs(_ symbol: Symbol, _ entries: ListEntries) -> [String]? {
    switch entries {
    case .inline(let items): return globs(in: items, of: symbol.text)
    case .file(let text, let lines):
      var result: [String] = []
      var isComplete = true
      for line in lines {
        if let problem = globProblem(line.content) {
          report(.badGlob, "this glob can't be read", at: line.span, in: text, label: "\(problem)")
          isComplete = false
        } else {
          result.append(line.content)
        }
      }
      return isComplete ? result : nil
    }
  }

  private func globs(
    _ symbol: Symbol, _ values: [Value], at span: SourceSpan, _ scope: Scope
  ) -> [String]? {
    var result: [String] = []
    for case .string(let text) in values {
      let pattern = text.description
      if let problem = globProblem(pattern) {
        report(
          .badGlob, "`\(pattern)` is no glob: \(problem)", at: span, in: scope.text,
          secondary: [declared(symbol)])
        return nil
      }
      result.append(pattern)
    }
    return result
  }

  /// Compiles a glob, once for each text; reports what is wrong with it.
  private func isGlob(_ literal: StringLiteral, in text: SourceText) -> Bool {
    guard let problem = globProblem(literal.content) else { return true }
    let places = StringPlaces.places(
      of: Array(literal.content.utf8), literal: literal.span, in: text)
    let start = places[min(problem.offset, places.count - 1)]
    let isInside = problem.offset < places.count - 1
    report(
      .badGlob, "this glob can't be read",
      at: isInside ? SourceSpan(start: start, end: literal.span.end - 1) : literal.span, in: text,
      label: "\(problem)",
      help: ["`*` stays within a segment, `**` crosses `/`, `?` is one character, `\\\\` escapes"])
    return false
  }

  private func globProblem(_ pattern: String) -> GlobError? {
    if let known = knownGlobs[pattern] { return known }
    var problem: GlobError?
    do throws(GlobError) {
      _ = try Glob(pattern)
    } catch {
      problem = error
    }
    knownGlobs.updateValue(problem, forKey: pattern)
    return problem
  }

  // MARK: Regular expressions

  func regex(
    _ left: OperandSyntax, _ literal: Spanned<RegexLiteral>, _ scope: Scope
  ) -> Condition? {
    let left = textOperand(left, test: "matches", scope)
    guard let pattern = regex(literal, in: scope.text), let left else { return nil }
    return .regex(left.operand, pattern)
  }

  /// Compiles a regular expression, once for each text and flags.
  func regex(_ literal: Spanned<RegexLiteral>, in text: SourceText) -> RegexPattern? {
    let written = Array(literal.content.flags)
    let flags = Set(written)
    let known: Set<Character> = ["i", "m", "s", "x"]
    guard flags.isSubset(of: known), flags.count == written.count else {
      let length = UInt32(literal.content.flags.utf8.count)
      report(
        .badRegex, "the flags of a regular expression are i, m, s and x, each once",
        at: SourceSpan(start: literal.span.end - length, end: literal.span.end), in: text)
      return nil
    }
    let pattern = RegexPattern(
      pattern: literal.content.pattern, flags: String(flags.sorted()))
    let problem: (message: String, offset: Int)?
    if let found = knownRegexes[pattern] {
      problem = found
    } else {
      var failure: (message: String, offset: Int)?
      do throws(RegexError) {
        _ = try Regex(pattern: pattern.pattern, flags: pattern.flags)
      } catch {
        failure = (error.message, error.offset)
      }
      knownRegexes.updateValue(failure, forKey: pattern)
      problem = failure
    }
    guard let problem else { return pattern }
    let end = literal.span.end - UInt32(literal.content.flags.utf8.count)
    let start = min(literal.span.start + 1 + UInt32(max(0, problem.offset)), max(end, 1) - 1)
    report(
      .badRegex, "this regular expression can't be read", at: SourceSpan(start: start, end: end),
      in: text, label: problem.message, help: ["a `/` inside is written `\\/`"])
    return nil
  }

  // MARK: Prefix, suffix, contains

  func text(
    _ left: OperandSyntax, _ test: Spanned<TextOperator>, _ right: OperandSyntax,
    _ ignoringCase: Bool, _ scope: Scope
  ) -> Condition? {
    let left = textOperand(
      left, test: test.content.rawValue, element: scope.written(span(of: right)), scope)
    let right = textArgument(right, test: test.content.rawValue, scope)
    guard let left, let right else { return nil }
    let kind: TextTest
    switch test.content {
    case .startsWith: kind = .prefix
    case .endsWith: kind = .suffix
    case .contains: kind = .contains
    }
    return .text(left.operand, kind, right, ignoringCase: ignoringCase)
  }

  private func textArgument(_ syntax: OperandSyntax, test: String, _ scope: Scope) -> Operand? {
    switch operand(syntax, scope) {
    case nil: return nil
    case .literal(let literal):
      guard case .string(let text) = literal.content else {
        report(
          .typeMismatch, "after `\(test)` stands a string", at: literal.span, in: scope.text,
          label: "this is \(literal.phrase)",
          help: ["in quotes: `\"\(scope.written(literal.span))\"`"])
        return nil
      }
      if text.isEmpty {
        warn(
          .constantCondition, "every text has this: it is empty", at: literal.span,
          in: scope.text, help: ["ask whether there is one: `is present`"])
      }
      return .literal(.string(Text(text)))
    case .typed(let operand):
      guard !isWholeRow(operand, scope) else { return nil }
      if operand.type == .string || operand.type == .json { return operand.operand }
      report(
        .typeMismatch, "after `\(test)` stands a string", at: operand.span, in: scope.text,
        label: "this is \(operand.type.phrase)")
      return nil
    }
  }

  /// The left side of a test on texts. `element`, if there is one, is what a list would be asked
  /// to contain.
  private func textOperand(
    _ syntax: OperandSyntax, test: String, element: String? = nil, _ scope: Scope
  ) -> TypedOperand? {
    guard let left = operand(syntax, scope) else { return nil }
    guard case .typed(let operand) = left, !operand.isConstant else {
      report(
        .literalComparison, "a constant stands before `\(test)`", at: left.span, in: scope.text,
        help: ["put a field before it"])
      return nil
    }
    guard !isWholeRow(operand, scope) else { return nil }
    if operand.type == .string || operand.type == .json { return operand }
    let name = scope.written(operand.span)
    var help = ["compare it: `\(name) == \(operand.type.example)`"]
    switch operand.type {
    case .list:
      let inner = test == "contains" ? "x == \(element ?? "…")" : "x \(test) \(element ?? "…")"
      report(
        .listNeedsQuantifier, "`\(name)` is \(operand.type.phrase)", at: operand.span,
        in: scope.text, help: ["say which elements: `any \(name) as x has \(inner)`"])
      return nil
    case .ip: help = ["ask for a network: `\(name) in 10.0.0.0/8`"]
    case .version, .integer, .decimal, .duration, .size:
      help = ["compare it: `\(name) >= \(operand.type.example)`"]
    default: break
    }
    report(
      .typeMismatch, "`\(test)` is for strings", at: operand.span, in: scope.text,
      label: "this is \(operand.type.phrase)", help: help)
    return nil
  }
}
