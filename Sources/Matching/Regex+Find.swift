import CPCRE2

/// Where a pattern was found.
package enum RegexPlace: Hashable, Sendable {
  /// Bytes of the text; not empty.
  case found(Range<Int>)
  case nowhere
  /// A limit was reached before there was an answer.
  case limit
}

/// A regular expression that tells where it matches, in texts that need not be UTF-8.
///
/// Bytes that are no UTF-8 are never part of a match. For patterns that `PatternRisk` lets through.
package final class RegexFinder: Sendable {
  private let code: CompiledPattern
  private let prefilter: Prefilter?

  /// What `\b` and looking back see of the text before a window.
  private static let before = 64
  /// A window begins so far behind the one before it; it is longer by the longest match.
  private static let step = 768
  /// Longer matches may be found in part, or not at all.
  package static let longestMatch = 256

  /// Flags as `Regex` has them.
  package init(pattern: String, flags: String = "") throws(RegexError) {
    var options = UInt32(PCRE2_MATCH_INVALID_UTF) | UInt32(PCRE2_NEVER_BACKSLASH_C)
    for (index, flag) in flags.utf8.enumerated() {
      switch flag {
      case UInt8(ascii: "i"): options |= UInt32(PCRE2_CASELESS)
      case UInt8(ascii: "m"): options |= UInt32(PCRE2_MULTILINE)
      case UInt8(ascii: "s"): options |= UInt32(PCRE2_DOTALL)
      case UInt8(ascii: "x"): options |= UInt32(PCRE2_EXTENDED)
      default: throw RegexError(message: "unknown flag", offset: pattern.utf8.count + index)
      }
    }
    code = try CompiledPattern(Array(pattern.utf8), options: options)
    prefilter = Prefilter(pattern: Array(pattern.utf8), flags: flags)
  }

  /// Calls `found` with every match, from left to right, none in another; false if a limit was
  /// reached somewhere.
  ///
  /// The text is looked at in windows, so that no text makes it slow: the time is linear in its
  /// length, with a factor that the window's size bounds.
  package func forEach(
    in text: UnsafeRawBufferPointer, scratch: RegexScratch, _ found: (Range<Int>) -> Void
  ) -> Bool {
    guard !text.isEmpty, prefilter?.mayMatch(text) ?? true else { return true }
    var isComplete = true
    var start = 0
    var windowEnd = min(Self.step, text.count)
    while start < text.count {
      let base = max(0, start - Self.before)
      let window = UnsafeRawBufferPointer(
        rebasing: text[base..<min(text.count, windowEnd + Self.longestMatch)])
      switch code.find(window, from: start - base, scratch: scratch) {
      case .found(let range) where base + range.lowerBound < windowEnd:
        let place = base + range.lowerBound..<base + range.upperBound
        found(place)
        start = max(start + 1, place.upperBound)
        // Matches end between characters; what is no UTF-8 is stepped over by PCRE2.
        if start >= windowEnd { windowEnd = min(text.count, start + Self.step) }
        continue
      case .found, .nowhere: break
      case .limit: isComplete = false
      }
      start = Self.characterStart(text, windowEnd)
      windowEnd = min(text.count, start + Self.step)
    }
    return isComplete
  }

  // The first byte of a character at or after a place.
  private static func characterStart(_ text: UnsafeRawBufferPointer, _ place: Int) -> Int {
    var index = place
    while index < text.count, index < place + 4, text[index] & 0xC0 == 0x80 { index += 1 }
    return index
  }
}

extension CompiledPattern {
  /// The first match at or after `start` that is not empty.
  func find(
    _ text: UnsafeRawBufferPointer, from start: Int, scratch: RegexScratch
  ) -> RegexPlace {
    scratch.limit(steps: 1_000_000)
    guard let base = text.baseAddress else { return .nowhere }
    let result = pcre2_match_8(
      code, base.assumingMemoryBound(to: UInt8.self), text.count, start,
      UInt32(PCRE2_NOTEMPTY), scratch.matchData, scratch.context)
    if result == PCRE2_ERROR_NOMATCH { return .nowhere }
    guard result >= 0, let places = pcre2_get_ovector_pointer_8(scratch.matchData) else {
      return .limit
    }
    // `\K` may put the start behind the end.
    guard places[0] < places[1], places[1] <= text.count else { return .nowhere }
    return .found(places[0]..<places[1])
  }
}
