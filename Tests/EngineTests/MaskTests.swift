import Columns
import Testing

@Suite struct MaskTests {
  @Test(arguments: [0, 1, 63, 64, 65, 127, 128, 200])
  func fillSetsExactlyTheRows(rows: Int) {
    let words = max(1, Mask.words(for: rows))
    let mask = UnsafeMutablePointer<UInt64>.allocate(capacity: words)
    defer { mask.deallocate() }
    mask.initialize(repeating: 0xdead, count: words)
    Mask.fill(mask, rows: rows)
    let used = Mask.words(for: rows)
    #expect(Mask.count(mask, words: used) == rows)
    #expect(Array(MaskRows(mask, words: used)) == Array(0..<rows))
  }

  @Test func rowsComeBackInOrder() {
    var random = SplitMix64(seed: 3)
    for _ in 0..<50 {
      let rows = Set((0..<40).map { _ in Int(random.next() % 300) })
      let mask = UnsafeMutablePointer<UInt64>.allocate(capacity: 5)
      defer { mask.deallocate() }
      mask.initialize(repeating: 0, count: 5)
      for row in rows { Mask.insert(row, into: mask) }
      #expect(Array(MaskRows(mask, words: 5)) == rows.sorted())
      #expect(Mask.count(mask, words: 5) == rows.count)
      #expect(rows.allSatisfy { Mask.contains(mask, row: $0) })
    }
  }
}
