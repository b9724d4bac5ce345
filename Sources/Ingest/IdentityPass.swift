import Columns
import Mapping
import RuleModel

/// Counts how often each identity occurs in an input, before it is evaluated: a source whose
/// records are stages of one event must know which ones to hold for each other.
package struct IdentityPass {
  private let extractor: RecordExtractor
  private let chunk: ChunkBuffer
  private let batch: RecordBatch
  private let columns: [Int]
  package private(set) var counts = IdentityCounts()

  /// Nil if the source declares no identity.
  package init?(source: CheckedSource, limits: ExtractionLimits, chunkBytes: Int = 512 << 10) {
    guard let identity = source.identity else { return nil }
    extractor = RecordExtractor(
      source: source, columns: identity.fields.map { .field($0) }, limits: limits)
    chunk = ChunkBuffer(capacity: chunkBytes)
    batch = RecordBatch(columnCount: identity.fields.count, capacity: 1024)
    columns = Array(identity.fields.indices)
  }

  /// Takes the reader's next chunk; false when there is none left.
  package mutating func step(_ reader: ChunkReader) -> Bool {
    guard reader.next(into: chunk) else { return false }
    extractor.begin(chunk)
    while extractor.fill(batch) {
      for row in 0..<batch.count {
        if let hash = batch.identityHash(columns: columns, row: row) { counts.add(hash) }
      }
    }
    return true
  }
}
