import Foundation
import RuleModel
import RuleSemantics
import Testing

struct SchemaTests {
  @Test func fieldsAreUniqueAndDescribed() {
    let names = Schema.declarations.map(\.field.name)
    #expect(names.count > 70)
    #expect(Set(names).count == names.count)
    #expect(Schema.vocabulary.fields.count == names.count)
    for declaration in Schema.declarations {
      #expect(!declaration.meaning.isEmpty)
      #expect(declaration.values == Set(declaration.values).sorted())
      // That a value is not known is a state of the field.
      #expect(!declaration.values.contains("unknown"))
    }
  }

  @Test func kindsFollowTheirParents() {
    var known: Set<String> = []
    for kind in Schema.kinds {
      #expect(kind.parent.map { known.contains($0) } ?? (kind.name == "event"))
      #expect(known.insert(kind.name).inserted)
      #expect(!kind.meaning.isEmpty)
    }
    #expect(
      Schema.vocabulary.kindAndDescendants(of: "traffic") == ["traffic", "request", "connection"])
    #expect(Schema.vocabulary.kindAndDescendants(of: "event") == known)
  }

  /// The language's reference shows every kind and field with its type.
  @Test func theReferenceShowsTheVocabulary() throws {
    let page = try String(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "docs/language.md"), encoding: .utf8)
    let lines = Set(page.split(separator: "\n").map(String.init))
    for declaration in Schema.declarations {
      let begin = "| `\(declaration.field.name)` | \(declaration.field.type) |"
      #expect(lines.contains { $0.hasPrefix(begin) }, "\(begin)")
    }
    for kind in Schema.kinds {
      #expect(lines.contains { $0.hasPrefix("| `\(kind.name)` | ") }, "\(kind.name)")
    }
  }
}
