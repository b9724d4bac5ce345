import Findings

/// How a judgement is drawn: its trigger, its window, its deadline and its events on a line. All `x` are
/// hundredths of a percent of the width.
struct Timeline {
  struct Band {
    var x: Int
    var width: Int
    var startGlyph: Glyph
    var endGlyph: Glyph
  }

  /// Pixels.
  static let height = 44
  /// A band is wide enough to be seen.
  private static let leastWidth = 60

  var band: Band?
  var trigger: Int?
  var deadline: Int?
  var breaks: [Int]
  /// One for each event; nil for one whose time is none.
  var events: [Int?]

  /// Nil if there is nothing to draw but the trigger.
  init?(_ judgement: Judgement, events shown: [Judgement.Event], trigger triggerTime: String?) {
    let start = judgement.windowStart.flatMap { Moment($0) }
    let end = judgement.windowEnd.flatMap { Moment($0) }
    let trigger = triggerTime.flatMap { Moment($0) }
    let deadline = judgement.deadline.flatMap { Moment($0) }
    let times = shown.map { Moment($0.evidence.time) }
    guard start != nil || end != nil || deadline != nil || times.contains(where: { $0 != nil })
    else { return nil }
    let core = [start, end, trigger, deadline].compactMap { $0 }
    let hasWindow = start != nil || end != nil
    let scale = TimeScale(
      core: core, all: core + times.compactMap { $0 }, isOpenAtStart: hasWindow && start == nil,
      isOpenAtEnd: hasWindow && end == nil)
    guard let scale else { return nil }
    self.trigger = trigger.map(scale.x)
    self.deadline = deadline.map(scale.x)
    breaks = scale.breaks
    events = times.map { $0.map(scale.x) }
    band = Self.band(start.map(scale.x), end.map(scale.x), judgement)
  }

  private static func band(_ start: Int?, _ end: Int?, _ judgement: Judgement) -> Band? {
    guard start != nil || end != nil else { return nil }
    let x = start ?? 0
    let last = end ?? TimeScale.full
    guard x <= last else { return nil }
    var band = Band(
      x: x, width: min(TimeScale.full - x, max(leastWidth, last - x)), startGlyph: .openStart,
      endGlyph: .openEnd)
    if start != nil {
      band.startGlyph = judgement.windowStartIsIncluded ? .closedStart : .excludedStart
    }
    if end != nil { band.endGlyph = judgement.windowEndIsIncluded ? .closedEnd : .excludedEnd }
    return band
  }

  /// `43.2` percent is `43.20%`.
  static func percent(_ x: Int) -> String {
    let rest = x % 100
    return "\(x / 100).\(rest < 10 ? "0" : "")\(rest)%"
  }
}
