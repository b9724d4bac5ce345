import Findings
import Ingest

/// What keeps a screening from having seen everything.
enum ScreeningProblems {
  /// In the order: what was not found, not opened, cut off, no text, too long, nothing.
  static func problems(
    _ inputs: [InputFacts], _ expansion: InputExpansion, events: Int, skipUnrecognised: Bool
  ) -> [RunFacts.Problem] {
    var problems = expansion.problems.map {
      RunFacts.Problem(id: "missing-input", message: "\($0.path): \($0.message)", acceptedBy: nil)
    }
    func add(_ id: String, _ message: String, acceptedBy: String? = nil) {
      problems.append(RunFacts.Problem(id: id, message: message, acceptedBy: acceptedBy))
    }
    let unopened = inputs.filter { $0.state == .unopened }
    if let first = unopened.first {
      add(
        "unopened-input",
        "\(shown(first.path)) cannot be opened: \(first.detail ?? "unknown reason")"
          + andMore(unopened.count))
    }
    let cutOff = inputs.filter { $0.state == .cutOff }
    if let first = cutOff.first {
      add(
        "cut-off-input",
        "\(shown(first.path)): \(first.detail ?? "it ends too early")" + andMore(cutOff.count))
    }
    let foreign = inputs.filter { $0.state == .unrecognised }
    if let first = foreign.first, !skipUnrecognised {
      add(
        "no-text",
        "\(shown(first.path)) was not looked through: \(first.detail ?? "it is no text")"
          + andMore(foreign.count), acceptedBy: "--skip-unrecognised")
    }
    let affected = inputs.filter { !$0.unreadable.isEmpty }
    if let first = affected.first {
      let count = affected.reduce(0) { $0 + $1.unreadable.reduce(0) { $0 + $1.count } }
      add(
        "unreadable-records",
        "\(count) \(count == 1 ? "record was" : "records were") not looked at, the first in \(shown(first.path))",
        acceptedBy: nil)
    }
    if events == 0, problems.isEmpty { add("no-input", "there was nothing to look through") }
    return problems
  }

  /// What was passed over in folders.
  static func notes(_ expansion: InputExpansion) -> [String] {
    expansion.passedOver.map { passed in
      switch passed.reason {
      case .hidden: "\(passed.path) was skipped: it is hidden"
      case .notAFile: "\(passed.path) was skipped: it is a pipe, a socket or a device"
      case .ownReport: "\(passed.path) was skipped: it is a report of an earlier run"
      }
    }
  }

  static func shown(_ path: String) -> String { path == "-" ? "standard input" : path }

  private static func andMore(_ count: Int) -> String {
    switch count {
    case ...1: ""
    case 2: ", and 1 more input"
    default: ", and \(count - 1) more inputs"
    }
  }
}
