import Testing

@testable import Reporting

@Suite struct SpecialBytesTests {
  private static let sets: [Set<UInt8>] = [
    Set((0..<0x20).map { UInt8($0) } + [0x22, 0x5C, 0x7F]),
    Set((0..<0x20).map { UInt8($0) } + [0x22, 0x5C, 0x7F, 0x3C, 0x3E, 0x26]),
    [0x22, 0x26, 0x27, 0x3C, 0x3E],
    [], [0x00], [0xFF], Set((0x60..<0x70).map { UInt8($0) }), Set((0...255).map { UInt8($0) }),
  ]

  @Test(arguments: sets) func findsTheFirst(special: Set<UInt8>) {
    let table = SpecialBytes({ special.contains($0) }, escape: { _ in "" })
    var random = SplitMix64(state: 5)
    for length in 0..<70 {
      var bytes = (0..<length).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      // With few special bytes, so that whole vectors have none.
      for index in bytes.indices where special.contains(bytes[index]) && random.below(40) > 0 {
        bytes[index] = 0x41
      }
      bytes.withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        for start in 0...length {
          let wanted = bytes[start...].firstIndex { special.contains($0) } ?? length
          #expect(table.first(in: base, from: start, to: length) == wanted)
        }
      }
    }
  }

  @Test(arguments: [0, 7, 99, 100, 999, 1000, 12_345, 999_999, 1_000_000, UInt64.max])
  func groupsDigits(number: UInt64) throws {
    let sink = MemorySink()
    let output = Output(sink)
    output.grouped(number)
    try output.flush()
    #expect(sink.text == grouped(number))
  }
}
