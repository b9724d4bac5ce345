/// Tells what can't be read as text from an input's first bytes.
package enum ContentCheck {
  /// Why the bytes are no text that can be looked through; nil if they are, or may be.
  ///
  /// UTF-16 and UTF-32 are told by their marks or by their zeros, other compressions and archives by
  /// their first bytes, other binary data by how many of the bytes no text has.
  package static func whyNoText(_ head: UnsafeRawBufferPointer) -> String? {
    for (start, name) in known where head.starts(with: start) { return name }
    guard head.count >= 4 else { return nil }
    if head.starts(with: [0x42, 0x5A, 0x68]),
      head.dropFirst(4).starts(with: [0x31, 0x41, 0x59, 0x26, 0x53, 0x59])
    {
      return "it is compressed with bzip2; unpack it first"
    }
    var zeros = 0
    var foreign = 0
    var index = 0
    while index < head.count {
      let byte = head[index]
      if byte == 0 {
        zeros += 1
      } else if byte < 0x20, byte != 0x09, byte != 0x0A, byte != 0x0D, byte != 0x1B {
        foreign += 1
      } else if byte >= 0x80 {
        let width = characterWidth(head, index)
        // In a text of an old 8-bit set such bytes stand here and there.
        if width == 0 { foreign += 1 } else { index += width - 1 }
      }
      index += 1
    }
    if zeros > head.count / 4 { return "it has zero bytes as UTF-16 has them; convert it to UTF-8" }
    return zeros + foreign > head.count * 3 / 10 ? "it is binary data, no text" : nil
  }

  private static let known: [([UInt8], String)] = [
    ([0xFF, 0xFE], "it is UTF-16; convert it to UTF-8"),
    ([0xFE, 0xFF], "it is UTF-16; convert it to UTF-8"),
    ([0x00, 0x00, 0xFE, 0xFF], "it is UTF-32; convert it to UTF-8"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "it is compressed with xz; unpack it first"),
    ([0x04, 0x22, 0x4D, 0x18], "it is compressed with lz4; unpack it first"),
    ([0x50, 0x4B, 0x03, 0x04], "it is a zip archive; unpack it first"),
    ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "it is a 7z archive; unpack it first"),
    ([0x50, 0x41, 0x52, 0x31], "it is a Parquet file; export it as JSON lines"),
    ([0x1F, 0x8B], "it is compressed twice; unpack it first"),
    ([0x28, 0xB5, 0x2F, 0xFD], "it is compressed twice; unpack it first"),
  ]

  /// How many bytes the UTF-8 character at `index` has; 0 if none stands there.
  private static func characterWidth(_ head: UnsafeRawBufferPointer, _ index: Int) -> Int {
    let byte = head[index]
    let width = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC2 ? 2 : 0
    guard width > 0, byte < 0xF5 else { return 0 }
    guard index + width <= head.count else { return head.count - index }
    for place in (index + 1)..<(index + width) where head[place] & 0xC0 != 0x80 { return 0 }
    return width
  }
}
