import Findings

/// How related events came to decide: in words, as a drawing, and event by event. The page's script
/// writes the same elements in the same order.
extension HTMLWriter {
  /// The signs' shapes, once for all drawings; nothing where no drawing needs them.
  func glyphs(of rules: [RuleResult]) {
    let isNeeded = rules.contains { rule in
      (rule.findings + rule.pendingSubjects).contains { !$0.judgements.isEmpty }
    }
    guard isNeeded else { return }
    raw("<svg class=\"unseen\" width=\"0\" height=\"0\" aria-hidden=\"true\"><defs>")
    for glyph in Glyph.allCases {
      raw("<g")
      attribute("id", glyph.id)
      raw(">")
      raw(glyph.shape)
      raw("</g>")
    }
    raw("</defs></svg>\n")
  }

  func body(_ judgement: JudgementView) {
    raw("<div class=\"judgement\"><p class=\"sentence\">")
    element("b", class: "answer", judgement.answer)
    raw(" ")
    text(judgement.sentence)
    raw("</p><p class=\"asked\">")
    element("code", judgement.asked)
    raw("</p>")
    for fact in judgement.facts { element("p", class: "minor", fact) }
    if let timeline = judgement.timeline {
      svg(timeline, judgement)
      keys(judgement.keys)
    }
    if !judgement.events.isEmpty {
      raw("<ol class=\"related\">")
      for event in judgement.events { item(event) }
      raw("</ol>")
    }
    if judgement.eventsNotShown > 0 {
      element("p", class: "minor", "\(counted(judgement.eventsNotShown, "more event")) not shown")
    }
    raw("</div>")
  }

  private func item(_ event: JudgementView.Event) {
    raw("<li><details class=\"event\"><summary>")
    icon(event.glyph)
    element("b", class: "role", event.role)
    raw(" ")
    time(event.evidence.time)
    raw(" ")
    element("span", class: "said", event.note)
    raw(" ")
    element("span", class: "place", name(of: event.evidence))
    raw("</summary><div class=\"record\">")
    body(event.evidence)
    raw("</div></details></li>")
  }

  private func keys(_ keys: [JudgementView.Key]) {
    raw("<ul class=\"keys\">")
    for key in keys {
      raw("<li>")
      icon(key.glyph)
      text(key.text)
      raw("</li>")
    }
    raw("</ul>")
  }

  private func icon(_ glyph: Glyph) {
    raw("<svg class=\"icon\" viewBox=\"-15 -15 30 30\" aria-hidden=\"true\">")
    use(glyph, x: nil)
    raw("</use></svg>")
  }

  // MARK: Drawing

  private func svg(_ timeline: Timeline, _ judgement: JudgementView) {
    raw("<svg class=\"timeline\" role=\"img\"")
    attribute("height", String(Timeline.height))
    attribute("aria-label", judgement.description)
    raw("><rect class=\"t-axis\" x=\"0\" y=\"21.5\" width=\"100%\" height=\"1\"></rect>")
    if let band = timeline.band {
      raw("<rect class=\"t-band\"")
      attribute("x", Timeline.percent(band.x))
      raw(" y=\"11\"")
      attribute("width", Timeline.percent(band.width))
      raw(" height=\"22\"></rect>")
      mark(band.startGlyph, band.x)
      mark(band.endGlyph, band.x + band.width)
    }
    for x in timeline.breaks { mark(.brk, x) }
    for (event, x) in zip(judgement.events, timeline.events) {
      if let x { mark(event.glyph, x, title: JudgementView.title(event)) }
    }
    if let x = timeline.deadline { mark(.deadline, x) }
    if let x = timeline.trigger { mark(.trigger, x) }
    raw("</svg>")
  }

  private func mark(_ glyph: Glyph, _ x: Int, title: String? = nil) {
    use(glyph, x: x)
    if let title { element("title", title) }
    raw("</use>")
  }

  /// Left open.
  private func use(_ glyph: Glyph, x: Int?) {
    raw("<use")
    attribute("class", glyph.id)
    attribute("href", "#" + glyph.id)
    if let x {
      attribute("x", Timeline.percent(x))
      raw(" y=\"22\"")
    }
    raw(">")
  }
}
