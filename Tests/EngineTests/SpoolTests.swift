import Foundation
import Ingest
import Testing

@testable import Scanning

/// Chunks that are put aside and taken up again.
@Suite struct SpoolTests {
  private static func chunk(_ text: String, at offset: UInt64) -> ChunkBuffer {
    ChunkBuffer(copying: Array(text.utf8), baseOffset: offset)
  }

  @Test(arguments: [0, 12, 1 << 20]) func chunksComeBackAsTheyWere(mostHeld: Int) throws {
    let folder = try Folder()
    let spool = StreamSpool(folder: folder.path, mostHeldBytes: mostHeld)
    let texts = ["first chunk", "second", "", "the third one"]
    var offset: UInt64 = 100
    for text in texts {
      try spool.append(Self.chunk(text, at: offset), of: 3)
      try spool.append(Self.chunk("other", at: 0), of: 4)
      offset += UInt64(text.utf8.count)
    }
    #expect(spool.count(of: 3) == 4 && spool.count(of: 5) == 0)
    let buffer = ChunkBuffer(capacity: 4)
    for (index, text) in texts.enumerated() {
      try spool.load(index, of: 3, into: buffer)
      #expect(String(decoding: buffer.bytes, as: UTF8.self) == text)
    }
    #expect(buffer.baseOffset == 117)
    #expect(spool.bytes(of: 3, offset: 106, count: 5) == Array("chunk".utf8))
    #expect(spool.bytes(of: 3, offset: 117, count: 13) == Array("the third one".utf8))
    #expect(spool.bytes(of: 3, offset: 117, count: 14) == nil)
    #expect(spool.bytes(of: 3, offset: 99, count: 1) == nil)
    #expect(spool.bytes(of: 3, offset: .max, count: 1) == nil)
    #expect(spool.bytes(of: 9, offset: 0, count: 1) == nil)
    // The file has no name.
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test func aFolderThatIsNotThereIsAnError() throws {
    let spool = StreamSpool(folder: "/nonexistent/folder", mostHeldBytes: 0)
    #expect(throws: ScanError.self) { try spool.append(Self.chunk("x", at: 0), of: 0) }
  }
}
