import Findings

/// The sentences that the reports for people share.
extension RuleResult {
  /// What the rule's counts say, in a few words: `12 of 3,401 failed, 3 inconclusive`.
  var outcome: String {
    guard counts.subjects > 0 || counts.pending > 0 else {
      return reason.map(visible) ?? (verdict == .error ? "not evaluated to the end" : "no subject")
    }
    var parts: [String] = []
    func add(_ count: Int, _ word: String) {
      if count > 0 { parts.append("\(grouped(count)) \(word)") }
    }
    if counts.failed > 0 {
      parts.append("\(grouped(counts.failed)) of \(grouped(counts.subjects)) failed")
      add(counts.waived, "of them waived")
      add(counts.inconclusive, "inconclusive")
    } else if counts.inconclusive > 0 {
      parts.append("\(grouped(counts.inconclusive)) of \(grouped(counts.subjects)) inconclusive")
    }
    if verdict == .pass || (verdict == .notApplicable && counts.passed > 0) {
      add(counts.passed, "passed")
    }
    add(counts.excepted, "excepted")
    if counts.pending > 0 {
      let until =
        pendingUntil.map { ", the last until \(visible(HTMLWriter.display(time: $0)))" } ?? ""
      parts.append("\(grouped(counts.pending)) pending\(until)")
    }
    if verdict == .error, let reason { parts.insert(visible(reason), at: 0) }
    return parts.joined(separator: ", ")
  }

  /// The most frequent reason for inconclusive subjects: `tls.version missing in envoy-json`.
  var mainMissing: String? {
    missing.max { $0.count < $1.count }?.words
  }
}

extension RuleResult.Missing {
  /// `tls.version missing in envoy-json`, with what the data names escaped.
  var words: String {
    if let text { return visible(text) }
    let reason = visible(reason.replacingDashes)
    let field = field.map { visible($0) + " " } ?? ""
    let source = source.isEmpty ? "" : " in \(visible(source))"
    return field + reason + source
  }

  /// What a reason about related events says; nil where it speaks for itself.
  var explanation: String? {
    switch reason {
    case "no-source": "no input records such events"
    case "order-uncertain": "which came first is not known: equal times, or within clock tolerance"
    case "history": "what would decide may lie before the evidence begins"
    case "pending": "what would decide may still come"
    case "more-may-follow": "further events would be further subjects"
    default: nil
    }
  }
}

extension String {
  /// `unreadable-value` as `unreadable value`.
  var replacingDashes: String {
    String(map { $0 == "-" ? " " : $0 })
  }
}

extension Verdict {
  /// What the verdict says about a rule, in a sentence.
  var meaning: String {
    switch self {
    case .fail: "at least one event breaks the rule"
    case .error: "the evaluation was cut short"
    case .inconclusive: "the evidence does not decide"
    case .notApplicable: "nothing to judge in the evidence"
    case .pass: "every event that was judged satisfies it"
    }
  }

  /// Tells verdicts apart where colours can't.
  var sign: String {
    switch self {
    case .fail: "✗"
    case .error: "!"
    case .inconclusive: "?"
    case .notApplicable: "–"
    case .pass: "✓"
    }
  }
}
