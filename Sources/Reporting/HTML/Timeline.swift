import Findings

/// A judgement drawn over time: where related events count as a band, events as marks. Plain numbers on a
/// scale of 0 to 1,000, so that the page and its script draw the same.
struct Timeline {
  struct Mark {
    /// In the order in which they are drawn: what decided lies on top. The raw value is the style's name.
    enum Style: String, CaseIterable {
      case window, windowOpenStart, windowOpenEnd
      case candidate, member, step, each, boundary, miss, decided, deadline, trigger

      init(role: String) {
        switch role {
        case "decided": self = .decided
        case "nearest-miss": self = .miss
        case "start", "end": self = .boundary
        case "member": self = .member
        case "step": self = .step
        case "each": self = .each
        default: self = .candidate
        }
      }

      /// As in the style sheet.
      var className: StaticString {
        switch self {
        case .window: "t-window"
        case .windowOpenStart: "t-window t-open-start"
        case .windowOpenEnd: "t-window t-open-end"
        case .candidate: "t-candidate"
        case .member: "t-member"
        case .step: "t-step"
        case .each: "t-each"
        case .boundary: "t-boundary"
        case .miss: "t-miss"
        case .decided: "t-decided"
        case .deadline: "t-deadline"
        case .trigger: "t-trigger"
        }
      }

      /// Top and height of the mark, of 40.
      var extent: (top: Int, height: Int) {
        switch self {
        case .window, .windowOpenStart, .windowOpenEnd: (13, 14)
        case .candidate, .member: (11, 18)
        case .step, .each, .boundary, .miss: (7, 26)
        case .decided: (4, 32)
        case .deadline, .trigger: (0, 40)
        }
      }
    }

    var style: Style
    var x: Int
    var width: Int
    /// What it stands for, in words.
    var title: String
  }

  static let width = 1000
  static let height = 40
  private static let margin = 24
  private static let markWidth = 5

  private(set) var marks: [Mark] = []
  /// The first and the last time that is drawn.
  let start: String
  let end: String
  /// All of it in words.
  let description: String

  /// nil where there are no two things to be seen beside each other.
  init?(_ judgement: Judgement, trigger: String?) {
    var times: [(seconds: Double, text: String)] = []
    for text in [trigger, judgement.windowStart, judgement.windowEnd, judgement.deadline]
      + judgement.events.map({ $0.evidence.time })
    {
      if let text, let seconds = Self.seconds(text) { times.append((seconds, text)) }
    }
    guard times.count > 1, let first = times.min(by: { $0.seconds < $1.seconds }),
      let last = times.max(by: { $0.seconds < $1.seconds })
    else { return nil }
    start = first.text
    end = last.text
    description = Self.description(judgement, trigger)
    let scale = Scale(from: first.seconds, to: last.seconds)
    addWindow(judgement, scale)
    for event in judgement.events {
      let role = event.role.replacingDashes
      add(
        Mark.Style(role: event.role), event.evidence.time,
        event.note.isEmpty ? role : "\(role): \(event.note)", scale)
    }
    if let deadline = judgement.deadline { add(.deadline, deadline, "open until", scale) }
    if let trigger { add(.trigger, trigger, "the event that is judged", scale) }
    // Few marks in many styles: a look for each style costs less than to sort.
    let unordered = marks
    marks.removeAll(keepingCapacity: true)
    for style in Mark.Style.allCases { marks += unordered.lazy.filter { $0.style == style } }
  }

  private struct Scale {
    let origin: Double
    let length: Double

    init(from first: Double, to last: Double) {
      origin = first
      length = max(last - first, 1e-9)
    }

    func place(_ seconds: Double) -> Int {
      let room = Double(Timeline.width - 2 * Timeline.margin)
      return Timeline.margin + Int(((seconds - origin) / length * room).rounded())
    }
  }

  private mutating func addWindow(_ judgement: Judgement, _ scale: Scale) {
    let start = judgement.windowStart.flatMap(Self.seconds)
    let end = judgement.windowEnd.flatMap(Self.seconds)
    guard start != nil || end != nil else { return }
    let from = start.map(scale.place) ?? 0
    let to = end.map(scale.place) ?? Self.width
    let style: Mark.Style
    switch (start, end) {
    case (nil, _): style = .windowOpenStart
    case (_, nil): style = .windowOpenEnd
    default: style = .window
    }
    marks.append(
      Mark(style: style, x: from, width: max(2, to - from), title: "where events count"))
  }

  private mutating func add(
    _ style: Mark.Style, _ time: String, _ title: String, _ scale: Scale
  ) {
    guard let seconds = Self.seconds(time) else { return }
    marks.append(
      Mark(
        style: style, x: scale.place(seconds) - Self.markWidth / 2, width: Self.markWidth,
        title: "\(title), \(HTMLWriter.display(time: time))"))
  }

  private static func description(_ judgement: Judgement, _ trigger: String?) -> String {
    var parts: [String] = []
    if let trigger { parts.append("judged at \(HTMLWriter.display(time: trigger))") }
    for event in judgement.events {
      let note = event.note.isEmpty ? "" : " (\(event.note))"
      let role = event.role.replacingDashes
      parts.append("\(role) at \(HTMLWriter.display(time: event.evidence.time))\(note)")
    }
    if let deadline = judgement.deadline {
      parts.append("open until \(HTMLWriter.display(time: deadline))")
    }
    return "Timeline: " + parts.joined(separator: "; ")
  }

  /// Seconds since 1970 with their fraction; nil for what is no time.
  static func seconds(_ time: String) -> Double? {
    guard let whole = Histogram.seconds(time) else { return nil }
    var fraction = 0.0
    var unit = 0.1
    for byte in time.utf8.dropFirst(19).drop(while: { $0 == UInt8(ascii: ".") }) {
      guard byte >= 0x30, byte <= 0x39 else { break }
      fraction += Double(byte - 0x30) * unit
      unit /= 10
    }
    return Double(whole) + fraction
  }
}
