/// The signs of timelines. They differ in shape, so that nobody needs their colours.
enum Glyph: String, CaseIterable {
  case trigger, window, deadline, decided, candidate, miss, start, end, member, step, each
  case closedStart = "closed-start"
  case closedEnd = "closed-end"
  case excludedStart = "excluded-start"
  case excludedEnd = "excluded-end"
  case openStart = "open-start"
  case openEnd = "open-end"
  case brk = "break"

  /// The id of its shape in the page and its class in the style sheet.
  var id: String { "t-" + rawValue }

  /// Drawn around (0, 0), 14 to each side at most.
  var shape: StaticString {
    switch self {
    case .trigger: "<path d=\"M0 14V-6\"/><path d=\"M-6 -14H6L0 -5Z\"/>"
    case .window: "<rect x=\"-12\" y=\"-7\" width=\"24\" height=\"14\"/>"
    case .deadline: "<path d=\"M0 14V-14\"/><path d=\"M0 -14H10L7 -10L10 -6H0Z\"/>"
    case .decided: "<circle r=\"5.5\"/>"
    case .candidate: "<path d=\"M0 -6V6\"/>"
    case .miss: "<circle r=\"5\"/>"
    case .start: "<path d=\"M-4 -6.5L7 0L-4 6.5Z\"/>"
    case .end: "<rect x=\"-5\" y=\"-5\" width=\"10\" height=\"10\"/>"
    case .member: "<path d=\"M0 -8V8\"/>"
    case .step: "<path d=\"M0 -7L7 0L0 7L-7 0Z\"/>"
    case .each: "<rect x=\"-5\" y=\"-5\" width=\"10\" height=\"10\"/>"
    case .closedStart: "<path d=\"M5 -11H0V11H5\"/>"
    case .closedEnd: "<path d=\"M-5 -11H0V11H-5\"/>"
    case .excludedStart: "<path d=\"M6 -11Q-4 0 6 11\"/>"
    case .excludedEnd: "<path d=\"M-6 -11Q4 0 -6 11\"/>"
    case .openStart: "<path d=\"M11 -6L4 0L11 6\"/>"
    case .openEnd: "<path d=\"M-11 -6L-4 0L-11 6\"/>"
    case .brk: "<path d=\"M-5 7L-1 -7M1 7L5 -7\"/>"
    }
  }
}
