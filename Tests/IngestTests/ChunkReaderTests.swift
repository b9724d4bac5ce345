import Columns
import Ingest
import Mapping
import RuleModel
import Testing
import Values

@Suite struct ChunkReaderTests {
  /// Reads the text with many chunk sizes; all must give the same.
  private func read(_ text: String, maxRecordBytes: Int = 16 << 20) throws -> FileReading {
    let folder = try TemporaryFolder()
    let file = try folder.write("input", text)
    let columns: [ColumnRequest] = [.raw(path("a"))]
    let whole = try readFile(file, columns, maxRecordBytes: maxRecordBytes)
    for size in [1, 2, 3, 5, 8, 13, 21, 34, 55, 100, 1000] {
      let parts = try readFile(
        file, columns, chunkBytes: size, maxRecordBytes: maxRecordBytes)
      #expect(parts.records == whole.records, "chunks of \(size)")
      #expect(parts.refusals == whole.refusals, "chunks of \(size)")
      #expect(
        parts.extraction.unreadable.map(\.ordinal) == whole.extraction.unreadable.map(\.ordinal))
    }
    return whole
  }

  private func values(_ reading: FileReading) -> [String] {
    reading.records.map { $0.slots[0].text }
  }

  @Test(arguments: [
    "{\"t\":1,\"a\":1}\n{\"t\":1,\"a\":2}\n", "{\"t\":1,\"a\":1}\r\n\r\n \n{\"t\":1,\"a\":2}",
    "\u{FEFF}{\"t\":1,\"a\":1}\n{\"t\":1,\"a\":2}\n", "{\"t\":1,\"a\":1}{\"t\":1,\"a\":2}",
    "{\"t\":1,\"a\":1} {\"t\":1,\"a\":2}\n\n", "[{\"t\":1,\"a\":1},{\"t\":1,\"a\":2}]",
    "[\n  {\n \"t\":1,\n\"a\":1\n},\n{\"t\":1,\"a\":2}\n]\n",
    "{\n\"t\":1,\n\"a\":1}\n{\n\"t\":1,\"a\":2\n}", " \n [{\"t\":1,\"a\":1}, {\"t\":1,\"a\":2}] ",
    "[{\"t\":1,\"a\":1}]\n[{\"t\":1,\"a\":2}]",
    "{\"Records\":[{\"t\":1,\"a\":1},{\"t\":1,\"a\":2}]}",
    "{\n\"Records\": [\n{\"t\":1,\"a\":1},\n{\"t\":1,\"a\":2}\n]}\n",
    "{\"kind\":\"EventList\",\"metadata\":{},\"items\":[{\"t\":1,\"a\":1},{\"t\":1,\"a\":2}]}",
    "{\"kind\":\"EventList\",\"items\":[{\"t\":1,\"a\":1}]}\n"
      + "{\"items\":[{\"t\":1,\"a\":2}],\"kind\":\"EventList\"}\n",
    "{\n \"kind\": \"AuditEventListOfManyThingsWithAVeryLongNameIndeedAndMoreOfItSoThatItIsList\",\n"
      + "\"items\": [\n{\"t\":1,\"a\":1},{\"t\":1,\n\"a\":2}],\n\"x\":{\"y\":[\"]\"]}}",
    "2025-12-31T17:37:40.4+01:00 stdout F {\"t\":1,\"a\":1}\n"
      + "2025-12-31T17:37:40.4+01:00 stderr F {\"t\":1,\"a\":2}\n",
    "2025-12-31T17:37:40Z {\"t\":1,\"a\":1}\n2025-12-31T17:37:40Z {\"t\":1,\"a\":2}\n",
    "2025-12-31T17:37:40Z stdout P {\"t\":1,\"b\":\"x\n2025-12-31T17:37:40Z stdout P y\",\"\n"
      + "2025-12-31T17:37:40Z stdout F a\":1}\n2025-12-31T17:37:40Z stdout F {\"t\":1,\"a\":2}\n",
  ])
  func layouts(text: String) throws {
    let reading = try read(text)
    #expect(values(reading) == ["1", "2"])
    #expect(reading.refusals.isEmpty)
    #expect(reading.problem == nil)
  }

  @Test func offsetsAreTheInputs() throws {
    let text = "\u{FEFF}{\"t\":1,\"a\":1}\n[{\"t\":1}]\n{\"t\":1,\"a\":2}"
    let reading = try read(text)
    #expect(reading.places == [3, 27])
    #expect(reading.refusals == ["not-an-object@17"])
    let array = try read("[\n{\"t\":1,\"a\":\"x\"} ,{\"t\":1,\"a\":[1]}]")
    #expect(array.places == [2, 19])
    #expect(array.records.map(\.text) == ["{\"t\":1,\"a\":\"x\"}", "{\"t\":1,\"a\":[1]}"])
  }

  @Test(arguments: [
    ("[{\"t\":1,\"a\":1},\n{\"t\":1,\"a\":tru},\n{\"t\":1,\"a\":3}]", ["invalid-json@16"]),
    ("[{\"t\":1,\"a\":1},\n{\"t\":1,\"a\":\"x},\n{\"t\":1,\"a\":3}]", ["cut-off@16"]),
    ("[{\"t\":1,\"a\":1} {\"t\":1,\"a\":3}]", ["invalid-json@15"]),
    ("[{\"t\":1,\"a\":1},,{\"t\":1,\"a\":3}]", ["invalid-json@15"]),
    ("[{\"t\":1,\"a\":1},7,{\"t\":1,\"a\":3}]", ["not-an-object@15"]),
    ("[{\"t\":1,\"a\":1},{\"t\":1,\"a\":3},]", ["invalid-json@29"]),
    ("[{\"t\":1,\"a\":1},{\"t\":1,\"a\":3}", ["cut-off@28"]),
    ("[{\"t\":1,\"a\":1},{\"t\":1,\"a\":3},{\"t\":1,\"a", ["cut-off@29"]),
    ("{\n\"t\":1,\"a\":1}\n{\"t\":1,\"a\":3}\n{\"t\":1,\n", ["cut-off@29"]),
  ])
  func brokenDocuments(text: String, refusals: [String]) throws {
    let folder = try TemporaryFolder()
    let reading = try readFile(try folder.write("input", text), [.raw(path("a"))])
    #expect(reading.framing == .values)
    #expect(values(reading) == ["1", "3"])
    #expect(reading.refusals == refusals)
  }

  @Test func longRecordsArePassedOver() throws {
    let long = "{\"t\":1,\"a\":\"" + String(repeating: "x", count: 5000) + "\"}"
    let lines = "{\"t\":1,\"a\":1}\n\(long)\n{\"t\":1,\"a\":2}\n\(long)"
    let reading = try read(lines, maxRecordBytes: 1000)
    #expect(values(reading) == ["1", "2"])
    #expect(reading.refusals == ["too-long@14", "too-long@\(14 + long.utf8.count + 1 + 14)"])
    let array = try read("[{\"t\":1,\"a\":1},\(long),{\"t\":1,\"a\":2}]", maxRecordBytes: 1000)
    #expect(values(array) == ["1", "2"])
    #expect(array.refusals == ["too-long@15"])
  }

  /// A wrapper whose `kind` comes after its list is unwrapped, however long it is; what is held of
  /// it is bounded by the longest record.
  @Test func longWrappersWhoseKindComesLast() throws {
    let records = (1...60).map { "{\"t\":1,\"a\":\($0)}" }
    let list = "\"items\":[\n\(records.joined(separator: ",\n"))]"
    for text in [
      "{\n\"apiVersion\":\"v1\",\(list),\"kind\":\"EventList\"}",
      "{\n\"metadata\":{\"x\":[1]},\n\(list)\n,\"kind\":\"EventList\",\"m\":{\"items\":[{}]}}\n",
      "{\n\(list),\"kind\":\"EventList\"}\n{\"t\":1,\"a\":61}",
    ] {
      for limit in [100, 500, 1 << 20] {
        let reading = try read(text, maxRecordBytes: limit)
        #expect(values(reading).prefix(60) == (1...60).map(String.init)[...])
        #expect(reading.refusals.isEmpty)
      }
    }
    let cutOff = try read("{\n\(list.dropLast())", maxRecordBytes: 100)
    #expect(values(cutOff).count == 60)
    #expect(cutOff.refusals.count == 1)
    // Short enough for a record, and not a list by its kind: it stays one.
    let record = try read("{\n\"items\":[{\"t\":1,\"a\":1}],\"a\":2,\"kind\":\"order\",\"t\":1}")
    #expect(values(record) == ["2"])
  }

  @Test func longWrappersOnOneLine() throws {
    let folder = try TemporaryFolder()
    let records = (1...40_000).map {
      "{\"t\":1,\"a\":\($0),\"b\":\"\(String(repeating: "x", count: 40))\"}"
    }
    for head in [
      "{", "{\"metadata\":{\"x\":[1]},", "{\"kind\":\"EventList\",\"metadata\":{\"x\":[1]},",
    ] {
      let text =
        head + "\"items\":[" + records.joined(separator: ",") + "],\"kind\":\"EventList\"}\n"
      let file = try folder.write("input", text)
      let reading = try readFile(file, [.raw(path("a"))], maxRecordBytes: 100_000)
      #expect(reading.records.count == 40_000)
      #expect(reading.refusals.isEmpty)
    }
  }

  @Test func partialLinesWithoutContinuation() throws {
    let text = """
      2025-12-31T17:37:40Z stdout P {"t":1,"a":"x
      2025-12-31T17:37:40Z stderr F {"t":1,"a":2}
      2025-12-31T17:37:40Z stdout P {"t":1,"a":
      """
    let reading = try read(text)
    #expect(values(reading) == ["2"])
    #expect(reading.extraction.unreadable.map(\.reason) == [.partialLine, .partialLine])
  }

  @Test func cutOffFirstLineIsNoDocument() throws {
    let reading = try read("{\"t\":1,\"a\":\"cut\n{\"t\":1,\"a\":2}\n")
    #expect(values(reading) == ["2"])
    #expect(reading.refusals == ["cut-off@0"])
    let second = try read("{\"t\":1,\"b\":{\"c\":1}\n{\"t\":1,\"a\":2}\n")
    #expect(values(second) == ["2"])
    #expect(second.refusals == ["cut-off@0"])
  }

  @Test func chunksOfManyRecords() throws {
    let folder = try TemporaryFolder()
    let text = (0..<5000).map { "{\"t\":\($0),\"a\":\"\($0)\"}\n" }.joined()
    let file = try folder.write("input", text)
    for size in [100, 4096, 65536, 1 << 20] {
      let reading = try readFile(file, [.raw(path("a"))], chunkBytes: size)
      #expect(values(reading) == (0..<5000).map(String.init))
      #expect(reading.records.map(\.ordinal) == Array(0..<5000))
    }
  }

  @Test func emptyInputs() throws {
    for text in ["", "\n", " \r\n\n", "\u{FEFF}", "[]", "[ ]\n"] {
      let reading = try read(text)
      #expect(reading.records.isEmpty && reading.refusals.isEmpty, "\(text.debugDescription)")
    }
  }
}

/// Whatever is done to a text: chunks of any size hold the same records.
@Suite struct ChunkFuzzTests {
  @Test(arguments: 0..<6) func chunkSizeChangesNothing(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed) &* 31 &+ 3)
    let folder = try TemporaryFolder()
    let samples = [
      "{\"t\":1,\"a\":1}\n{\"t\":2,\"a\":\"x\\\"y\"}\n{\"t\":3}\n",
      "[\n{\"t\":1,\n\"a\":[1,{\"b\":2}]},\n{\"t\":2},{\"t\":3,\"a\":\"}]\"}\n]\n",
      "{\"kind\":\"EventList\",\"items\":[{\"t\":1,\"a\":\"q\"},\n{\"t\":2}],\"m\":{\"x\":[1]}}\n",
      "{\n\"t\":1,\"a\":\"y\"\n}\n{\n\"t\":2}\n",
      "{\n\"items\":[{\"t\":1,\"a\":\"q\"},\n{\"t\":2}],\"kind\":\"EventList\"}\n{\"t\":3}\n",
      "2025-12-31T17:37:40Z stdout P {\"t\":1,\"a\":\n2025-12-31T17:37:40Z stdout F 5}\n"
        + "2025-12-31T17:37:40Z stdout F {\"t\":2}\n",
    ].map { Array($0.utf8) }
    var read = 0
    for _ in 0..<(250 * fuzzFactor) {
      var text = samples[random.below(samples.count)]
      for _ in 0..<random.below(4) {
        let at = random.below(text.count)
        switch random.below(4) {
        case 0: text[at] = Array("\"\\{}[]:,\n x".utf8)[random.below(11)]
        case 1: text.removeSubrange(at..<min(text.count, at + random.below(6)))
        case 2: text.insert(Array("\"\\{}[]:,\n x".utf8)[random.below(11)], at: at)
        default:
          let end = min(text.count, at + random.below(20))
          text.insert(contentsOf: text[at..<end], at: at)
        }
        if text.isEmpty { text = [0x7B] }
      }
      let file = try folder.write("input", text)
      let limit = random.below(3) == 0 ? 12 + random.below(20) : 1 << 20
      let whole = try readFile(file, [.raw(path("a"))], maxRecordBytes: limit)
      read += whole.records.count
      for size in [1, 1 + random.below(40)] {
        let parts = try readFile(
          file, [.raw(path("a"))], chunkBytes: size, maxRecordBytes: limit)
        #expect(parts.framing == whole.framing)
        guard parts.records == whole.records, parts.refusals == whole.refusals else {
          let shown = String(decoding: text, as: UTF8.self).debugDescription
          Issue.record(
            """
            chunks of \(size), limit \(limit): \(shown)
              \(parts.places) \(parts.refusals)
              \(whole.places) \(whole.refusals)
            """)
          return
        }
      }
    }
    #expect(read > 100)
  }
}
