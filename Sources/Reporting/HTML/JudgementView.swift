import Findings

/// What the page shows of one judgement: made once, for the rows that the page holds and for those that
/// its script draws.
struct JudgementView {
  struct Event {
    /// `decided`, `nearest miss`, …
    var role: String
    /// The style of its mark, one of a fixed set.
    var style: Timeline.Mark.Style
    var note: String
    var evidence: Evidence
  }

  let asked: String
  /// `true`, `false`, `unknown`.
  let answer: String
  let sentence: String
  /// What else there is to say, in whole phrases: the window, the deadline, the value.
  let facts: [String]
  let timeline: Timeline?
  let events: [Event]
  let eventsNotShown: Int

  /// - Parameter trigger: the time of what is judged, RFC 3339; a group has none.
  init(_ judgement: Judgement, trigger: String?) {
    asked = judgement.text
    answer = judgement.answer
    sentence = judgement.sentence
    facts = Self.facts(judgement)
    events = judgement.events.map {
      Event(
        role: $0.role.replacingDashes, style: Timeline.Mark.Style(role: $0.role), note: $0.note,
        evidence: $0.evidence)
    }
    eventsNotShown = judgement.eventsNotShown
    timeline = Timeline(judgement, trigger: trigger)
  }

  private static func facts(_ judgement: Judgement) -> [String] {
    var facts: [String] = []
    switch (judgement.windowStart, judgement.windowEnd) {
    case (let start?, let end?):
      facts.append(
        "counts from \(HTMLWriter.display(time: start)) to \(HTMLWriter.display(time: end))")
    case (let start?, nil): facts.append("counts from \(HTMLWriter.display(time: start)) on")
    case (nil, let end?): facts.append("counts up to \(HTMLWriter.display(time: end))")
    case (nil, nil): break
    }
    if let value = judgement.value {
      facts.append(judgement.limit.map { "value \(value), limit \($0)" } ?? "value \(value)")
    }
    if judgement.candidates > 0 {
      let undecided =
        judgement.undecided > 0 ? ", \(grouped(judgement.undecided)) of them undecided" : ""
      facts.append(counted(judgement.candidates, "candidate") + undecided)
    }
    if let deadline = judgement.deadline {
      facts.append("open until \(HTMLWriter.display(time: deadline))")
    }
    return facts
  }
}
