import Columns
import Ingest
import Mapping
import RuleModel

/// What came of reading a whole file.
struct FileReading {
  var extraction = Extraction()
  var framing = Framing.lines
  var compression: InputStream.Compression?
  var problem: InputError?
  var chunks = 0

  var records: [ReadRecord] { extraction.records }
  var places: [UInt64] { extraction.records.map(\.offset) }
  /// Reason and place of each refusal.
  var refusals: [String] { extraction.unreadable.map { "\($0.reason.rawValue)@\($0.offset)" } }
}

/// Reads a file with one extractor; `peeks`: after looking ahead twice.
func readFile(
  _ path: String, _ columns: [ColumnRequest] = [], source: CheckedSource = plainSource,
  chunkBytes: Int = 512 << 10, maxRecordBytes: Int = 16 << 20, peeks: Bool = false
) throws -> FileReading {
  let stream = try InputStream(InputFile(path: path))
  let reader = ChunkReader(stream, chunkBytes: chunkBytes, maxRecordBytes: maxRecordBytes)
  if peeks { for _ in 0..<2 { _ = reader.peek() } }
  let extractor = RecordExtractor(
    source: source, columns: columns,
    limits: ExtractionLimits(maxRecordBytes: maxRecordBytes))
  let chunk = ChunkBuffer(capacity: chunkBytes)
  var result = FileReading()
  var ordinal = 0
  while reader.next(into: chunk) {
    let before = result.extraction.records.count
    let beforeUnreadable = result.extraction.unreadable.count
    result.extraction.add(chunk, extractor)
    for index in before..<result.extraction.records.count {
      result.extraction.records[index].ordinal += ordinal
    }
    for index in beforeUnreadable..<result.extraction.unreadable.count {
      result.extraction.unreadable[index].ordinal += UInt32(ordinal)
    }
    ordinal += extractor.recordCount
    result.chunks += 1
  }
  result.framing = reader.framing
  result.compression = stream.compression
  result.problem = reader.problem
  return result
}
