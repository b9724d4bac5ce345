import RuleSyntax
import Values

/// The outcome of reading a literal as a value of a given type.
enum Coercion {
  case value(Value)
  case problem(ProblemID, String, help: [String])
}

extension LiteralSyntax {
  /// For messages: what the literal looks like, with its article.
  var phrase: String {
    switch content {
    case .string: "a string"
    case .number(let written):
      written.split(separator: ".").count > 2 ? "a version" : "a number"
    case .quantity(_, let unit):
      switch LiteralReading.measure(unit: unit) {
      case .size: "a size in bytes"
      default: "a duration"
      }
    case .time(let time): time.written.utf8.count > 10 ? "a time" : "a date"
    case .network(let written):
      written.utf8.contains(UInt8(ascii: "/")) ? "a network" : "an IP address"
    case .boolean: "true or false"
    }
  }

  /// The value that the literal has by itself, beside something of no declared type.
  func natural() -> Coercion {
    switch content {
    case .string(let text): return .value(.string(Text(text)))
    case .number(let written):
      return coerced(to: written.split(separator: ".").count > 2 ? .version : .decimal)
    case .quantity(_, let unit):
      if case .size = LiteralReading.measure(unit: unit) { return coerced(to: .size) }
      return coerced(to: .duration)
    case .time(let time): return coerced(to: time.written.utf8.count > 10 ? .timestamp : .date)
    case .network(let written):
      if !written.utf8.contains(UInt8(ascii: "/")) { return coerced(to: .ip) }
      guard let network = LiteralReading.network(written) else { return Self.badNetwork(written) }
      return .value(.network(network))
    case .boolean(let value): return .value(.boolean(value))
    }
  }

  /// The literal as a value of `type`. `name` is what it stands beside, for the help.
  func coerced(to type: ValueType) -> Coercion {
    switch type {
    case .json: return natural()
    case .string: return asString()
    case .integer, .decimal: return asNumber(whole: type == .integer)
    case .boolean:
      if case .boolean(let value) = content { return .value(.boolean(value)) }
      if case .string(let text) = content, text == "true" || text == "false" {
        return mismatch(type, help: ["write it without quotes: `\(text)`"])
      }
      return mismatch(type, help: ["write `true` or `false`"])
    case .timestamp: return asTimestamp()
    case .date: return asDate()
    case .duration: return asDuration()
    case .size: return asSize()
    case .version: return asVersion()
    case .ip: return asAddress()
    case .list: return mismatch(type, help: ["ask for its elements: `any … as x has x == …`"])
    }
  }

  private func mismatch(_ type: ValueType, help: [String]) -> Coercion {
    .problem(.typeMismatch, "this is \(phrase)", help: help)
  }

  private func asString() -> Coercion {
    switch content {
    case .string(let text): return .value(.string(Text(text)))
    case .number(let written): return mismatch(.string, help: ["in quotes: `\"\(written)\"`"])
    case .quantity(let number, let unit):
      return mismatch(.string, help: ["in quotes: `\"\(number)\(unit)\"`"])
    case .time(let time): return mismatch(.string, help: ["in quotes: `\"\(time.written)\"`"])
    case .network(let written): return mismatch(.string, help: ["in quotes: `\"\(written)\"`"])
    case .boolean(let value): return mismatch(.string, help: ["in quotes: `\"\(value)\"`"])
    }
  }

  private func asNumber(whole: Bool) -> Coercion {
    switch content {
    case .number(let written):
      guard let number = LiteralReading.number(written) else {
        if LiteralReading.version(written) != nil {
          return mismatch(.decimal, help: ["a number has one dot at most"])
        }
        return .problem(
          .badNumber, "this number can't be held exactly",
          help: ["numbers have at most 38 digits"])
      }
      if whole, !number.isWhole {
        return .problem(
          .typeMismatch, "this number has a fraction", help: ["write a whole number"])
      }
      return .value(.number(number))
    case .quantity(let number, _):
      return .problem(
        .unitUnwanted, "this number has a unit",
        help: ["write it without the unit: `\(number)`"])
    case .string(let text):
      if LiteralReading.number(text) != nil {
        return mismatch(.decimal, help: ["write it without quotes: `\(text)`"])
      }
      return mismatch(.decimal, help: ["write a number"])
    default: return mismatch(.decimal, help: ["write a number"])
    }
  }

  private func asTimestamp() -> Coercion {
    switch content {
    case .time(let time):
      if time.written.utf8.count <= 10 {
        return mismatch(
          .timestamp,
          help: [
            "a time has a clock and an offset: `\(time.written)T00:00:00Z`",
            "to compare days, take the day of the time: `date(…)`",
          ])
      }
      if let value = LiteralReading.timestamp(time.written) { return .value(.timestamp(value)) }
      if LiteralReading.timestamp(time.written + "Z") != nil {
        return .problem(
          .badTime, "this time has no offset from UTC",
          help: ["write `\(time.written)Z` for UTC, or an offset such as `+01:00`"])
      }
      return .problem(
        .badTime, "there is no such time",
        help: ["times are written as in RFC 3339: `2026-01-31T08:00:00Z`"])
    case .string(let text) where LiteralReading.timestamp(text) != nil:
      return mismatch(.timestamp, help: ["write it without quotes: `\(text)`"])
    default: return mismatch(.timestamp, help: ["write a time: `2026-01-31T08:00:00Z`"])
    }
  }

  private func asDate() -> Coercion {
    switch content {
    case .time(let time):
      if time.written.utf8.count > 10 {
        return mismatch(.date, help: ["write the date alone: `\(time.written.prefix(10))`"])
      }
      if let value = LiteralReading.date(time.written) { return .value(.date(value)) }
      return .problem(
        .badTime, "there is no such date", help: ["dates are written `2026-01-31`"])
    case .string(let text) where LiteralReading.date(text) != nil:
      return mismatch(.date, help: ["write it without quotes: `\(text)`"])
    default: return mismatch(.date, help: ["write a date: `2026-01-31`"])
    }
  }

  private func asDuration() -> Coercion {
    switch content {
    case .quantity(let number, let unit):
      switch LiteralReading.measure(unit: unit) {
      case .time(let length):
        guard let number = LiteralReading.number(number),
          let nanoseconds = LiteralReading.scaled(number, by: length)
        else {
          return .problem(
            .badNumber, "this duration can't be held",
            help: ["durations are whole nanoseconds, up to 292 years"])
        }
        return .value(.duration(Duration(nanoseconds: nanoseconds)))
      case .calendar:
        return .problem(
          .typeMismatch, "a \(unit.hasPrefix("year") ? "year" : "month") has no fixed length",
          help: ["write days: `30d`"])
      case .size: return mismatch(.duration, help: ["write a time unit: `\(number)s`"])
      case nil: return unknownUnit(unit)
      }
    case .number(let written):
      return .problem(
        .unitMissing, "this number has no unit",
        help: ["write the unit: `\(written)ms`, `\(written)s`, `\(written)m`, …"])
    default: return mismatch(.duration, help: ["write a number with its unit: `500ms`, `2s`"])
    }
  }

  private func asSize() -> Coercion {
    switch content {
    case .quantity(let number, let unit):
      switch LiteralReading.measure(unit: unit) {
      case .size(let factor):
        guard let number = LiteralReading.number(number),
          let bytes = LiteralReading.scaled(number, by: factor)
        else {
          return .problem(
            .badNumber, "this size can't be held", help: ["sizes are whole bytes, up to 2^63 - 1"])
        }
        return .value(.size(bytes))
      case .time, .calendar:
        return mismatch(.size, help: ["write a size: `\(number)KB`, `\(number)MB`"])
      case nil: return unknownUnit(unit)
      }
    case .number(let written):
      return .problem(
        .unitMissing, "this number has no unit",
        help: ["write the unit: `\(written)B`, `\(written)KB`, `\(written)MiB`, …"])
    default: return mismatch(.size, help: ["write a number with its unit: `500KB`, `2MiB`"])
    }
  }

  private func unknownUnit(_ unit: String) -> Coercion {
    .problem(
      .badNumber, "there is no unit `\(unit)`",
      help: [
        "units of time are ms, s, m, h, d, w; of size B, KB, MB, GB, KiB, MiB, GiB"
      ])
  }

  private func asVersion() -> Coercion {
    switch content {
    case .number(let written):
      if let value = LiteralReading.version(written) { return .value(.version(value)) }
      return .problem(.badNumber, "this is no version", help: ["write `1.2` or `1.2.1`"])
    case .string(let text):
      let digits = text.drop { !($0 >= "0" && $0 <= "9") }
      if let first = digits.first, first.isNumber, LiteralReading.version(String(digits)) != nil {
        return mismatch(.version, help: ["write it without quotes: `\(digits)`"])
      }
      return mismatch(.version, help: ["write a version: `1.2`"])
    default: return mismatch(.version, help: ["write a version: `1.2`"])
    }
  }

  private func asAddress() -> Coercion {
    switch content {
    case .network(let written):
      if written.utf8.contains(UInt8(ascii: "/")) {
        return mismatch(.ip, help: ["ask whether the address is in it: `in \(written)`"])
      }
      guard let address = LiteralReading.address(written) else { return Self.badNetwork(written) }
      return .value(.ip(address))
    case .string(let text):
      if let address = LiteralReading.address(text) { return .value(.ip(address)) }
      if LiteralReading.network(text) != nil {
        return mismatch(.ip, help: ["ask whether the address is in it: `in \"\(text)\"`"])
      }
      return mismatch(.ip, help: ["write an address: `10.0.0.1` or `\"fd00::1\"`"])
    default: return mismatch(.ip, help: ["write an address: `10.0.0.1` or `\"fd00::1\"`"])
    }
  }

  static func badNetwork(_ written: String) -> Coercion {
    .problem(
      .typeMismatch, "there is no such address or network",
      help: ["write four numbers up to 255 and a prefix up to 32: `10.0.0.0/8`"])
  }
}
