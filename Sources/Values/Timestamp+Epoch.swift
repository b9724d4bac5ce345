extension Timestamp {
  /// Seconds since 1970. Nil out of range, or if nanoseconds can't hold it exactly.
  package init?(epochSeconds number: Number) { self.init(number, powerOfTen: 9) }

  /// Milliseconds since 1970. Nil out of range, or if nanoseconds can't hold it exactly.
  package init?(epochMilliseconds number: Number) { self.init(number, powerOfTen: 6) }

  /// Nanoseconds since 1970. Nil out of range, or if it is not whole.
  package init?(epochNanoseconds number: Number) { self.init(number, powerOfTen: 0) }

  private init?(_ number: Number, powerOfTen: Int32) {
    guard let nanoseconds = number.scaled(powerOfTen: powerOfTen) else { return nil }
    self.init(nanoseconds: nanoseconds)
  }
}
