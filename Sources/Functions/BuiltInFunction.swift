import Values

/// A function that rules may call.
package struct BuiltInFunction: Sendable {
  package struct Parameter: Sendable {
    package var name: String
    /// The types that it takes; `list of any` stands for a list of whatever.
    package var types: [ValueType]

    init(_ name: String, _ types: ValueType...) {
      self.name = name
      self.types = types
    }

    /// What a record holds below `raw` has its type only when it is there, and fits anything.
    package func accepts(_ type: ValueType) -> Bool {
      if type == .json || types.contains(type) { return true }
      if type == .integer { return types.contains(.decimal) }
      if case .list = type { return types.contains(.list(of: .json)) }
      return false
    }
  }

  /// A call as a rule writes it, with literals for its arguments, and what it gives.
  package struct Example: Sendable {
    package var call: String
    package var result: String

    init(_ call: String, _ result: String) {
      self.call = call
      self.result = result
    }
  }

  package let name: String
  /// What a rule writes; the zone of a function of time is not among them.
  package let parameters: [Parameter]
  /// Whether the checker adds the name of the rule's zone as a last argument.
  package let takesZone: Bool
  /// One sentence.
  package let summary: String
  package let examples: [Example]
  private let declaredResult: ValueType
  /// For functions of time: the result, from what local clocks show. It is the same for all
  /// instants of a minute.
  package let ofLocalTime: (@Sendable (LocalTime) -> Value)?
  /// The result for values of the right types (the zone's name last, where there is one). Nil: the
  /// function makes nothing of them, and its value is unreadable. Absent and unknown arguments
  /// never come here: the result is absent or unknown as they are.
  package let apply: @Sendable ([Value]) -> Value?

  /// The result's type for arguments of these types, which the parameters accept.
  package func result(for types: [ValueType]) -> ValueType {
    declaredResult == .json ? types.first ?? .json : declaredResult
  }

  /// `length(text: string or list of any) -> int`.
  package var signature: String {
    let written = parameters.map { parameter in
      "\(parameter.name): " + parameter.types.map(\.description).joined(separator: " or ")
    }
    let result = declaredResult == .json ? "the same" : declaredResult.description
    return "\(name)(\(written.joined(separator: ", "))) -> \(result)"
  }

  /// A result type of `json` stands for that of the first argument.
  init(
    name: String, parameters: [Parameter], result: ValueType, summary: String,
    examples: [Example], apply: @escaping @Sendable ([Value]) -> Value?
  ) {
    self.name = name
    self.parameters = parameters
    takesZone = false
    self.summary = summary
    self.examples = examples
    declaredResult = result
    ofLocalTime = nil
    self.apply = apply
  }

  /// A function of the local time, or of a date if `ofDate` is given.
  init(
    name: String, result: ValueType, summary: String, examples: [Example],
    ofDate: (@Sendable (CalendarDate) -> Value)? = nil,
    ofLocalTime: @escaping @Sendable (LocalTime) -> Value
  ) {
    self.name = name
    parameters = [
      ofDate == nil ? Parameter("time", .timestamp) : Parameter("time", .timestamp, .date)
    ]
    takesZone = true
    self.summary = summary
    self.examples = examples
    declaredResult = result
    self.ofLocalTime = ofLocalTime
    apply = { arguments in
      guard arguments.count == 2, case .string(let name) = arguments[1] else { return nil }
      switch arguments[0] {
      case .timestamp(let time):
        return Zone(identifier: name.description).map { ofLocalTime($0.local(time)) }
      case .date(let date): return ofDate?(date)
      default: return nil
      }
    }
  }
}

/// All functions.
package enum BuiltInFunctions {
  /// Sorted by name.
  package static let all: [BuiltInFunction] =
    (textFunctions + numberFunctions + timeFunctions).sorted { $0.name < $1.name }

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  /// Nil if there is no function of that name.
  package static func named(_ name: String) -> BuiltInFunction? { byName[name] }
}
