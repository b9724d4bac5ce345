import Detectors
import Findings

/// Counts by type, field and source. Tables of several threads merge; the result depends on no order.
struct FieldTable {
  struct Key: Hashable, Comparable {
    var type: UInt8
    var field: [UInt8]
    var source: String

    static func < (left: Key, right: Key) -> Bool {
      if left.type != right.type { return left.type < right.type }
      if left.field != right.field { return left.field.lexicographicallyPrecedes(right.field) }
      return left.source.utf8.lexicographicallyPrecedes(right.source.utf8)
    }
  }

  private struct Row {
    var key: Key
    var category: SensitiveCategory
    var counts = SensitiveCounts()
    /// The last record that was counted in `events`.
    var record = -1
  }

  /// Fields that are told apart; what is more is counted together, for each type.
  static let most = 5000
  /// What stands for the fields that are not told apart.
  static let others = Array("(other fields)".utf8)

  private var rows: [Row] = []
  private var places: [Key: Int] = [:]
  private var cache: [[UInt8]: Int] = [:]
  private var cacheSource = ""
  /// Fields from here on are counted together: so many smaller ones are known.
  private var border: Key?
  private var record = 0

  /// A new record begins.
  mutating func beginRecord() { record += 1 }

  /// Counts a finding.
  ///
  /// - Parameters:
  ///   - pointer: as it is; the same pointer gives the same field.
  ///   - hidden: steps of it that are shown as `*`.
  mutating func count(
    _ finding: Detectors.Finding, pointer: Bytes, hidden: [Int], category: SensitiveCategory,
    source: String
  ) {
    let index: Int
    if hidden.isEmpty {
      if cacheSource != source || cache.count > 4096 {
        cache.removeAll(keepingCapacity: true)
        cacheSource = source
      }
      let known = [finding.type.rawValue] + pointer
      if let found = cache[known] {
        index = found
      } else {
        index = place(finding.type, FieldPattern.field(pointer), category, source)
        cache[known] = index
      }
    } else {
      index = place(finding.type, FieldPattern.field(pointer, hidden: hidden), category, source)
    }
    add(finding.state, at: index)
  }

  private mutating func add(_ state: Detectors.Finding.State, at index: Int) {
    switch state {
    case .unmasked: rows[index].counts.unmasked += 1
    case .insufficientlyMasked: rows[index].counts.insufficientlyMasked += 1
    case .weaklyPseudonymised: rows[index].counts.weaklyPseudonymised += 1
    case .masked:
      rows[index].counts.masked += 1
      return
    }
    // Of fields that are counted together, events are counted once for each finding: which of them a
    // record has in common depends on when they were put together.
    if rows[index].record != record || rows[index].key.field == Self.others {
      rows[index].record = record
      rows[index].counts.events += 1
    }
  }

  private mutating func place(
    _ type: SensitiveType, _ field: [UInt8], _ category: SensitiveCategory, _ source: String
  ) -> Int {
    var key = Key(type: type.rawValue, field: field, source: source)
    if let border, !(key < border), field != Self.others { key.field = Self.others }
    if let known = places[key] { return known }
    places[key] = rows.count
    rows.append(Row(key: key, category: category))
    if rows.count > 2 * Self.most {
      shrink()
      return place(type, field, category, source)
    }
    return rows.count - 1
  }

  /// Keeps the smallest fields, and counts the others together. What is kept in the end is the same
  /// in whatever order fields come: no field that belongs to the smallest is ever beyond the border.
  private mutating func shrink() {
    let sorted = rows.filter { $0.key.field != Self.others }.sorted { $0.key < $1.key }
    let pooled = rows.filter { $0.key.field == Self.others }
    guard sorted.count > Self.most else { return }
    border = sorted[Self.most].key
    rebuild(Array(sorted.prefix(Self.most)) + pooled)
    for row in sorted.dropFirst(Self.most) { pool(row) }
  }

  private mutating func rebuild(_ kept: [Row]) {
    rows = kept
    places = [:]
    cache = [:]
    for (index, row) in kept.enumerated() { places[row.key] = index }
  }

  private mutating func pool(_ row: Row) {
    var row = row
    row.counts.events = row.counts.leaks
    let key = Key(type: row.key.type, field: Self.others, source: row.key.source)
    if let known = places[key] {
      rows[known].counts.add(row.counts)
    } else {
      places[key] = rows.count
      rows.append(Row(key: key, category: row.category, counts: row.counts))
    }
  }

  /// Adds the counts of another table.
  mutating func merge(_ other: FieldTable) {
    for row in other.rows {
      if let known = places[row.key] {
        rows[known].counts.add(row.counts)
      } else {
        places[row.key] = rows.count
        rows.append(row)
      }
    }
    if let theirs = other.border { border = border.map { min($0, theirs) } ?? theirs }
  }

  /// Sorted by type, field and source; at most `most` and the rows that count the others together.
  mutating func result() -> [SensitiveResult.Field] {
    shrink()
    if let border {
      // Another thread gave such fields up earlier.
      let late = rows.filter { $0.key.field != Self.others && !($0.key < border) }
      rebuild(rows.filter { $0.key.field == Self.others || $0.key < border })
      for row in late { pool(row) }
    }
    return rows.sorted { $0.key < $1.key }.map { row in
      SensitiveResult.Field(
        type: SensitiveType(rawValue: row.key.type)?.name ?? "", category: row.category.name,
        field: String(decoding: row.key.field, as: UTF8.self), source: row.key.source,
        counts: row.counts)
    }
    .sorted { ($0.type, $0.field, $0.source) < ($1.type, $1.field, $1.source) }
  }
}
