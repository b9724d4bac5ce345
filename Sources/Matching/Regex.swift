import CKernels
import CPCRE2
import Synchronization

/// What a match comes to.
package enum MatchResult: Hashable, Sendable {
  case match, noMatch
  /// A limit was reached before there was an answer.
  case limit
}

/// A regular expression of PCRE2, found anywhere in a text.
///
/// Works on UTF-8. `\d`, `\w` and `\s` mean ASCII; with the flag `i` letters of every script are
/// compared without case. Limits bound the time and memory of a match and are the same everywhere,
/// so that a text that reaches one does so in every run.
package final class Regex: Sendable {
  package let pattern: String
  package let flags: String
  /// What a text must hold to match; nil if nothing useful is known.
  package let prefilter: Prefilter?
  private let options: UInt32
  private let code: CompiledPattern
  private let answersAlone: Bool
  /// The pattern once more, for long texts, with a call at each of its items; compiled when the
  /// first comes.
  private let longCode = Mutex<CompiledPattern?>(nil)

  /// Flags are any of `i` (letter case aside), `m` (`^` and `$` at lines), `s` (`.` matches line
  /// ends), `x` (blanks and comments in the pattern).
  package init(pattern: String, flags: String = "") throws(RegexError) {
    var options = UInt32(PCRE2_UTF) | UInt32(PCRE2_NEVER_BACKSLASH_C)
    for (index, flag) in flags.utf8.enumerated() {
      switch flag {
      case UInt8(ascii: "i"): options |= UInt32(PCRE2_CASELESS)
      case UInt8(ascii: "m"): options |= UInt32(PCRE2_MULTILINE)
      case UInt8(ascii: "s"): options |= UInt32(PCRE2_DOTALL)
      case UInt8(ascii: "x"): options |= UInt32(PCRE2_EXTENDED)
      default: throw RegexError(message: "unknown flag", offset: pattern.utf8.count + index)
      }
    }
    let bytes = Array(pattern.utf8)
    code = try CompiledPattern(bytes, options: options)
    self.options = options
    self.pattern = pattern
    self.flags = flags
    prefilter = Prefilter(pattern: bytes, flags: flags)
    answersAlone = prefilter?.isExact ?? false
  }

  /// A text matches only if it passes one of these; empty if nothing like that is known.
  package var scanTests: [writ_text_test] { prefilter?.scanTests ?? [] }

  /// A text that matches begins with one of these; empty if that is not known.
  package var beginnings: [[UInt8]] { prefilter?.beginnings ?? [] }

  /// Whether the pattern matches somewhere in the text, which must be valid UTF-8.
  package func match(_ text: UnsafeRawBufferPointer, scratch: RegexScratch) -> MatchResult {
    if let prefilter {
      guard prefilter.mayMatch(text) else { return .noMatch }
      if answersAlone { return .match }
    }
    return matchInFull(text, scratch: scratch)
  }

  /// As `match`, without the prefilter.
  package func matchInFull(
    _ text: UnsafeRawBufferPointer, scratch: RegexScratch
  ) -> MatchResult {
    if text.count > Self.longestShortText {
      guard let code = codeForLongTexts() else { return .limit }
      return scratch.withBudget(for: text.count) {
        code.match(text, scratch: scratch)
      }
    }
    // Some ten million steps from all places together, but a few for each byte from each place.
    let bits = UInt64(Int.bitWidth &- text.count.leadingZeroBitCount)
    scratch.limit(steps: UInt32(max(min(200_000, 10_000_000 >> bits), 4 &* text.count)))
    return code.match(text, scratch: scratch)
  }

  /// Up to here PCRE2's own limits suffice: what it does between two of its steps is short.
  private static let longestShortText = 8191

  private func codeForLongTexts() -> CompiledPattern? {
    longCode.withLock { code in
      if code == nil {
        code = try? CompiledPattern(
          Array(pattern.utf8), options: options | UInt32(PCRE2_AUTO_CALLOUT))
      }
      return code
    }
  }
}
