import Columns
import Mapping
import RuleModel
import Values

/// What a file holds, key by key: how often each path occurs, and whether its source uses it.
///
/// Slow and plain (every key of every record is looked at); for `inspect`, not for scanning.
package struct Survey {
  package struct Path: Sendable, Equatable {
    /// `user.groups`, `annotations."a.b/c"`; the elements of lists are `items[]`.
    package var name: String
    /// How many times it occurs (in a list, once for each element).
    package var count: Int
    /// How many of them are null.
    package var nulls: Int
    /// Something of the source reads this place, or something in it.
    package var isMapped: Bool
  }

  /// How many different paths are told apart; keys that are data would be without end.
  package static let maximumPaths = 10_000

  package private(set) var records = 0
  /// More paths occurred than are told apart.
  package private(set) var isIncomplete = false
  private var counts: [[UInt8]: (count: Int, nulls: Int, isMapped: Bool)] = [:]
  private let mapped: [[[UInt8]]]
  /// Nil for JSON.
  private let cutter: (any TextFormat)?
  private let isExport: Bool

  /// What a batch holds in its last columns so that it can be surveyed, beside what else is asked for.
  package static func columns(of source: CheckedSource) -> [ColumnRequest] {
    guard source.format == .otlpJSON else { return [] }
    return ["resource", "scope"].map { .raw(RecordPath([.key(Text($0))])) }
  }

  /// `fields`: the vocabulary's, for a source that reads fields by their names.
  package init(source: CheckedSource, fields: [Field] = []) {
    cutter = TextFormats.cutter(source.format)
    isExport = source.format == .otlpJSON
    func keys(_ path: RecordPath) -> [[UInt8]] {
      path.steps.map { step in
        switch step {
        case .key(let key): key.bytes
        case .index: []
        }
      }
    }
    var paths = (source.time + source.mappings.values.flatMap { $0 }).map(\.path)
    paths += source.detect + source.whole
    for kind in source.kinds { paths += kind.condition.map(Self.rawPaths) ?? [] }
    if let kindPath = source.kindPath { paths.append(kindPath) }
    var mapped = paths.map(keys)
    if source.fieldsByName {
      mapped += fields.flatMap { field in
        ColumnPlan.spellings(of: field.name).map { keys(RecordPath($0)) }
      }
    }
    self.mapped = mapped
  }

  /// All paths, sorted by name.
  package var paths: [Path] {
    counts.map { name, entry in
      Path(
        name: String(decoding: name, as: UTF8.self), count: entry.count, nulls: entry.nulls,
        isMapped: entry.isMapped)
    }.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  /// Looks at the batch's records.
  package mutating func add(_ batch: RecordBatch) {
    for row in 0..<batch.count {
      records += 1
      let start = Int(batch.recordOffsets[row])
      let end = start + Int(batch.recordLengths[row])
      let bytes = Array(batch.bytes[start..<end])
      if isExport {
        noteExported(batch, row)
      } else if let cutter {
        noteParts(cutter, bytes)
      } else {
        var cursor = SurveyCursor(bytes: bytes)
        cursor.visit { path, isNull in note(path, isNull) }
      }
    }
  }

  private mutating func noteExported(_ batch: RecordBatch, _ row: Int) {
    var places: [(path: [SurveyStep], isNull: Bool)] = []
    let survey = ExportSurvey { places.append(($0, $1)) }
    func bytes(_ start: UInt32, _ length: UInt32) -> UnsafeRawBufferPointer {
      UnsafeRawBufferPointer(rebasing: batch.bytes[Int(start)..<Int(start) + Int(length)])
    }
    survey.record(bytes(batch.recordOffsets[row], batch.recordLengths[row]))
    let shared = batch.columns.suffix(2)
    for (column, note) in zip(shared, [survey.resource, survey.scope])
    where column.kinds[row] == SlotCode.object {
      note(bytes(column.offsets[row], column.lengths[row]))
    }
    for place in places { note(place.path, place.isNull) }
  }

  private mutating func noteParts(_ cutter: any TextFormat, _ bytes: [UInt8]) {
    var parts = TextParts()
    let isCut = (bytes + [UInt8](repeating: 0, count: 8)).withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { cutter.cut($0, 0, bytes.count, into: &parts) } ?? false
    }
    guard isCut else { return }
    for part in parts.parts {
      let key =
        part.key >= 0
        ? Array(cutter.keys[part.key].utf8) : Array(bytes[part.keyStart..<part.keyEnd])
      // A key with dots may be mapped as one key or as the path that it spells.
      let steps = key.split(separator: 0x2E).map { SurveyStep(key: Array($0)) }
      note([SurveyStep(key: key)], false, isAlsoMapped: isMapped(steps))
    }
  }

  private mutating func note(
    _ path: [SurveyStep], _ isNull: Bool, isAlsoMapped: Bool = false
  ) {
    let name = Self.name(path)
    if var entry = counts[name] {
      entry.count += 1
      entry.nulls += isNull ? 1 : 0
      counts[name] = entry
    } else if counts.count < Self.maximumPaths {
      counts[name] = (1, isNull ? 1 : 0, isAlsoMapped || isMapped(path))
    } else {
      isIncomplete = true
    }
  }

  /// Whether a mapped path leads here, through here, or to something that holds this.
  private func isMapped(_ path: [SurveyStep]) -> Bool {
    mapped.contains { steps in
      zip(steps, path).allSatisfy { $0 == $1.key }
    }
  }

  private static func name(_ path: [SurveyStep]) -> [UInt8] {
    var name: [UInt8] = []
    for step in path {
      if step.isElement {
        name += [0x5B, 0x5D]
        continue
      }
      if !name.isEmpty { name.append(0x2E) }
      let isPlain =
        !step.key.isEmpty
        && step.key.allSatisfy { byte in
          switch byte {
          case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2D, 0x40: true
          default: false
          }
        }
      if isPlain {
        name += step.key
      } else {
        name.append(0x22)
        for byte in step.key {
          if byte == 0x22 || byte == 0x5C { name.append(0x5C) }
          name.append(byte)
        }
        name.append(0x22)
      }
    }
    return name
  }

  /// The record's own keys that a condition names.
  private static func rawPaths(_ condition: Condition) -> [RecordPath] {
    func of(_ operand: Operand) -> [RecordPath] {
      switch operand {
      case .raw(let path): [path]
      case .function(let call): call.arguments.flatMap(of)
      case .lookup(_, let keys, _): keys.flatMap(of)
      default: []
      }
    }
    switch condition {
    case .constant: return []
    case .and(let parts), .or(let parts): return parts.flatMap(rawPaths)
    case .not(let part): return rawPaths(part)
    case .presence(let operand, _): return of(operand)
    case .comparison(let left, _, let right): return of(left) + of(right)
    case .membership(let operand, _), .glob(let operand, _), .regex(let operand, _),
      .during(let operand, _), .sensitive(let operand, _):
      return of(operand)
    case .text(let left, _, let right, _): return of(left) + of(right)
    case .quantified(_, let operand, let part): return of(operand) + rawPaths(part)
    case .rows(_, _, let part): return rawPaths(part)
    // A source's own conditions are about one record.
    case .relation, .state: return []
    }
  }
}

/// A key or element on the way to a place in a record.
struct SurveyStep: Equatable {
  var key: [UInt8]
  var isElement = false
}

/// A plain walk over a record that has been checked already.
private struct SurveyCursor {
  typealias Step = SurveyStep

  let bytes: [UInt8]
  private var at = 0
  private var path: [Step] = []

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// Calls `note` for every member and element, outer ones first.
  mutating func visit(_ note: ([Step], Bool) -> Void) {
    skipBlanks()
    value(note)
  }

  private mutating func value(_ note: ([Step], Bool) -> Void) {
    guard at < bytes.count else { return }
    switch bytes[at] {
    case 0x7B: members(note)
    case 0x5B: elements(note)
    case 0x22: _ = string()
    default:
      while at < bytes.count, ![0x2C, 0x7D, 0x5D].contains(bytes[at]),
        !JSONScalar.isWhitespace(bytes[at])
      { at += 1 }
    }
  }

  private mutating func members(_ note: ([Step], Bool) -> Void) {
    at += 1
    while true {
      skipBlanks()
      guard at < bytes.count, bytes[at] == 0x22 else { break }
      path.append(Step(key: string()))
      skipBlanks()
      at += 1
      skipBlanks()
      note(path, at < bytes.count && bytes[at] == 0x6E)
      value(note)
      path.removeLast()
      skipBlanks()
      guard at < bytes.count, bytes[at] == 0x2C else { break }
      at += 1
    }
    at += 1
  }

  private mutating func elements(_ note: ([Step], Bool) -> Void) {
    at += 1
    while true {
      skipBlanks()
      guard at < bytes.count, bytes[at] != 0x5D else { break }
      path.append(Step(key: [], isElement: true))
      if bytes[at] == 0x7B || bytes[at] == 0x5B { note(path, false) }
      value(note)
      path.removeLast()
      skipBlanks()
      guard at < bytes.count, bytes[at] == 0x2C else { break }
      at += 1
    }
    at += 1
  }

  /// The string at the cursor, decoded; as it is written if it can't be.
  private mutating func string() -> [UInt8] {
    let start = at + 1
    var end = start
    while end < bytes.count, bytes[end] != 0x22 { end += bytes[end] == 0x5C ? 2 : 1 }
    at = min(end + 1, bytes.count)
    return bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return [] }
      return JSONScalar.unescaped(base, start, min(end, buffer.count))
        ?? Array(buffer[start..<min(end, buffer.count)])
    }
  }

  private mutating func skipBlanks() {
    while at < bytes.count, JSONScalar.isWhitespace(bytes[at]) { at += 1 }
  }
}
