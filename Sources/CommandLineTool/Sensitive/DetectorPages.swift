import Detectors

/// The pages under docs/detectors, made of the catalogue.
package enum DetectorPages {
  /// Names and texts, sorted by name; README.md has the list.
  package static var all: [(name: String, text: String)] {
    let detectors = Catalogue.detectors.sorted { $0.id < $1.id }
    return [("README.md", list(detectors))] + detectors.map { ("\($0.id).md", page($0)) }
  }

  private static func list(_ detectors: [Detector]) -> String {
    var text = """
      # Detectors

      What Writ recognises as sensitive. `writ detectors describe ID` shows the same; these pages are made by
      `writ detectors pages --output docs/detectors`, and a test holds them to the tool.

      """
    for category in SensitiveCategory.allCases {
      let own = detectors.filter { $0.category == category }
      guard !own.isEmpty else { continue }
      let title = category.name.prefix(1).uppercased() + category.name.dropFirst()
      text +=
        "\n## \(title)\n\n| detector | type | confidence | context | finds |\n|---|---|---|---|---|\n"
      for detector in own {
        text +=
          "| [\(detector.id)](\(detector.id).md) | `\(detector.type.name)` | \(detector.confidence.name) "
          + "| \(DetectorText.context(detector.context)) | \(cell(detector.title)) |\n"
      }
    }
    return text
  }

  private static func page(_ detector: Detector) -> String {
    var text = "# \(detector.title)\n\n"
    text += "| | |\n|---|---|\n"
    func row(_ label: String, _ value: String) {
      if !value.isEmpty { text += "| \(label) | \(cell(value)) |\n" }
    }
    row("detector", "`\(detector.id)`")
    row("type", "`\(detector.type.name)`")
    row("category", detector.category.name)
    row("confidence", detector.confidence.name)
    row("form", detector.form)
    row("check", detector.check)
    row("context", DetectorText.contextSentence(detector.context))
    row("looked for only with", detector.trigger)
    row("a mask may leave", DetectorText.visible(detector))
    text += "\n## Found\n\nWhat is found stands between ⟦ and ⟧.\n\n```\n"
    text += detector.examples.joined(separator: "\n") + "\n```\n"
    if !detector.lookAlikes.isEmpty {
      text += "\n## Left alone\n\n```\n" + detector.lookAlikes.joined(separator: "\n") + "\n```\n"
    }
    if !detector.references.isEmpty {
      text += "\n## References\n\n" + detector.references.map { "- \($0)\n" }.joined()
    }
    return text
  }

  private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }
}
