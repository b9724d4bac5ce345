/// Keys in running text.
enum TextKeys {
  private static let longest = 96

  /// The key of the value that begins at `start`, behind its quote: of `key=value`, `key: "value"`,
  /// `"key": "value"`, `'key' => 'v'`, `<key>value`, `key[]=value`. nil if there is none.
  static func key(before start: Int, in text: Bytes) -> Range<Int>? {
    var index = start
    let limit = max(0, start - longest)
    func skip(_ accepts: (UInt8) -> Bool) {
      while index > limit, accepts(text[index - 1]) { index -= 1 }
    }
    skip(isQuote)
    skip(isBlank)
    guard index > limit else { return nil }
    if text[index - 1] == UInt8(ascii: ">") {
      index -= 1
      if index > limit, text[index - 1] == UInt8(ascii: "=") { index -= 1 }
    } else if text[index - 1] == UInt8(ascii: "=") || text[index - 1] == UInt8(ascii: ":") {
      index -= 1
    } else {
      return nil
    }
    skip(isBlank)
    skip(isQuote)
    if index > limit + 1, text[index - 1] == UInt8(ascii: "]"), text[index - 2] == UInt8(ascii: "[")
    {
      index -= 2
    } else if index > limit, text[index - 1] == UInt8(ascii: "]") {
      index -= 1
      skip(isQuote)
    }
    let end = index
    skip(isKey)
    guard index < end else { return nil }
    // What is cut off is no key.
    if index == limit, limit > 0, isKey(text[limit - 1]) { return nil }
    // A header's name, and a key of two or three words before a colon: `Credit card: …`.
    return index..<end
  }

  /// What a key of several words says: `api key: …`, `mot de passe : …`. Only what is known as a whole.
  static func meaning(ofWordsUpTo end: Int, in text: Bytes) -> KeyMeaning? {
    var start = end
    let limit = max(0, end - longest)
    while start > limit, isKey(text[start - 1]) { start -= 1 }
    var words = 1
    while words < 4, start > limit + 1, text[start - 1] == 0x20, ByteClass.isWord(text[start - 2]) {
      start -= 1
      while start > limit, ByteClass.isWord(text[start - 1]) { start -= 1 }
      words += 1
      var folded = FoldedWords()
      folded.add(name: Bytes(rebasing: text[start..<end]))
      guard folded.count > 0 else { return nil }
      if case .sensitive(let types)? = KeyDictionary.shared.part(folded.hash(0, folded.count - 1)) {
        return KeyMeaning(role: .sensitive, types: types)
      }
    }
    return nil
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  private static func isQuote(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "`")
      || byte == UInt8(ascii: "\\")
  }

  private static func isKey(_ byte: UInt8) -> Bool {
    ByteClass.isWord(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
      || byte == UInt8(ascii: "$") || byte == UInt8(ascii: "@")
  }
}
