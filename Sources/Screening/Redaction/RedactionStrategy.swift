import Detectors

/// What a value is replaced with.
package enum RedactionStrategy: Sendable, Equatable {
  /// `*****`
  case mask
  /// Nothing; a number becomes `null`.
  case drop
  /// The type's name: `***EMAIL***`
  case token
  /// A keyed digest, the same for the same value: `hmac:k1:9f86…`
  case hmac
  /// Four stars and so many of the last letters and digits.
  case keepLast(Int)
  /// An address without its last part: `203.0.113.***`
  case truncateIP
  /// The year of a date.
  case yearOnly

  /// As options and policies write it.
  package var name: String {
    switch self {
    case .mask: "mask"
    case .drop: "drop"
    case .token: "token"
    case .hmac: "hmac"
    case .keepLast(let count): "keep-last:\(count)"
    case .truncateIP: "truncate-ip"
    case .yearOnly: "year-only"
    }
  }

  /// The names to choose from, as they are explained.
  package static let names = [
    "mask", "drop", "hmac", "token", "keep-last:4", "truncate-ip", "year-only",
  ]

  package init?(name: String) {
    switch name {
    case "mask": self = .mask
    case "drop": self = .drop
    case "token": self = .token
    case "hmac": self = .hmac
    case "truncate-ip": self = .truncateIP
    case "year-only": self = .yearOnly
    default:
      let prefix = "keep-last:"
      guard name.hasPrefix(prefix), let count = Int(name.dropFirst(prefix.count)),
        (1...9).contains(count)
      else { return nil }
      self = .keepLast(count)
    }
  }

  /// Why it is no strategy for the type; nil if it is.
  package func whyNot(for type: SensitiveType) -> String? {
    switch self {
    case .keepLast(let count):
      let most = KeptEnd.most(of: type)
      if most == 0 { return "nothing of a \(type.name) may be seen" }
      return count > most ? "at most \(most) characters of a \(type.name) may be seen" : nil
    case .truncateIP: return type == .ipAddress ? nil : "a \(type.name) is no IP address"
    case .yearOnly: return type == .dateOfBirth ? nil : "a \(type.name) is no date"
    case .mask, .drop, .token, .hmac: return nil
    }
  }
}

/// Which strategy holds for which type.
package struct RedactionPolicy: Sendable, Equatable {
  private var byType: [SensitiveType: RedactionStrategy] = [:]
  /// For types that nothing is said about; where it is none for a type, the type is masked.
  package var standard: RedactionStrategy

  package init(standard: RedactionStrategy = .mask) { self.standard = standard }

  package func strategy(for type: SensitiveType) -> RedactionStrategy {
    if let own = byType[type] { return own }
    if case .keepLast(let count) = standard, standard.whyNot(for: type) != nil {
      let most = min(count, KeptEnd.most(of: type))
      return most > 0 ? .keepLast(most) : .mask
    }
    return standard.whyNot(for: type) == nil ? standard : .mask
  }

  /// Whether a key is needed.
  package var needsKey: Bool { standard == .hmac || byType.values.contains(.hmac) }

  /// What is wrong with a policy's text.
  package struct Problem: Error, Equatable {
    /// Counted from 1.
    package var line: Int
    package var message: String
    /// The name that is not known, and those that are.
    package var unknown: String?
    package var known: [String] = []
  }

  /// Reads a policy: lines of `type = strategy`, of `category = strategy`, and `default = strategy`; `#`
  /// begins a comment. A type's own line comes before its category's.
  package init(parsing text: String, standard: RedactionStrategy) throws(Problem) {
    self.standard = standard
    var byCategory: [SensitiveCategory: RedactionStrategy] = [:]
    var seen: Set<String> = []
    var number = 0
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      number += 1
      let content = Self.trimmed(line.prefix { $0 != "#" })
      if content.isEmpty { continue }
      let parts = content.split(separator: "=", omittingEmptySubsequences: false)
      guard parts.count == 2 else {
        throw Problem(line: number, message: "a line is TYPE = STRATEGY")
      }
      let name = Self.trimmed(parts[0])
      let strategy = try Self.strategy(Self.trimmed(parts[1]), line: number)
      guard seen.insert(name).inserted else {
        throw Problem(line: number, message: "'\(name)' has a strategy already")
      }
      if name == "default" {
        self.standard = strategy
      } else if let type = SensitiveType.allCases.first(where: { $0.name == name }) {
        if let why = strategy.whyNot(for: type) {
          throw Problem(
            line: number, message: "\(strategy.name) is no strategy for '\(name)': \(why)")
        }
        byType[type] = strategy
      } else if let category = SensitiveCategory.allCases.first(where: { $0.optionName == name }) {
        byCategory[category] = strategy
      } else {
        throw Problem(
          line: number, message: "there is no type or category '\(name)'", unknown: name,
          known: SensitiveType.allCases.map(\.name) + SensitiveCategory.allCases.map(\.optionName)
            + ["default"])
      }
    }
    try fill(byCategory)
  }

  private mutating func fill(_ byCategory: [SensitiveCategory: RedactionStrategy]) throws(Problem) {
    for detector in Catalogue.detectors where byType[detector.type] == nil {
      guard let strategy = byCategory[detector.category] else { continue }
      // What a category's strategy can't do for a type is done as well as it can be.
      byType[detector.type] = RedactionPolicy(standard: strategy).strategy(for: detector.type)
    }
  }

  private static func strategy(_ name: String, line: Int) throws(Problem) -> RedactionStrategy {
    guard let strategy = RedactionStrategy(name: name) else {
      throw Problem(
        line: line, message: "there is no strategy '\(name)'", unknown: name,
        known: RedactionStrategy.names)
    }
    return strategy
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while text.first?.isWhitespace ?? false { text.removeFirst() }
    while text.last?.isWhitespace ?? false { text.removeLast() }
    return String(text)
  }
}

extension SensitiveCategory {
  /// As options write it: `contact-data`.
  package var optionName: String { name.replacing(" ", with: "-") }
}
