import Columns
import Ingest
import Mapping
import RuleModel
import Values

/// Finds the hash of a record's identity. Used by one worker.
struct IdentityReader {
  /// What the reader must extract.
  let requests: [ColumnRequest]
  private let columns: [Int]
  private let decoders: [SlotDecoder]
  /// Equal values are equal texts in the record, so that these can be hashed.
  private let isPlain: Bool

  /// nil if the source declares no identity, or never records it. `columns`: where its columns are in
  /// the batches; nil if they are the only ones.
  init?(_ source: CheckedSource, zone: Zone?, columns: [Int]? = nil) {
    guard let identity = source.identity, !identity.fields.isEmpty else { return nil }
    requests = identity.fields.map { .field($0) }
    var decoders: [SlotDecoder] = []
    for request in requests {
      guard let decoder = SlotDecoder(request, source: source, zone: zone) else { return nil }
      decoders.append(decoder)
    }
    self.decoders = decoders
    self.columns = columns ?? Array(requests.indices)
    isPlain = decoders.allSatisfy { decoder in
      decoder.mappings.allSatisfy { $0.conversions.isEmpty && $0.absentWhen.isEmpty }
    }
  }

  /// nil: the record has no identity and is an event of its own.
  func hash(_ batch: RecordBatch, row: Int) -> UInt64? {
    if isPlain { return batch.identityHash(columns: columns, row: row) }
    var hasher = Hasher()
    for (decoder, number) in zip(decoders, columns) {
      let column = batch.columns[number]
      let kind = SlotKind(rawValue: column.kinds[row]) ?? .mismatch
      let start = Int(column.offsets[row])
      let end = start + Int(column.lengths[row])
      let bytes = UnsafeRawBufferPointer(rebasing: batch.bytes[start..<end])
      guard
        case .value(let value) = decoder.decode(
          kind: kind, mapping: Int(column.mappings[row]), bytes: bytes)
      else { return nil }
      hasher.combine(value)
    }
    return UInt64(bitPattern: Int64(hasher.finalize()))
  }
}
