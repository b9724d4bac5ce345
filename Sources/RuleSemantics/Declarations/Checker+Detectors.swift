import Detectors
import Diagnostics
import Matching
import RuleModel
import RuleSyntax

extension Checker {
  /// Those without errors, sorted by name.
  var ownDetectors: [DetectorDeclared] {
    detectors.values.compactMap { $0 }.sorted { $0.name < $1.name }
  }

  func collectDetectors() {
    var places: [String: Diagnostic.Label] = [:]
    forEachDeclaration { declaration, place in
      guard case .detector(let detector) = declaration.content else { return }
      let name = detector.name
      let key = SensitiveNames.key(name.content)
      if let earlier = places[key] {
        report(
          .duplicateName, "the detector `\(name.content)` is declared twice", at: name.span,
          in: place.text, secondary: [earlier], help: ["choose another name"])
        return
      }
      places[key] = Diagnostic.Label(
        text: place.text, span: name.span, message: "first declared here")
      let checked = self.detector(detector, place)
      detectors.updateValue(isFreeName(name, place) ? checked : nil, forKey: name.content)
    }
  }

  private func isFreeName(_ name: Name, _ place: DeclarationPlace) -> Bool {
    guard SensitiveNames.meaning(of: name.content) != nil else { return true }
    report(
      .takenDetectorName, "`\(name.content)` is built in", at: name.span, in: place.text,
      help: ["choose another name, such as `our_\(name.content)`"])
    return false
  }

  // MARK: Clauses

  private struct DetectorParts {
    var title: StringLiteral?
    var category: SensitiveCategory?
    var pattern: Spanned<RegexLiteral>?
    var check: Check?
    var near: [StringLiteral] = []
    var visibleFirst = 0
    var visibleLast = 0
    var examples: [StringLiteral] = []
    var lookAlikes: [StringLiteral] = []
    var isComplete = true
  }

  private func detector(
    _ detector: DetectorDeclaration, _ place: DeclarationPlace
  ) -> DetectorDeclared? {
    var parts = DetectorParts()
    var seen: [String: SourceSpan] = [:]
    for clause in detector.clauses { take(clause, &parts, &seen, place) }
    for (keyword, example) in [
      ("title", "title \"Employee number\""), ("category", "category personal data"),
      ("pattern", "pattern /E[0-9]{6}/"), ("examples", "examples { matches \"E123456\" }"),
    ] where seen[keyword] == nil {
      parts.isComplete = false
      guard !place.isDamaged else { continue }
      report(
        .missingClause, "the detector `\(detector.name.content)` has no `\(keyword)`",
        at: detector.name.span, in: place.text, help: ["add `\(example)`"])
    }
    guard parts.isComplete, let title = parts.title, let category = parts.category,
      let pattern = parts.pattern
    else { return nil }
    let checked = DetectorDeclared(
      name: detector.name.content, title: title.content, category: category.name,
      pattern: RegexPattern(
        pattern: pattern.content.pattern, flags: String(pattern.content.flags.sorted())),
      check: parts.check?.name ?? "", near: parts.near.map(\.content),
      visibleFirst: parts.visibleFirst, visibleLast: parts.visibleLast,
      examples: parts.examples.map(\.content), lookAlikes: parts.lookAlikes.map(\.content))
    return examplesHold(checked, parts, place) ? checked : nil
  }

  private func take(
    _ clause: Spanned<DetectorDeclaration.Clause>, _ parts: inout DetectorParts,
    _ seen: inout [String: SourceSpan], _ place: DeclarationPlace
  ) {
    let keyword = Self.keyword(of: clause.content)
    if let earlier = seen[keyword] {
      report(
        .duplicateClause, "`\(keyword)` stands twice", at: clause.span, in: place.text,
        secondary: [Diagnostic.Label(text: place.text, span: earlier, message: "first here")],
        help: ["leave one of them out"])
      parts.isComplete = false
      return
    }
    seen[keyword] = clause.span
    switch clause.content {
    case .title(let title): parts.title = title
    case .category(let words):
      parts.category = category(words, place)
      if parts.category == nil { parts.isComplete = false }
    case .pattern(let pattern):
      parts.pattern = pattern
      if !isGood(pattern, place) { parts.isComplete = false }
    case .check(let name):
      parts.check = check(name, place)
      if parts.check == nil { parts.isComplete = false }
    case .near(let words):
      parts.near = words
      for word in words where !Self.holdsWord(word.content) {
        report(
          .badMask, "there is no word in this", at: word.span, in: place.text,
          help: ["write words that stand near such values: `near \"staff\", \"employee no\"`"])
        parts.isComplete = false
      }
    case .mask(let last, let count):
      guard let count = visibleCount(count, place) else {
        parts.isComplete = false
        return
      }
      if last { parts.visibleLast = count } else { parts.visibleFirst = count }
    case .examples(let examples):
      for (matches, texts) in examples {
        if matches { parts.examples += texts } else { parts.lookAlikes += texts }
      }
      if parts.examples.isEmpty {
        report(
          .missingClause, "no example matches", at: clause.span, in: place.text,
          help: ["add `matches \"…\"`: a text in which the detector finds something"])
        parts.isComplete = false
      }
    }
  }

  private static func keyword(of clause: DetectorDeclaration.Clause) -> String {
    switch clause {
    case .title: "title"
    case .category: "category"
    case .pattern: "pattern"
    case .check: "check"
    case .near: "near"
    case .mask(last: true, _): "mask last"
    case .mask(last: false, _): "mask first"
    case .examples: "examples"
    }
  }

  private static func holdsWord(_ text: String) -> Bool {
    text.utf8.contains { $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 || $0 >= 0x80 }
  }

  private func category(_ words: [Name], _ place: DeclarationPlace) -> SensitiveCategory? {
    let name = Self.name(words)
    if let category = SensitiveNames.category(named: name) { return category }
    report(
      .unknownDataType, "there is no category `\(name)`", at: Self.span(words), in: place.text,
      help: didYouMeanOrOneOf(name, SensitiveNames.groups))
    return nil
  }

  private func check(_ name: Name, _ place: DeclarationPlace) -> Check? {
    if let check = Check(rawValue: name.content) { return check }
    report(
      .unknownCheck, "there is no check `\(name.content)`", at: name.span, in: place.text,
      help: didYouMeanOrOneOf(name.content, Check.allCases.map(\.name).sorted()))
    return nil
  }

  private static let mostVisible = 6

  private func visibleCount(_ count: Spanned<String>, _ place: DeclarationPlace) -> Int? {
    if let number = Int(count.content), (0...Self.mostVisible).contains(number) { return number }
    report(
      .badMask, "a mask leaves 0 to \(Self.mostVisible) characters to be seen", at: count.span,
      in: place.text, help: ["write `mask last 4`"])
    return nil
  }

  // MARK: Patterns

  private func isGood(_ pattern: Spanned<RegexLiteral>, _ place: DeclarationPlace) -> Bool {
    guard regex(pattern, in: place.text) != nil else { return false }
    let written = pattern.content
    let risk = PatternRisk.of(pattern: written.pattern, flags: written.flags)
    let message: String
    var help: [String] = []
    switch risk {
    case .none: return true
    case .matchesEmpty:
      report(
        .emptyPattern, "the pattern matches the empty text, so it would be found everywhere",
        at: pattern.span, in: place.text,
        help: ["let it ask for at least one character: `+`, not `*`"])
      return false
    case .exponential:
      message = "some texts can be matched in so many ways that it would never end"
      help = [
        "let one repetition inside another begin with what the inner one can't take: `(?:[0-9]+-)+`"
      ]
    case .polynomial:
      message = "two repetitions after each other can share a text in many ways"
      help = ["give the first one a length, or put something between them that it can't take"]
    case .tooLarge:
      message = "the pattern is too large to tell what it costs"
      help = ["use fewer and shorter counts: `{6}`, not `{6,200}`"]
    case .notUnderstood:
      message = "it can't be told what the pattern costs"
      help = [
        "use letters, classes, groups, `|`, `?`, `*`, `+`, `{n}`, `^`, `$`, `\\b` and looking around: no references back, recursion, `\\p{…}`, `[:…:]` or the flag `x`"
      ]
    }
    report(.slowPattern, message, at: pattern.span, in: place.text, help: help)
    return false
  }

  // MARK: Examples

  private func examplesHold(
    _ detector: DetectorDeclared, _ parts: DetectorParts, _ place: DeclarationPlace
  ) -> Bool {
    guard let finder = DetectorTrial(detector) else { return false }
    var hold = true
    for example in parts.examples where !finder.finds(example.content) {
      hold = false
      report(
        .failedExample, "the detector finds nothing in this example", at: example.span,
        in: place.text, help: finder.whyNot(example.content))
    }
    for example in parts.lookAlikes where finder.finds(example.content) {
      hold = false
      report(
        .failedExample, "the detector finds something in this text, which is no example",
        at: example.span, in: place.text,
        help: ["let the pattern ask for more, or add `check` or `near`"])
    }
    return hold
  }
}

/// One declared detector, run on its own examples.
private struct DetectorTrial {
  private let detector: DetectorDeclared
  private let finder: RegexFinder
  private let scratch = RegexScratch()

  init?(_ detector: DetectorDeclared) {
    guard
      let finder = try? RegexFinder(
        pattern: detector.pattern.pattern, flags: detector.pattern.flags)
    else { return nil }
    self.detector = detector
    self.finder = finder
  }

  func finds(_ text: String) -> Bool {
    finds(text, check: Check(rawValue: detector.check), near: detector.near)
  }

  private func finds(_ text: String, check: Check?, near: [String]) -> Bool {
    let own = OwnDetector(
      name: detector.name, category: .contact, check: check, near: near,
      visible: Detector.VisiblePart(first: 0, last: 0)
    ) { [finder, scratch] text, found in
      finder.forEach(in: UnsafeRawBufferPointer(text), scratch: scratch, found)
    }
    let scanner = RecordScanner(own: OwnDetectors([own]))
    var text = text
    return text.withUTF8 { bytes in
      scanner.scan(bytes)
      return scanner.findings.contains { $0.type == .custom }
    }
  }

  /// What it lacks.
  func whyNot(_ text: String) -> [String] {
    guard finds(text, check: nil, near: []) else {
      return ["the pattern /\(detector.pattern.pattern)/ is nowhere in it"]
    }
    if !detector.check.isEmpty,
      !finds(text, check: Check(rawValue: detector.check), near: [])
    {
      return ["what the pattern finds does not pass the check `\(detector.check)`"]
    }
    let words = detector.near.map { "\"\($0)\"" }.joined(separator: ", ")
    return ["none of the words \(words) stands near"]
  }
}
