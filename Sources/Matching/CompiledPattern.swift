import CPCRE2

/// A pattern as PCRE2 compiled it, to machine code where the platform allows.
// INVARIANT: not changed after `init`, and PCRE2 only reads it; all that a match writes is in the
// scratch. So it may be shared by threads.
final class CompiledPattern: @unchecked Sendable {
  let code: OpaquePointer
  private let isMachineCode: Bool

  init(_ pattern: [UInt8], options: UInt32) throws(RegexError) {
    var errorCode: Int32 = 0
    var offset = 0
    let compiled = pattern.withUnsafeBufferPointer { buffer in
      pcre2_compile_8(
        buffer.baseAddress ?? Self.nothing, buffer.count, options, &errorCode, &offset, nil)
    }
    guard let compiled else {
      throw RegexError(message: Self.message(errorCode), offset: min(offset, pattern.count))
    }
    code = compiled
    isMachineCode = pcre2_jit_compile_8(compiled, UInt32(PCRE2_JIT_COMPLETE)) == 0
  }

  deinit { pcre2_code_free_8(code) }

  /// Looks for a match, within the limits that the scratch has been given.
  func match(_ text: UnsafeRawBufferPointer, scratch: RegexScratch) -> MatchResult {
    let subject = text.baseAddress?.assumingMemoryBound(to: UInt8.self) ?? Self.nothing
    if isMachineCode {
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
