import RuleModel
import Values

/// Groups in words.
enum GroupText {
  /// `every group of events with the same user.id`
  static func subject(of group: GroupSubject) -> String {
    let population: String
    switch group.population {
    case .keys(let keys):
      population =
        "every group of events with the same "
        + keys.map { ConditionText.text(of: $0) }.joined(separator: " and ")
    case .rows(let table):
      population = "every row of the table \(table.name), also one without events,"
    case .all: population = "all events together, also if there are none,"
    }
    switch group.span {
    case .period: return "\(population) over the whole period"
    case .per(let length, _): return "\(population) in each window of \(name(of: length))"
    case .inAny(let duration):
      return "\(population) in every window of \(LengthText.text(of: duration))"
    case .withGap(let duration):
      return "\(population) until nothing of it is seen for \(LengthText.text(of: duration))"
    }
  }

  private static func name(of length: Length) -> String {
    let day: Int64 = 86_400_000_000_000
    switch length {
    case .exact(Duration(nanoseconds: day)): return "a day"
    case .exact(Duration(nanoseconds: 7 * day)): return "a week"
    case .months(1): return "a month"
    case .months(12): return "a year"
    default: return LengthText.text(of: length)
    }
  }

  /// What its windows take in.
  static func windows(of span: GroupSubject.Span) -> String {
    let cut =
      "Where the evidence cuts a window, it is decided only if what it holds decides it; else it is "
      + "pending, or inconclusive (history)."
    switch span {
    case .period: return "The window: the whole period, its start included, its end not. \(cut)"
    case .per(let length, let zone):
      let start: String
      switch length {
      case .exact(let duration) where duration.nanoseconds < 86_400_000_000_000:
        start = "counted from midnight"
      case .exact(let duration) where duration.nanoseconds > 86_400_000_000_000:
        start = "from Monday on"
      case .exact: start = "from midnight to midnight"
      case .months(let months): start = months == 1 ? "from the 1st on" : "from 1 January on"
      }
      return "The windows: \(name(of: length)) each, side by side, \(start), by the clock of "
        + "\(zone); an event at its start belongs to a window, one at its end to the next. \(cut)"
    case .inAny(let duration):
      let length = LengthText.text(of: duration)
      return
        "The windows: every stretch of \(length) that ends at an event of the group, which belongs to "
        + "it; an event exactly \(length) earlier does not. \(cut)"
    case .withGap(let duration):
      let length = LengthText.text(of: duration)
      return "The groups: an event exactly \(length) after the last still belongs; more than that "
        + "begins a new group. Within \(length) of an end of the evidence a group may be longer than "
        + "it is seen. \(cut)"
    }
  }
}

/// States in words.
enum StateText {
  /// When it is on at an event.
  static func window(of state: EventState, anchor: String) -> String {
    let keys = state.keys.map(\.name).joined(separator: " and ")
    var text =
      "`\(state.name)` is on at \(anchor) if the last start or end before it with the same \(keys) is "
      + "a start; one at the same time that stands later does not count."
    for starts in [true, false] {
      let boundaries = state.boundaries.filter { $0.starts == starts }.map { boundary in
        boundary.kind + (boundary.condition.map { " where \(ConditionText.text(of: $0))" } ?? "")
      }
      guard !boundaries.isEmpty else { continue }
      text +=
        " It is \(starts ? "started" : "ended") by \(boundaries.joined(separator: ", or by "))."
    }
    if let lasts = state.lasts {
      let length = LengthText.text(of: lasts)
      text +=
        " A start counts up to and including \(length)\(LengthText.calendar(lasts, zone: state.zone)) "
        + "later; a further start renews it."
    }
    text +=
      state.initial == nil
      ? " What lies before the evidence could decide it, and then the answer is inconclusive "
        + "(history), unless the history is declared complete."
      : " Where none is in the evidence, the state's file decides."
    return text
  }
}
