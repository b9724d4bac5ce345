import CPCRE2

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
// INVARIANT: the compiled pattern is not changed after `init`, and PCRE2 only reads it; all that a
// match writes is in the scratch. So it may be shared by threads.
package final class Regex: @unchecked Sendable {
  package let pattern: String
  package let flags: String
  /// What a text must hold to match; nil if nothing useful is known.
  package let prefilter: Prefilter?
  private let code: OpaquePointer
  private let isCompiled: Bool
  private let answersAlone: Bool

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
    var errorCode: Int32 = 0
    var offset = 0
    let compiled = bytes.withUnsafeBufferPointer { buffer in
      pcre2_compile_8(
        buffer.baseAddress ?? Self.nothing, buffer.count, options, &errorCode, &offset, nil)
    }
    guard let compiled else {
      throw RegexError(message: Self.message(errorCode), offset: min(offset, bytes.count))
    }
    code = compiled
    isCompiled = pcre2_jit_compile_8(compiled, UInt32(PCRE2_JIT_COMPLETE)) == 0
    self.pattern = pattern
    self.flags = flags
    prefilter = Prefilter(pattern: bytes, flags: flags)
    answersAlone = prefilter?.isExact ?? false
  }

  deinit { pcre2_code_free_8(code) }

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
    let subject = text.baseAddress?.assumingMemoryBound(to: UInt8.self) ?? Self.nothing
    if isCompiled {
      let result = pcre2_jit_match_8(
        code, subject, text.count, 0, 0, scratch.matchData, scratch.context)
      if result >= 0 { return .match }
      if result == PCRE2_ERROR_NOMATCH { return .noMatch }
      if result != PCRE2_ERROR_JIT_STACKLIMIT { return .limit }
    }
    let result = pcre2_match_8(
      code, subject, text.count, 0, UInt32(PCRE2_NO_UTF_CHECK) | UInt32(PCRE2_NO_JIT),
      scratch.matchData, scratch.context)
    if result >= 0 { return .match }
    return result == PCRE2_ERROR_NOMATCH ? .noMatch : .limit
  }

  /// A place for empty buffers to point to.
  private static var nothing: UnsafePointer<UInt8> { ("" as StaticString).utf8Start }

  private static func message(_ code: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 256)
    let length = pcre2_get_error_message_8(code, &buffer, buffer.count)
    return String(decoding: buffer.prefix(Int(max(0, length))), as: UTF8.self)
  }
}
