/// A value with every layer of encoding taken off, and for each byte the place in the original that it
/// comes from.
///
/// A layer is everything that is escaped at once: `\"`, `\n`, `\u0040`, `\x40` (JSON in JSON has one
/// layer for each nesting), `%40`, `&#64;`, `&#x40;` and the named HTML entities of ASCII punctuation.
/// Layers are taken off until nothing is escaped any more, at most `deepest` of them, so that a
/// value's form is looked for once, in the text that its writer meant. The cost is linear in the
/// length for each layer. The storage is kept from value to value.
final class LayeredText {
  /// More layers than anything honest has.
  static let deepest = 6

  /// The text; valid until the next `decode`.
  private(set) var bytes = Bytes(start: nil, count: 0)
  /// Whether nothing was escaped: then places in the text are places in the original.
  private(set) var isPlain = true
  /// More layers are left than were taken off.
  private(set) var isTooDeep = false

  private var buffers: [UnsafeMutablePointer<UInt8>] = []
  private var places: [UnsafeMutablePointer<UInt32>] = []
  private var depths: [UnsafeMutablePointer<UInt8>] = []
  private var capacity = 0
  private var current = 0

  init() {}

  deinit { release() }

  /// Takes the layers off `original`, which has to outlive the use of `bytes`.
  ///
  /// - Parameter mayBeEscaped: false only if it holds no backslash, percent sign and ampersand.
  func decode(_ original: Bytes, mayBeEscaped: Bool) {
    isPlain = true
    isTooDeep = false
    bytes = original
    guard mayBeEscaped, original.count < Int(UInt32.max) else { return }
    guard firstEscape(in: original) != nil else { return }
    reserve(original.count)
    current = 0
    var count = copy(original)
    bytes = Bytes(start: buffers[0], count: count)
    var layer = 1
    while layer < Self.deepest, let first = firstEscape(in: bytes) {
      count = unescape(from: current, count: count, first: first)
      current = 1 - current
      bytes = Bytes(start: buffers[current], count: count)
      layer += 1
    }
    isPlain = false
    isTooDeep = firstEscape(in: bytes) != nil
  }

  /// Where the part `range` of the text stands in the original; parts of an escape are the whole of it.
  func original(_ range: Range<Int>) -> Range<Int> {
    guard !isPlain else { return range }
    let places = places[current]
    var end = range.upperBound
    while end > range.lowerBound, end < bytes.count, places[end] == places[end - 1] { end += 1 }
    return Int(places[range.lowerBound])..<Int(places[end])
  }

  /// How often the byte stood percent-encoded or as an entity. What is encoded more often than what
  /// is around it separates nothing there: the `&` in `a=b%26c`.
  @inline(__always)
  func depth(_ index: Int) -> UInt8 {
    isPlain || index >= bytes.count ? 0 : depths[current][index]
  }

  // MARK: Layers

  /// The first layer, from the original into the first buffer.
  private func copy(_ original: Bytes) -> Int {
    var writer = Writer(bytes: buffers[0], places: places[0], depths: depths[0])
    var index = 0
    let end = original.count
    while index < end {
      let byte = original[index]
      if byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "%") || byte == UInt8(ascii: "&"),
        let escape = Escape(in: original, at: index)
      {
        writer.write(escape, place: UInt32(truncatingIfNeeded: index), depth: 0)
        index += escape.length
      } else {
        writer.write(byte, place: UInt32(truncatingIfNeeded: index), depth: 0)
        index += 1
      }
    }
    writer.finish(place: UInt32(truncatingIfNeeded: end))
    return writer.count
  }

  /// One more layer, from one buffer into the other.
  private func unescape(from source: Int, count: Int, first: Int) -> Int {
    let target = 1 - source
    let text = Bytes(start: buffers[source], count: count)
    let from = places[source]
    let wasDepth = depths[source]
    var writer = Writer(bytes: buffers[target], places: places[target], depths: depths[target])
    var index = 0
    while index < count {
      let byte = text[index]
      if index >= first,
        byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "%") || byte == UInt8(ascii: "&"),
        let escape = Escape(in: text, at: index)
      {
        writer.write(escape, place: from[index], depth: wasDepth[index])
        index += escape.length
      } else {
        writer.write(byte, place: from[index], depth: wasDepth[index])
        index += 1
      }
    }
    writer.finish(place: from[count])
    return writer.count
  }

  private func firstEscape(in text: Bytes) -> Int? {
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "%") || byte == UInt8(ascii: "&"),
        Escape(in: text, at: index) != nil
      {
        return index
      }
      index += 1
    }
    return nil
  }

  private struct Writer {
    let bytes: UnsafeMutablePointer<UInt8>
    let places: UnsafeMutablePointer<UInt32>
    let depths: UnsafeMutablePointer<UInt8>
    var count = 0

    @inline(__always)
    mutating func write(_ byte: UInt8, place: UInt32, depth: UInt8) {
      bytes[count] = byte
      places[count] = place
      depths[count] = depth
      count += 1
    }

    mutating func write(_ escape: Escape, place: UInt32, depth: UInt8) {
      for index in 0..<escape.count {
        write(escape.byte(index), place: place, depth: escape.isLiteral ? depth &+ 1 : depth)
      }
    }

    func finish(place: UInt32) {
      places[count] = place
      depths[count] = 0
    }
  }

  // MARK: Storage

  private func reserve(_ count: Int) {
    guard count + 1 > capacity else { return }
    release()
    capacity = max(4096, (count + 1) * 2)
    for _ in 0..<2 {
      buffers.append(.allocate(capacity: capacity))
      places.append(.allocate(capacity: capacity))
      depths.append(.allocate(capacity: capacity))
    }
  }

  private func release() {
    for buffer in buffers { buffer.deallocate() }
    for buffer in places { buffer.deallocate() }
    for buffer in depths { buffer.deallocate() }
    buffers = []
    places = []
    depths = []
    capacity = 0
  }
}
