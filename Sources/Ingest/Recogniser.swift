import Columns
import RuleModel

/// Tells by an input's first records which source wrote them.
package struct Recogniser {
  private let sources: [CheckedSource]

  package init(_ sources: [CheckedSource]) {
    self.sources = sources.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  /// The source of the first record that any source recognises; nil if none does.
  ///
  /// A JSON source recognises a record that has all its `detect` paths; a text format one that
  /// its cutter accepts. Of several, the one with the most paths, then the first by name.
  /// `head` is a `ChunkReader`'s; cost: one pass over it for each source.
  package func recognise(head: [UInt8], framing: Framing) -> CheckedSource? {
    var best: (source: CheckedSource, offset: UInt64)?
    for source in sources {
      guard source.format != .json || !source.detect.isEmpty,
        !source.format.isText || framing == .lines,
        let offset = Self.firstRecord(of: source, head, framing)
      else { continue }
      if let known = best,
        (known.offset, -known.source.detect.count) <= (offset, -source.detect.count)
      {
        continue
      }
      best = (source, offset)
    }
    return best?.source
  }

  /// Where the first record of the source begins in the head.
  private static func firstRecord(
    of source: CheckedSource, _ head: [UInt8], _ framing: Framing
  ) -> UInt64? {
    let extractor = RecordExtractor(
      source: source, columns: [], limits: ExtractionLimits(), detectsAll: true)
    let chunk = ChunkBuffer(copying: head, framing: framing)
    if framing == .values {
      var framer = ValueFramer()
      framer.beginBuffer()
      chunk.count = framer.scan(chunk)
      chunk.seal()
    }
    let batch = RecordBatch(columnCount: 0, capacity: 16)
    extractor.begin(chunk)
    var first: UInt64?
    while extractor.fill(batch) {
      if first == nil { first = UInt64(batch.recordOffsets[0]) }
    }
    // A record of the source that can't be used for another reason tells as well.
    let refused = extractor.unreadable.first {
      switch $0.reason {
      case .noTime, .futureTime, .unknownKind: true
      default: false
      }
    }
    switch (first, refused?.offset) {
    case (let first?, let refused?): return min(first, refused)
    case (let first?, nil): return first
    case (nil, let refused): return refused
    }
  }
}
