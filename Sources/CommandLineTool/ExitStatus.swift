import Reporting

/// The process's exit status. docs/exit-status.md is its page, `writ --help` says the same.
package enum ExitStatus: Int32, Sendable, CaseIterable {
  /// Every selected rule was evaluated and none failed.
  case clean = 0
  /// A rule at or above `--fail-on` failed; in `writ test`, a test differed.
  case findings = 1
  /// Wrong usage, or rules with errors: nothing was evaluated.
  case usage = 2
  /// Not everything could be evaluated, or the outcome could not be written.
  case incomplete = 3
  /// Stopped by SIGHUP: the terminal went away.
  case hungUp = 129
  /// Stopped by SIGINT (Ctrl-C).
  case interrupted = 130
  /// Stopped by SIGTERM.
  case terminated = 143
}

/// What ends a command early: a status, and the one line that explains it.
struct CommandFailure: Error {
  var status: ExitStatus
  /// One line, lower case, no full stop.
  var message: String
  /// What to do about it, each one line.
  var help: [String]

  init(_ status: ExitStatus, _ message: String, help: [String] = []) {
    self.status = status
    self.message = message
    self.help = help
  }

  /// The failure as standard error shows it, with the line end.
  var rendered: String {
    // Paths and names may hold what a terminal would act on.
    var text = "writ: error: \(visible(message))\n"
    for line in help { text += "  help: \(visible(line))\n" }
    return text
  }
}
