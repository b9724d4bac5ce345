import Findings

/// The findings as JSON inside the page, for the script to show on demand.
///
/// `{"rules":[{"id","verdict","severity","frameworks","search","shown","findings":[…]}],
/// "strings":[…]}`; a finding is `[fingerprint, time, message, remedy, [evidence…], verdict]` with an
/// empty verdict for `fail`, an evidence `[file, source, record, offset, time, sha256, [[field, state, value]…]]`
/// with a note behind it where there is one. File, source, remedy and field are indexes into `strings`;
/// a state is 0 for a value, 1 for absent, 2 for unknown. A finding about related events has two more:
/// its subject (values, empty for an event) and its judgements, `[asked, answer, sentence, [fact…],
/// [[role, style, note, evidence]…], not shown, timeline]`, the timeline null or `[description, start, end,
/// [[style, x, y, width, height, title]…]]`.
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

  func write(_ rules: [RuleResult], shares: FindingShares, first: Int) throws(SinkError) {
    output.fixed("<script type=\"application/json\" id=\"findings\">")
    var writer = JSONWriter(output, isEmbedded: true)
    writer.beginObject(compact: true)
    writer.key("rules")
    writer.beginArray()
    for (rule, share) in zip(rules, shares.counts) {
      writer.beginObject()
      describe(rule, &writer)
      writer.integer("shown", min(first, share))
      writer.key("findings")
      writer.beginArray()
      for index in rule.findings.indices.prefix(share) {
        write(rule.findings[index], &writer)
        try output.relieve()
      }
      writer.end()
      writer.end()
    }
    writer.end()
    writer.array("strings", strings) { $0.string($1) }
    writer.end()
    output.fixed("</script>\n")
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
    writer.string(finding.verdict == "fail" ? "" : visible(finding.verdict))
    if !finding.judgements.isEmpty || !finding.subject.isEmpty {
      writer.beginArray()
      for value in finding.subject { write(value, &writer) }
      writer.end()
      let trigger = finding.subject.isEmpty ? finding.time : nil
      writer.beginArray()
      for judgement in finding.judgements {
        write(JudgementView(judgement, trigger: trigger), &writer)
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
    writer.beginArray()
    for value in evidence.shown { write(value, &writer) }
    writer.end()
    if let note = evidence.note { writer.string(visible(note)) }
    writer.end()
  }

  private func write(_ judgement: JudgementView, _ writer: inout JSONWriter) {
    writer.beginArray()
    writer.string(visible(judgement.asked))
    writer.string(visible(judgement.answer))
    writer.string(visible(judgement.sentence))
    writer.beginArray()
    for fact in judgement.facts { writer.string(visible(fact)) }
    writer.end()
    writer.beginArray()
    for event in judgement.events {
      writer.beginArray()
      writer.string(visible(event.role))
      writer.string(event.style.className.description)
      writer.string(visible(event.note))
      write(event.evidence, &writer)
      writer.end()
    }
    writer.end()
    writer.integer(judgement.eventsNotShown)
    if let timeline = judgement.timeline {
      write(timeline, &writer)
    } else {
      writer.null()
    }
    writer.end()
  }

  private func write(_ timeline: Timeline, _ writer: inout JSONWriter) {
    writer.beginArray()
    writer.string(visible(timeline.description))
    writer.string(visible(HTMLWriter.display(time: timeline.start)))
    writer.string(visible(HTMLWriter.display(time: timeline.end)))
    writer.beginArray()
    for mark in timeline.marks {
      let (top, height) = mark.style.extent
      writer.beginArray()
      writer.string(mark.style.className.description)
      for number in [mark.x, top, mark.width, height] { writer.integer(number) }
      writer.string(visible(mark.title))
      writer.end()
    }
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
