import CPCRE2

/// The memory that matching needs. Belongs to one worker at a time; serves every pattern.
package final class RegexScratch {
  let matchData: OpaquePointer
  let context: OpaquePointer
  private let stack: OpaquePointer?

  /// What a match may use up. What reaches a limit has no answer.
  private enum Limit {
    static let stepsOfLongText: UInt32 = 50_000_000
    static let depth: UInt32 = 20_000
    static let heapKibibytes: UInt32 = 20_000
    static let stackBytes = 1 << 20
  }

  /// The steps that a match may take from one place of the text.
  private var steps: UInt32 = 0

  package init() {
    guard let matchData = pcre2_match_data_create_8(1, nil),
      let context = pcre2_match_context_create_8(nil)
    else { fatalError("out of memory") }
    self.matchData = matchData
    self.context = context
    pcre2_set_depth_limit_8(context, Limit.depth)
    pcre2_set_heap_limit_8(context, Limit.heapKibibytes)
    // Of one size always, so that reaching its end does not depend on what was matched before.
    stack = pcre2_jit_stack_create_8(Limit.stackBytes, Limit.stackBytes, nil)
    if let stack { pcre2_jit_stack_assign_8(context, nil, UnsafeMutableRawPointer(stack)) }
  }

  /// Sets the steps that a match may take from each place of the text where it is tried.
  @inline(__always)
  func limit(steps: UInt32) {
    if steps == self.steps { return }
    self.steps = steps
    pcre2_set_match_limit_8(context, steps)
  }

  /// Runs a match of a long text, compiled with a call at each item of the pattern.
  ///
  /// PCRE2 counts its steps anew from each place of the text where it tries, and a step may scan
  /// far: `\s+$` goes through a run of blanks once for each of them. So the calls count, the items
  /// and how far each took the match, and end it when the budget is used up.
  func withBudget(for count: Int, _ body: () -> MatchResult) -> MatchResult {
    limit(steps: Limit.stepsOfLongText)
    var meter = Meter(left: 100_000_000 + 32 * count)
    return withUnsafeMutablePointer(to: &meter) { meter in
      pcre2_set_callout_8(context, countItem, UnsafeMutableRawPointer(meter))
      defer { pcre2_set_callout_8(context, nil, nil) }
      return body()
    }
  }

  deinit {
    pcre2_match_context_free_8(context)
    pcre2_match_data_free_8(matchData)
    if let stack { pcre2_jit_stack_free_8(stack) }
  }
}

/// What a match of a long text may still take.
private struct Meter {
  var left: Int
  /// Where the last item began.
  var place = 0
}

/// Called by PCRE2 before each item of a pattern; ends the match if the budget is used up.
private let countItem:
  @convention(c) (UnsafeMutablePointer<pcre2_callout_block_8>?, UnsafeMutableRawPointer?) -> Int32 =
    { block, data in
      guard let block, let meter = data?.assumingMemoryBound(to: Meter.self) else { return 0 }
      let place = block.pointee.current_position
      meter.pointee.left &-= 8 &+ abs(place &- meter.pointee.place)
      meter.pointee.place = place
      return meter.pointee.left < 0 ? PCRE2_ERROR_CALLOUT : 0
    }
