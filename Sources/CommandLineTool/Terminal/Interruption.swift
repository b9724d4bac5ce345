import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// SIGINT, SIGTERM and SIGHUP as a wish to stop.
///
/// The first signal is noted and work ends in good order, so that no report is left half-written.
/// If that takes longer than `graceSeconds` (a read that waits for a silent pipe), or at a second
/// signal, the temporary files are removed and the process ends where it stands.
enum Interruption {
  private static let received = Atomic<Int32>(0)
  private static let temporaryFiles = Mutex<[String]>([])
  private static let graceSeconds = 2

  static var isRequested: Bool { received.load(ordering: .relaxed) != 0 }

  /// The status to end with, if a signal came.
  static var status: ExitStatus? {
    let number = received.load(ordering: .relaxed)
    return number == 0 ? nil : ExitStatus(signal: number)
  }

  /// From here on the signals are noted. Call it once, before the first thread is started:
  /// threads inherit that the signals are not theirs. A signal that the caller ignores (`nohup`)
  /// stays ignored.
  static func install() {
    var wanted = sigset_t()
    sigemptyset(&wanted)
    for number in [SIGINT, SIGTERM, SIGHUP] where !isIgnored(number) {
      sigaddset(&wanted, number)
    }
    pthread_sigmask(SIG_BLOCK, &wanted, nil)
    var thread = pthread_t()
    let started = pthread_create(
      &thread, nil,
      { _ in
        Interruption.wait()
        return nil
      }, nil)
    if started == 0 {
      pthread_detach(thread)
    } else {
      // Without the thread nobody would hear them: back to the system's way.
      pthread_sigmask(SIG_UNBLOCK, &wanted, nil)
    }
  }

  /// Names a file that must not outlive the process unless `keep` says so.
  static func willWrite(_ path: String) { temporaryFiles.withLock { $0.append(path) } }

  static func keep(_ path: String) { temporaryFiles.withLock { $0.removeAll { $0 == path } } }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    return sigaction(number, nil, &action) == 0
      && unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
        == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  private static func wait() {
    var wanted = sigset_t()
    sigemptyset(&wanted)
    for number in [SIGINT, SIGTERM, SIGHUP] where !isIgnored(number) {
      sigaddset(&wanted, number)
    }
    var number: Int32 = 0
    while sigwait(&wanted, &number) != 0 {}
    received.store(number, ordering: .relaxed)
    var grace = timespec(tv_sec: graceSeconds, tv_nsec: 0)
    // Ends at the second signal or after the grace. In good order the process is gone by then.
    _ = sigtimedwait(&wanted, nil, &grace)
    for path in temporaryFiles.withLock({ $0 }) { unlink(path) }
    _exit(ExitStatus(signal: number).rawValue)
  }
}

extension ExitStatus {
  /// 128 and the signal's number, as shells say it.
  fileprivate init(signal: Int32) {
    switch signal {
    case SIGINT: self = .interrupted
    case SIGHUP: self = .hungUp
    default: self = .terminated
    }
  }
}
