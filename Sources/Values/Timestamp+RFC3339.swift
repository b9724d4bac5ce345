extension Timestamp {
  /// Reads `YYYY-MM-DDTHH:MM:SS[.fraction](Z|±hh:mm|±hhmm)`; `t`, `z` and a blank for `T` are
  /// accepted.
  ///
  /// Nil if the text is anything else (also without an offset, at second 60, or at hour 24), if
  /// the instant is out of range, or if it has a digit other than 0 past the nanoseconds.
  /// Cost: a few nanoseconds; allocates nothing.
  package init?(rfc3339 bytes: UnsafeRawBufferPointer) {
    let count = bytes.count
    guard count >= 20, let base = bytes.baseAddress,
      let seconds = Self.civilSeconds(base)
    else { return nil }
    var fraction: Int64 = 0
    var index = 19
    if bytes[19] == UInt8(ascii: ".") {
      if count == 24 {
        let tail = base.loadUnaligned(fromByteOffset: 20, as: UInt32.self)
        let digits = UInt32(littleEndian: tail) ^ 0x5a30_3030
        // Three digits and `Z`: what most logs write.
        if (digits | (digits &+ 0x7f76_7676)) & 0x8080_8080 == 0 {
          fraction =
            Int64(digits & 0xff) &* 100_000_000
            &+ Int64((digits >> 8) & 0xff) &* 10_000_000
            &+ Int64((digits >> 16) & 0xff) &* 1_000_000
          self.init(seconds: seconds, fraction: fraction)
          return
        }
      }
      guard let end = Self.readFraction(bytes, from: 20, into: &fraction) else { return nil }
      index = end
    }
    guard let offset = Self.readOffset(bytes, from: index) else { return nil }
    self.init(seconds: seconds &- offset, fraction: fraction)
  }

  /// Reads `YYYY-MM-DDTHH:MM:SS[.fraction]`, a local time, in a zone. A time that the zone skips
  /// is the first instant after the gap; one that occurs twice is the first of the two.
  package init?(localWithoutOffset bytes: UnsafeRawBufferPointer, zone: Zone) {
    guard bytes.count >= 19, let base = bytes.baseAddress,
      let seconds = Self.civilSeconds(base)
    else { return nil }
    var fraction: Int64 = 0
    if bytes.count > 19 {
      guard bytes[19] == UInt8(ascii: "."),
        Self.readFraction(bytes, from: 20, into: &fraction) == bytes.count
      else { return nil }
    }
    let instant = zone.epochSeconds(ofLocalSeconds: Int64(seconds))
    self.init(seconds: Int(instant.seconds), fraction: instant.isInGap ? 0 : fraction)
  }

  /// Nil out of range. `fraction` is 0…999,999,999 nanoseconds.
  @inline(__always)
  private init?(seconds: Int, fraction: Int64) {
    // Towards zero first, for the last second of the range is whole only with its fraction.
    let isEarly = seconds < 0
    let whole = Int64(truncatingIfNeeded: isEarly ? seconds &+ 1 : seconds)
      .multipliedReportingOverflow(by: 1_000_000_000)
    let sum = whole.partialValue.addingReportingOverflow(
      isEarly ? fraction &- 1_000_000_000 : fraction)
    guard !whole.overflow, !sum.overflow else { return nil }
    self.init(nanoseconds: sum.partialValue)
  }

  /// Seconds since 1970 of the 19 bytes `YYYY-MM-DDTHH:MM:SS` at `base` as if they were UTC.
  @inline(__always)
  private static func civilSeconds(_ base: UnsafeRawPointer) -> Int? {
    // Exclusive or with the expected shape leaves digits 0…9 and separators 0. Adding 0x76 (0x7f)
    // to a byte sets its top bit if it is more than 9 (more than 0).
    let first = base.loadUnaligned(as: UInt64.self).littleEndian ^ 0x2d30_302d_3030_3030
    let middle =
      base.loadUnaligned(fromByteOffset: 8, as: UInt64.self).littleEndian ^ 0x3030_3a30_3054_3030
    // `SS` is read with the minute and its colon: `:MM:SS` ends at byte 19.
    let third =
      base.loadUnaligned(fromByteOffset: 15, as: UInt32.self).littleEndian ^ 0x3030_3a30
    let separator = UInt8(truncatingIfNeeded: middle >> 16)
    // `T`, `t` (0x20 off) or a blank (0x74 off).
    guard separator == 0 || separator == 0x20 || separator == 0x74 else { return nil }
    let time = middle & 0xffff_ffff_ff00_ffff
    let bad =
      (first | (first &+ 0x7f76_767f_7676_7676))
      | (time | (time &+ 0x7676_7f76_767f_7676))
      | UInt64(third | (third &+ 0x7676_7f76))
    guard bad & 0x8080_8080_8080_8080 == 0 else { return nil }
    // Byte n of `x * 10 + (x >> 8)` is the number that digits n and n + 1 make.
    let date = first &* 10 &+ (first >> 8)
    let clock = time &* 10 &+ (time >> 8)
    let century = UInt32(truncatingIfNeeded: date & 0xff)
    let yearOfCentury = UInt32(truncatingIfNeeded: (date >> 16) & 0xff)
    let month = UInt32(truncatingIfNeeded: (date >> 40) & 0xff)
    let day = UInt32(truncatingIfNeeded: clock & 0xff)
    let hour = UInt32(truncatingIfNeeded: (clock >> 24) & 0xff)
    let minute = UInt32(truncatingIfNeeded: (clock >> 48) & 0xff)
    let second = ((third >> 16) & 0xff) &* 10 &+ (third >> 24)
    let year = century &* 100 &+ yearOfCentury
    guard month &- 1 < 12, day &- 1 < 31, hour < 24, minute < 60, second < 60,
      day <= 28 || day <= CivilDay.length(ofMonth: Int(month), year: Int(year))
    else { return nil }
    // As `CivilDay.days`, for the years 0 to 9999: year 0 is the year 400, so that nothing is
    // negative, and January and February are the last months of the year before.
    let isEarly: UInt32 = month <= 2 ? 1 : 0
    let y = year &+ 400 &- isEarly
    let c = y / 100
    let dayOfYear = (979 &* (month &+ 12 &* isEarly) &- 2919) >> 5
    let days = 365 &* y &+ y / 4 &- c &+ c / 4 &+ dayOfYear &+ day &- 1
    let secondOfDay = hour &* 3600 &+ minute &* 60 &+ second
    return (Int(days) &- 865_565) &* 86_400 &+ Int(secondOfDay)
  }

  /// Reads one or more digits from `start`; returns where they end, nil if there is none or if
  /// one past the ninth is not 0.
  private static func readFraction(
    _ bytes: UnsafeRawBufferPointer, from start: Int, into nanoseconds: inout Int64
  ) -> Int? {
    var index = start
    var value: Int64 = 0
    var scale: Int64 = 100_000_000
    while index < bytes.count, bytes[index].isDigit {
      let digit = Int64(bytes[index].digit)
      guard scale > 0 || digit == 0 else { return nil }
      value &+= digit &* scale
      scale /= 10
      index &+= 1
    }
    guard index > start else { return nil }
    nanoseconds = value
    return index
  }

  /// Reads `Z`, `±hh:mm` or `±hhmm`, which must end the text; in seconds.
  private static func readOffset(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
    let length = bytes.count &- start
    if length == 1 { return bytes[start] | 0x20 == UInt8(ascii: "z") ? 0 : nil }
    guard length == 6 || length == 5 else { return nil }
    let sign = bytes[start]
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return nil }
    if length == 6, bytes[start &+ 3] != UInt8(ascii: ":") { return nil }
    let minutesAt = start &+ length &- 2
    let digits = (
      bytes[start &+ 1], bytes[start &+ 2], bytes[minutesAt], bytes[minutesAt &+ 1]
    )
    guard digits.0.isDigit, digits.1.isDigit, digits.2.isDigit, digits.3.isDigit else {
      return nil
    }
    let hours = Int(digits.0.digit) * 10 + Int(digits.1.digit)
    let minutes = Int(digits.2.digit) * 10 + Int(digits.3.digit)
    guard hours < 24, minutes < 60 else { return nil }
    let seconds = hours * 3600 + minutes * 60
    return sign == UInt8(ascii: "-") ? -seconds : seconds
  }
}

/// Numbers with leading zeros, written to a buffer.
private struct DecimalWriter {
  let buffer: UnsafeMutableBufferPointer<UInt8>
  var count = 0

  mutating func append(_ mark: Unicode.Scalar) {
    buffer[count] = UInt8(truncatingIfNeeded: mark.value)
    count += 1
  }

  mutating func append(_ mark: Unicode.Scalar, _ number: Int) {
    append(mark)
    append(number, width: 2)
  }

  /// `number` is not negative and has at most `width` digits.
  mutating func append(_ number: Int, width: Int) {
    var rest = number
    for place in (0..<width).reversed() {
      buffer[count + place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    count += width
  }
}

extension Timestamp: CustomStringConvertible {
  /// `YYYY-MM-DDTHH:MM:SS[.fraction]Z`, with no, 3, 6 or 9 digits of fraction, as few as are exact.
  package var rfc3339: String {
    let (seconds, fraction) = wholeSeconds
    let (days, secondOfDay) = Int(seconds).flooredDivision(by: 86_400)
    let date = CivilDay.date(days: days)
    return String(unsafeUninitializedCapacity: 40) { buffer in
      var text = DecimalWriter(buffer: buffer)
      text.append(date.year, width: 4)
      text.append("-", date.month)
      text.append("-", date.day)
      text.append("T", secondOfDay / 3600)
      text.append(":", secondOfDay / 60 % 60)
      text.append(":", secondOfDay % 60)
      if fraction != 0 {
        text.append(".")
        if fraction % 1_000_000 == 0 {
          text.append(Int(fraction) / 1_000_000, width: 3)
        } else if fraction % 1000 == 0 {
          text.append(Int(fraction) / 1000, width: 6)
        } else {
          text.append(Int(fraction), width: 9)
        }
      }
      text.append("Z")
      return text.count
    }
  }

  package var description: String { rfc3339 }

  /// Whole seconds since 1970, rounded down, and the nanoseconds that remain.
  package var wholeSeconds: (seconds: Int64, nanoseconds: Int64) {
    let (seconds, rest) = Int(nanoseconds).flooredDivision(by: 1_000_000_000)
    return (Int64(seconds), Int64(rest))
  }
}

extension Int {
  /// The quotient rounded down and the remainder, which is never negative. The divisor is positive.
  @inline(__always)
  package func flooredDivision(by divisor: Int) -> (quotient: Int, remainder: Int) {
    var (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    if remainder < 0 {
      quotient &-= 1
      remainder &+= divisor
    }
    return (quotient, remainder)
  }
}

extension String {
  /// Appends a non-negative number with leading zeros up to `width`.
  mutating func appendDecimal(_ number: Int, width: Int) {
    let digits = String(number)
    for _ in 0..<Swift.max(0, width - digits.utf8.count) { append("0") }
    append(digits)
  }
}
