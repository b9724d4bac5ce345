import Columns
import Values

/// Which identities occur more than once, by 64-bit hashes: a set of hashes with a mark.
///
/// Two identities with one hash are both taken for repeated, which costs time and changes no
/// result: whoever merges compares the identities themselves. The hash is seeded anew in every
/// process, so that no input can be made to collide. Memory: up to 32 bytes an identity.
package struct IdentityCounts {
  /// A hash with its lowest bit cleared, and 1 added once it is repeated; 0 is an empty place.
  private var table: [UInt64]
  /// How many different identities there are.
  package private(set) var count = 0

  package init() { table = [UInt64](repeating: 0, count: 1024) }

  package mutating func add(_ hash: UInt64) {
    if count * 2 >= table.count { grow() }
    let key = Self.key(hash)
    let place = place(of: key)
    if table[place] == 0 {
      table[place] = key
      count += 1
    } else {
      table[place] = key | 1
    }
  }

  /// Whether the identity has been added more than once.
  package func isRepeated(_ hash: UInt64) -> Bool {
    let key = Self.key(hash)
    return table[place(of: key)] == key | 1
  }

  /// Adds another part's identities.
  package mutating func merge(_ other: IdentityCounts) {
    for entry in other.table where entry != 0 {
      add(entry)
      if entry & 1 == 1 { add(entry) }
    }
  }

  /// Never 0, lowest bit clear.
  private static func key(_ hash: UInt64) -> UInt64 {
    let key = hash & ~1
    return key == 0 ? 2 : key
  }

  private func place(of key: UInt64) -> Int {
    let mask = table.count - 1
    var place = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 20) & mask
    while table[place] != 0, table[place] & ~1 != key { place = (place + 1) & mask }
    return place
  }

  private mutating func grow() {
    let old = table
    table = [UInt64](repeating: 0, count: old.count * 2)
    for entry in old where entry != 0 { table[place(of: entry & ~1)] = entry }
  }
}

extension RecordBatch {
  /// A hash of the values in some columns of a row, the same for equal values however they are
  /// spelt in JSON; nil if one of them is no string, number or boolean: then the record has no
  /// identity and is an event of its own.
  package func identityHash(columns numbers: [Int], row: Int) -> UInt64? {
    var hasher = Hasher()
    for number in numbers {
      let column = columns[number]
      let start = Int(column.offsets[row])
      let text = UnsafeRawBufferPointer(rebasing: bytes[start..<(start + Int(column.lengths[row]))])
      let kind = column.kinds[row]
      switch kind {
      case SlotCode.string:
        hasher.combine(SlotCode.string)
        hasher.combine(text.count)
        hasher.combine(bytes: text)
      case SlotCode.escapedString:
        guard let base = text.baseAddress?.assumingMemoryBound(to: UInt8.self),
          let plain = JSONScalar.unescaped(base, 0, text.count)
        else { return nil }
        hasher.combine(SlotCode.string)
        hasher.combine(plain.count)
        plain.withUnsafeBytes { hasher.combine(bytes: $0) }
      case SlotCode.number, SlotCode.true, SlotCode.false:
        hasher.combine(kind)
        hasher.combine(text.count)
        hasher.combine(bytes: text)
      default: return nil
      }
    }
    return UInt64(bitPattern: Int64(hasher.finalize()))
  }
}
