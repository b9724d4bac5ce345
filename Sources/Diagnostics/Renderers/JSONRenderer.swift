/// Diagnostics for programs: a JSON array with one object a line. Lines and columns count from 1,
/// columns in characters; `end…` is the place behind the last one.
package struct JSONRenderer: Sendable {
  package init() {}

  package func render(_ diagnostics: [Diagnostic]) -> String {
    guard !diagnostics.isEmpty else { return "[]\n" }
    return "[\n" + diagnostics.map(object).joined(separator: ",\n") + "\n]\n"
  }

  private func object(_ diagnostic: Diagnostic) -> String {
    let related = diagnostic.secondary.map { "{\(place($0))}" }.joined(separator: ",")
    let help = diagnostic.help.map(quoted).joined(separator: ",")
    return "{\"id\":\(quoted(diagnostic.id)),"
      + "\"severity\":\(quoted(diagnostic.severity.rawValue)),"
      + "\"message\":\(quoted(diagnostic.message)),"
      + "\(place(diagnostic.primary)),"
      + "\"related\":[\(related)],"
      + "\"help\":[\(help)]}"
  }

  private func place(_ label: Diagnostic.Label) -> String {
    let start = label.text.position(of: label.span.start)
    let end = label.text.position(of: max(label.span.start, label.span.end))
    return "\"file\":\(quoted(label.text.name)),"
      + "\"line\":\(start.line),\"column\":\(start.column),"
      + "\"endLine\":\(end.line),\"endColumn\":\(end.column),"
      + "\"label\":\(quoted(label.message))"
  }

  private func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let hex = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
