import Values

/// The fields and kinds that rules may name: the built-in vocabulary and what sources add.
package struct Vocabulary: Sendable {
  package struct FieldDeclaration: Sendable {
    package var field: Field
    package var meaning: String
    /// The closed set of values, if the field has one.
    package var values: [String]
    /// The source that declares it; nil for the built-in vocabulary.
    package var declaredBy: String?

    package init(
      field: Field, meaning: String, values: [String] = [], declaredBy: String? = nil
    ) {
      self.field = field
      self.meaning = meaning
      self.values = values
      self.declaredBy = declaredBy
    }
  }

  /// By dotted name.
  package var fields: [String: FieldDeclaration]
  /// Each kind's parent; `event` has none.
  package var kindParents: [String: String?]

  package init(fields: [String: FieldDeclaration], kindParents: [String: String?]) {
    self.fields = fields
    self.kindParents = kindParents
  }

  /// The kind and all kinds below it: an event of any of them is of this kind.
  package func kindAndDescendants(of kind: String) -> Set<String> {
    var result: Set<String> = [kind]
    var grew = true
    while grew {
      grew = false
      for (child, parent) in kindParents {
        if let parent, result.contains(parent), result.insert(child).inserted { grew = true }
      }
    }
    return result
  }
}
