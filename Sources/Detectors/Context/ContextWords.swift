/// What the words around a value in running text say about it.
enum ContextWords {
  /// Bytes looked at before and after a value.
  private static let before = 56
  private static let after = 32
  private static let mostWords = 12

  private struct Gathered {
    var words = FoldedWords()
    /// Where each word ends in the text.
    var ends = SIMD16<Int32>.zero
  }

  /// The nearest word before `end` that says something. Lines, `|`, braces, sentences and other numbers
  /// are borders.
  static func before(_ text: Bytes, _ end: Int) -> KeyMeaning {
    var starts = SIMD16<Int32>.zero
    var ends = SIMD16<Int32>.zero
    var count = 0
    var index = end
    let limit = max(0, end - Self.before)
    var isList = true
    gather: while index > limit, count < mostWords {
      let byte = text[index - 1]
      let kind = ByteClass.of(byte)
      if kind & ByteClass.word == 0 {
        if isBorder(text, index - 1) { break }
        index -= 1
        continue
      }
      let wordEnd = index
      var digits = false
      while index > limit, ByteClass.isWord(text[index - 1]) {
        if ByteClass.of(text[index - 1]) == ByteClass.digit { digits = true }
        index -= 1
      }
      // A word that is cut off says nothing.
      if index == limit, limit > 0, ByteClass.isWord(text[limit - 1]) { break }
      if digits, ByteClass.of(text[index]) == ByteClass.digit {
        // Another value: the words before are about that, unless both are of one list.
        if isList, count == 0 { continue }
        break gather
      }
      isList = false
      starts[count] = Int32(truncatingIfNeeded: index)
      ends[count] = Int32(truncatingIfNeeded: wordEnd)
      count += 1
    }
    guard count > 0 else { return .unknown }
    var words = FoldedWords()
    for place in (0..<count).reversed() {
      words.add(word: Bytes(rebasing: text[Int(starts[place])..<Int(ends[place])]))
    }
    return nearestBefore(words)
  }

  private static func nearestBefore(_ words: FoldedWords) -> KeyMeaning {
    let dictionary = KeyDictionary.shared
    var last = words.count - 1
    var distance = 0
    var qualified = false
    while last >= 0 {
      let (part, first) = longestEnding(words, last, dictionary)
      switch part {
      case .sensitive(let types):
        return qualified ? .other : KeyMeaning(role: .sensitive, types: types)
      case .other:
        if distance <= 1, !dictionary.isFunction(words.hash(first, last)) { return .other }
        distance += 1
      case .qualifier:
        if distance == 0 { qualified = true }
        distance += 1
      case .hash: qualified = true
      case .neutral: break
      case nil:
        if !dictionary.isFunction(words.hash(last, last)) {
          distance += 1
          qualified = false
        }
      }
      last = first - 1
    }
    return .unknown
  }

  private static func longestEnding(
    _ words: FoldedWords, _ last: Int, _ dictionary: KeyDictionary
  ) -> (KeyWords.Part?, first: Int) {
    for first in max(0, last - 4)...last {
      if let part = dictionary.part(words.hash(first, last)) { return (part, first) }
    }
    return (KeyClassifier.suffix(words, last, dictionary), last)
  }

  /// The nearest word after `start` that names a type, as in "123456782 is his BSN"; not one that another
  /// value follows.
  static func after(_ text: Bytes, _ start: Int) -> KeyMeaning {
    var gathered = Gathered()
    var index = start
    let limit = min(text.count, start + Self.after)
    while index < limit, gathered.words.count < mostWords {
      let kind = ByteClass.of(text[index])
      if kind & ByteClass.word == 0 {
        if isBorder(text, index) { break }
        if text[index] == UInt8(ascii: "=") || text[index] == UInt8(ascii: ":") { return .unknown }
        index += 1
        continue
      }
      let wordStart = index
      while index < text.count, index - wordStart < 48, ByteClass.isWord(text[index]) { index += 1 }
      if ByteClass.of(text[wordStart]) == ByteClass.digit { break }
      let number = gathered.words.count
      gathered.words.add(word: Bytes(rebasing: text[wordStart..<index]))
      if gathered.words.count > number { gathered.ends[number] = Int32(truncatingIfNeeded: index) }
    }
    return nearestAfter(gathered, text)
  }

  private static func nearestAfter(_ gathered: Gathered, _ text: Bytes) -> KeyMeaning {
    let dictionary = KeyDictionary.shared
    let words = gathered.words
    var first = 0
    var distance = 0
    while first < words.count {
      let (part, next) = KeyClassifier.longest(words, from: first, dictionary)
      switch part {
      case .sensitive(let types):
        guard distance <= 2, !isFollowedByValue(text, Int(gathered.ends[next - 1])) else {
          return .unknown
        }
        return KeyMeaning(role: .sensitive, types: types)
      case .other: return .unknown
      case .neutral: break
      case nil:
        if !dictionary.isFunction(words.hash(first, first)) { distance += 1 }
      default: distance += 1
      }
      first = next
    }
    return .unknown
  }

  /// Whether a value stands behind a word: what is before that is no context of it.
  private static func isFollowedByValue(_ text: Bytes, _ start: Int) -> Bool {
    var index = start
    let limit = min(text.count, start + 12)
    while index < limit {
      let byte = text[index]
      if byte == UInt8(ascii: "=") || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "\"") {
        return true
      }
      if ByteClass.of(byte) == ByteClass.digit || byte == UInt8(ascii: "+")
        || byte == UInt8(ascii: "*")
      {
        return true
      }
      if byte == 0x0A || byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",") { return false }
      index += 1
    }
    return false
  }

  /// Whether words on the other side of a sign are about something else.
  private static func isBorder(_ text: Bytes, _ index: Int) -> Bool {
    switch text[index] {
    case 0x0A, 0x0D, UInt8(ascii: "|"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "&"):
      return true
    case UInt8(ascii: ";"), UInt8(ascii: "!"), UInt8(ascii: "?"): return true
    case UInt8(ascii: "."):
      // The end of a sentence; `No. 12` and `Nr. 12` go on.
      return index + 2 < text.count && text[index + 1] == 0x20
        && ByteClass.of(text[index + 2]) == ByteClass.upper && index >= 4
        && ByteClass.of(text[index - 3]) & ByteClass.word != 0
    default: return false
    }
  }
}
