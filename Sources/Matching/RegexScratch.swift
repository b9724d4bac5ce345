import CPCRE2

/// The memory that matching needs. Belongs to one worker at a time; serves every pattern.
package final class RegexScratch {
  let matchData: OpaquePointer
  let context: OpaquePointer
  private let stack: OpaquePointer?

  /// The limits that every match has. What reaches one has no answer.
  private enum Limit {
    static let match: UInt32 = 1_000_000
    static let depth: UInt32 = 20_000
    static let heapKibibytes: UInt32 = 20_000
    static let stackBytes = 1 << 20
  }

  package init() {
    guard let matchData = pcre2_match_data_create_8(1, nil),
      let context = pcre2_match_context_create_8(nil)
    else { fatalError("out of memory") }
    self.matchData = matchData
    self.context = context
    pcre2_set_match_limit_8(context, Limit.match)
    pcre2_set_depth_limit_8(context, Limit.depth)
    pcre2_set_heap_limit_8(context, Limit.heapKibibytes)
    // Of one size always, so that reaching its end does not depend on what was matched before.
    stack = pcre2_jit_stack_create_8(Limit.stackBytes, Limit.stackBytes, nil)
    if let stack { pcre2_jit_stack_assign_8(context, nil, UnsafeMutableRawPointer(stack)) }
  }

  deinit {
    pcre2_match_context_free_8(context)
    pcre2_match_data_free_8(matchData)
    if let stack { pcre2_jit_stack_free_8(stack) }
  }
}
