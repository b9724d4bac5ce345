import CZlib
import CZstd
import Ingest
import Mapping
import Testing

@Suite struct CompressionTests {
  static let text = (0..<20_000).map { "{\"t\":\($0),\"a\":\"\($0)\"}\n" }.joined()

  static func gzip(_ text: String) -> [UInt8] {
    var stream = z_stream()
    deflateInit2_(
      &stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    defer { deflateEnd(&stream) }
    var input = Array(text.utf8)
    return [UInt8](unsafeUninitializedCapacity: input.count + 1000) { output, count in
      input.withUnsafeMutableBufferPointer { bytes in
        stream.next_in = bytes.baseAddress
        stream.avail_in = UInt32(bytes.count)
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(output.count)
        deflate(&stream, Z_FINISH)
        count = output.count - Int(stream.avail_out)
      }
    }
  }

  static func zstd(_ text: String) -> [UInt8] {
    let input = Array(text.utf8)
    let room = ZSTD_compressBound(input.count)
    return [UInt8](unsafeUninitializedCapacity: room) { output, count in
      count = ZSTD_compress(output.baseAddress, room, input, input.count, 3)
    }
  }

  private func read(_ bytes: [UInt8]) throws -> FileReading {
    let folder = try TemporaryFolder()
    return try readFile(try folder.write("input", bytes), [.raw(path("a"))], chunkBytes: 10_000)
  }

  @Test func severalMembers() throws {
    let parts = [Self.text, "", "{\"t\":1,\"a\":\"last\"}\n"]
    for (bytes, kind) in [
      (parts.flatMap(Self.gzip), InputStream.Compression.gzip), (parts.flatMap(Self.zstd), .zstd),
    ] {
      let reading = try read(bytes)
      #expect(reading.compression == kind)
      #expect(reading.records.count == 20_001)
      #expect(reading.records.last?.slots[0].text == "last")
      #expect(reading.problem == nil)
      #expect(reading.refusals.isEmpty)
    }
    // Zeros behind the last member are filling.
    #expect(try read(Self.gzip("{\"t\":1}\n") + [0, 0, 0, 0]).problem == nil)
  }

  @Test func cutOffStreamsYieldWhatWasRead() throws {
    for bytes in [Self.gzip(Self.text), Self.zstd(Self.text)] {
      for keep in [bytes.count / 2, bytes.count - 1, 12] {
        let reading = try read(Array(bytes[..<keep]))
        #expect(reading.problem?.kind == .cutOff)
        #expect(reading.problem?.path.hasSuffix("/input") == true)
        for (number, record) in reading.records.enumerated() {
          #expect(record.slots[0].text == String(number))
        }
        if keep == bytes.count / 2 { #expect(reading.records.count > 100) }
      }
    }
  }

  @Test func damagedStreamsAreAProblem() throws {
    for bytes in [Self.gzip(Self.text), Self.zstd(Self.text)] {
      let half = Array(bytes[..<(bytes.count / 2)])
      var random = SplitMix64(seed: 7)
      let noise = (0..<(1 << 18)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      let reading = try read(half + noise)
      #expect(reading.problem?.kind == .corrupt)
      #expect(reading.records.first?.slots[0].text == "0")
    }
    // What was read is right up to its check sum, and that is wrong.
    var wrong = Self.gzip(Self.text)
    wrong[wrong.count - 6] ^= 1
    #expect(try read(wrong).problem?.kind == .corrupt)
    // Something else behind the last member.
    #expect(try read(Self.gzip("{\"t\":1}\n") + Array("garbage".utf8)).problem?.kind == .corrupt)
  }

  @Test func whatCantBeOpened() throws {
    let folder = try TemporaryFolder()
    #expect(throws: InputError.self) { try readFile(folder.path + "/missing") }
    #expect(throws: InputError.self) { try readFile(folder.path) }
  }
}
