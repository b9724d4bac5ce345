/// What rules call types of sensitive data, one by one and together.
package enum SensitiveNames {
  /// The types of a name: a type's, a category's, `personal data`, or a detector's with its words apart. nil:
  /// there is no such name.
  package static func types(_ name: String) -> TypeSet? {
    let name = name.map { $0 == "-" || $0 == "_" ? " " : String($0) }.joined()
    return table[name]
  }

  /// All names, with blanks between words, sorted.
  package static let all: [String] = table.keys.sorted()

  private static let table: [String: TypeSet] = {
    var table: [String: TypeSet] = [:]
    for type in SensitiveType.allCases where type != .custom {
      table[type.name.replacing("_", with: " ")] = TypeSet(type)
      let category = Catalogue.category(of: type)
      table[category.name, default: []].insert(TypeSet(type))
      if category != .credentials { table["personal data", default: []].insert(TypeSet(type)) }
    }
    return table
  }()
}
