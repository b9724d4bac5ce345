import Diagnostics
import RuleModel
import RuleSyntax

extension Checker {
  /// Refuses what would need all events of the past for each event that is judged, and says what looks
  /// at every candidate (semantics D2).
  func checkCost(
    of related: Related, _ use: RelatedUse, at syntax: RelationSyntax, _ kind: Name, _ scope: Scope
  ) {
    checkCost(of: related, use, kind, syntax.tail, at: syntax.span, scope)
  }

  func checkCost(
    of related: Related, _ use: RelatedUse, _ kind: Name, _ tail: TailSyntax, at span: SourceSpan,
    _ scope: Scope
  ) {
    if case .group = scope.root { return }
    let comparisons = related.comparisonsWithAnchor
    let hasKey = !related.same.isEmpty || comparisons.equal > 0
    let isBounded = related.window?.isBounded ?? false
    let isIndexed = comparisons.other == 0 && comparisons.unequal + comparisons.ordered <= 1
    if isBounded {
      if !isIndexed {
        let place = tail.condition.flatMap { self.span(of: $0) } ?? span
        if hasKey {
          note(
            .everyCandidate, "this looks at every candidate of the window", at: place,
            in: scope.text,
            help: [
              "equalities, and one `!=` or one `<`, with the other event are looked up at once"
            ])
        } else {
          reportCost(
            "this compares every `\(kind.content)` of the window with the event", at: place, scope,
            help: "add `with same …`, so that only events with the same fields are looked at")
        }
      }
      return
    }
    let place = tail.window?.span ?? span
    let help = "bound the window: `within 30d before x`"
    if use.needsAll {
      reportCost(
        "`\(use.word)` without a bound needs everything that ever happened", at: place,
        scope, help: help)
    } else if !isIndexed {
      reportCost(
        "this compares the event with everything that ever happened",
        at: tail.condition.flatMap { self.span(of: $0) } ?? place, scope, help: help)
    } else if !hasKey, !use.isOrdered {
      report(
        .missingKey, "neither a window's length nor `with same` bounds what is looked at",
        at: place,
        in: scope.text, help: ["add `with same …`", help])
    } else if related.window == nil {
      note(
        .openWindow, "without a window, what is still to come counts too", at: place,
        in: scope.text,
        help: ["say where to look: `within 7d before x`, `before x`, `within 7d after x`"])
    }
  }

  private func reportCost(
    _ message: String, at span: SourceSpan, _ scope: Scope, help: String
  ) {
    report(.costlyCondition, message, at: span, in: scope.text, help: [help])
  }
}

extension Window {
  /// Whether both its ends are known.
  var isBounded: Bool {
    switch extent {
    case .before, .after, .around, .betweenBefore, .betweenAfter: true
    case .everBefore, .untilEndOfData: false
    }
  }
}

extension Related {
  /// How its condition compares the related event with others.
  struct Comparisons {
    var equal = 0
    var unequal = 0
    var ordered = 0
    var other = 0
  }

  var comparisonsWithAnchor: Comparisons {
    var result = Comparisons()
    for part in condition?.conjuncts ?? [] where part.readsOthers {
      switch part {
      case .comparison(let left, let comparison, let right) where Self.isSplit(left, right):
        if comparison == .equal { result.equal += 1 } else { result.ordered += 1 }
      case .not(.comparison(let left, .equal, let right)) where Self.isSplit(left, right):
        result.unequal += 1
      default: result.other += 1
      }
    }
    return result
  }

  /// One side is the related event's alone, the other has nothing of it.
  private static func isSplit(_ left: Operand, _ right: Operand) -> Bool {
    if left.isAggregate || right.isAggregate { return false }
    return (left.readsOwnEvent && !left.readsOthers && !right.readsOwnEvent)
      || (right.readsOwnEvent && !right.readsOthers && !left.readsOwnEvent)
  }
}

extension Operand {
  fileprivate var isAggregate: Bool { if case .aggregate = self { true } else { false } }
}
