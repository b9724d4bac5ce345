import Glibc
import RuleModel

/// Prefix, suffix and substring tests on bytes. Ignoring case means the ASCII letters.
enum TextSearch {
  static func matches(
    _ text: UnsafeRawBufferPointer, _ test: TextTest, _ wanted: UnsafeRawBufferPointer,
    ignoringCase: Bool
  ) -> Bool {
    guard wanted.count <= text.count else { return false }
    guard let wantedStart = wanted.baseAddress, !wanted.isEmpty,
      let start = text.baseAddress
    else { return true }
    switch test {
    case .prefix: return equal(start, wantedStart, wanted.count, ignoringCase)
    case .suffix:
      return equal(start + (text.count - wanted.count), wantedStart, wanted.count, ignoringCase)
    case .contains:
      if !ignoringCase { return find(wantedStart, wanted.count, in: start, text.count) }
      for offset in 0...(text.count - wanted.count)
      where equal(start + offset, wantedStart, wanted.count, true) {
        return true
      }
      return false
    }
  }

  private static func find(
    _ wanted: UnsafeRawPointer, _ count: Int, in text: UnsafeRawPointer, _ textCount: Int
  ) -> Bool {
    let first = Int32(wanted.load(as: UInt8.self))
    var start = text
    let end = text + (textCount - count + 1)
    while start < end, let found = memchr(start, first, end - start) {
      if memcmp(found, wanted, count) == 0 { return true }
      start = UnsafeRawPointer(found) + 1
    }
    return false
  }

  private static func equal(
    _ left: UnsafeRawPointer, _ right: UnsafeRawPointer, _ count: Int, _ ignoringCase: Bool
  ) -> Bool {
    if !ignoringCase { return memcmp(left, right, count) == 0 }
    for index in 0..<count {
      let a = left.load(fromByteOffset: index, as: UInt8.self)
      let b = right.load(fromByteOffset: index, as: UInt8.self)
      if a != b, lowercased(a) != lowercased(b) { return false }
    }
    return true
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 {
    byte &- 0x41 < 26 ? byte | 0x20 : byte
  }
}
