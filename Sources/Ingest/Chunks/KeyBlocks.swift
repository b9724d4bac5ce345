/// Blocks of several lines that are one value: `-----BEGIN … KEY-----` to `-----END`.
enum KeyBlocks {
  /// A longer one is taken for lines: keys are a few kilobytes.
  static let longest = 32 << 10

  /// Where the block ends that begins in the line `[start, lineEnd)`: at the end of the line with its end
  /// mark, before `limit`. nil if none begins there, or it does not end.
  static func end(
    _ base: UnsafePointer<UInt8>, line start: Int, _ lineEnd: Int, limit: Int
  ) -> Int? {
    guard let mark = begin(base, start, lineEnd) else { return nil }
    guard let end = endMark(base, mark, min(limit, mark + longest)), end > lineEnd else {
      return nil
    }
    return ByteSearch.first(0x0A, base, end, limit)
  }

  /// Where the line begins in which a block begins that may end behind `count`; nil if there is none.
  static func open(_ base: UnsafePointer<UInt8>, _ count: Int) -> Int? {
    var from = max(0, count - longest)
    var last: Int?
    while let mark = begin(base, from, count) {
      last = mark
      from = mark + 1
    }
    guard let mark = last, endMark(base, mark, count) == nil else { return nil }
    var start = mark
    while start > 0, base[start - 1] != 0x0A { start -= 1 }
    return start
  }

  /// Where `-----BEGIN …` with a key's name stands in `[start, end)`. Looked for by its `B`, of which
  /// lines have few.
  private static func begin(_ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Int? {
    var from = start
    while let word = find("BEGIN ", base, from, end) {
      let mark = word - 5
      if mark >= start, hasDashes(base + mark),
        find("PRIVATE KEY", base, word, min(end, word + 64)) != nil
      {
        return mark
      }
      from = word + 1
    }
    return nil
  }

  private static func endMark(_ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Int? {
    var from = start
    while let word = find("END ", base, from, end) {
      if word - 5 >= start, hasDashes(base + word - 5) { return word }
      from = word + 1
    }
    return nil
  }

  private static func hasDashes(_ place: UnsafePointer<UInt8>) -> Bool {
    (0..<5).allSatisfy { place[$0] == UInt8(ascii: "-") }
  }

  private static func find(
    _ text: StaticString, _ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int
  ) -> Int? {
    let count = text.utf8CodeUnitCount
    var at = start
    while at + count <= end {
      at = ByteSearch.first(text.utf8Start[0], base, at, end - count + 1)
      if at + count > end { return nil }
      if ByteSearch.equal(base + at, text.utf8Start, count) { return at }
      at += 1
    }
    return nil
  }
}
