import Testing

@testable import Detectors

/// A text in which `⟦` and `⟧` stand around what is to be found, or `⟦` before where nothing is.
struct Marked {
  let bytes: [UInt8]
  let start: Int
  let end: Int?

  init(_ text: String) {
    var bytes: [UInt8] = []
    var start = 0
    var end: Int?
    for character in text {
      switch character {
      case "⟦": start = bytes.count
      case "⟧": end = bytes.count
      default: bytes += Array(String(character).utf8)
      }
    }
    self.bytes = bytes
    self.start = start
    self.end = end
  }

  /// What a scanner finds at the first mark, and what it should.
  func check(
    _ scan: (Bytes, Int) -> Range<Int>?, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let found = bytes.withUnsafeBufferPointer { scan($0, start) }
    #expect(
      found == end.map { start..<$0 }, "\(String(decoding: bytes, as: UTF8.self))",
      sourceLocation: sourceLocation)
  }

  /// Calls the scanner with every part of the text, each in memory of its own, at every place: what is read
  /// outside of it ends the test, and what is found is inside.
  func cut(_ scan: (Bytes, Int) -> Range<Int>?) {
    for first in 0...bytes.count {
      for last in first...bytes.count {
        Array(bytes[first..<last]).withUnsafeBufferPointer { part in
          for place in 0..<part.count {
            guard let found = scan(part, place) else { continue }
            #expect(found.lowerBound >= 0 && found.upperBound <= part.count && !found.isEmpty)
          }
        }
      }
    }
  }
}

/// A small generator of numbers whose sequence is the same in every run.
struct Sequence64: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state &* 0x2545_F491_4F6C_DD1D
  }

  mutating func digits(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: 0...9, using: &self) }
  }
}
