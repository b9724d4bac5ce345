import CKernels

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A test that a text which a pattern matches always passes, in a few nanoseconds.
///
/// It is computed from the pattern: a literal beginning, a literal or a run of bytes of a class
/// that every match must contain, one for each alternative.
// INVARIANT: the memory behind the tests is written in `init` only.
package final class Prefilter: @unchecked Sendable {
  /// Whether the texts that pass are those that match, so that the pattern need not be asked.
  package let isExact: Bool
  /// A text passes only if it passes one of these, which are cheaper to ask of many texts at once;
  /// empty if nothing like that is known.
  package let scanTests: [writ_text_test]
  /// What a text that passes begins with, if that is known: one of these, each without the bytes
  /// that may be several; empty if it is not.
  package let beginnings: [[UInt8]]
  private let tests: UnsafeMutablePointer<PrefilterTest>
  private let count: Int

  /// Nil if nothing is known of the pattern that would keep enough texts out.
  package init?(pattern: [UInt8], flags: String) {
    guard let tree = PatternReader.read(pattern, flags: flags), let facts = PatternFacts(tree),
      facts.isExact || facts.bits >= 2
    else { return nil }
    isExact = facts.isExact
    let scanTests = facts.anyOf.map(\.scanTest)
    self.scanTests = scanTests.contains { $0 == nil } ? [] : scanTests.compactMap { $0 }
    beginnings = Self.beginnings(facts.anyOf)
    count = facts.anyOf.count
    tests = .allocate(capacity: count)
    for (place, requirement) in facts.anyOf.enumerated() {
      (tests + place).initialize(to: PrefilterTest(requirement))
    }
  }

  deinit {
    for place in 0..<count { tests[place].deallocate() }
    tests.deinitialize(count: count)
    tests.deallocate()
  }

  private static func beginnings(_ requirements: [Requirement]) -> [[UInt8]] {
    let beginnings = requirements.map { requirement -> [UInt8] in
      guard case .prefix(let sets) = requirement else { return [] }
      return sets.prefix { $0.members.count == 1 }.compactMap(\.members.first)
    }
    return beginnings.contains([]) ? [] : beginnings
  }

  /// False only if the pattern does not match.
  package func mayMatch(_ text: UnsafeRawBufferPointer) -> Bool {
    guard let base = text.baseAddress else { return false }
    var test = UnsafePointer(tests)
    let end = test + count
    while test < end {
      if PrefilterTest.passes(test, base, count: text.count) { return true }
      test += 1
    }
    return false
  }
}

extension Requirement {
  /// What a text that meets the requirement passes, in the form that is asked of many texts at once;
  /// nil if there is no such test, or it says too little.
  var scanTest: writ_text_test? {
    switch self {
    case .prefix: return nil
    case .literal(let sets):
      guard
        let rare = sets.indices.max(by: {
          ByteRarity.bits(sets[$0]) < ByteRarity.bits(sets[$1])
        })
      else { return nil }
      // One byte, or a letter in both cases: the small one is the greater.
      let members = sets[rare].members
      let byte = members[members.count - 1]
      let next = rare + 1 < sets.count ? sets[rare + 1].members : []
      return writ_text_test(
        low: byte, high: byte, fold: members.count == 2 ? 0x20 : 0,
        has_second: next.count == 1 ? 1 : 0, second: next.first ?? 0, second_fold: 0, run: 1)
    case .run(let set, let count):
      let members = set.members
      guard let low = members.first, let high = members.last,
        Int(high) - Int(low) + 1 == members.count, count > 0
      else { return nil }
      return writ_text_test(
        low: low, high: high, fold: 0, has_second: 0, second: 0, second_fold: 0,
        run: UInt8(min(count, WRIT_TEXT_LENGTH)))
    }
  }
}

/// One requirement, laid out for looking at it fast: plain bits, and pointers to its own memory.
struct PrefilterTest {
  private enum Kind { case prefix, literal, run }

  private let kind: Kind
  /// How many bytes it is about.
  private let length: Int
  /// A byte b of the text agrees with the nth if `b | masks[n] == values[n]`; the first
  /// `literalLength` of a prefix.
  private let values: UnsafeMutablePointer<UInt8>
  private let masks: UnsafeMutablePointer<UInt8>
  private let literalLength: Int
  /// The first eight of `values` and `masks`, and which of them count.
  private let firstValues: UInt64
  private let firstMasks: UInt64
  private let firstKept: UInt64
  /// The sets of a prefix, or the one of a run, 256 truth values each.
  private let tables: UnsafeMutablePointer<Bool>
  /// The least frequent byte of a literal.
  private let rareIndex: Int
  private let rareValue: UInt8
  private let rareMask: UInt8

  init(_ requirement: Requirement) {
    let sets: [ByteSet]
    var tableSets: [ByteSet] = []
    switch requirement {
    case .prefix(let all): (kind, sets, tableSets, length) = (.prefix, all, all, all.count)
    case .literal(let all): (kind, sets, length) = (.literal, all, all.count)
    case .run(let set, let count): (kind, sets, tableSets, length) = (.run, [], [set], count)
    }
    let literal = Array(sets.prefix(while: PatternFacts.isLetterOrByte))
    literalLength = literal.count
    values = .allocate(capacity: max(1, literal.count))
    masks = .allocate(capacity: max(1, literal.count))
    var first = (values: UInt64(0), masks: UInt64(0), kept: UInt64(0))
    for (place, set) in literal.enumerated() {
      let members = set.members
      let value = members[members.count - 1]
      let mask: UInt8 = members.count == 2 ? 0x20 : 0
      (values + place).initialize(to: value)
      (masks + place).initialize(to: mask)
      if place < 8 {
        first.values |= UInt64(value) << UInt64(place * 8)
        first.masks |= UInt64(mask) << UInt64(place * 8)
        first.kept |= 0xff << UInt64(place * 8)
      }
    }
    (firstValues, firstMasks, firstKept) = (first.values, first.masks, first.kept)
    tables = .allocate(capacity: max(1, tableSets.count * 256))
    for (place, set) in tableSets.enumerated() {
      for byte in 0..<256 {
        (tables + place * 256 + byte).initialize(to: set.contains(UInt8(byte)))
      }
    }
    var rare = (index: 0, bits: -1.0)
    for (place, set) in literal.enumerated() where ByteRarity.bits(set) > rare.bits {
      rare = (place, ByteRarity.bits(set))
    }
    rareIndex = rare.index
    rareValue = literal.isEmpty ? 0 : values[rare.index]
    rareMask = literal.isEmpty ? 0 : masks[rare.index]
  }

  func deallocate() {
    values.deallocate()
    masks.deallocate()
    tables.deallocate()
  }

  /// Whether the text meets the requirement. By pointer, for a test is too large to copy a row.
  @inline(__always)
  static func passes(
    _ test: UnsafePointer<PrefilterTest>, _ text: UnsafeRawPointer, count: Int
  ) -> Bool {
    guard count >= test.pointee.length else { return false }
    switch test.pointee.kind {
    case .prefix: return test.pointee.hasPrefix(text, count: count)
    case .literal: return test.pointee.hasLiteral(text, count: count)
    case .run: return test.pointee.hasRun(text, count: count)
    }
  }

  @inline(__always)
  private func hasPrefix(_ text: UnsafeRawPointer, count: Int) -> Bool {
    var index = 0
    if count >= 8 {
      let word = text.loadUnaligned(as: UInt64.self).littleEndian
      if (word | firstMasks) & firstKept != firstValues { return false }
      index = min(8, literalLength)
    }
    while index < literalLength {
      if byte(text, index) | masks[index] != values[index] { return false }
      index &+= 1
    }
    while index < length {
      if !tables[index &* 256 &+ Int(byte(text, index))] { return false }
      index &+= 1
    }
    return true
  }

  @inline(__always)
  private func byte(_ text: UnsafeRawPointer, _ index: Int) -> UInt8 {
    text.load(fromByteOffset: index, as: UInt8.self)
  }

  private func hasLiteral(_ text: UnsafeRawPointer, count: Int) -> Bool {
    // Where the rare byte can stand.
    var index = rareIndex
    let end = count &- (length &- rareIndex) &+ 1
    while let found = findRare(text, from: index, to: end) {
      if length == 1 || agrees(text + (found &- rareIndex)) { return true }
      index = found &+ 1
    }
    return false
  }

  @inline(__always)
  private func agrees(_ text: UnsafeRawPointer) -> Bool {
    for index in 0..<length where byte(text, index) | masks[index] != values[index] {
      return false
    }
    return true
  }

  /// The first place from `start` of the rare byte, in either case if it is a letter of both.
  @inline(__always)
  private func findRare(_ text: UnsafeRawPointer, from start: Int, to end: Int) -> Int? {
    var index = start
    if end &- index > 64, rareMask == 0 {
      guard let found = memchr(text + index, Int32(rareValue), end &- index) else { return nil }
      return UnsafeRawPointer(found) - text
    }
    // Sixteen or eight bytes at a time; the last step overlaps the one before it.
    if end &- index >= 16 {
      let values = SIMD16<UInt8>(repeating: rareValue)
      let masks = SIMD16<UInt8>(repeating: rareMask)
      while true {
        let bytes = text.loadUnaligned(fromByteOffset: index, as: SIMD16<UInt8>.self) | masks
        let found = unsafeBitCast(bytes .== values, to: SIMD2<UInt64>.self)
        if found.x | found.y != 0 {
          let place =
            found.x != 0
            ? found.x.trailingZeroBitCount >> 3 : 8 &+ (found.y.trailingZeroBitCount >> 3)
          return index &+ place
        }
        if index == end &- 16 { return nil }
        index = min(index &+ 16, end &- 16)
      }
    }
    if end &- index >= 8 {
      let ones: UInt64 = 0x0101_0101_0101_0101
      let values = UInt64(rareValue) &* ones
      let masks = UInt64(rareMask) &* ones
      while true {
        let word =
          (text.loadUnaligned(fromByteOffset: index, as: UInt64.self).littleEndian | masks)
          ^ values
        // The lowest byte that is 0 sets its top bit; higher ones may be wrong, but come later.
        let zeros = (word &- ones) & ~word & (ones << 7)
        if zeros != 0 { return index &+ (zeros.trailingZeroBitCount >> 3) }
        if index == end &- 8 { return nil }
        index = min(index &+ 8, end &- 8)
      }
    }
    while index < end {
      if byte(text, index) | rareMask == rareValue { return index }
      index &+= 1
    }
    return nil
  }

  /// Looks at every `length`th byte only, as long as they are not of the set.
  private func hasRun(_ text: UnsafeRawPointer, count: Int) -> Bool {
    var index = length &- 1
    while index < count {
      if !tables[Int(byte(text, index))] {
        index &+= length
        continue
      }
      var start = index
      let least = index &- length &+ 1
      while start > least, tables[Int(byte(text, start &- 1))] { start &-= 1 }
      var end = index &+ 1
      while end < count, end &- start < length, tables[Int(byte(text, end))] { end &+= 1 }
      if end &- start >= length { return true }
      // The byte at `end` is not of the set.
      index = end &+ length
    }
    return false
  }
}
