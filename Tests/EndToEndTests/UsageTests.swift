import Foundation
import Testing

/// How the tool answers what it is asked wrongly, and what it says about itself.
@Suite struct UsageTests {
  let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  @Test func helpTeachesEveryCommand() throws {
    let root = try Tool.run(["--help"], in: sandbox)
    #expect(root.status == 0)
    let names = root.output.split(separator: "\n").drop { $0 != "SUBCOMMANDS:" }
      .dropFirst()
      .prefix { $0.hasPrefix("  ") }
      .filter { !$0.hasPrefix("   ") && !$0.hasPrefix("  See ") }
      .compactMap { $0.split(separator: " ").first.map(String.init) }
    #expect(names.count >= 2)
    #expect(names == names.sorted())
    for name in names {
      let help = try Tool.run([name, "--help"], in: sandbox)
      #expect(help.status == 0, "\(name)")
      #expect(
        help.output.contains("Example:") || help.output.contains("Examples:"),
        "writ \(name) --help has no example")
      #expect(help.output.contains("writ \(name)"))
      #expect(help.errors.isEmpty)
    }
  }

  @Test func noCommandIsNoSuccess() throws {
    let outcome = try Tool.run([], in: sandbox)
    #expect(outcome.status == 2)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.contains("SUBCOMMANDS"))
  }

  @Test(arguments: [["scna"], ["version", "--colourful"], ["version", "extra"], ["--nonsense"]])
  func wrongUsageEndsWithTwo(_ arguments: [String]) throws {
    let outcome = try Tool.run(arguments, in: sandbox)
    #expect(outcome.status == 2)
    #expect(outcome.output.isEmpty)
    #expect(!outcome.errors.isEmpty)
  }

  @Test func versionNamesToolAndLanguage() throws {
    let outcome = try Tool.run(["version"], in: sandbox)
    #expect(outcome.status == 0)
    #expect(outcome.output.contains(/^writ \d+\.\d+\.\d+\nrule language \d+\n$/))
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func completionsAreScripts(_ shell: String) throws {
    let outcome = try Tool.run(["completions", shell], in: sandbox)
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("completions"))
  }

  @Test func lostOutputIsNoSuccess() throws {
    for target in ["> /dev/full", ">&-"] {
      let outcome = try Tool.shell("\"$WRIT\" version \(target)", in: sandbox)
      #expect(outcome.status == 3, "\(target)")
      #expect(outcome.errors.contains("standard output"), "\(target)")
    }
  }
}
