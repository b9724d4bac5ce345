import Diagnostics
import RuleSyntax
import Values

extension Checker {
  func report(
    _ id: ProblemID, _ message: String, at span: SourceSpan, in text: SourceText,
    label: String = "", secondary: [Diagnostic.Label] = [], help: [String] = []
  ) {
    add(.error, id, message, span, text, label, secondary, help)
  }

  func warn(
    _ id: ProblemID, _ message: String, at span: SourceSpan, in text: SourceText,
    label: String = "", secondary: [Diagnostic.Label] = [], help: [String] = []
  ) {
    add(.warning, id, message, span, text, label, secondary, help)
  }

  /// Says something that is no mistake, but good to know.
  func note(
    _ id: ProblemID, _ message: String, at span: SourceSpan, in text: SourceText,
    label: String = "", secondary: [Diagnostic.Label] = [], help: [String] = []
  ) {
    add(.note, id, message, span, text, label, secondary, help)
  }

  private func add(
    _ severity: Diagnostic.Severity, _ id: ProblemID, _ message: String, _ span: SourceSpan,
    _ text: SourceText, _ label: String, _ secondary: [Diagnostic.Label], _ help: [String]
  ) {
    guard muted == 0 else { return }
    add(
      Diagnostic(
        id: id.rawValue, severity: severity, message: message,
        primary: Diagnostic.Label(text: text, span: span, message: label),
        secondary: secondary, help: help))
  }

  /// Says that a construct of the language can't be evaluated yet.
  func reportUnsupported(_ what: String, at span: SourceSpan, in text: SourceText) {
    report(
      .notSupportedYet, "\(what) can't be evaluated yet", at: span, in: text,
      help: ["leave it out for now: nothing that can't be carried out is passed over"])
  }

  /// `did you mean` lines for a name; empty if nothing is near.
  func didYouMean(_ name: String, among names: some Sequence<String>) -> [String] {
    guard muted == 0, !isTerse else { return [] }
    let near = suggestions(for: name, among: names)
    switch near.count {
    case 0: return []
    case 1: return ["did you mean `\(near[0])`?"]
    default:
      let quoted = near.map { "`\($0)`" }
      return ["did you mean \(quoted.dropLast().joined(separator: ", ")) or \(quoted.last ?? "")?"]
    }
  }

  /// As `didYouMean`; `other` if nothing is near.
  func didYouMean(
    _ name: String, among names: some Sequence<String>, orElse other: @autoclosure () -> String
  ) -> [String] {
    let near = didYouMean(name, among: names)
    return near.isEmpty && !isTerse ? [other()] : near
  }

  /// As `didYouMean`; if nothing is near and the names are few, all of them.
  func didYouMeanOrOneOf(_ name: String, _ names: [String]) -> [String] {
    let near = didYouMean(name, among: names)
    if !near.isEmpty || names.isEmpty || names.count > 12 { return near }
    return ["one of " + names.map { "`\($0)`" }.joined(separator: ", ")]
  }

  /// The value of a literal beside something of a type, or nil after saying what is wrong.
  /// `name` is what it stands beside, as written.
  func value(
    of literal: LiteralSyntax, as type: ValueType, beside name: String, in text: SourceText
  ) -> Value? {
    switch literal.coerced(to: type) {
    case .value(let value): return value
    case .problem(let id, let problem, let help):
      switch id {
      case .typeMismatch, .unitMissing, .unitUnwanted:
        report(
          id, "`\(name)` is \(type.phrase)", at: literal.span, in: text, label: problem,
          help: help)
      default: report(id, problem, at: literal.span, in: text, help: help)
      }
      return nil
    }
  }

  /// Checks a zone's name, once each.
  func isZone(_ name: String) -> Bool {
    if let known = knownZones[name] { return known }
    let isKnown = Zone(identifier: name) != nil
    knownZones[name] = isKnown
    return isKnown
  }

  /// The zone of a `zone "…"` clause, or nil after saying what is wrong.
  func zone(_ literal: StringLiteral, in text: SourceText) -> String? {
    if isZone(literal.content) { return literal.content }
    report(
      .unknownZone, "there is no time zone `\(literal.content)`", at: literal.span, in: text,
      help: ["write a name of the IANA list, such as `\"Europe/Berlin\"` or `\"UTC\"`"])
    return nil
  }
}
