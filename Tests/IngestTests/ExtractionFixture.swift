import Columns
import Ingest
import Mapping
import RuleModel
import Values

/// A path from dotted keys; `[n]` after a key is an index.
func path(_ text: String) -> RecordPath {
  var steps: [RecordPath.Step] = []
  for part in text.split(separator: ".") {
    let pieces = part.split(separator: "[")
    steps.append(.key(Text(String(pieces[0]))))
    for index in pieces.dropFirst() {
      steps.append(.index(Int(index.dropLast()) ?? -1))
    }
  }
  return RecordPath(steps)
}

/// A slot as a test sees it.
struct Slot: Equatable, CustomStringConvertible {
  var kind: SlotKind
  var mapping = 0
  var text = ""

  var description: String { "\(kind)/\(mapping) \(text)" }
}

/// A record that was read.
struct ReadRecord: Equatable {
  var slots: [Slot]
  var time: Int64
  var text: String
  var offset: UInt64
  var ordinal: Int
}

/// What an extractor made of some chunks.
struct Extraction {
  var records: [ReadRecord] = []
  var unreadable: [UnreadableRecord] = []

  mutating func add(_ chunk: ChunkBuffer, _ extractor: RecordExtractor, capacity: Int = 4) {
    let batch = RecordBatch(columnCount: extractor.columns.count, capacity: capacity)
    extractor.begin(chunk)
    while extractor.fill(batch) {
      for row in 0..<batch.count {
        func text(_ offset: UInt32, _ length: UInt32) -> String {
          String(
            decoding: batch.bytes[Int(offset)..<(Int(offset) + Int(length))], as: UTF8.self)
        }
        records.append(
          ReadRecord(
            slots: batch.columns.map { column in
              Slot(
                kind: SlotKind(rawValue: column.kinds[row]) ?? .missing,
                mapping: Int(column.mappings[row]),
                text: text(column.offsets[row], column.lengths[row]))
            },
            time: batch.times[row],
            text: text(batch.recordOffsets[row], batch.recordLengths[row]),
            offset: batch.baseOffset + UInt64(batch.recordOffsets[row]),
            ordinal: Int(batch.ordinals[row])))
      }
    }
    unreadable += extractor.unreadable
  }
}

/// The records of `text`, as one chunk of lines.
func extract(
  _ text: String, _ columns: [ColumnRequest], source: CheckedSource = plainSource,
  limits: ExtractionLimits = ExtractionLimits()
) -> Extraction {
  let extractor = RecordExtractor(source: source, columns: columns, limits: limits)
  var result = Extraction()
  result.add(ChunkBuffer(copying: Array(text.utf8)), extractor)
  return result
}

/// JSON with its time in `t`.
let plainSource = CheckedSource(name: "plain", time: [.init(path: path("t"))])
