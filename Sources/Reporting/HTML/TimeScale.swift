/// Where times stand in a timeline, in hundredths of a percent of its width.
///
/// What a judgement is about (the trigger, the window, the deadline) is its core. Events that lie far
/// outside would press the core together; they are drawn on a scale of their own, behind a break.
struct TimeScale {
  static let full = 10_000
  private static let margin = 300.0
  /// Beside a window without an end on that side, so that its sign stands alone.
  private static let openMargin = 900.0
  private static let farWidth = 1_800.0
  private static let gap = 400.0
  /// How many times the core's length is far.
  private static let farTimes = 1.5

  private let origin: Moment
  private let low: Double
  private let high: Double
  private let length: Double
  private let first: Double
  private let left: Double
  private let right: Double
  private let breaksLeft: Bool
  private let breaksRight: Bool

  /// Nil if there is nothing to draw.
  ///
  /// - Parameters:
  ///   - all: what has to be drawn, the core too.
  ///   - isOpenAtStart: whether the window has no beginning.
  ///   - isOpenAtEnd: whether it has no end.
  init?(core: [Moment], all: [Moment], isOpenAtStart: Bool, isOpenAtEnd: Bool) {
    guard let origin = all.min(), let latest = all.max() else { return nil }
    self.origin = origin
    length = latest.distance(from: origin)
    let start = core.min()?.distance(from: origin) ?? 0
    let end = core.max()?.distance(from: origin) ?? length
    let far = (end - start) * Self.farTimes
    breaksLeft = far > 0 && start > far
    breaksRight = far > 0 && length - end > far
    low = breaksLeft ? start : 0
    high = breaksRight ? end : length
    first = isOpenAtStart ? Self.openMargin : Self.margin
    let last = Double(Self.full) - (isOpenAtEnd ? Self.openMargin : Self.margin)
    left = first + (breaksLeft ? Self.farWidth + Self.gap : 0)
    right = last - (breaksRight ? Self.farWidth + Self.gap : 0)
  }

  /// Where the scale changes.
  var breaks: [Int] {
    let before = breaksLeft ? [Int(left - Self.gap / 2)] : []
    return before + (breaksRight ? [Int(right + Self.gap / 2)] : [])
  }

  /// 0...`full`.
  func x(_ moment: Moment) -> Int {
    let time = moment.distance(from: origin)
    let x: Double
    if time < low {
      x = first + time / low * Self.farWidth
    } else if time > high {
      x = right + Self.gap + (time - high) / (length - high) * Self.farWidth
    } else if high > low {
      x = left + (time - low) / (high - low) * (right - left)
    } else {
      x = (left + right) / 2
    }
    return x.isFinite ? min(Self.full, max(0, Int(x.rounded()))) : 0
  }
}
