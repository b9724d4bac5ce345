/// What rules call types of sensitive data, one by one and together.
package enum SensitiveNames {
  package enum Meaning: Sendable, Equatable {
    case types(TypeSet)
    /// One detector alone, by its place in `Catalogue.detectors`.
    case detector(UInt16)
  }

  /// What a name means: a type's (`payment_card`), a category's (`credentials`), `personal data`, or a
  /// single detector's id (`gitlab-token`). Blanks, `_` and `-` are one. nil: there is no such name.
  package static func meaning(of name: String) -> Meaning? { table[key(name)] }

  /// The names of types and groups of types, sorted; with `_` where rules write it.
  package static let all: [String] =
    (SensitiveType.allCases.filter { $0 != .custom }.map(\.name) + groups).sorted()

  /// The names of groups.
  package static let groups: [String] = SensitiveCategory.allCases.map(\.name) + [personalData]

  /// Names of single detectors that are not the only one of their type, sorted.
  package static let detectors: [String] = {
    let types = Set(SensitiveType.allCases.map { key($0.name) })
    return Catalogue.detectors.map(\.id).filter { !types.contains(key($0)) }.sorted()
  }()

  package static let personalData = "personal data"

  /// The category that a detector of a rule file names; `personal data` is that of contact data.
  package static func category(named name: String) -> SensitiveCategory? {
    let wanted = key(name)
    if wanted == personalData { return .contact }
    return SensitiveCategory.allCases.first { $0.name == wanted }
  }

  /// The categories that a name stands for as a whole; empty if it is none of a group.
  package static func categories(named name: String) -> [SensitiveCategory] {
    let wanted = key(name)
    if wanted == personalData { return SensitiveCategory.allCases.filter { $0 != .credentials } }
    return SensitiveCategory.allCases.filter { $0.name == wanted }
  }

  /// A name as it is compared.
  package static func key(_ name: String) -> String {
    String(
      decoding: name.utf8.map {
        $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") ? UInt8(ascii: " ") : $0
      }, as: UTF8.self)
  }

  private static let table: [String: Meaning] = {
    var table: [String: Meaning] = [:]
    for (index, detector) in Catalogue.detectors.enumerated() {
      table[key(detector.id)] = .detector(UInt16(index))
    }
    var personal: TypeSet = []
    for category in SensitiveCategory.allCases {
      let types = TypeSet(
        SensitiveType.allCases.filter { $0 != .custom && Catalogue.category(of: $0) == category })
      table[category.name] = .types(types)
      if category != .credentials { personal.formUnion(types) }
    }
    table[personalData] = .types(personal)
    // A type's name means all its detectors.
    for type in SensitiveType.allCases where type != .custom {
      table[key(type.name)] = .types(TypeSet(type))
    }
    return table
  }()
}
