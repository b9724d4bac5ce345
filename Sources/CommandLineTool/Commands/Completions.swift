import ArgumentParser

/// `writ completions SHELL`
struct Completions: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completions",
    abstract: "Prints a completion script for bash, zsh or fish.",
    discussion: """
      Examples:
        writ completions bash > ~/.local/share/bash-completion/completions/writ
        writ completions zsh  > ~/.zfunc/_writ
        writ completions fish > ~/.config/fish/completions/writ.fish
      """)

  enum Shell: String, CaseIterable, ExpressibleByArgument {
    case bash, fish, zsh
  }

  @Argument(help: "The shell: bash, fish or zsh.")
  var shell: Shell

  func run() throws {
    let script =
      switch shell {
      case .bash: Writ.completionScript(for: .bash)
      case .fish: Writ.completionScript(for: .fish)
      case .zsh: Writ.completionScript(for: .zsh)
      }
    try StandardOutput.shared.write(script.hasSuffix("\n") ? script : script + "\n")
  }
}
