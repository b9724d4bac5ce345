import CKernels
import Testing

/// The loops over vectors against plain ones.
@Suite struct KernelTests {
  private func passes(_ text: ArraySlice<UInt8>, _ test: writ_text_test) -> Bool {
    if text.count > WRIT_TEXT_LENGTH { return true }
    var run = 0
    for index in text.indices {
      let byte = text[index] | test.fold
      let isIn = byte >= test.low && byte <= test.high
      let isFollowed =
        test.has_second == 0
        || (index + 1 < text.endIndex && text[index + 1] | test.second_fold == test.second)
      run = isIn && isFollowed ? run + 1 : 0
      if run >= Int(test.run) { return true }
    }
    return false
  }

  @Test(arguments: 0..<40) func textScan(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed) &+ 1)
    let bytes = (0..<4000).map { _ in Array("/.?%@aB09z\u{0}{".utf8)[random.below(12)] }
    let rows = 100
    let lengths = (0..<rows).map { _ in UInt32(random.below(80)) }
    let offsets = lengths.map { UInt32(random.below(bytes.count - Int($0) + 1)) }
    let tests = (0..<random.below(WRIT_TEXT_TESTS + 1)).map { _ -> writ_text_test in
      let low = UInt8(random.below(120))
      let isPair = random.below(3) == 0
      return writ_text_test(
        low: low, high: low + UInt8(random.below(20)), fold: [0, 0, 0x20, 6][random.below(4)],
        has_second: isPair ? 1 : 0, second: Array("/.a?".utf8)[random.below(4)],
        second_fold: UInt8(random.below(2)), run: isPair ? 1 : UInt8(1 + random.below(20)))
    }
    var flags = [UInt8](repeating: 0xAA, count: rows)
    bytes.withUnsafeBufferPointer { text in
      writ_text_scan(
        text.baseAddress, text.baseAddress.map { $0 + text.count }, offsets, lengths, rows, tests,
        tests.count, &flags)
    }
    for row in 0..<rows {
      let text = bytes[Int(offsets[row])..<Int(offsets[row] + lengths[row])]
      for (index, test) in tests.enumerated() {
        #expect((flags[row] >> UInt8(index) & 1 == 1) == passes(text, test))
      }
      if lengths[row] <= WRIT_TEXT_LENGTH { #expect(flags[row] >> UInt8(tests.count) == 0) }
    }
  }

  @Test(arguments: [0, 1, 63, 64, 65, 128, 200]) func classMask(rows: Int) {
    var random = SplitMix64(seed: UInt64(rows) &+ 9)
    let classes = (0..<rows).map { _ in Int32(random.below(3)) }
    var mask = [UInt64](repeating: .max, count: (rows + 63) / 64)
    writ_class_mask(classes, rows, 1, &mask)
    for bit in 0..<(64 * mask.count) {
      let isSet = mask[bit / 64] >> UInt64(bit % 64) & 1 == 1
      #expect(isSet == (bit < rows && classes[bit] == 1))
    }
  }
}
