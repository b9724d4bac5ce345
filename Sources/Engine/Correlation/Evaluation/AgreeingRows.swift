import Shuffle

/// Anchors whose key is not known, where any row of the partition may have it; and all its rows.
final class DeferredAnchors {
  var anchors: [(stream: Int, row: LaneRow)] = []
  private(set) var rows: [Int: [LaneRow]] = [:]

  /// Adds the rows that a group has of its own. They outlive it, so their payloads are copied.
  func add(_ group: RowGroup, _ partition: PartitionRun, _ lanes: [CandidateLanes]) {
    var copies: [UnsafeRawPointer: UnsafeRawPointer] = [:]
    for index in 0..<group.count {
      let row = group.rows[index]
      copies[row.payload] =
        partition.agreeing.keep(LaneRow(row), Int(row.payloadCount)).payload
    }
    for candidate in partition.partition.candidates {
      lanes[candidate].forEachOwn { row in
        var row = row
        guard let copy = copies[row.payload] else { return }
        row.payload = copy
        rows[candidate, default: []].append(row)
      }
    }
  }

  /// Adds rows whose payloads stay.
  func add(_ lanes: CandidateLanes, to candidate: Int) {
    lanes.forEachOwn { rows[candidate, default: []].append($0) }
  }
}

extension LaneRow {
  /// The order of lanes.
  func isBeforeInLane(_ other: LaneRow) -> Bool { point.isShownBefore(other.point) }
}

/// Rows whose key is known in parts, for all groups that agree in these.
final class AgreeingRows {
  final class Rows {
    var lanes: [(candidate: Int, lanes: CandidateLanes)] = []
  }

  private var byKey: [[UInt8]: Rows] = [:]
  /// Which parts are not known, of the keys that occur.
  private var masks: [UInt64] = []
  /// Payloads, which must outlive the reader's group.
  private var memory: [UnsafeMutableRawPointer] = []
  private var free = 0
  private var next = UnsafeMutableRawPointer(bitPattern: 8)!
  private static let chunk = 1 << 16

  deinit { for one in memory { one.deallocate() } }

  var isEmpty: Bool { byKey.isEmpty }

  /// The row with its payload copied.
  func keep(_ row: LaneRow, _ count: Int) -> LaneRow {
    if count > free {
      let size = max(Self.chunk, count)
      next = .allocate(byteCount: size, alignment: 8)
      memory.append(next)
      free = size
    }
    next.copyMemory(from: row.payload, byteCount: count)
    var kept = row
    kept.payload = UnsafeRawPointer(next)
    next += count
    free -= count
    return kept
  }

  func forEachLane(_ body: (Int, CandidateLanes) -> Void) {
    for rows in byKey.values { for (candidate, lanes) in rows.lanes { body(candidate, lanes) } }
  }

  func lanes(_ key: UnsafeRawBufferPointer, _ candidate: Int) -> CandidateLanes {
    let rows = rows(key)
    if let known = rows.lanes.first(where: { $0.candidate == candidate }) { return known.lanes }
    let lanes = CandidateLanes()
    rows.lanes.append((candidate, lanes))
    return lanes
  }

  private func rows(_ key: UnsafeRawBufferPointer) -> Rows {
    let bytes = Array(key)
    if let known = byKey[bytes] { return known }
    let rows = Rows()
    byKey[bytes] = rows
    let mask = UInt64(littleEndian: key.loadUnaligned(fromByteOffset: 1, as: UInt64.self))
    if !masks.contains(mask) { masks.append(mask) }
    return rows
  }

  /// After the last row of a key.
  func finish(_ key: UnsafeRawBufferPointer) {
    for (_, lanes) in byKey[Array(key)]?.lanes ?? [] { lanes.finish() }
  }

  /// Calls `body` with all rows that agree with a group's key.
  func forEach(key: UnsafeRawBufferPointer, parts: Int, _ body: (Rows) -> Void) {
    for mask in masks {
      var wanted: [UInt8] = [OutsideKey.agreeing]
      withUnsafeBytes(of: mask.littleEndian) { wanted += $0 }
      if mask != ~0, let start = key.baseAddress {
        var state = CodedState(start: start)
        for part in 0..<parts {
          let size = state.size
          if mask >> UInt64(part) & 1 == 0 {
            wanted += UnsafeRawBufferPointer(start: state.start, count: size)
          }
          state = CodedState(start: state.start + size)
        }
      }
      if let rows = byKey[wanted] { body(rows) }
    }
  }
}
