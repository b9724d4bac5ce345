import Columns
import Detectors
import Ingest
import Mapping
import RuleModel
import Values

/// How the first records of a file are understood: what `writ inspect` shows.
struct Inspection {
  /// A field and how often each of its mappings filled it.
  struct FieldUse {
    var field: Field
    /// One for each mapping of the decoder, in its order.
    var filled: [Int]
    var absent = 0
    /// The key is not there.
    var missing = 0
    /// The key is there, and its value can't be used.
    var unusable = 0
    var mappings: [CheckedSource.Mapping]
  }

  /// One event: its place, and the fields that are not unknown, by name.
  struct Event {
    var record: Int
    var time: Timestamp
    var fields: [(name: String, value: String)]
  }

  let source: CheckedSource
  private(set) var events = 0
  /// The limit was reached: there are more records than were looked at.
  private(set) var isPartial = false
  private(set) var fields: [FieldUse] = []
  private(set) var survey: Survey
  private(set) var firstEvents: [Event] = []

  /// Looks at the file's first records.
  ///
  /// - Parameters:
  ///   - limit: how many records are looked at.
  ///   - shown: how many events are kept to be shown.
  init(
    _ file: InputFile, source: CheckedSource, vocabulary: Vocabulary, limits: ExtractionLimits,
    limit: Int, shown: Int
  ) throws(InputError) {
    self.source = source
    survey = Survey(source: source, fields: vocabulary.fields.values.map(\.field))
    let chosen =
      source.fieldsByName
      ? vocabulary.fields.values.map(\.field) : Array(source.mappings.keys)
    let requests = chosen.sorted { $0.name < $1.name }.map(ColumnRequest.field)
    let decoders = requests.map { SlotDecoder($0, source: source, zone: limits.zone) }
    for (request, decoder) in zip(requests, decoders) {
      guard case .field(let field) = request, let decoder else { continue }
      fields.append(
        FieldUse(
          field: field, filled: decoder.mappings.map { _ in 0 }, mappings: decoder.mappings))
    }

    let columns = requests + Survey.columns(of: source)
    let extractor = RecordExtractor(source: source, columns: columns, limits: limits)
    let batch = RecordBatch(columnCount: columns.count, capacity: 1024)
    let reader = ChunkReader(try InputStream(file))
    let chunk = ChunkBuffer()
    var recordsBefore = 0
    while reader.next(into: chunk), !isPartial {
      extractor.begin(chunk)
      while extractor.fill(batch), !isPartial {
        survey.add(batch)
        for row in 0..<batch.count {
          guard events < limit else {
            isPartial = true
            break
          }
          take(row, of: batch, decoders.compactMap { $0 }, recordsBefore, shown: shown)
        }
      }
      recordsBefore += extractor.recordCount
    }
  }

  private mutating func take(
    _ row: Int, of batch: RecordBatch, _ decoders: [SlotDecoder], _ recordsBefore: Int, shown: Int
  ) {
    events += 1
    var values: [(name: String, value: String)] = []
    for (index, decoder) in decoders.enumerated() {
      let column = batch.columns[index]
      let kind = SlotKind(rawValue: column.kinds[row]) ?? .missing
      let mapping = Int(column.mappings[row])
      let start = Int(column.offsets[row])
      let bytes = UnsafeRawBufferPointer(
        rebasing: batch.bytes[start..<(start + Int(column.lengths[row]))])
      switch decoder.decode(kind: kind, mapping: mapping, bytes: bytes) {
      case .value(let value):
        fields[index].filled[min(mapping, decoder.mappings.count - 1)] += 1
        if firstEvents.count < shown {
          let name = fields[index].field.name
          values.append((name, mask(field: name, value: value.description)))
        }
      case .absent:
        fields[index].absent += 1
        if firstEvents.count < shown { values.append((fields[index].field.name, "absent")) }
      case .unknown(.missing): fields[index].missing += 1
      case .unknown: fields[index].unusable += 1
      }
    }
    if firstEvents.count < shown {
      firstEvents.append(
        Event(
          record: recordsBefore + Int(batch.ordinals[row]) + 1,
          time: Timestamp(nanoseconds: batch.times[row]), fields: values))
    }
  }

  /// The keys that nothing maps, most frequent first; of a key with keys below it only itself.
  var unmappedKeys: [(key: String, count: Int)] {
    let unmapped = survey.paths.filter { !$0.isMapped }
    let names = Set(unmapped.map(\.name))
    return unmapped.filter { path in
      !path.name.indices.contains { index in
        (path.name[index] == "." || path.name[index] == "[")
          && names.contains(String(path.name[..<index]))
      }
    }
    .map { ($0.name, $0.count) }
    .sorted { ($1.count, $0.key) < ($0.count, $1.key) }
  }
}
