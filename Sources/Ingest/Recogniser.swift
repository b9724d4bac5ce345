import Columns
import RuleModel

/// Tells by an input's first records which source wrote them.
package struct Recogniser {
  private let sources: [CheckedSource]

  package init(_ sources: [CheckedSource]) {
    self.sources = sources.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  /// What the first records tell.
  package enum Answer {
    case source(CheckedSource)
    /// There are records, and no source recognises one.
    case unrecognised
    /// There is no record: blanks alone, or what a source's format reads as a list of none. Every cutter
    /// counts what is foreign to it as a record that it can't read, so an unknown file is never taken for
    /// empty.
    case empty(of: CheckedSource?)
  }

  /// The source of the first record that any source recognises.
  ///
  /// A JSON source recognises a record that has all its `detect` paths; a text format one that
  /// its cutter accepts. Of several, the one with the most paths, then the first by name.
  /// Cost: one pass over the chunk for each source.
  package func recognise(_ chunk: ChunkBuffer) -> Answer {
    var best: (source: CheckedSource, offset: UInt64)?
    let isBlank = chunk.bytes.allSatisfy(JSONScalar.isWhitespace)
    var empty: CheckedSource?
    for source in sources {
      guard source.format != .json || !source.detect.isEmpty,
        !source.format.isText || chunk.framing == .lines
      else { continue }
      let (offset, records) = Self.firstRecord(of: source, chunk)
      if records == 0, empty == nil { empty = source }
      guard let offset else { continue }
      if let known = best,
        (known.offset, -known.source.detect.count) <= (offset, -source.detect.count)
      {
        continue
      }
      best = (source, offset)
    }
    if let best { return .source(best.source) }
    guard isBlank || empty != nil, chunk.unreadable.isEmpty, chunk.unreadableAfter.isEmpty else {
      return .unrecognised
    }
    return .empty(of: isBlank ? nil : empty)
  }

  /// Where the first record of the source begins in the input, and how many records of any source
  /// the chunk has.
  private static func firstRecord(
    of source: CheckedSource, _ chunk: ChunkBuffer
  ) -> (offset: UInt64?, records: Int) {
    // The reader has passed over what is too long.
    let extractor = RecordExtractor(
      source: source, columns: [], limits: ExtractionLimits(maxRecordBytes: .max),
      detectsAll: true)
    let batch = RecordBatch(columnCount: 0, capacity: 16)
    extractor.begin(chunk)
    var first: UInt64?
    while extractor.fill(batch) {
      if first == nil { first = chunk.baseOffset + UInt64(batch.recordOffsets[0]) }
    }
    // A record of the source that can't be used for another reason tells as well.
    let refused = extractor.unreadable.first {
      switch $0.reason {
      case .noTime, .futureTime, .unknownKind: true
      default: false
      }
    }
    return (
      [first, refused?.offset].compactMap(\.self).min(), extractor.recordCount
    )
  }
}
