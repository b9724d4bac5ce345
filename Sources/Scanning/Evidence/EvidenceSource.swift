import Columns
import Engine
import Ingest
import RuleModel
import Values

/// Makes records of one source of their bytes again, with what findings show of them.
final class EvidenceSource {
  let plan: SourcePlan
  private let number: Int32
  private let extractor: RecordExtractor
  private let batch: RecordBatch
  private let merge: RecordMerge?
  private let merged: MergedBatch

  init(
    _ source: CheckedSource, number: Int32, fields: [ShownFields], vocabulary: Vocabulary,
    limits: ExtractionLimits
  ) {
    self.number = number
    plan = SourcePlan(
      showing: fields, source: source, vocabulary: vocabulary, zone: limits.zone)
    extractor = RecordExtractor(source: source, columns: plan.requests, limits: limits)
    batch = RecordBatch(columnCount: plan.requests.count, capacity: 2)
    merge = source.identity == nil ? nil : RecordMerge(plan: plan)
    merged = MergedBatch(plan: plan, capacity: 1)
  }

  /// The record at a place; nil if the bytes are no longer those of its event.
  func record(_ bytes: [UInt8], at place: EventPlace) -> CapturedRecord? {
    let chunk = ChunkBuffer(copying: bytes, framing: .values, baseOffset: place.key.offset)
    extractor.begin(chunk)
    guard extractor.fill(batch), batch.count == 1, batch.recordOffsets[0] == 0,
      batch.recordLengths[0] == place.length, batch.times[0] == place.key.time
    else { return nil }
    batch.ordinals[0] = place.ordinal
    return CapturedRecord(
      batch: batch, row: 0,
      origin: BatchOrigin(file: place.key.file, chunk: place.chunk, source: number),
      digest: RecordDigest.sha256)
  }

  /// Whether a record's own bytes hold all that it says.
  var standsAlone: Bool { extractor.source.format.standsAlone }

  /// The records of a chunk at these places; without those that are no longer what they were.
  func records(in chunk: ChunkBuffer, at places: ArraySlice<EventPlace>) -> [CapturedRecord] {
    var wanted: [UInt64: EventPlace] = [:]
    for place in places { wanted[place.key.offset] = place }
    var found: [CapturedRecord] = []
    extractor.begin(chunk)
    while extractor.fill(batch) {
      for row in 0..<batch.count {
        let offset = batch.baseOffset + UInt64(batch.recordOffsets[row])
        guard let place = wanted[offset], batch.recordLengths[row] == place.length,
          batch.times[row] == place.key.time
        else { continue }
        // Chunks may be cut otherwise than at first, so the place in this one is not what counts.
        batch.ordinals[row] = place.ordinal
        found.append(
          CapturedRecord(
            batch: batch, row: row,
            origin: BatchOrigin(file: place.key.file, chunk: place.chunk, source: number),
            digest: RecordDigest.sha256))
      }
    }
    return found
  }

  /// The event that was made of these records; nil if they are no longer those of one.
  func event(_ records: [CapturedRecord], at place: EventPlace) -> CapturedRecord? {
    guard let events = merge?.events(records), events.count == 1,
      events[0].key == place.key
    else { return nil }
    merged.append(events[0])
    var record: CapturedRecord?
    merged.drain { _, made in record = made.record(0) }
    return record
  }
}
