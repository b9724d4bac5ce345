/// A detector that a rule file declares, ready to run. An instance serves one thread.
///
/// How its pattern is looked for is told by whoever makes it: this module knows no regular
/// expressions.
package final class OwnDetector {
  /// Calls the closure with every match in a text, from left to right; false if a limit was reached.
  package typealias Search = (_ text: Bytes, _ found: (Range<Int>) -> Void) -> Bool

  package let name: String
  package let category: SensitiveCategory
  /// The part of a value that excerpts may show.
  package let visible: Detector.VisiblePart
  private let check: Check?
  private let near: [NearWords]
  private let search: Search

  package init(
    name: String, category: SensitiveCategory, check: Check?, near: [String],
    visible: Detector.VisiblePart, search: @escaping Search
  ) {
    self.name = name
    self.category = category
    self.check = check
    self.near = near.map { NearWords($0) }
    self.visible = visible
    self.search = search
  }

  /// What a match rests on.
  enum Basis { case form, key, words }

  /// Calls `found` with every match in the text that passes the check and has one of the words near:
  /// in a name around it, or in the 48 bytes before and the 24 after it. False if a limit was reached.
  func forEach(
    in text: Bytes, names: Bytes, _ found: (Range<Int>, Basis) -> Void
  ) -> Bool {
    search(text) { range in
      guard !range.isEmpty, range.upperBound <= text.count,
        check?.accepts(text[range]) ?? true
      else { return }
      if near.isEmpty {
        found(range, .form)
      } else if near.contains(where: { $0.stand(in: names) }) {
        found(range, .key)
      } else if isNear(range, in: text) {
        found(range, .words)
      }
    }
  }

  /// Whether the pattern may be anywhere in the text, whatever stands near it.
  func mayStand(in text: Bytes) -> Bool {
    var isFound = false
    let isComplete = search(text) { _ in isFound = true }
    return isFound || !isComplete
  }

  private func isNear(_ range: Range<Int>, in text: Bytes) -> Bool {
    let before = Self.words(
      text, max(0, range.lowerBound - 48), range.lowerBound, isCutAtStart: range.lowerBound > 48)
    let end = min(text.count, range.upperBound + 24)
    let after = Self.words(text, range.upperBound, end, isCutAtEnd: end < text.count)
    return near.contains { $0.stand(in: before) || $0.stand(in: after) }
  }

  // A part of a text without the words that its ends may cut.
  private static func words(
    _ text: Bytes, _ start: Int, _ end: Int, isCutAtStart: Bool = false, isCutAtEnd: Bool = false
  ) -> Bytes {
    var start = start
    var end = end
    if isCutAtStart, start > 0, ByteClass.isWord(text[start - 1]) {
      while start < end, ByteClass.isWord(text[start]) { start += 1 }
    }
    if isCutAtEnd, end < text.count, ByteClass.isWord(text[end]) {
      while end > start, ByteClass.isWord(text[end - 1]) { end -= 1 }
    }
    return Bytes(rebasing: text[start..<end])
  }
}

/// Words that stand one after the other, to be found in names and texts.
struct NearWords {
  private let words: [[UInt8]]

  init(_ phrase: String) {
    var phrase = phrase
    words = phrase.withUTF8 { Self.words(of: $0) }
  }

  /// Whether they stand in the text: whole words, whatever the case of ASCII letters; in names words
  /// also end before a capital letter.
  func stand(in text: Bytes) -> Bool {
    guard !words.isEmpty, text.count >= words[0].count else { return false }
    let found = Self.words(of: text)
    guard found.count >= words.count else { return false }
    return (0...(found.count - words.count)).contains { start in
      found[start..<start + words.count].elementsEqual(words)
    }
  }

  private static func words(of text: Bytes) -> [[UInt8]] {
    var result: [[UInt8]] = []
    var word: [UInt8] = []
    var before: UInt8 = 0
    for byte in text {
      let isCapital = byte &- UInt8(ascii: "A") < 26
      let isSmall = byte &- UInt8(ascii: "a") < 26
      let isDigit = byte &- UInt8(ascii: "0") < 10
      guard isCapital || isSmall || isDigit || byte >= 0x80 else {
        if !word.isEmpty { result.append(word) }
        word = []
        before = byte
        continue
      }
      if isCapital, before &- UInt8(ascii: "a") < 26, !word.isEmpty {
        result.append(word)
        word = []
      }
      word.append(isCapital ? byte | 0x20 : byte)
      before = byte
    }
    if !word.isEmpty { result.append(word) }
    return result
  }
}

/// The detectors of the rule files, by their numbers. An instance serves one thread.
package final class OwnDetectors {
  package let detectors: [OwnDetector]
  /// Those that reached a limit in the last text or record, so that it may hold more than they found.
  var cutShort: [UInt16] = []

  package init(_ detectors: [OwnDetector]) { self.detectors = detectors }

  package var isEmpty: Bool { detectors.isEmpty }
}
