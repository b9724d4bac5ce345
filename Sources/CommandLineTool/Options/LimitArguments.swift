import ArgumentParser
import RuleModel
import Scanning
import Values

/// A number of bytes: `65536`, `64KiB`, `16 MiB`.
struct ByteCountArgument: ExpressibleByArgument {
  var bytes: Int

  init(bytes: Int) { self.bytes = bytes }

  init?(argument: String) {
    guard let parsed = Array(argument.utf8).withUnsafeBytes(ByteSize.parse), parsed > 0,
      let bytes = Int(exactly: parsed)
    else { return nil }
    self.bytes = bytes
  }

  var defaultValueDescription: String { ByteSize.description(Int64(bytes)) }
}

/// `--max-unreadable`: `0`, `25`, `0.1%`.
struct UnreadableArgument: ExpressibleByArgument {
  // The text and not the limit: Swift 6.3 crashes on a property wrapper whose value holds an
  // Int128, as `Number` does.
  private var text: String

  static let none = UnreadableArgument(text: "0")

  private init(text: String) { self.text = text }

  init?(argument: String) {
    guard Self.limit(argument) != nil else { return nil }
    text = argument
  }

  var limit: ScanOptions.UnreadableLimit { Self.limit(text) ?? .count(0) }

  private static func limit(_ text: String) -> ScanOptions.UnreadableLimit? {
    if text.hasSuffix("%") {
      guard let percent = Number(text: String(text.dropLast())),
        percent >= Number(0), percent <= Number(100)
      else { return nil }
      return .percentage(percent)
    }
    guard let count = Int(text), count >= 0 else { return nil }
    return .count(count)
  }

  var defaultValueDescription: String { text }
}

/// A severity by its name.
struct SeverityArgument: ExpressibleByArgument {
  var severity: Severity

  init(_ severity: Severity) { self.severity = severity }

  init?(argument: String) {
    guard let severity = Severity.allCases.first(where: { $0.name == argument }) else { return nil }
    self.severity = severity
  }

  static var allValueStrings: [String] { Severity.allCases.map(\.name) }
  var defaultValueDescription: String { severity.name }
}

extension Severity {
  /// As rules write it.
  var name: String { String(describing: self) }
}

/// A count of at least 1.
struct PositiveArgument: ExpressibleByArgument {
  var value: Int

  init(_ value: Int) { self.value = value }

  init?(argument: String) {
    guard let value = Int(argument), value >= 1 else { return nil }
    self.value = value
  }

  var defaultValueDescription: String { String(value) }
}
