import Testing
import Values

@testable import Functions

@Suite struct FunctionsTests {
  @Test func theListIsSortedUniqueAndDocumented() {
    let names = BuiltInFunctions.all.map(\.name)
    #expect(names == Array(Set(names)).sorted())
    #expect(names.count >= 14)
    for function in BuiltInFunctions.all {
      #expect(function.summary.hasSuffix("."), "\(function.name)")
      #expect(!function.examples.isEmpty, "\(function.name)")
      #expect(BuiltInFunctions.named(function.name)?.signature == function.signature)
    }
    #expect(BuiltInFunctions.named("Lower") == nil)
    #expect(
      BuiltInFunctions.named("length")?.signature == "length(text: string or list of any) -> int")
  }

  @Test(
    arguments: BuiltInFunctions.all.flatMap { f in f.examples.map { (f.name, $0.call, $0.result) } }
  )
  func examplesHold(name: String, call: String, result: String) throws {
    let function = try #require(BuiltInFunctions.named(name))
    #expect(call.hasPrefix(name + "(") && call.hasSuffix(")"))
    var arguments = try parse(String(call.dropFirst(name.count + 1).dropLast()))
    #expect(arguments.count == function.parameters.count)
    for (argument, parameter) in zip(arguments, function.parameters) {
      #expect(parameter.accepts(argument.type))
    }
    let types = arguments.map(\.type)
    if function.takesZone { arguments.append(.string("UTC")) }
    let value = function.apply(arguments)
    #expect(value?.description ?? "unknown" == result)
    if let value { #expect(value.type == function.result(for: types)) }
  }

  /// Literals of the language, as far as the examples use them.
  private func parse(_ text: String) throws -> [Value] {
    var values: [Value] = []
    var rest = text[...]
    while !rest.isEmpty {
      rest = rest.drop { $0 == " " || $0 == "," }
      if rest.first == "\"" {
        let inner = rest.dropFirst().prefix { $0 != "\"" }
        values.append(.string(Text(String(inner))))
        rest = rest.dropFirst(inner.count + 2)
      } else if rest.first == "[" {
        let inner = rest.dropFirst().prefix { $0 != "]" }
        values.append(.list(try parse(String(inner))))
        rest = rest.dropFirst(inner.count + 2)
      } else {
        let word = String(rest.prefix { $0 != "," })
        rest = rest.dropFirst(word.count)
        if let time = word.withBytes({ Timestamp(rfc3339: $0) }) {
          values.append(.timestamp(time))
        } else if let date = CalendarDate(text: word) {
          values.append(.date(date))
        } else {
          values.append(.number(try #require(Number(text: word))))
        }
      }
    }
    return values
  }

  @Test func timesAreThoseOfTheZone() throws {
    let time = try #require("2026-06-30T22:30:00Z".withBytes { Timestamp(rfc3339: $0) })
    let expected = [
      "date": "2026-07-01", "hour": "0", "minute": "30", "weekday": "Wed", "day": "1", "month": "7",
      "year": "2026",
    ]
    let zone = try #require(Zone(identifier: "Europe/Berlin"))
    for (name, result) in expected {
      let function = try #require(BuiltInFunctions.named(name))
      #expect(function.takesZone)
      #expect(function.apply([.timestamp(time), .string("Europe/Berlin")])?.description == result)
      #expect(function.ofLocalTime?(zone.local(time)).description == result)
      #expect(function.apply([.timestamp(time), .string("Nowhere/City")]) == nil)
    }
  }

  /// Any value, in any number: an answer or none, and no crash.
  @Test func anythingIsTaken() throws {
    let values: [Value] = [
      .string(""), .string(Text(bytes: [0xff, 0x20])), .number(Number(0)),
      .number(Number(significand: -Int128(10) << 100, exponent: 6000)),
      .boolean(true), .timestamp(Timestamp(nanoseconds: .min)),
      .timestamp(Timestamp(nanoseconds: .max)),
      .date(CalendarDate(daysSinceEpoch: .max)), .date(CalendarDate(daysSinceEpoch: .min)),
      .duration(Duration(nanoseconds: .min)), .list([]), .object([]), .string("UTC"),
      .string("Asia/Tokyo"),
    ]
    var answers = 0
    for function in BuiltInFunctions.all {
      for first in values {
        if function.apply([first]) != nil { answers += 1 }
        for second in values where function.apply([first, second]) != nil { answers += 1 }
      }
      #expect(function.apply([]) == nil)
    }
    #expect(answers > 100)
    let elapsed = try #require(BuiltInFunctions.named("elapsed"))
    #expect(elapsed.apply([values[5], values[6]]) == nil)
    #expect(try #require(BuiltInFunctions.named("abs")).apply([values[9]]) == nil)
  }
}
