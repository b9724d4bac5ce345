import Scanning
import Synchronization

/// One line on standard error that says how far a scan is: only for a person (a terminal), only
/// if it lasts. Called from any worker.
final class ProgressLine: Sendable {
  private struct State {
    var started: ContinuousClock.Instant
    var drawn: ContinuousClock.Instant?
  }

  private static let delay = Duration.milliseconds(1000)
  private static let interval = Duration.milliseconds(100)

  private let isWanted: Bool
  private let width: Int
  private let state = Mutex(State(started: .now, drawn: nil))

  init(terminal: Terminal) {
    isWanted = terminal.isInteractive
    width = terminal.width
  }

  func show(_ progress: ScanProgress) {
    guard isWanted else { return }
    state.withLock { state in
      let now = ContinuousClock.now
      guard now - state.started >= Self.delay,
        state.drawn.map({ now - $0 >= Self.interval }) ?? true
      else { return }
      state.drawn = now
      StandardError.write("\r\u{1B}[K" + Self.text(progress, width: width))
    }
  }

  /// Takes the line away.
  func clear() {
    state.withLock { state in
      if state.drawn != nil { StandardError.write("\r\u{1B}[K") }
      state.drawn = nil
    }
  }

  /// `  42 %  1,200,000 events  logs/mesh.jsonl`, no wider than the terminal.
  static func text(_ progress: ScanProgress, width: Int) -> String {
    var line =
      progress.bytesTotal > 0
      ? padded(Int(min(100, Double(progress.bytesRead) / Double(progress.bytesTotal) * 100)), 4)
        + " %  "
      : "  "
    line += grouped(progress.events) + " events  "
    let room = width - line.count - 1
    let name = progress.file.map { $0.isASCII && $0.asciiValue ?? 0 >= 32 ? $0 : "?" }
    if name.count <= room {
      line += String(name)
    } else if room > 8 {
      line += "…" + String(name.suffix(room - 1))
    }
    return line
  }

  private static func padded(_ number: Int, _ columns: Int) -> String {
    let text = String(number)
    return String(repeating: " ", count: max(0, columns - text.count)) + text
  }
}

/// A number with commas between its thousands, in every locale.
func grouped(_ number: Int) -> String {
  var digits = String(number.magnitude)
  var groups: [String] = []
  while digits.count > 3 {
    groups.insert(String(digits.suffix(3)), at: 0)
    digits.removeLast(3)
  }
  return (number < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
}
