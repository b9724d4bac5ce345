/// Which findings a rule asks for.
package struct SensitiveQuestion: Sendable, Hashable {
  package var types: TypeSet
  /// Single built-in detectors, by their place in `Catalogue.detectors`; sorted.
  package var detectors: [UInt16]
  /// Own detectors, by their numbers; sorted.
  package var own: [UInt16]

  package init(types: TypeSet, detectors: [UInt16] = [], own: [UInt16] = []) {
    self.types = types
    self.detectors = detectors
    self.own = own
  }

  package func asks(_ type: SensitiveType, detector: UInt16) -> Bool {
    if type == .custom { return own.contains(detector) }
    return types.contains(type) || detectors.contains(detector)
  }
}

/// What a field's name says of its values.
///
/// That a name says something else than that they are sensitive, as in `user.id`, counts for nothing here: a
/// rule asks for this very field.
package struct FieldNames: Sendable {
  let path: PathContext
  let names: [UInt8]

  /// `names` are the names on the way to the value, the outermost first.
  package init(_ names: [String]) {
    var path = PathContext.none
    for name in names {
      let meaning = Array(name.utf8).withUnsafeBufferPointer { KeyClassifier.meaning(of: $0) }
      path = path.inside(meaning.role == .other ? .unknown : meaning, key: 0..<0)
    }
    self.path = path
    self.names = Array(names.joined(separator: ".").utf8)
  }

  private init(path: PathContext, names: [UInt8]) {
    self.path = path
    self.names = names
  }

  /// With the name of a member of the value.
  package func adding(_ name: String) -> FieldNames {
    let meaning = Array(name.utf8).withUnsafeBufferPointer { KeyClassifier.meaning(of: $0) }
    return FieldNames(
      path: path.inside(meaning, key: 0..<0), names: names + [UInt8(ascii: ".")] + name.utf8)
  }
}

/// A place with sensitive data, without it: what reports may show.
package struct SensitivePlace: Sendable, Hashable {
  /// A JSON pointer, with what is sensitive in it masked; a field's name; empty for a record that is plain
  /// text.
  package var place: String
  /// It stands in a member's name.
  package var isInName: Bool
  package var type: String
  /// The detector's id, or the name of a rule file's own.
  package var detector: String
  package var category: String
  /// `unmasked`, `insufficiently masked`, `weakly pseudonymised`.
  package var state: String
  package var confidence: String
  /// What decided beside the form.
  package var context: String
  /// In bytes, as it is written.
  package var length: Int
  package var excerpt: String
}
