import Detectors

/// What `writ detectors` prints of detectors.
enum DetectorText {
  static func list(_ detectors: [Detector]) -> String {
    guard !detectors.isEmpty else { return "" }
    let rows =
      [["id", "type", "category", "confidence", "context", "title"]]
      + detectors.map {
        [
          $0.id, $0.type.name, $0.category.name, $0.confidence.name, context($0.context), $0.title,
        ]
      }
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        line += column == row.count - 1 ? cell : padded(cell, widths[column] + 2)
      }
      return line + "\n"
    }
    .joined()
  }

  static func description(of detector: Detector) -> String {
    var lines = ["\(detector.id): \(detector.title)", ""]
    func add(_ label: String, _ value: String) {
      if !value.isEmpty { lines.append("  " + padded(label, 13) + value) }
    }
    add("type", detector.type.name)
    add("category", detector.category.name)
    add("confidence", detector.confidence.name)
    add("form", detector.form)
    add("check", detector.check)
    add("context", contextSentence(detector.context))
    add("looked for", detector.trigger)
    add("may be seen", visible(detector))
    for reference in detector.references { add("reference", reference) }
    lines += ["", "Found, between ⟦ and ⟧:", ""]
    lines += detector.examples.map { "    " + $0 }
    if !detector.lookAlikes.isEmpty {
      lines += ["", "Left alone:", ""]
      lines += detector.lookAlikes.map { "    " + $0 }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  static func context(_ use: Detector.ContextUse) -> String {
    switch use {
    case .none: "not needed"
    case .required: "needed"
    case .raises: "helps"
    }
  }

  static func contextSentence(_ use: Detector.ContextUse) -> String {
    switch use {
    case .none: "the form is enough, unless its key says that it is something else"
    case .required: "found only where a key, a column or words nearby say what it is"
    case .raises: "the form is enough; a key or words nearby make it surer"
    }
  }

  /// What a mask may leave, in words.
  static func visible(_ detector: Detector) -> String {
    switch (detector.visible.first, detector.visible.last) {
    case (0, 0): "nothing"
    case (let first, 0): "the first \(first == 1 ? "character" : "\(first) characters")"
    case (0, let last): "the last \(last == 1 ? "character" : "\(last) characters")"
    case (let first, let last): "the first \(first) and the last \(last) characters"
    }
  }

  static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
