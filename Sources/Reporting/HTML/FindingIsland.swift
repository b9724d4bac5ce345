import Findings

/// The findings as JSON inside the page, for the script to show on demand.
///
/// `{"rules":[{"id","verdict","severity","frameworks","search","shown","findings":[…],
/// "pendingShown","pending":[…]}],"strings":[…]}`. A finding is `[fingerprint, time, message, remedy,
/// [evidence…], status, subject, [judgement…]]`, its status empty for a failure, without the last two
/// where both are empty. An evidence is `[file, source, record, offset, time, sha256, values]`, with a
/// note at its end where it has one; subject and values are `[[field, state, value]…]`, a state 0 for a
/// value, 1 for absent, 2 for unknown. A judgement is `[asked, answer, sentence, [fact…],
/// [[role, glyph, note, evidence]…], not shown, [[glyph, text]…], timeline]`, a timeline null or
/// `[band, [break…], deadline, trigger, [event…]]` of hundredths of a percent, -1 for none, a band null or
/// `[x, width, glyph, glyph]`. File, source, remedy, field, asked and role are indexes into `strings`.
/// Everything is passed through `visible`, and `<`, `>` and `&` are escaped.
final class FindingIsland {
  private let output: Output
  private var indexes: [[UInt8]: Int] = [:]
  private var strings: [String] = []
  /// Those that were looked up last, as they were written: most findings name the same ones.
  private var recent: [(text: String, index: Int)] = []
  private static let mostRecent = 16
  /// A finding mostly has the time of its record.
  private var lastTime = (written: "", shown: "")

  init(_ output: Output) {
    self.output = output
  }

  func write(_ rules: [RuleResult], shares: [RuleShare], first: Int) throws(SinkError) {
    output.fixed("<script type=\"application/json\" id=\"findings\">")
    var writer = JSONWriter(output, isEmbedded: true)
    writer.beginObject(compact: true)
    writer.key("rules")
    writer.beginArray()
    for (rule, share) in zip(rules, shares) {
      writer.beginObject()
      describe(rule, &writer)
      writer.integer("shown", min(first, share.findings))
      writer.key("findings")
      try write(rule.findings.prefix(share.findings), &writer)
      if !rule.pendingSubjects.isEmpty {
        writer.integer("pendingShown", min(first, share.pending))
        writer.key("pending")
        try write(rule.pendingSubjects.prefix(share.pending), &writer)
      }
      writer.end()
    }
    writer.end()
    writer.array("strings", strings) { $0.string($1) }
    writer.end()
    output.fixed("</script>\n")
  }

  private func write(
    _ findings: ArraySlice<Finding>, _ writer: inout JSONWriter
  ) throws(SinkError) {
    writer.beginArray()
    for finding in findings {
      write(finding, &writer)
      try output.relieve()
    }
    writer.end()
  }

  private func describe(_ rule: RuleResult, _ writer: inout JSONWriter) {
    writer.string("id", HTMLWriter.anchor(rule.id))
    writer.string("verdict", rule.verdict.rawValue)
    writer.string("severity", visible(rule.severity))
    writer.array("frameworks", rule.controls) { $0.string(visible($1.framework)) }
    let controls = rule.controls.map { "\($0.framework) \($0.clause)" }
    let words =
      [rule.id, rule.pack, rule.title, rule.description, rule.reason ?? ""] + controls + rule.tags
      + rule.missing.map(\.words)
    writer.string("search", visible(words.joined(separator: " ")))
  }

  private func write(_ finding: Finding, _ writer: inout JSONWriter) {
    writer.beginArray()
    writer.string(visible(finding.fingerprint))
    writer.string(shown(time: finding.time))
    writer.string(visible(finding.message))
    writer.integer(index(of: finding.remedy))
    writer.beginArray()
    for evidence in finding.evidence { write(evidence, &writer) }
    writer.end()
    writer.string(visible(finding.status))
    if !finding.judgements.isEmpty || !finding.subject.isEmpty {
      write(finding.subject, &writer)
      writer.beginArray()
      for judgement in finding.judgements {
        write(JudgementView(judgement, of: finding), &writer)
      }
      writer.end()
    }
    writer.end()
  }

  private func write(_ evidence: Evidence, _ writer: inout JSONWriter) {
    writer.beginArray()
    writer.integer(index(of: evidence.file))
    writer.integer(index(of: evidence.source))
    writer.integer(evidence.record)
    // Offsets may exceed what a JavaScript number holds.
    writer.string(grouped: evidence.offset)
    writer.string(shown(time: evidence.time))
    writer.string(visible(evidence.sha256))
    write(evidence.shown, &writer)
    if let note = evidence.note { writer.string(visible(note)) }
    writer.end()
  }

  private func write(_ values: [Evidence.Shown], _ writer: inout JSONWriter) {
    writer.beginArray()
    for value in values { write(value, &writer) }
    writer.end()
  }

  private func write(_ judgement: JudgementView, _ writer: inout JSONWriter) {
    writer.beginArray()
    writer.integer(index(of: judgement.asked))
    writer.string(visible(judgement.answer))
    writer.string(visible(judgement.sentence))
    writer.beginArray()
    for fact in judgement.facts { writer.string(visible(fact)) }
    writer.end()
    writer.beginArray()
    for event in judgement.events {
      writer.beginArray()
      writer.integer(index(of: event.role))
      writer.string(event.glyph.id)
      writer.string(visible(event.note))
      write(event.evidence, &writer)
      writer.end()
    }
    writer.end()
    writer.integer(judgement.eventsNotShown)
    writer.beginArray()
    for key in judgement.keys {
      writer.beginArray()
      writer.string(key.glyph.id)
      writer.string(visible(key.text))
      writer.end()
    }
    writer.end()
    write(judgement.timeline, &writer)
    writer.end()
  }

  private func write(_ timeline: Timeline?, _ writer: inout JSONWriter) {
    guard let timeline else {
      writer.null()
      return
    }
    writer.beginArray()
    if let band = timeline.band {
      writer.beginArray()
      writer.integer(band.x)
      writer.integer(band.width)
      writer.string(band.startGlyph.id)
      writer.string(band.endGlyph.id)
      writer.end()
    } else {
      writer.null()
    }
    writer.beginArray()
    for x in timeline.breaks { writer.integer(x) }
    writer.end()
    writer.integer(timeline.deadline ?? -1)
    writer.integer(timeline.trigger ?? -1)
    writer.beginArray()
    for x in timeline.events { writer.integer(x ?? -1) }
    writer.end()
    writer.end()
  }

  private func write(_ value: Evidence.Shown, _ writer: inout JSONWriter) {
    writer.beginArray()
    writer.integer(index(of: value.field))
    switch value.state {
    case "absent": writer.integer(1)
    case "unknown": writer.integer(2)
    default:
      writer.integer(0)
      writer.string(visible(value.value ?? ""))
    }
    writer.end()
  }

  private func shown(time: String) -> String {
    // Equal texts that are not the same bytes are no times, and look the same.
    if lastTime.written != time { lastTime = (time, visible(HTMLWriter.display(time: time))) }
    return lastTime.shown
  }

  private func index(of string: String) -> Int {
    // Equal texts of ASCII, and those alone are kept, have equal bytes; others may be equal and have
    // not.
    if let known = recent.first(where: { $0.text == string }),
      string.utf8.count == known.text.utf8.count
    {
      return known.index
    }
    let index = slowIndex(of: string)
    if string.utf8.allSatisfy({ $0 < 0x80 }) {
      if recent.count == Self.mostRecent { recent.removeFirst() }
      recent.append((string, index))
    }
    return index
  }

  private func slowIndex(of string: String) -> Int {
    let key = Array(string.utf8)
    if let index = indexes[key] { return index }
    indexes[key] = strings.count
    strings.append(visible(string))
    return strings.count - 1
  }
}

extension Evidence {
  /// The values that decided, and the places with sensitive data that are no fields among them.
  var shown: [Shown] {
    if sensitive.isEmpty { return values }
    return values
      + sensitive.filter { place in !values.contains { $0.field == place.place } }.map {
        Shown(field: $0.place.isEmpty ? "record" : $0.place, value: $0.words, state: "value")
      }
  }
}
