import Diagnostics

extension Parser {
  func detector() throws(Skip) -> DetectorDeclaration {
    var detector = DetectorDeclaration(name: try declaredName("the name of the detector"))
    let words = ["title", "category", "pattern", "check", "near", "mask", "examples"]
    try block(of: "the detector", words) { word throws(Skip) in
      let clause = try detectorClause(word)
      detector.clauses.append(Spanned(clause, span(from: word.start)))
    }
    return detector
  }

  private func detectorClause(_ word: Token) throws(Skip) -> DetectorDeclaration.Clause {
    switch word.text {
    case "title": return .title(try stringLiteral("a string"))
    case "category": return .category(try category())
    case "pattern":
      let token = current
      guard token.kind == .regex else {
        throw fail(
          "expected-value", "a regular expression is expected, not \(description(of: token))",
          help: "write `pattern /…/`")
      }
      advance()
      return .pattern(
        Spanned(RegexLiteral(pattern: token.text, flags: token.suffix), token.span))
    case "check": return .check(try name("the name of a check"))
    case "near": return .near(try stringLiterals("a string"))
    case "mask":
      guard atWord("first") || atWord("last") else {
        throw fail(
          "expected-word", "`first` or `last` is expected, not \(description(of: current))",
          help: "write `mask last 4`")
      }
      let isLast = advance().text == "last"
      return .mask(last: isLast, count: try number("a number of characters"))
    default: return .examples(try examples())
    }
  }

  private func examples() throws(Skip) -> [(matches: Bool, texts: [StringLiteral])] {
    var result: [(matches: Bool, texts: [StringLiteral])] = []
    try block(of: "the examples", ["matches", "not"]) { word throws(Skip) in
      result.append((word.text == "matches", try stringLiterals("an example in quotes")))
    }
    return result
  }

  /// "waive" NAME [ "where" condition ] "{" "until" TIME "approved" "by" STRING "because" STRING "}"
  func waive() throws(Skip) -> WaiveDeclaration {
    var waive = WaiveDeclaration(rule: try name("the name of a rule"))
    if takeWord("where") { waive.condition = try condition() }
    let opening = current
    let errors = diagnostics.count
    try block(of: "the waiver", ["until", "approved", "because"]) { word throws(Skip) in
      switch word.text {
      case "until": waive.until = try timeLiteral()
      case "approved":
        try expectWord("by", help: "write `approved by \"…\"`")
        waive.approvedBy = try stringLiteral("a name")
      default: waive.because = try stringLiteral("the reason")
      }
    }
    let isComplete = waive.until != nil && waive.approvedBy != nil && waive.because != nil
    if !isComplete, diagnostics.count == errors { reportIncomplete(waive, opening) }
    return waive
  }

  private func reportIncomplete(_ waive: WaiveDeclaration, _ opening: Token) {
    let missing = [
      waive.until == nil ? "until 2027-03-31" : nil,
      waive.approvedBy == nil ? "approved by \"…\"" : nil,
      waive.because == nil ? "because \"…\"" : nil,
    ].compactMap { $0 }
    report(
      "incomplete-waiver", "a waiver says until when it holds, who approved it, and why",
      at: opening.span, help: ["add \(missing.map { "`\($0)`" }.joined(separator: " and "))"])
  }

  func gate() throws(Skip) -> GateDeclaration {
    var gate = GateDeclaration(name: try declaredName("the name of the gate"))
    try block(of: "the gate", ["fail", "allow", "require"]) { word throws(Skip) in
      let clause = try gateClause(word)
      gate.clauses.append(Spanned(clause, span(from: word.start)))
    }
    return gate
  }

  private func gateClause(_ word: Token) throws(Skip) -> GateDeclaration.Clause {
    switch word.text {
    case "fail":
      try expectWord("on", help: "write `fail on fail of severity >= high`")
      let verdicts = ["fail", "error", "inconclusive", "pending"]
      guard current.kind == .word, verdicts.contains(current.text) else {
        throw fail(
          "expected-word", "a verdict is expected, not \(description(of: current))",
          help: "write `fail on` and \(listed(verdicts))")
      }
      let verdict = advance()
      return .failOn(Name(verdict.text, verdict.span), try scope())
    case "allow":
      if takeWord("inconclusive") {
        let percent = try number("a number of percent")
        try expect("%", help: "write `allow inconclusive 5%`")
        return .allowInconclusive(percent: percent, try scope())
      }
      let count = try number("a number of findings")
      try expectWord("findings", help: "write `allow 20 findings of severity medium`")
      return .allowFindings(count, try scope())
    default: return try gateRequirement()
    }
  }

  private func gateRequirement() throws(Skip) -> GateDeclaration.Clause {
    if takeWord("population") {
      let help = "write `require population of each rule of pack gdpr >= 1`"
      for word in ["of", "each", "rule", "of", "pack"] { try expectWord(word, help: help) }
      let pack = try name("the name of a pack")
      try expect(">=", help: help)
      return .population(pack: pack, atLeast: try number("a number of events"))
    }
    let help = "write `require evidence newer than 24h`"
    for word in ["evidence", "newer", "than"] { try expectWord(word, help: help) }
    return .evidenceNewerThan(try duration())
  }

  /// scope = "of" "severity" [ ">=" ] NAME
  private func scope() throws(Skip) -> GateDeclaration.Scope? {
    guard takeWord("of") else { return nil }
    try expectWord("severity", help: "write `of severity >= high`")
    let isAtLeast = take(">=")
    return .init(atLeast: isAtLeast, severity: try name("a severity"))
  }
}
