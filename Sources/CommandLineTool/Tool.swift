import ArgumentParser
import Diagnostics
import Reporting

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The whole tool: reads the command line, runs one command, ends the process.
package enum Tool {
  /// Never returns. Every way out goes through here, so that standard output is flushed and
  /// the exit status is one of `ExitStatus`.
  package static func main() -> Never {
    // A closed pipe is then a failed write with a name, not a silent death.
    signal(SIGPIPE, SIG_IGN)
    exit(run(Array(CommandLine.arguments.dropFirst())).rawValue)
  }

  static func run(_ arguments: [String]) -> ExitStatus {
    do {
      if arguments.isEmpty {
        // Not a success: a script that lost its arguments has checked nothing.
        StandardError.write(Writ.helpMessage() + "\n")
        return .usage
      }
      if let failure = misspeltCommand(arguments) { throw failure }
      var command = try Writ.parseAsRoot(arguments)
      try command.run()
      try StandardOutput.shared.flush()
      return .clean
    } catch let failure as CommandFailure {
      // What was written before the failure stays; a second failure would say nothing new.
      try? StandardOutput.shared.flush()
      StandardError.write(failure.rendered)
      return failure.status
    } catch let ending as CommandEnding {
      return flushed(ending.status)
    } catch let error as SinkError {
      StandardError.write(CommandFailure(.incomplete, error.description).rendered)
      return .incomplete
    } catch {
      let text = Writ.fullMessage(for: error)
      guard Writ.exitCode(for: error) == .success else {
        StandardError.write(text.hasSuffix("\n") ? text : text + "\n")
        return .usage
      }
      // `--help` and `--version` arrive as errors too.
      do {
        try StandardOutput.shared.write(text.hasSuffix("\n") ? text : text + "\n")
      } catch {
        return .incomplete
      }
      return flushed(.clean)
    }
  }

  /// Writes out what is buffered; the status of a run whose output is lost is `incomplete`.
  private static func flushed(_ status: ExitStatus) -> ExitStatus {
    do {
      try StandardOutput.shared.flush()
      return status
    } catch {
      StandardError.write(CommandFailure(.incomplete, error.description).rendered)
      return .incomplete
    }
  }

  /// The parser calls an unknown command an unexpected argument; this names what was meant.
  private static func misspeltCommand(_ arguments: [String]) -> CommandFailure? {
    guard let first = arguments.first, !first.hasPrefix("-"), first != "help" else { return nil }
    let names = Writ.configuration.subcommands.compactMap { $0.configuration.commandName }
    guard !names.contains(first) else { return nil }
    let near = suggestions(for: first, among: names).map { "'\($0)'" }
    return CommandFailure(
      .usage, "there is no command '\(first)'",
      help: [
        near.isEmpty
          ? "the commands are: \(names.joined(separator: ", "))"
          : "did you mean \(near.joined(separator: " or "))?"
      ])
  }
}

/// Ends a command that has said everything itself.
struct CommandEnding: Error {
  var status: ExitStatus
}
