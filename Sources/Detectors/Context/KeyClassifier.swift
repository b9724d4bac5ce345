/// What a name says: of a JSON member, a parameter, a column, a header.
package enum KeyClassifier {
  private static let longestSequence = 5

  /// The name is cut into words, of which the longest sequences that are known count. The last one that
  /// names a type decides, unless a qualifier or a word for something else follows it. Linear in the
  /// name's length; of more than 96 bytes the last 96 count.
  package static func meaning(of key: Bytes) -> KeyMeaning {
    guard !key.isEmpty else { return .unknown }
    var words = FoldedWords()
    words.add(name: key)
    if words.count == 0 { return .neutral }
    return meaning(of: words)
  }

  static func meaning(of words: FoldedWords) -> KeyMeaning {
    let dictionary = KeyDictionary.shared
    var types: TypeSet = []
    var isHashed = false
    var isOther = false
    var isNeutral = true
    var index = 0
    while index < words.count {
      let (part, next) = longest(words, from: index, dictionary)
      index = next
      switch part {
      case .sensitive(let found):
        types = found
        isHashed = false
        isOther = false
        isNeutral = false
      case .other:
        types = []
        isOther = true
        isNeutral = false
      case .qualifier:
        if !types.isEmpty {
          types = []
          isOther = true
        }
        isNeutral = false
      case .hash:
        if types.isEmpty { isOther = true } else { isHashed = true }
        isNeutral = false
      case .neutral: break
      case nil: isNeutral = false
      }
    }
    if !types.isEmpty { return KeyMeaning(role: .sensitive, types: types, isHashed: isHashed) }
    return isOther ? .other : isNeutral ? .neutral : .unknown
  }

  static func longest(
    _ words: FoldedWords, from first: Int, _ dictionary: KeyDictionary
  ) -> (KeyWords.Part?, next: Int) {
    var last = min(words.count, first + longestSequence) - 1
    while last >= first {
      if let part = dictionary.part(words.hash(first, last)) { return (part, last + 1) }
      last -= 1
    }
    return (suffix(words, first, dictionary), first + 1)
  }

  /// A word that is glued to others: `customerphonenumber`, `dbpassword`. Short endings are chance:
  /// `invoice` is no `voice`.
  static func suffix(
    _ words: FoldedWords, _ word: Int, _ dictionary: KeyDictionary
  ) -> KeyWords.Part? {
    let length = words.length(word)
    var skip = 2
    while length - skip >= 6 {
      if case .sensitive(let types)? = dictionary.part(words.hash(word, word, skip: skip)) {
        return .sensitive(types)
      }
      skip += 1
    }
    return nil
  }
}

/// Members that name another member's value: `{"key": "user.ssn", "value": …}`.
enum SiblingNames {
  static func isName(_ key: Bytes) -> Bool { contains(names, key) }

  static func isValue(_ key: Bytes) -> Bool { contains(values, key) }

  private static let names = [
    "key", "name", "header", "field", "attribute", "param", "parameter", "property", "variable",
    "label",
    "headername", "fieldname", "k", "n",
  ]
  private static let values = [
    "value", "val", "content", "stringvalue", "intvalue", "data", "text", "v", "newvalue",
    "oldvalue",
    "headervalue", "fieldvalue", "defaultvalue", "values",
  ]

  private static func contains(_ list: [String], _ key: Bytes) -> Bool {
    guard key.count <= 16 else { return false }
    return list.contains { word in
      var place = 0
      let utf8 = word.utf8
      var next = utf8.startIndex
      while place < key.count {
        let byte = key[place]
        place += 1
        if byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") { continue }
        guard next < utf8.endIndex,
          utf8[next] == byte | (ByteClass.of(byte) == ByteClass.upper ? 0x20 : 0)
        else { return false }
        next = utf8.index(after: next)
      }
      return next == utf8.endIndex
    }
  }
}
