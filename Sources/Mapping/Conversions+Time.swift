import Values

extension Conversions {
  /// A number of units since 1970.
  private static func epoch(
    _ name: String, unit: String, example: Conversion.Example,
    read: @escaping @Sendable (Number) -> Timestamp?
  ) -> Conversion {
    Conversion(
      name: name, parameters: [], inputs: [.string, .decimal], output: .timestamp,
      summary: "An instant as \(unit) since 1970, a number or a text that is one.",
      examples: [example]
    ) { piece, _ in Converted(readable: piece.number.flatMap(read).map { .timestamp($0) }) }
  }

  /// A number of units.
  private static func length(
    _ name: String, unit: DurationUnit, words: String, example: Conversion.Example
  ) -> Conversion {
    Conversion(
      name: name, parameters: [], inputs: [.string, .decimal], output: .duration,
      summary: "A duration as a number of \(words), or a text that is one.", examples: [example]
    ) { piece, _ in
      Converted(
        readable: piece.number.flatMap { Duration(number: $0, unit: unit) }
          .map { .duration($0) })
    }
  }

  static let timeConversions: [Conversion] = [
    Conversion(
      name: "rfc3339", parameters: [], inputs: [.string], output: .timestamp,
      summary: "An instant as RFC 3339 writes it; the offset may lack its colon, but not itself.",
      examples: [
        .init("\"2026-01-01T01:00:00.5+01:00\"", "rfc3339", "2026-01-01T00:00:00.500Z"),
        .init("\"2026-01-01T00:00:00\"", "rfc3339", "unreadable"),
      ]
    ) { piece, _ in
      Converted(
        readable: piece.text?.withUnsafeBytes { Timestamp(rfc3339: $0) }.map { .timestamp($0) })
    },
    epoch(
      "epoch", unit: "seconds", example: .init("1.5", "epoch", "1970-01-01T00:00:01.500Z")
    ) { Timestamp(epochSeconds: $0) },
    epoch(
      "epoch_ms", unit: "milliseconds",
      example: .init("\"1500\"", "epoch_ms", "1970-01-01T00:00:01.500Z")
    ) { Timestamp(epochMilliseconds: $0) },
    epoch(
      "epoch_ns", unit: "nanoseconds",
      example: .init("\"1000000\"", "epoch_ns", "1970-01-01T00:00:00.001Z")
    ) { Timestamp(epochNanoseconds: $0) },
    length("ms", unit: .millisecond, words: "milliseconds", example: .init("1500", "ms", "1.5s")),
    length(
      "seconds", unit: .second, words: "seconds", example: .init("\"0.002\"", "seconds", "2ms")),
    length(
      "ns", unit: .nanosecond, words: "nanoseconds", example: .init("\"2000000\"", "ns", "2ms")),
    Conversion(
      name: "duration", parameters: [], inputs: [.string], output: .duration,
      summary: "A duration with its units: `2ms`, `1.5s`, `1h2m3s`.",
      examples: [
        .init("\"0.000127695s\"", "duration", "0.127695ms"),
        .init("\"12\"", "duration", "unreadable"),
      ]
    ) { piece, _ in
      Converted(
        readable: piece.text?.withUnsafeBytes { Duration($0) }.map { .duration($0) })
    },
  ]
}
