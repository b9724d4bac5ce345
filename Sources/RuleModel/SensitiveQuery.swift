/// A detector that a rule file declares, checked: its pattern compiles, matches no empty text and has no
/// cost that explodes, its examples come out as they say.
package struct DetectorDeclared: Hashable, Sendable {
  package var name: String
  package var title: String
  /// A name of a category of module `Detectors`.
  package var category: String
  package var pattern: RegexPattern
  /// A name of a check of module `Detectors`; empty: none.
  package var check: String
  /// One of these words or sequences of words must stand near a value; empty: none needs to.
  package var near: [String]
  /// How many characters of a value's beginning and end excerpts may show.
  package var visibleFirst: Int
  package var visibleLast: Int
  /// Texts in which it finds something, and those in which it finds nothing.
  package var examples: [String]
  package var lookAlikes: [String]

  package init(
    name: String, title: String, category: String, pattern: RegexPattern, check: String = "",
    near: [String] = [], visibleFirst: Int = 0, visibleLast: Int = 0, examples: [String] = [],
    lookAlikes: [String] = []
  ) {
    self.name = name
    self.title = title
    self.category = category
    self.pattern = pattern
    self.check = check
    self.near = near
    self.visibleFirst = visibleFirst
    self.visibleLast = visibleLast
    self.examples = examples
    self.lookAlikes = lookAlikes
  }
}

/// Types of sensitive data, resolved.
package struct SensitiveTypes: Hashable, Sendable {
  /// A bit for each type, numbered as module `Detectors` does.
  package var types: UInt64
  /// Single built-in detectors, by their place in that module's catalogue; sorted.
  package var detectors: [UInt16]
  /// Detectors of rule files; sorted by name.
  package var own: [DetectorDeclared]

  package init(types: UInt64 = 0, detectors: [UInt16] = [], own: [DetectorDeclared] = []) {
    self.types = types
    self.detectors = detectors
    self.own = own
  }
}

/// What `no unmasked …` forbids.
package struct SensitiveQuery: Hashable, Sendable {
  /// What an exception takes out: types in a field, and in all that the field's value holds.
  package struct Pardon: Hashable, Sendable {
    /// nil: anything.
    package var types: SensitiveTypes?
    /// As the rule names them: `email`; empty for anything.
    package var names: String
    /// A field, or a path of the record.
    package var field: Operand

    package init(types: SensitiveTypes?, names: String, field: Operand) {
      self.types = types
      self.names = names
      self.field = field
    }
  }

  package var types: SensitiveTypes
  /// As the rule names them: `email, payment_card`.
  package var names: String
  /// Of `any field` only.
  package var pardons: [Pardon]

  package init(types: SensitiveTypes, names: String, pardons: [Pardon] = []) {
    self.types = types
    self.names = names
    self.pardons = pardons
  }
}

extension Operand {
  /// The whole record: what `any field` means.
  package static var record: Operand { .raw(RecordPath([])) }

  package var isRecord: Bool {
    if case .raw(let path) = self { path.steps.isEmpty } else { false }
  }
}
