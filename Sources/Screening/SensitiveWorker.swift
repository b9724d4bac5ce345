import Crypto
import Detectors
import Findings
import Ingest

/// What was found in one chunk.
struct ScreenedChunk {
  /// In the order of the chunk; their records are counted from 1 in the chunk.
  var findings: [SensitiveFinding] = []
  var records = 0
  var events = 0
  var eventsWithFindings = 0
  var below = 0
  /// Records that were not looked at; their ordinals in the chunk, counted from 0.
  var unreadable: [UnreadableRecord] = []
  /// Of those that count for the exit status.
  var decides = 0
}

/// Looks through chunk after chunk on one thread.
final class SensitiveWorker {
  private(set) var fields = FieldTable()
  private let screener: Screener
  private let options: ScreeningOptions
  /// Every finding is wanted, masked ones too.
  private let keepsAll: Bool
  /// How many findings of each type have been handed over.
  private var handedOver = [Int](repeating: 0, count: 256)

  init(options: ScreeningOptions, keepsAll: Bool) {
    self.options = options
    self.keepsAll = keepsAll
    screener = Screener(types: options.types, minConfidence: options.minConfidence)
  }

  func screen(_ context: ChunkPipeline<ScreenedChunk>.Context, _ chunk: ChunkBuffer)
    -> ScreenedChunk
  {
    var result = ScreenedChunk()
    let account = ExaminedRecords.each(
      chunk, header: context.header, longest: options.maxRecordBytes
    ) { record, ordinal in
      if !record.isBetween { result.events += 1 }
      examine(record, ordinal, context, chunk.baseOffset, &result)
    }
    result.records = account.records
    result.unreadable = account.unreadable
    return result
  }

  private func examine(
    _ record: ExaminedRecord, _ ordinal: Int, _ context: ChunkPipeline<ScreenedChunk>.Context,
    _ offset: UInt64, _ result: inout ScreenedChunk
  ) {
    screener.scan(record.bytes, hasOwnNames: record.shape != .table)
    result.below += screener.below
    guard !screener.findings.isEmpty else { return }
    fields.beginRecord()
    var hasLeak = false
    for finding in screener.findings {
      guard let detector = Detector.of(finding) else { continue }
      let pointer = screener.pointer(of: finding)
      let hidden = screener.hiddenSteps(of: finding)
      fields.count(
        finding, pointer: pointer, hidden: hidden, category: detector.category,
        source: context.source)
      if finding.state.isLeak {
        hasLeak = true
        if let limit = options.failOn, finding.confidence >= limit { result.decides += 1 }
      }
      let type = Int(finding.type.rawValue)
      guard keepsAll || (finding.state.isLeak && handedOver[type] < options.maxFindings) else {
        continue
      }
      handedOver[type] += 1
      result.findings.append(
        described(
          finding, detector, record, ordinal, pointer: pointer, hidden: hidden, context, offset))
    }
    if hasLeak, !record.isBetween { result.eventsWithFindings += 1 }
  }

  private func described(
    _ finding: Detectors.Finding, _ detector: Detector, _ record: ExaminedRecord, _ ordinal: Int,
    pointer: Bytes, hidden: [Int], _ context: ChunkPipeline<ScreenedChunk>.Context, _ offset: UInt64
  ) -> SensitiveFinding {
    let place = record.place(finding.range)
    let points = record.codePoints(finding.range, in: finding.value)
    let start = offset + UInt64(place.lowerBound)
    var described = SensitiveFinding(
      detector: detector.id, type: finding.type.name, category: detector.category.name,
      state: finding.state.name, confidence: finding.confidence.name, context: finding.context.name,
      source: context.source, record: ordinal + 1, offset: start, length: place.count,
      pointer: String(decoding: FieldPattern.shown(pointer, hidden: hidden), as: UTF8.self),
      field: String(decoding: FieldPattern.field(pointer, hidden: hidden), as: UTF8.self),
      start: points.lowerBound, end: points.upperBound, isInKey: finding.isInKey,
      excerpt: Excerpt.text(
        Bytes(rebasing: record.bytes[finding.range]), type: finding.type, visible: detector.visible,
        characters: points.count))
    described.file = context.path
    described.id = Self.id(described)
    return described
  }

  /// Made of the place: what is the same in two runs over the same data, and tells nothing of the value.
  private static func id(_ finding: SensitiveFinding) -> String {
    let place = "\(finding.file)\u{0}\(finding.offset)\u{0}\(finding.length)\u{0}\(finding.type)"
    let digits = Array("0123456789abcdef".utf8)
    let digest = SHA256.hash(data: Array(place.utf8)).prefix(8)
    return String(
      decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
