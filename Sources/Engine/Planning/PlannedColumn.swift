import Mapping
import RuleModel
import Values

/// A field or path that the rules read, as one source records it.
package struct PlannedColumn: Sendable {
  package enum Place: Sendable, Equatable {
    /// The column of this number in every batch of the source. Planned columns that stand at the
    /// same places of a record share one.
    case slot(Int)
    /// The event's time, which every batch has.
    case time
    /// It stands for the record as a whole, which has no value of its own.
    case record
    /// The source does not record it: unknown in every event.
    case nowhere

    var isSlot: Bool { if case .slot = self { true } else { false } }
  }

  package let request: ColumnRequest
  /// As a rule writes it: `url.path`, `raw.requestObject.spec`.
  package let name: String
  package let place: Place
  package let decoder: SlotDecoder?

  init(_ request: ColumnRequest, source: CheckedSource, zone: Zone?, slot: Int) {
    self.request = request
    name = Self.name(of: request)
    if case .field(let field) = request, field.name == "time" {
      place = .time
      decoder = nil
    } else if case .raw(let path) = request, path.steps.isEmpty {
      place = .record
      decoder = nil
    } else if let decoder = SlotDecoder(request, source: source, zone: zone) {
      place = .slot(slot)
      self.decoder = decoder
    } else {
      place = .nowhere
      decoder = nil
    }
  }

  package static func name(of request: ColumnRequest) -> String {
    switch request {
    case .field(let field): field.name
    case .raw(let path): path.steps.isEmpty ? "any field" : "raw" + written(path)
    }
  }

  /// `.requestObject."weird key"[0]`.
  static func written(_ path: RecordPath) -> String {
    path.steps.map { step in
      switch step {
      case .index(let index): "[\(index)]"
      case .key(let key): isPlain(key) ? ".\(key)" : ".\"\(escaped(key))\""
      }
    }.joined()
  }

  private static func isPlain(_ key: Text) -> Bool {
    guard let first = key.bytes.first, !(0x30...0x39).contains(first) else { return false }
    return key.bytes.allSatisfy {
      switch $0 {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x5f, 0x2d: true
      default: false
      }
    }
  }

  private static func escaped(_ key: Text) -> String {
    key.description.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
  }
}
