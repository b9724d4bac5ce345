import ArgumentParser
import Reporting

/// `json,html` of `--format`.
struct FormatsArgument: ExpressibleByArgument {
  /// Without repetition, sorted by name.
  var formats: [ReportFormat]

  static let standard = FormatsArgument(formats: [.html, .json])

  init(formats: [ReportFormat]) { self.formats = formats }

  init?(argument: String) {
    var chosen: Set<String> = []
    for name in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let format = ReportFormat(rawValue: String(name)) else { return nil }
      chosen.insert(format.rawValue)
    }
    formats = ReportFormat.allCases.filter { chosen.contains($0.rawValue) }
  }

  var defaultValueDescription: String { "json,html" }
  static var allValueStrings: [String] { ReportFormat.allCases.map(\.rawValue) }
}
