import Diagnostics

extension Lexer {
  /// NUMBER, QUANTITY, TIME, CLOCK, NETWORK: everything that begins with a digit or `-`.
  mutating func lexNumber() {
    let start = position
    let isNegative = isByte("-", at: 0)
    if isNegative { position += 1 }
    skipDigits()
    if !isNegative {
      if isByte("-", at: 0), isDigit(byte(1)) { return lexTime(from: start) }
      if isByte(":", at: 0), isDigit(byte(1)) { return lexClock(from: start) }
    }
    var parts = 1
    while isByte(".", at: 0), isDigit(byte(1)) {
      position += 1
      skipDigits()
      parts += 1
    }
    if isByte("/", at: 0), isDigit(byte(1)) || parts == 4 {
      return lexNetwork(from: start, parts: isNegative ? 0 : parts)
    }
    let digitsEnd = position
    while isWordPart(byte()) { position += 1 }
    if position > digitsEnd { return lexQuantity(from: start, digitsEnd: digitsEnd) }
    if parts == 4, !isNegative { return lexNetwork(from: start, parts: parts) }
    let written = string(from: start)
    if written.hasSuffix("_") || written.contains("__") || written.contains("_.") {
      report(
        "invalid-number", "`\(shortened(written))` is no number", from: start,
        help: "a `_` stands between two digits: `1_000_000`")
    }
    append(.number, from: start, text: written)
  }

  /// Digits, and `_` that does not begin a word.
  private mutating func skipDigits() {
    while isDigit(byte()) || isByte("_", at: 0) { position += 1 }
  }

  private mutating func lexQuantity(from start: Int, digitsEnd: Int) {
    let number = string(from: start, to: digitsEnd)
    let unit = string(from: digitsEnd)
    if !Units.gluedSet.contains(unit), !Units.wordSet.contains(unit) {
      reportUnknownUnit(number: number, unit: unit, from: start)
    }
    append(.quantity, from: start, text: number, suffix: unit)
  }

  private mutating func reportUnknownUnit(number: String, unit: String, from start: Int) {
    diagnostics.append(
      unknownUnit(
        number: number, unit: unit, blank: "",
        label: .init(text: text, span: span(from: start))))
  }

  /// RFC 3339: a date, or a date and a time with its offset. Only the shape is checked here.
  private mutating func lexTime(from start: Int) {
    while isWordPart(byte()) || isByte("-", at: 0) || isByte("+", at: 0) || isByte(":", at: 0)
      || (isByte(".", at: 0) && isDigit(byte(1)))
    {
      position += 1
    }
    // `a: 2026-01-01, …` and `2026-01-01:` end before the colon.
    while isByte(":", at: -1) || isByte("-", at: -1) { position -= 1 }
    let written = string(from: start)
    if let help = Self.timeProblem(Array(written.utf8)) {
      report("invalid-time", "`\(shortened(written))` is no date or time", from: start, help: help)
    }
    append(.time, from: start, text: written)
  }

  /// What to write instead; nil where the shape is right.
  static func timeProblem(_ bytes: [UInt8]) -> String? {
    let dateHelp = "write a date as `2026-03-31`, a time as `2026-03-31T18:00:00Z`"
    guard matchesShape(bytes.prefix(10), "0000-00-00") else { return dateHelp }
    guard bytes.count > 10 else { return nil }
    guard matchesShape(bytes.dropFirst(10).prefix(9), "T00:00:00") else { return dateHelp }
    var rest = bytes.dropFirst(19)
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      guard let first = rest.first, isDigit(first) else { return dateHelp }
      rest = rest.drop(while: isDigit)
    }
    if rest.isEmpty {
      return "say the offset from UTC: `Z`, or as in `2026-03-31T18:00:00+02:00`"
    }
    if matchesShape(rest, "Z") || matchesShape(rest, "+00:00") || matchesShape(rest, "-00:00") {
      return nil
    }
    return dateHelp
  }

  /// `0` stands for a digit, a letter for itself in either case.
  private static func matchesShape(_ bytes: ArraySlice<UInt8>, _ shape: StaticString) -> Bool {
    guard bytes.count == shape.utf8CodeUnitCount else { return false }
    return shape.withUTF8Buffer { wanted in
      zip(bytes, wanted).allSatisfy { byte, want in
        want == UInt8(ascii: "0")
          ? isDigit(byte) : byte == want || (isLetter(want) && byte == want | 0x20)
      }
    }
  }

  /// `08:00`, to `24:00`.
  private mutating func lexClock(from start: Int) {
    let hoursEnd = position
    position += 1
    let minutesStart = position
    while isDigit(byte()) || (isByte(":", at: 0) && isDigit(byte(1))) { position += 1 }
    let hours = Int(string(from: start, to: hoursEnd))
    let minutes = Int(string(from: minutesStart))
    var total = 0
    if let hours, let minutes, hoursEnd - start <= 2, position - minutesStart == 2,
      minutes < 60, hours < 24 || (hours == 24 && minutes == 0)
    {
      total = hours * 60 + minutes
    } else {
      report(
        "invalid-clock", "`\(shortened(string(from: start)))` is no time of day", from: start,
        help: "write hours and minutes, `08:00` to `24:00`")
    }
    append(.clock, from: start, text: string(from: start))
    tokens[tokens.count - 1].minutes = total
  }

  /// `10.20.0.0`, `10.20.0.0/16`
  private mutating func lexNetwork(from start: Int, parts: Int) {
    let addressEnd = position
    var isRight = parts == 4
    for part in bytes[start..<addressEnd].split(separator: UInt8(ascii: ".")) {
      let value = part.count <= 3 ? Int(String(decoding: part, as: UTF8.self)) : nil
      if value ?? 256 > 255 { isRight = false }
    }
    if isByte("/", at: 0) {
      position += 1
      while isWordPart(byte()) { position += 1 }
      let bits = Int(string(from: addressEnd + 1))
      if position - addressEnd > 3 || bits ?? 33 > 32 { isRight = false }
    }
    if !isRight {
      report(
        "invalid-network", "`\(shortened(string(from: start)))` is no address or network",
        from: start,
        help: "write four numbers from 0 to 255, and the length to 32: `10.20.0.0/16`",
        "an IPv6 network stands in quotes: `\"fd00::/8\"`")
    }
    append(.network, from: start, text: string(from: start))
  }
}

/// For messages: at most about 40 characters of something the user wrote.
func shortened(_ written: String, to limit: Int = 40) -> String {
  var count = 0
  for index in written.indices {
    count += 1
    if count > limit { return written[..<index] + "…" }
  }
  return written
}

/// `blank` stands between the number and the unit.
func unknownUnit(
  number: String, unit: String, blank: String, label: Diagnostic.Label
) -> Diagnostic {
  let number = shortened(number)
  let near = Units.meant(by: unit).map { meant in
    number + (Units.gluedSet.contains(meant) ? "" : " ") + meant
  }
  var help = near.isEmpty ? [] : ["did you mean \(listed(near))?"]
  help.append(
    "units are `ms s m h d w` and `B KB MB GB KiB MiB GiB`, or words after a blank: `1 month`, "
      + "`30 days`")
  return Diagnostic(
    id: "unknown-unit", message: "`\(number)\(blank)\(shortened(unit))` has an unknown unit",
    primary: label, help: help)
}

/// "`a`", "`a` or `b`", "`a`, `b` or `c`".
func listed(_ words: [String]) -> String {
  let quoted = words.map { "`\($0)`" }
  guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "" }
  return quoted.dropLast().joined(separator: ", ") + " or " + last
}
