import Columns
import Mapping
import RuleModel
import Values

/// Reads the time of a record from the slot that its source's `time` mappings filled.
struct TimeReader {
  private enum Way {
    case rfc3339, epoch, epochMilliseconds, epochNanoseconds
    /// No conversion named: RFC 3339, or a number of seconds since 1970.
    case natural
    /// By the mapping's own conversions.
    case decoder
  }

  private let ways: [Way]
  private let decoder: SlotDecoder
  /// The zone of times without an offset, if there is one to assume.
  private let zone: Zone?

  init(_ mappings: [CheckedSource.Mapping], zone: Zone?) {
    self.zone = zone
    decoder = SlotDecoder(mappings: mappings, type: .timestamp)
    ways = mappings.map { mapping in
      guard mapping.absentWhen.isEmpty, mapping.conversions.allSatisfy({ $0.arguments.isEmpty })
      else { return .decoder }
      switch mapping.conversions.map(\.name) {
      case []: return .natural
      case ["rfc3339"]: return .rfc3339
      case ["epoch"]: return .epoch
      case ["epoch_ms"]: return .epochMilliseconds
      case ["epoch_ns"]: return .epochNanoseconds
      default: return .decoder
      }
    }
  }

  /// The mappings that are read without a decoder, as RFC 3339 text.
  var isPlainRFC3339: Bool {
    ways.allSatisfy {
      switch $0 {
      case .rfc3339, .natural: true
      default: false
      }
    }
  }

  /// The instant that the slot names; nil if it names none.
  func time(kind: SlotKind, mapping: Int, bytes: UnsafeRawBufferPointer) -> Timestamp? {
    guard mapping < ways.count else { return nil }
    switch kind {
    case .missing, .missingInWhole, .null, .true, .false, .object, .array, .mismatch, .disagree:
      return nil
    case .string:
      return time(ways[mapping], kind, mapping, bytes)
    case .escapedString:
      guard let base = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self),
        let text = JSONScalar.unescaped(base, 0, bytes.count)
      else { return nil }
      return text.withUnsafeBytes { time(ways[mapping], .string, mapping, $0) }
    case .number:
      return time(ways[mapping], kind, mapping, bytes)
    }
  }

  private func time(
    _ way: Way, _ kind: SlotKind, _ mapping: Int, _ bytes: UnsafeRawBufferPointer
  ) -> Timestamp? {
    switch way {
    case .rfc3339, .natural:
      if kind == .string {
        if let time = Timestamp(rfc3339: bytes) { return time }
        return zone.flatMap { Timestamp(localWithoutOffset: bytes, zone: $0) }
      }
      guard case .natural = way else { return nil }
      return Number(json: bytes).flatMap { Timestamp(epochSeconds: $0) }
    case .epoch: return Number(text: bytes).flatMap { Timestamp(epochSeconds: $0) }
    case .epochMilliseconds:
      return Number(text: bytes).flatMap { Timestamp(epochMilliseconds: $0) }
    case .epochNanoseconds:
      return Number(text: bytes).flatMap { Timestamp(epochNanoseconds: $0) }
    case .decoder: return nil
    }
  }
}
