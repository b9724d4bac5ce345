/// One problem in a text, for a person: what is wrong, where, and what to write instead.
package struct Diagnostic: Sendable {
  package enum Severity: String, Sendable { case error, warning, note }

  /// A marked stretch of a text and what to say about it (may be empty).
  package struct Label: Sendable {
    package var text: SourceText
    package var span: SourceSpan
    package var message: String

    package init(text: SourceText, span: SourceSpan, message: String = "") {
      self.text = text
      self.span = span
      self.message = message
    }
  }

  /// Kebab-case and stable: `unknown-field`. `writ explain <id>` has a page for each.
  package var id: String
  package var severity: Severity
  /// One line in the user's words: lower case, no full stop.
  package var message: String
  package var primary: Label
  package var secondary: [Label]
  /// What to write instead, each one line.
  package var help: [String]

  package init(
    id: String, severity: Severity = .error, message: String, primary: Label,
    secondary: [Label] = [], help: [String] = []
  ) {
    self.id = id
    self.severity = severity
    self.message = message
    self.primary = primary
    self.secondary = secondary
    self.help = help
  }
}
