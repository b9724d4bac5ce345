extension Printer {
  /// `for each …`
  package static func text(of subject: SubjectSyntax) -> String {
    var words: [String]
    switch subject.form {
    case .events(let isFirst, let kind, let alias, let per):
      words = ["for each", isFirst ? "first \(kind.content)" : kind.content]
      if let alias { words += ["as", alias.content] }
      if !per.isEmpty { words += ["per", text(of: per)] }
    case .groups(let fields): words = ["for each", text(of: fields)]
    case .rows(let alias, let table): words = ["for each row", alias.content, "of", table.content]
    case .all: words = ["for all"]
    }
    if let window = subject.window { words.append(text(of: window)) }
    if let condition = subject.condition { words += ["where", text(of: condition)] }
    switch subject.each {
    case .element(let list, let alias):
      words += ["with each element of", text(of: list), "as", alias.content]
    case .related(let kind, let tail):
      words += ["with each", text(of: kind)] + self.words(of: tail, isRelation: true)
    case nil: break
    }
    return words.joined(separator: " ")
  }

  private static func text(of window: SubjectSyntax.GroupWindow) -> String {
    switch window {
    case .per(let length, let zone):
      "per \(text(of: length))" + (zone.map { " in \(quoted($0.content))" } ?? "")
    case .inAny(let length): "in any \(text(of: length))"
    case .withGap(let length): "with gap \(text(of: length))"
    }
  }

  /// `require …`, `forbid …`
  package static func text(of judgement: JudgementSyntax) -> String {
    switch judgement {
    case .require(let condition): return "require \(text(of: condition))"
    case .forbid(let kind, let alias, let condition):
      return "forbid \(kind.content)" + (alias.map { " as \($0.content)" } ?? "")
        + (condition.map { " where \(text(of: $0))" } ?? "")
    case .forbidSequence(let keys, let length, let steps):
      let list = steps.map(text).joined(separator: " ")
      return "forbid sequence on \(text(of: keys)) within \(text(of: length)) { \(list) }"
    }
  }

  private static func text(of step: SequenceStepSyntax) -> String {
    "\(step.name.content): \(step.kind.content)"
      + (step.condition.map { " where \(text(of: $0))" } ?? "")
      + (step.atLeast.map { " at least \(text(of: $0)) times" } ?? "")
  }
}
