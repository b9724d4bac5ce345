import Values

extension Conversions {
  /// One end of a list.
  private static func end(
    _ name: String, word: String, example: String,
    pick: @escaping @Sendable ([Value]) -> Value?
  ) -> Conversion {
    Conversion(
      name: name, parameters: [], inputs: [.list(of: .json)], output: .json,
      summary: "The \(word) element of a list; absent if the list is empty.",
      examples: [
        .init("[\"a\", \"b\"]", name, example), .init("[]", name, "absent"),
        .init("\"a\"", name, "unreadable"),
      ]
    ) { piece, _ in
      guard case .value(.list(let elements)) = piece else { return .unreadable }
      return pick(elements).map(Converted.value) ?? .absent
    }
  }

  static let choiceConversions: [Conversion] = [
    end("first", word: "first", example: "a", pick: \.first),
    end("last", word: "last", example: "b", pick: \.last),
    Conversion(
      name: "map",
      parameters: [.init("from", .string, isRepeated: true)], inputs: [.string],
      output: .string,
      summary: """
        Replaces one text by another, as the pairs of arguments say; a text that stands first in \
        none of them is unreadable.
        """,
      examples: [
        .init("\"forbid\"", "map(\"allow\", \"allow\", \"forbid\", \"deny\")", "deny"),
        .init("\"maybe\"", "map(\"allow\", \"allow\")", "unreadable"),
      ]
    ) { piece, arguments in
      guard case .value(let value) = piece else { return .unreadable }
      for index in stride(from: 0, to: arguments.count - 1, by: 2) where arguments[index] == value {
        return .value(arguments[index + 1])
      }
      return .unreadable
    },
    Conversion(
      name: "outcome", parameters: [], inputs: [.string, .integer], output: .string,
      summary: "`success` for an HTTP status from 100 to 399, `failure` from 400 to 599.",
      examples: [
        .init("201", "outcome", "success"), .init("\"404\"", "outcome", "failure"),
        .init("0", "outcome", "unreadable"),
      ]
    ) { piece, _ in
      switch piece.number?.integer {
      case .some(100...399): .value(.string("success"))
      case .some(400...599): .value(.string("failure"))
      default: .unreadable
      }
    },
    Conversion(
      name: "present", parameters: [], inputs: presentInputs, output: .boolean,
      summary: """
        Whether there is a value: true for any, false for what is absent (null, or by `absent \
        when`, or by what a missing key means). The last step.
        """,
      examples: [
        .init("\"TLSv1.3\"", "present", "true"), .init("null", "present", "false"),
      ], seesAbsence: true
    ) { _, _ in .value(.boolean(true)) },
  ]

  private static let presentInputs: [ValueType] = [
    .string, .integer, .decimal, .boolean, .timestamp, .date, .duration, .size, .version, .ip,
    .list(of: .json),
  ]
}
