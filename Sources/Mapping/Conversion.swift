import Values

/// A step of a mapping (`| int`, `| split(",")`): its name, what it takes and gives, and how.
package struct Conversion: Sendable {
  package struct Parameter: Sendable {
    package var name: String
    package var type: ValueType
    /// The texts that are allowed; empty for any value of the type.
    package var choices: [String]
    /// Whether it may be given more than once; only the last parameter.
    package var isRepeated: Bool

    init(_ name: String, _ type: ValueType, choices: [String] = [], isRepeated: Bool = false) {
      self.name = name
      self.type = type
      self.choices = choices
      self.isRepeated = isRepeated
    }
  }

  /// An input, the step as a source writes it, and what comes out: `absent`, `missing` or
  /// `unreadable` where it is no value.
  package struct Example: Sendable {
    package var input: String
    package var step: String
    package var output: String

    init(_ input: String, _ step: String, _ output: String) {
      self.input = input
      self.step = step
      self.output = output
    }
  }

  package let name: String
  package let parameters: [Parameter]
  /// The types it takes. What a record holds is untyped, so every step may come first.
  package let inputs: [ValueType]
  /// The type it gives; `json` if that depends on the record.
  package let output: ValueType
  /// One sentence.
  package let summary: String
  package let examples: [Example]
  /// Whether the step says something of what is absent too, and so must be the last one.
  var seesAbsence = false
  /// The type it gives with these arguments, where that depends on them.
  var outputWithArguments: (@Sendable ([Value]) -> ValueType)?
  let apply: @Sendable (Piece, [Value]) -> Converted

  /// The type it gives with these arguments; `json` if that depends on the record.
  package func output(with arguments: [Value]) -> ValueType {
    outputWithArguments?(arguments) ?? output
  }

  init(
    name: String, parameters: [Parameter], inputs: [ValueType], output: ValueType, summary: String,
    examples: [Example], outputWithArguments: (@Sendable ([Value]) -> ValueType)? = nil,
    seesAbsence: Bool = false,
    apply: @escaping @Sendable (Piece, [Value]) -> Converted
  ) {
    self.name = name
    self.parameters = parameters
    self.inputs = inputs
    self.output = output
    self.summary = summary
    self.examples = examples
    self.outputWithArguments = outputWithArguments
    self.seesAbsence = seesAbsence
    self.apply = apply
  }

  /// Whether the step may follow one that gives this type.
  package func accepts(_ type: ValueType) -> Bool {
    type == .json || inputs.contains(type)
      || (type == .integer && inputs.contains(.decimal))
      || (inputs.contains { if case .list = $0 { true } else { false } }
        && { if case .list = type { true } else { false } }())
  }

  /// What is wrong with a chain of steps, apart from their arguments; nil if nothing is.
  package static func problem(with steps: [Conversion]) -> String? {
    if let early = steps.dropLast().first(where: \.seesAbsence) {
      return "nothing may follow '\(early.name)'"
    }
    return nil
  }

  /// What is wrong with a step's arguments, in a person's words; nil if nothing is.
  package func problem(with arguments: [Value]) -> String? {
    let most = parameters.last?.isRepeated == true ? Int.max : parameters.count
    guard arguments.count >= parameters.count, arguments.count <= most else {
      let wanted = parameters.map(\.name).joined(separator: ", ")
      return parameters.isEmpty
        ? "'\(name)' takes no arguments"
        : "'\(name)' takes \(wanted)\(most == .max ? ", …" : ""), not \(arguments.count) arguments"
    }
    for (index, argument) in arguments.enumerated() {
      let parameter = parameters[min(index, parameters.count - 1)]
      guard argument.type == parameter.type else {
        return "the \(parameter.name) of '\(name)' is a \(parameter.type), not a \(argument.type)"
      }
      if case .string(let text) = argument {
        if !parameter.choices.isEmpty, !parameter.choices.contains(text.description) {
          let choices = parameter.choices.map { "\"\($0)\"" }.joined(separator: ", ")
          return "the \(parameter.name) of '\(name)' is one of \(choices)"
        }
        if text.bytes.isEmpty { return "the \(parameter.name) of '\(name)' must not be empty" }
      }
    }
    return name == "map" && arguments.count % 2 != 0 ? "'map' takes pairs of texts" : nil
  }
}

/// What a conversion gives.
enum Converted {
  case value(Value)
  /// The record says that there is none.
  case absent
  /// The record does not say: the text is sound, but has no such part.
  case missing
  /// The text is not of the form that the conversion reads.
  case unreadable

  init(found text: some Collection<UInt8>) { self = .value(.string(Text(bytes: Array(text)))) }

  /// `unreadable` for nil.
  init(readable value: Value?) { self = value.map(Converted.value) ?? .unreadable }
}

/// What a conversion is given.
enum Piece {
  case value(Value)
  /// A number of the record as it is written there, for conversions that keep the spelling.
  case number(written: [UInt8])

  /// The bytes of a text.
  var text: [UInt8]? {
    guard case .value(.string(let text)) = self else { return nil }
    return text.bytes
  }

  /// The bytes of a text, or a number as it is written.
  var textOrNumber: [UInt8]? {
    switch self {
    case .number(let written): written
    case .value(.string(let text)): text.bytes
    case .value(.number(let number)): Array(number.description.utf8)
    default: nil
    }
  }

  /// A number, or the number that a text spells.
  var number: Number? {
    switch self {
    case .number(let written): written.withUnsafeBytes { Number(json: $0) }
    case .value(.string(let text)): text.bytes.withUnsafeBytes { Number(text: $0) }
    case .value(.number(let number)): number
    default: nil
    }
  }
}

/// All conversions.
package enum Conversions {
  /// Sorted by name.
  package static let all: [Conversion] =
    (textConversions + numberConversions + timeConversions + networkConversions
    + meshConversions + choiceConversions).sorted { $0.name < $1.name }

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  /// Nil if there is no conversion of that name.
  package static func named(_ name: String) -> Conversion? { byName[name] }
}
