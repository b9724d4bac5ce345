import Engine
import Ingest
import Threads

/// The records that findings about related events name, read again. Used on one thread.
final class EvidenceRecords {
  private struct Place: Hashable {
    var file: Int32
    var offset: UInt64
  }

  private let reader: RecordReader
  /// By source number.
  private let sources: [Int32: EvidenceSource]
  /// Of events that were made of several records: the others.
  private let others: MergedPlaces
  private var records: [Place: CapturedRecord] = [:]

  init(reader: RecordReader, sources: [Int32: EvidenceSource], others: MergedPlaces) {
    self.reader = reader
    self.sources = sources
    self.others = others
  }

  func plan(of place: EventPlace) -> SourcePlan? { sources[place.key.source]?.plan }

  /// What stands at a place that was read; nil if it is no longer what it was.
  func record(at place: EventPlace) -> CapturedRecord? {
    records[Place(file: place.key.file, offset: place.key.offset)]
  }

  /// Reads these, and forgets all that was read before.
  func read(_ places: [EventPlace]) throws {
    records.removeAll(keepingCapacity: true)
    var wanted: [Place: EventPlace] = [:]
    var made: [EventPlace: [EventPlace]] = [:]
    for place in places {
      guard wanted.updateValue(place, forKey: Self.key(place)) == nil else { continue }
      let parts = Array(others.others(of: place.key))
      if !parts.isEmpty { made[place] = parts }
    }
    for part in made.values.joined() { wanted[Self.key(part)] = part }
    var read: [Place: CapturedRecord] = [:]
    let alone = wanted.values.filter { sources[$0.key.source]?.standsAlone ?? true }
    try reader.read(alone) { place, bytes in
      guard let bytes, let source = sources[place.key.source] else { return }
      read[Self.key(place)] = source.record(bytes, at: place)
    }
    if alone.count < wanted.count { try readSurrounded(wanted, into: &read) }
    for place in places {
      let key = Self.key(place)
      guard let parts = made[place] else {
        records[key] = read[key]
        continue
      }
      let all = ([place] + parts).compactMap { read[Self.key($0)] }
      guard all.count == parts.count + 1 else { continue }
      records[key] = sources[place.key.source]?.event(all, at: place)
    }
  }

  // Records whose own bytes do not say all that they hold are read with what is around them.
  private func readSurrounded(
    _ wanted: [Place: EventPlace], into read: inout [Place: CapturedRecord]
  ) throws {
    var byFile: [Int32: [EventPlace]] = [:]
    for place in wanted.values where sources[place.key.source]?.standsAlone == false {
      byFile[place.key.file, default: []].append(place)
    }
    for (file, places) in byFile {
      try reader.readChunks(places, of: Int(file)) { chunk, places in
        guard let first = places.first, let source = sources[first.key.source] else { return }
        for record in source.records(in: chunk, at: places) {
          read[Place(file: record.key.file, offset: record.key.offset)] = record
        }
      }
    }
  }

  private static func key(_ place: EventPlace) -> Place {
    Place(file: place.key.file, offset: place.key.offset)
  }
}

/// Which further records the events of a run have that were made of several. Filled by the workers, read
/// when they have ended.
final class MergedPlaces: @unchecked Sendable {
  // INVARIANT: written with the monitor held, read while no worker runs.

  private struct Main: Hashable {
    var file: Int32
    var offset: UInt64
  }

  private let monitor = Monitor()
  /// By main record: where its others begin in `places`, and how many they are.
  private var stretches: [Main: (start: Int, count: Int)] = [:]
  private var places: [EventPlace] = []

  func add(_ events: [(main: EventPlace, others: [EventPlace])]) {
    monitor.withLock {
      for event in events {
        let key = Main(file: event.main.key.file, offset: event.main.key.offset)
        stretches[key] = (places.count, event.others.count)
        places += event.others
      }
    }
  }

  func others(of main: RecordKey) -> ArraySlice<EventPlace> {
    guard let stretch = stretches[Main(file: main.file, offset: main.offset)] else { return [] }
    return places[stretch.start..<stretch.start + stretch.count]
  }
}
