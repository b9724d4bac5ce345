import Foundation
import Testing

@testable import Ingest

/// Inputs are cut without losing a byte, and the same way whatever the chunks are.
@Suite struct RecordCutterTests {
  private func read(
    _ bytes: [UInt8], chunkBytes: Int, maxRecordBytes: Int = 1 << 20
  ) throws -> (original: [UInt8], pieces: [[UInt8]], places: [Int]) {
    let folder = try TemporaryFolder()
    let path = try folder.write("input", bytes)
    let reader = ChunkReader(
      try InputStream(InputFile(path: path)), chunkBytes: chunkBytes,
      maxRecordBytes: maxRecordBytes, keepsOriginal: true)
    let chunk = ChunkBuffer(capacity: chunkBytes)
    var original: [UInt8] = []
    var pieces: [[UInt8]] = []
    var places: [Int] = []
    while reader.next(into: chunk) {
      var cutter = RecordCutter(chunk)
      while let piece = cutter.next() {
        let text =
          piece.isBetween
          ? chunk.withOriginal { Array($0[piece.range]) } : Array(chunk.bytes[piece.range])
        pieces.append(text)
        places.append(Int(chunk.baseOffset) + piece.range.lowerBound)
      }
      chunk.withOriginal { original += Array($0) }
      #expect(chunk.moves.allSatisfy { $0.to.upperBound <= chunk.count })
    }
    return (original, pieces, places)
  }

  private static let texts: [String] = [
    "", "\n", "a", "a\nb\r\n\n c \n", "{\"a\":1}\n{\"b\":[1,2]}\n", "[]", "[ ]\n",
    "[\n{\"a\":1},\n{\"b\":2}\n]\n", "[{\"a\":1},{\"b\":2}]",
    "{\n\"x\":\"y\",\"Records\":[{\"a\":1} , {\"b\":2}],\"tail\":{\"z\":[1]}}\n{\"c\":3}",
    "{\"kind\":\"EventList\",\n\"meta\":{},\"items\":[{\"a\":1},{\"b\":2}],\"t\":\"]}\"}",
    "{\n\"a\":1}{\"b\":\n2}\n\n3 \"x\" null", "{\n\"a\": \"no end\n{\"b\":2}\n", "}{][,:\n{\n",
    "[\n{\"a\":1},,{\"b\":2}", "[\n{\"a\":\"\\\"]\"}\n",
    "2026-01-01T00:00:00.0Z stdout P {\"a\":\n2026-01-01T00:00:00.1Z stderr F x\n"
      + "2026-01-01T00:00:00.2Z stdout F 1}\n2026-01-01T00:00:00.3Z stdout P cut",
    "x\n-----BEGIN EC PRIVATE KEY-----\nabc\n-----END EC PRIVATE KEY-----\ny\n",
    "-----BEGIN EC PRIVATE KEY-----\nabc\n",
    "-----BEGIN EC PRIVATE KEY-----\n-----BEGIN EC PRIVATE KEY-----\nx\n-----END EC PRIVATE KEY-----",
  ]

  @Test(arguments: texts)
  func noByteIsLost(_ text: String) throws {
    let bytes = Array(text.utf8)
    let whole = try read(bytes, chunkBytes: 1 << 16)
    #expect(whole.original == bytes)
    for chunkBytes in [1, 2, 3, 5, 8, 13, 21, 34, 55] {
      let parts = try read(bytes, chunkBytes: chunkBytes)
      #expect(parts.original == bytes, "\(chunkBytes)")
      #expect(parts.pieces == whole.pieces, "\(chunkBytes)")
      #expect(parts.places == whole.places, "\(chunkBytes)")
    }
    // Every byte that is no blank, bracket or comma is in a piece, or is a prefix of a runtime.
    let shown = whole.pieces.joined().filter { !Self.isSign($0) }
    let all = bytes.filter { !Self.isSign($0) }
    if !text.hasPrefix("2026") { #expect(shown.elementsEqual(all)) }
  }

  private static func isSign(_ byte: UInt8) -> Bool {
    byte <= 0x20 || "[]{},".utf8.contains(byte)
  }

  @Test(arguments: 0..<60)
  func randomBytesAreNotLost(_ seed: Int) throws {
    var generator = SplitMix64(seed: UInt64(seed))
    let alphabet = Array("{}[],:\"\\ \n\r\tab1".utf8) + Array("\n{\"a\":[{".utf8)
    var bytes = Array(
      ["", "[\n", "{\n", "{\n\"Records\":[", "x"].randomElement(using: &generator)!.utf8)
    for _ in 0..<Int.random(in: 0...400, using: &generator) {
      bytes.append(alphabet.randomElement(using: &generator)!)
    }
    let whole = try read(bytes, chunkBytes: 1 << 16)
    #expect(whole.original == bytes)
    for _ in 0..<4 {
      let chunkBytes = Int.random(in: 1...60, using: &generator)
      let parts = try read(bytes, chunkBytes: chunkBytes)
      #expect(parts.original == bytes, "seed \(seed), \(chunkBytes) bytes")
      #expect(
        parts.pieces.joined().filter { !Self.isSign($0) }.elementsEqual(
          whole.pieces.joined().filter { !Self.isSign($0) }), "seed \(seed), \(chunkBytes) bytes")
    }
  }

  @Test func partsOfLinesKnowWhereTheyStood() throws {
    let prefix = "2026-01-01T00:00:00.000000000Z stdout"
    let text = "\(prefix) P {\"a\":\"bc\n\(prefix) F de\"}\n"
    let bytes = Array(text.utf8)
    let (original, pieces, _) = try read(bytes, chunkBytes: 1000)
    #expect(original == bytes)
    #expect(pieces.map { String(decoding: $0, as: UTF8.self) } == ["{\"a\":\"bcde\"}"])
  }

  @Test(arguments: [
    ("plain text", true), ("zwölf Boxkämpfer, \u{1F600}\n", true), ("", true),
    ("\u{1B}[31mred", true),
    ("BZh9 is how a line may begin", true), ("PK", true),
  ])
  func textIsText(_ text: String, _ isText: Bool) {
    Array(text.utf8).withUnsafeBytes { #expect((ContentCheck.whyNoText($0) == nil) == isText) }
  }

  @Test func oldTextsAreTextAndOthersAreNot() {
    func why(_ bytes: [UInt8]) -> String? { bytes.withUnsafeBytes { ContentCheck.whyNoText($0) } }
    // Latin-1, and a log whose last block was never written.
    #expect(why(Array("gr".utf8) + [0xFC, 0xDF, 0x65] + Array(" aus M\n".utf8)) == nil)
    #expect(why(Array(repeating: 0x61, count: 900) + Array(repeating: 0, count: 100)) == nil)
    #expect(why([0xFF, 0xFE, 0x61, 0x00]) != nil)
    #expect(why([0x61, 0, 0x62, 0, 0x63, 0]) != nil)
    #expect(why([0x42, 0x5A, 0x68, 0x39, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59]) != nil)
    #expect(why((0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 167 ^ ($0 >> 3)) }) != nil)
  }
}
