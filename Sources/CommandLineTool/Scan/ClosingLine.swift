import Findings
import Reporting
import RuleModel

/// The last line on standard error of a scan that did not end with 0.
enum ClosingLine {
  /// The reason, and the option that accepts it. Ends with a line end.
  static func text(_ result: ScanResult, status: ExitStatus, failOn: Severity) -> String {
    var reasons: [String] = []
    if status == .findings {
      // What is waived does not decide the status.
      let failed = result.rules.count { rule in
        rule.counts.failed > rule.counts.waived && severity(rule) >= failOn
      }
      reasons.append(
        "\(counted(failed, "rule")) of severity \(failOn.name) or above failed"
          + " (--fail-on sets the severity)")
    }
    for problem in result.run.problems {
      reasons.append(
        problem.message + (problem.acceptedBy.map { " (\($0) accepts it)" } ?? ""))
    }
    let first = reasons.first ?? "not everything could be evaluated"
    let more = reasons.count - 1
    return "writ: exit status \(status.rawValue): \(visible(first))"
      + (more > 0 ? ", and \(counted(more, "more reason", "more reasons"))" : "") + "\n"
  }

  private static func severity(_ rule: RuleResult) -> Severity {
    Severity.allCases.first { $0.name == rule.severity } ?? .critical
  }
}
