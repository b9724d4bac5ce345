/// Tells from an input's first bytes how its records are laid out.
enum HeadLayout {
  /// `isWhole`: the bytes are all that there is.
  ///
  /// An array, or an object that its first line leaves open, is read as values; everything else
  /// line by line.
  static func framing(of head: [UInt8], isWhole: Bool) -> Framing {
    guard let start = head.firstIndex(where: { !JSONScalar.isWhitespace($0) }) else {
      return .lines
    }
    if head[start] == 0x5B {
      // Envoy's text format begins with a bracket too, and then a year; an array of records
      // goes on with an object, or ends.
      guard let next = head[(start + 1)...].first(where: { !JSONScalar.isWhitespace($0) })
      else { return .lines }
      return next == 0x7B || next == 0x5D ? .values : .lines
    }
    guard head[start] == 0x7B else { return .lines }
    let end = head[start...].firstIndex(of: 0x0A)
    var scan = DepthScan()
    for byte in head[start..<(end ?? head.count)] { scan.step(byte) }
    guard let end else {
      // One long line, or the beginning of one: a list in a wrapper is read element by element.
      return scan.depth > 1 && !isWhole && opensList(head[start...]) ? .values : .lines
    }
    guard scan.depth > 0, !scan.isInString else { return .lines }
    // The first line leaves its object open: either the layout is one of many lines, or the
    // line was cut off and the next one begins another record.
    let next = head[end...].first { !JSONScalar.isWhitespace($0) }
    let last = head[start..<end].last { !JSONScalar.isWhitespace($0) }
    if next == 0x7B, let last, ![0x7B, 0x5B, 0x2C, 0x3A].contains(last) { return .lines }
    return .values
  }

  static func hasRuntimePrefix(_ head: [UInt8]) -> Bool {
    let line = head.prefix { $0 != 0x0A }
    return line.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return false }
      return LinePrefix.find(base, 0, bytes.count)?.isRuntime ?? false
    }
  }

  /// Whether an object has a list under `Records` or `items`.
  private static func opensList(_ bytes: ArraySlice<UInt8>) -> Bool {
    var scan = DepthScan()
    // The last string at depth 1 ended behind `text`; it is a key if a colon follows.
    var text = bytes.startIndex
    var isKey = false
    for (at, byte) in zip(bytes.indices, bytes) {
      if !scan.isInString, scan.depth == 1 {
        if byte == 0x22 { text = at + 1 }
        if byte == 0x3A { isKey = true }
        if byte == 0x2C { isKey = false }
        if byte == 0x5B, isKey {
          let key = bytes[text...].prefix { $0 != 0x22 }
          if key.elementsEqual("Records".utf8) || key.elementsEqual("items".utf8) { return true }
        }
      }
      scan.step(byte)
    }
    return false
  }

  /// Depth of brackets outside strings.
  private struct DepthScan {
    var depth = 0
    var isInString = false
    private var isEscaped = false

    mutating func step(_ byte: UInt8) {
      if isInString {
        if isEscaped {
          isEscaped = false
        } else if byte == 0x5C {
          isEscaped = true
        } else if byte == 0x22 {
          isInString = false
        }
        return
      }
      switch byte {
      case 0x22: isInString = true
      case 0x7B, 0x5B: depth += 1
      case 0x7D, 0x5D: depth -= 1
      default: break
      }
    }
  }
}
