/// Passwords in URLs: `scheme://user:password@host`.
enum URLPasswords {
  private static let longest = 512

  /// The password of the URL whose `://` begins at `colon`. What is encoded more often than that
  /// separates nothing.
  static func match(_ text: Bytes, colon: Int, in layers: LayeredText) -> Range<Int>? {
    guard colon > 1, ByteClass.isWord(text[colon - 1]) else { return nil }
    let start = colon + 3
    let depth = layers.depth(colon)
    var index = start
    let limit = min(text.count, start + longest)
    var first: Int?
    var at: Int?
    scan: while index < limit {
      if layers.depth(index) <= depth {
        switch text[index] {
        case UInt8(ascii: ":"): if first == nil { first = index }
        case UInt8(ascii: "@"): at = index
        case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "\""), 0x00...0x20:
          break scan
        case UInt8(ascii: "#"), UInt8(ascii: "'"), UInt8(ascii: "<"), UInt8(ascii: ">"):
          // A password in a log may hold them; a host can't.
          if at != nil { break scan }
        default: break
        }
      }
      index += 1
    }
    guard let first, let at, first + 1 < at, at + 1 < text.count, isHost(text[at + 1]) else {
      return nil
    }
    return (first + 1)..<at
  }

  private static func isHost(_ byte: UInt8) -> Bool {
    ByteClass.isWord(byte) || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "-")
  }
}
