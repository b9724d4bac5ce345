#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Plain searches in bytes.
package enum ByteSearch {
  /// Whether `part` stands somewhere in `text`. Linear time, whatever the two hold.
  package static func contains(
    _ text: UnsafeRawBufferPointer, _ part: UnsafeRawBufferPointer
  ) -> Bool {
    let length = part.count
    guard length <= text.count else { return false }
    guard let partStart = part.baseAddress, length > 0 else { return true }
    guard let textStart = text.baseAddress else { return false }
    // Look for the rarest byte, compare round it.
    var rare = 0
    for index in 1..<max(1, min(length, 32))
    where ByteRarity.probabilities[Int(part[index])] < ByteRarity.probabilities[Int(part[rare])] {
      rare = index
    }
    let end = text.count &- length &+ rare &+ 1
    var index = rare
    // Each comparison may cost `length` steps; what is left of a budget that grows with the text.
    var budget = 4 &* text.count &+ 64
    while index < end {
      guard let found = memchr(textStart + index, Int32(part[rare]), end &- index) else {
        return false
      }
      index = UnsafeRawPointer(found) - textStart
      if memcmp(textStart + (index &- rare), partStart, length) == 0 { return true }
      index &+= 1
      budget &-= length
      if budget < 0 { return containsByTable(text, part, from: index &- rare) }
    }
    return false
  }

  /// Knuth, Morris and Pratt: no byte of the text is looked at twice.
  private static func containsByTable(
    _ text: UnsafeRawBufferPointer, _ part: UnsafeRawBufferPointer, from start: Int
  ) -> Bool {
    var borders = [Int](repeating: 0, count: part.count)
    var border = 0
    for index in 1..<max(1, part.count) {
      while border > 0, part[index] != part[border] { border = borders[border - 1] }
      if part[index] == part[border] { border += 1 }
      borders[index] = border
    }
    var matched = 0
    for index in start..<text.count {
      while matched > 0, text[index] != part[matched] { matched = borders[matched - 1] }
      if text[index] == part[matched] { matched += 1 }
      if matched == part.count { return true }
    }
    return false
  }

  package static func hasPrefix(
    _ text: UnsafeRawBufferPointer, _ part: UnsafeRawBufferPointer
  ) -> Bool {
    guard part.count <= text.count else { return false }
    guard let partStart = part.baseAddress, let textStart = text.baseAddress else { return true }
    return memcmp(textStart, partStart, part.count) == 0
  }

  package static func hasSuffix(
    _ text: UnsafeRawBufferPointer, _ part: UnsafeRawBufferPointer
  ) -> Bool {
    guard part.count <= text.count else { return false }
    guard let partStart = part.baseAddress, let textStart = text.baseAddress else { return true }
    return memcmp(textStart + (text.count - part.count), partStart, part.count) == 0
  }
}
