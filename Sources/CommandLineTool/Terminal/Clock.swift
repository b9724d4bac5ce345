import Values

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The system's clock. Only the command line reads it.
enum Clock {
  /// Now, in whole seconds: nobody judges by less, and it is printed.
  static var now: Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(nanoseconds: Int64(time.tv_sec) &* 1_000_000_000)
  }
}
