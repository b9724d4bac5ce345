/// How many records each identity has, by 64-bit hash: 58 bits of it and a count in one word.
///
/// Identities whose hashes agree are counted together; whoever merges their records compares the
/// identities themselves, so that it costs time and changes no result. Memory: at most 16 bytes an
/// identity, 32 while the table grows.
struct IdentityTable {
  /// Counts stop here: records of such an identity wait for the end of the inputs.
  static let mostCounted = 63

  private var table: [UInt64] = Array(repeating: 0, count: 1024)
  private(set) var count = 0
  /// Whether any identity has more than one record.
  private(set) var hasRepeats = false

  mutating func add(_ hash: UInt64, times: Int = 1) {
    if count * 4 >= table.count * 3 { grow() }
    let key = Self.key(hash)
    let place = place(of: key)
    let known = Int(table[place] & 63)
    if table[place] == 0 { count += 1 }
    let sum = min(known + times, Self.mostCounted)
    if sum > 1 { hasRepeats = true }
    table[place] = key | UInt64(sum)
  }

  /// How many records have that hash; 0 if none, at most `mostCounted`.
  func records(of hash: UInt64) -> Int {
    Int(table[place(of: Self.key(hash))] & 63)
  }

  mutating func merge(_ other: IdentityTable) {
    for entry in other.table where entry != 0 { add(entry & ~63, times: Int(entry & 63)) }
  }

  // Never 0, the lowest six bits clear.
  private static func key(_ hash: UInt64) -> UInt64 {
    let key = hash & ~63
    return key == 0 ? 64 : key
  }

  private func place(of key: UInt64) -> Int {
    let mask = table.count - 1
    var place = Int(truncatingIfNeeded: key &* 0x9e37_79b9_7f4a_7c15 >> 20) & mask
    while table[place] != 0, table[place] & ~63 != key { place = (place + 1) & mask }
    return place
  }

  private mutating func grow() {
    let old = table
    table = Array(repeating: 0, count: old.count * 2)
    for entry in old where entry != 0 { table[place(of: entry & ~63)] = entry }
  }
}
