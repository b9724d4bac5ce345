import Columns
import Mapping
import RuleModel
import Values

/// Reads the time of a record from the slot that its source's `time` mappings filled.
struct TimeReader {
  private let decoder: SlotDecoder
  /// Whether every mapping reads a string as RFC 3339, so that a string that is can be read
  /// without the decoder.
  let isPlainRFC3339: Bool

  /// `zone`: of times without an offset; nil makes them unreadable.
  init(_ mappings: [CheckedSource.Mapping], zone: Zone?) {
    decoder = SlotDecoder(mappings: mappings, type: .timestamp, zone: zone)
    isPlainRFC3339 = mappings.allSatisfy { mapping in
      let names = mapping.conversions.map(\.name)
      return mapping.absentWhen.isEmpty && (names.isEmpty || names == ["rfc3339"])
    }
  }

  /// The instant that the slot names; nil if it names none.
  func time(kind: SlotKind, mapping: Int, bytes: UnsafeRawBufferPointer) -> Timestamp? {
    switch decoder.decode(kind: kind, mapping: mapping, bytes: bytes) {
    case .value(.timestamp(let time)): time
    default: nil
    }
  }
}
