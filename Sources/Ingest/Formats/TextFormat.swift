import RuleModel

/// A text log format: how a line is cut into named parts. A format is one type in one file and
/// one line in `TextFormats.all`.
protocol TextFormat: Sendable {
  var format: CheckedSource.Format { get }
  /// The names of parts that stand at fixed places; a part refers to them by index.
  var keys: [String] { get }
  /// Cuts the line `[start, end)`, which is UTF-8 and has no line feed; false if it is of
  /// another format. The parts' memory is cleared before.
  func cut(
    _ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int, into parts: inout TextParts
  ) -> Bool
}

/// The text formats, sorted by name.
enum TextFormats {
  static let all: [any TextFormat] = [EnvoyTextFormat(), ZtunnelTextFormat()]

  /// The format's cutter; nil for JSON.
  static func cutter(_ format: CheckedSource.Format) -> (any TextFormat)? {
    all.first { $0.format == format }
  }
}

/// The parts of one line.
struct TextParts {
  struct Part: Equatable {
    /// Into the format's `keys`; -1: the key is in the line.
    var key: Int
    var keyStart = 0
    var keyEnd = 0
    var start: Int
    var end: Int
    /// The value has escapes like JSON's.
    var isEscaped = false
  }

  private(set) var parts: [Part] = []

  mutating func removeAll() { parts.removeAll(keepingCapacity: true) }

  mutating func append(key: Int, _ start: Int, _ end: Int) {
    parts.append(Part(key: key, start: start, end: end))
  }

  mutating func append(
    keyStart: Int, keyEnd: Int, _ start: Int, _ end: Int, isEscaped: Bool
  ) {
    parts.append(
      Part(
        key: -1, keyStart: keyStart, keyEnd: keyEnd, start: start, end: end,
        isEscaped: isEscaped))
  }
}
