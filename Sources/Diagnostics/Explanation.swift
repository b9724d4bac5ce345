/// The page that `writ explain <id>` shows for a diagnostic. Every module that says diagnostics
/// has a page for each of its ids.
package struct Explanation: Sendable {
  package var id: String
  /// One line, lower case, no full stop.
  package var title: String
  /// Why it is an error and what to do; paragraphs are separated by a blank line.
  package var text: String
  /// A rule text that gets this diagnostic.
  package var wrong: String
  /// The same, written right.
  package var right: String

  package init(id: String, title: String, text: String, wrong: String, right: String) {
    self.id = id
    self.title = title
    self.text = text
    self.wrong = wrong
    self.right = right
  }
}
