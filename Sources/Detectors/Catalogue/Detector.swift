/// What is told about one detector: in `writ detectors`, in its page under docs/detectors, and to its
/// tests. How it finds is code beside it (or a row of a table of tokens).
package struct Detector: Sendable {
  /// What context does for it.
  package enum ContextUse: Sendable {
    /// The form alone is enough; a key of another kind may veto.
    case none
    /// Reported only under a key, or near words, that say what it is.
    case required
    /// The form is enough; context raises the confidence.
    case raises
  }

  /// The parts of a value that a mask may leave to be seen: more is *insufficiently masked*.
  package struct VisiblePart: Sendable, Equatable {
    package var first: Int
    package var last: Int

    package init(first: Int, last: Int) {
      self.first = first
      self.last = last
    }
  }

  /// Kebab case, unique: `payment-card`, `gitlab-token`.
  package var id: String
  package var type: SensitiveType
  package var category: SensitiveCategory
  /// A noun phrase: "Payment card number".
  package var title: String
  /// The form that is looked for, in words.
  package var form: String
  /// What is checked beyond the form, in words: check digits, tables, entropy. Empty: nothing.
  package var check: String
  package var context: ContextUse
  /// What has to be there for it to be looked for at all, in words.
  package var trigger: String
  package var confidence: Confidence
  package var visible: VisiblePart
  /// Where the form and the check are published.
  package var references: [String]
  /// Texts with what is found between ⟦ and ⟧. A text that begins with `{` is a JSON record.
  package var examples: [String]
  /// Texts in which this detector finds nothing.
  package var lookAlikes: [String]

  package init(
    id: String, type: SensitiveType, category: SensitiveCategory, title: String, form: String,
    check: String = "", context: ContextUse = .none, trigger: String,
    confidence: Confidence = .high, visible: VisiblePart, references: [String] = [],
    examples: [String], lookAlikes: [String]
  ) {
    self.id = id
    self.type = type
    self.category = category
    self.title = title
    self.form = form
    self.check = check
    self.context = context
    self.trigger = trigger
    self.confidence = confidence
    self.visible = visible
    self.references = references
    self.examples = examples
    self.lookAlikes = lookAlikes
  }
}
