import Findings

/// The charts over time, drawn as SVG without the script.
extension HTMLWriter {
  func timeline(_ result: ScanResult, _ rules: [RuleResult]) {
    raw(
      "<section id=\"time\" aria-labelledby=\"time-h\"><h2 id=\"time-h\">Failures over time</h2>\n")
    let histogram = Histogram(
      rules, bucketSeconds: result.run.bucketSeconds, horizon: result.run.horizon)
    if let first = histogram.bars.first, let last = histogram.bars.last {
      let peak = histogram.bars.max { $0.total < $1.total } ?? first
      raw("<div class=\"chart\"><p class=\"peak\">")
      text(counted(peak.total, "failure"))
      raw("</p>")
      svg(histogram, peak: max(1, peak.total), height: 120, isStacked: true)
      raw("<p class=\"axis\"><span>")
      text(Histogram.text(first.start))
      raw("</span><span>")
      text(Histogram.text(last.start + histogram.width))
      raw("</span></p></div>\n<p class=\"note\">")
      text("UTC; each bar is \(length(histogram.width)); ")
      text("the highest, \(counted(peak.total, "failure")), starts ")
      text("\(Histogram.text(peak.start)).")
      raw("</p>\n")
    } else if rules.contains(where: { $0.counts.failed > 0 }) {
      raw("<p class=\"empty\">The failures have no time that can be drawn.</p>\n")
    } else {
      raw("<p class=\"empty\">Nothing failed.</p>\n")
    }
    raw("</section>\n")
  }

  /// A small chart of one rule's failures.
  func sparkline(_ rule: RuleResult, bucketSeconds: Int) {
    guard rule.counts.failed > 1 else { return }
    let histogram = Histogram([rule], bucketSeconds: bucketSeconds, horizon: nil)
    guard histogram.bars.count > 1, let first = histogram.bars.first,
      let last = histogram.bars.last
    else { return }
    let peak = histogram.bars.map(\.total).max() ?? 1
    raw("<div class=\"spark\">")
    svg(histogram, peak: max(1, peak), height: 28, isStacked: false)
    raw("<p class=\"axis\"><span>")
    text(Histogram.text(first.start))
    raw("</span><span>")
    text("failures over time, at most \(grouped(peak)) in \(length(histogram.width))")
    raw("</span><span>")
    text(Histogram.text(last.start + histogram.width))
    raw("</span></p></div>\n")
  }

  /// The values of a rule about windows over time, with its limit.
  func windowChart(_ rule: RuleResult) {
    guard let chart = rule.chart, let first = chart.buckets.first, let last = chart.buckets.last
    else { return }
    let highest = max(chart.buckets.map(\.value).max() ?? 0, chart.limit ?? 0, 0)
    let top = highest > 0 ? highest * 1.08 : 1
    raw("<div class=\"spark\">")
    svg(chart, top: top)
    raw("<p class=\"axis\"><span>")
    text(HTMLWriter.display(time: first.start))
    raw("</span><span>")
    text(caption(chart))
    raw("</span><span>")
    text(HTMLWriter.display(time: last.start))
    raw("</span></p></div>\n")
  }

  private func caption(_ chart: WindowChart) -> String {
    let side = chart.limitIsUpper ? "highest" : "lowest"
    let unit = chart.unit.isEmpty ? "" : " in \(chart.unit)"
    let limit = chart.limit.map { ", limit \(Self.written($0))" } ?? ""
    return "\(chart.label)\(unit), the \(side) of each stretch\(limit)"
  }

  private func svg(_ chart: WindowChart, top: Double) {
    let step = 10
    let height = 60
    func share(_ value: Double) -> Int {
      let part = (max(0, value) / top * Double(height)).rounded()
      return part.isFinite ? min(height, Int(part)) : height
    }
    raw("<svg class=\"bars\" role=\"img\" preserveAspectRatio=\"none\"")
    attribute("viewBox", "0 0 \(chart.buckets.count * step) \(height)")
    attribute("height", String(height))
    attribute("aria-label", caption(chart))
    raw(">")
    for (index, bucket) in chart.buckets.enumerated() {
      let violates = chart.limit.map { chart.limitIsUpper ? bucket.value > $0 : bucket.value < $0 }
      let part = max(1, share(bucket.value))
      raw("<g><title>")
      text("\(HTMLWriter.display(time: bucket.start)): \(Self.written(bucket.value))")
      raw("</title><rect class=\"")
      raw(violates == true ? "h-one" : "h-within")
      raw("\"")
      attribute("x", String(index * step + 1))
      attribute("y", String(height - part))
      attribute("width", String(step - 2))
      attribute("height", String(part))
      raw("/></g>")
    }
    if let limit = chart.limit {
      raw("<rect class=\"h-limit\" x=\"0\" height=\"1\"")
      attribute("y", String(height - share(limit)))
      attribute("width", String(chart.buckets.count * step))
      raw("/>")
    }
    raw("</svg>")
  }

  /// Whole numbers without a fraction.
  private static func written(_ value: Double) -> String {
    guard value.rounded() == value, abs(value) < 1e15 else { return String(value) }
    return grouped(Int64(value))
  }

  private func svg(_ histogram: Histogram, peak: Int, height: Int, isStacked: Bool) {
    let step = 10
    raw("<svg class=\"bars\" role=\"img\" preserveAspectRatio=\"none\"")
    attribute("viewBox", "0 0 \(histogram.bars.count * step) \(height)")
    attribute("height", String(height))
    attribute("aria-label", "Failures over time, at most \(peak) in a bar")
    raw(">")
    for (index, bar) in histogram.bars.enumerated() where bar.total > 0 {
      raw("<g><title>")
      text("\(Histogram.text(bar.start)): \(counted(bar.total, "failure"))")
      raw("</title>")
      var bottom = height
      for (severity, count) in bar.counts.enumerated() where count > 0 {
        let share = Int(Double(count) / Double(peak) * Double(height))
        let part = min(max(1, share), bottom)
        raw("<rect class=\"")
        raw(isStacked ? Self.severityStyles[severity] : "h-one")
        raw("\"")
        attribute("x", String(index * step + 1))
        attribute("y", String(bottom - part))
        attribute("width", String(step - 2))
        attribute("height", String(part))
        raw("/>")
        bottom -= part
      }
      raw("</g>")
    }
    raw("</svg>")
  }

  private static let severityStyles: [StaticString] = [
    "h-critical", "h-high", "h-medium", "h-low", "h-info", "h-info",
  ]

  private func length(_ seconds: Int64) -> String {
    let units: [(Int64, String)] = [
      (604_800, "week"), (86400, "day"), (3600, "hour"), (60, "minute"),
    ]
    for (unit, name) in units where seconds >= unit && seconds % unit == 0 {
      return counted(seconds / unit, name)
    }
    return counted(seconds, "second")
  }
}
