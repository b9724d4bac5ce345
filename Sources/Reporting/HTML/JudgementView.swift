import Findings

/// What the page shows of a judgement: in words, and as a timeline. The page's script writes the same
/// from the island.
struct JudgementView {
  struct Event {
    var role: String
    var glyph: Glyph
    var note: String
    var evidence: Evidence
  }

  struct Key {
    var glyph: Glyph
    var text: String
  }

  /// Events of a judgement that the page holds at most.
  static let mostEvents = 50

  let asked: String
  let answer: String
  let sentence: String
  let facts: [String]
  let events: [Event]
  let eventsNotShown: Int
  let timeline: Timeline?
  /// What the drawing's signs are, but for the events': these stand in their list.
  let keys: [Key]

  init(_ judgement: Judgement, of finding: Finding) {
    let trigger = finding.drawnTime
    asked = judgement.text
    answer = Self.words(ofAnswer: judgement.answer)
    sentence = judgement.sentence
    facts = Self.facts(judgement)
    let shown = Array(judgement.events.prefix(Self.mostEvents))
    events = shown.map { event in
      let (role, glyph) = Self.role(event.role)
      return Event(role: role, glyph: glyph, note: event.note, evidence: event.evidence)
    }
    eventsNotShown = judgement.eventsNotShown + judgement.events.count - shown.count
    timeline = Timeline(judgement, events: shown, trigger: trigger)
    keys =
      timeline.map { Self.keys(judgement, finding, hasBreaks: !$0.breaks.isEmpty) } ?? []
  }

  /// The drawing for who can't see it: what stands beside it, in one text.
  var description: String {
    (keys.map(\.text) + events.map(Self.title)).joined(separator: "; ")
  }

  /// `nearest miss, 2026-01-02 10:00:00Z, 33 d later`.
  static func title(_ event: Event) -> String {
    let time = HTMLWriter.display(time: event.evidence.time)
    return "\(event.role), \(time)" + (event.note.isEmpty ? "" : ", \(event.note)")
  }

  private static func words(ofAnswer answer: String) -> String {
    switch answer {
    case "true": "holds"
    case "false": "does not hold"
    case "unknown": "not known"
    default: answer
    }
  }

  private static func role(_ role: String) -> (String, Glyph) {
    switch role {
    case "decided": ("decided", .decided)
    case "candidate": ("candidate", .candidate)
    case "nearest-miss": ("nearest miss", .miss)
    case "start": ("starts the state", .start)
    case "end": ("ends the state", .end)
    case "member": ("counted", .member)
    case "step": ("step", .step)
    case "each": ("for this event", .each)
    default: (role.replacingDashes, .candidate)
    }
  }

  private static func facts(_ judgement: Judgement) -> [String] {
    var facts: [String] = []
    if let value = judgement.value {
      facts.append("value \(value)" + (judgement.limit.map { ", limit \($0)" } ?? ""))
    } else if let limit = judgement.limit {
      facts.append("limit \(limit)")
    }
    if judgement.candidates > 0 || judgement.undecided > 0 {
      let undecided = judgement.undecided
      facts.append(
        counted(judgement.candidates, "candidate")
          + (undecided > 0 ? ", \(grouped(undecided)) of them undecided" : ""))
    }
    return facts
  }

  private static func keys(_ judgement: Judgement, _ finding: Finding, hasBreaks: Bool) -> [Key] {
    func shown(_ time: String) -> String { HTMLWriter.display(time: time) }
    var keys: [Key] = []
    if let time = finding.drawnTime {
      let name = finding.subject.isEmpty ? "trigger" : "subject"
      keys.append(Key(glyph: .trigger, text: "\(name), \(shown(time))"))
    }
    if let window = window(judgement) { keys.append(Key(glyph: .window, text: window)) }
    if let deadline = judgement.deadline {
      keys.append(Key(glyph: .deadline, text: "can still turn until \(shown(deadline))"))
    }
    if hasBreaks { keys.append(Key(glyph: .brk, text: "another scale beyond this mark")) }
    return keys
  }
}

extension JudgementView {
  /// `window, 2026-01-02 10:00:00Z to 2026-01-03 10:00:00Z, the end not included`.
  private static func window(_ judgement: Judgement) -> String? {
    func shown(_ time: String) -> String { HTMLWriter.display(time: time) }
    let start = judgement.windowStart.map {
      "from \(shown($0))" + (judgement.windowStartIsIncluded ? "" : " (not included)")
    }
    let end = judgement.windowEnd.map {
      "to \(shown($0))" + (judgement.windowEndIsIncluded ? "" : " (not included)")
    }
    switch (start, end) {
    case (let start?, let end?):
      let isClosed = judgement.windowStartIsIncluded && judgement.windowEndIsIncluded
      return "window, \(start) \(end)" + (isClosed ? ", both included" : "")
    case (let start?, nil): return "window, \(start), without an end"
    case (nil, let end?): return "window, without a beginning, \(end)"
    case (nil, nil): return nil
    }
  }
}

extension Finding {
  /// What its row says of its verdict; empty for a failure, which needs no word.
  var status: String {
    switch verdict {
    case "fail": return ""
    case "pending":
      return pendingUntil.map { "pending until \(HTMLWriter.display(time: $0))" } ?? verdict
    default: return verdict
    }
  }

  /// The time that its timelines are drawn around: none for a group in a window, which is drawn itself.
  var drawnTime: String? {
    subject.contains { $0.field == "window.start" || $0.field == "window.end" } ? nil : time
  }
}
