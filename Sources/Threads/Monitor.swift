import Glibc

/// A lock with a condition to wait for. Held for moments only.
package final class Monitor: @unchecked Sendable {
  // INVARIANT: the pointers are set once; what they point to is the operating system's own lock.
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let condition: UnsafeMutablePointer<pthread_cond_t>

  package init() {
    mutex = .allocate(capacity: 1)
    condition = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  package func withLock<Result>(_ body: () throws -> Result) rethrows -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body()
  }

  /// Gives the lock up until somebody calls `wakeAll`. Only with the lock held.
  package func wait() { pthread_cond_wait(condition, mutex) }

  /// The same, for at most that long.
  package func wait(milliseconds: Int) {
    var deadline = timespec()
    clock_gettime(CLOCK_REALTIME, &deadline)
    deadline.tv_nsec += (milliseconds % 1000) * 1_000_000
    deadline.tv_sec += milliseconds / 1000 + deadline.tv_nsec / 1_000_000_000
    deadline.tv_nsec %= 1_000_000_000
    pthread_cond_timedwait(condition, mutex, &deadline)
  }

  package func wakeAll() { pthread_cond_broadcast(condition) }
}

/// A thread of the operating system that runs one function.
package struct WorkerThread {
  private var thread = pthread_t()

  private final class Start {
    let body: () -> Void
    init(_ body: @escaping () -> Void) { self.body = body }
  }

  /// nil if the system gives no thread.
  package init?(_ body: @escaping @Sendable () -> Void) {
    let start = Unmanaged.passRetained(Start(body))
    let failed = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().body()
        return nil
      }, start.toOpaque())
    if failed != 0 {
      start.release()
      return nil
    }
  }

  package func join() { pthread_join(thread, nil) }
}
