import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// SIGINT and SIGTERM as a wish to stop. The first is noted, and work ends in good order:
/// temporary files are removed, no report is left half-written. A second one ends the
/// process at once.
enum Interruption {
  /// The signal that came; 0 for none. A handler may touch nothing but this.
  private static let received = Atomic<Int32>(0)

  /// From here on the two signals are noted instead of ending the process.
  static func install() {
    for number in [SIGINT, SIGTERM] {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { number in
        Interruption.note(number)
      }
      // The default handling returns after the first signal. Reads are interrupted, not
      // restarted: one that waits for a slow pipe would not see the wish.
      action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND))
      sigaction(number, &action, nil)
    }
  }

  private static func note(_ number: Int32) {
    received.store(number, ordering: .relaxed)
  }

  static var isRequested: Bool { received.load(ordering: .relaxed) != 0 }

  /// The status to end with, if a signal came.
  static var status: ExitStatus? {
    switch received.load(ordering: .relaxed) {
    case SIGINT: .interrupted
    case SIGTERM: .terminated
    default: nil
    }
  }
}
