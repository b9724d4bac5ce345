import Foundation
import Testing

/// docs/architecture.md says which module may know which; the sources keep to it.
@Suite struct ModuleTests {
  struct Row {
    var modules: [String]
    var imports: Set<String>
  }

  static func table() throws -> [Row] {
    try Checkout.text("docs/architecture.md")
      .split(separator: "\n")
      .drop { !$0.hasPrefix("| module |") }
      .dropFirst(2)
      .prefix { $0.hasPrefix("|") }
      .map { line in
        let cells = line.split(separator: "|", omittingEmptySubsequences: false)
          .map { $0.trimmingCharacters(in: .whitespaces) }
        let names = { (cell: String) in
          cell.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        }
        return Row(modules: names(cells[1]), imports: Set(names(cells[3])))
      }
  }

  @Test func everyModuleHasOneRow() throws {
    let described = try Self.table().flatMap(\.modules).sorted()
    #expect(described == (try Checkout.folders(in: "Sources")))
  }

  @Test func modulesImportOnlyWhatTheTableAllows() throws {
    let rows = try Self.table()
    let ours = Set(rows.flatMap(\.modules))
    var seen = 0
    for row in rows {
      for module in row.modules {
        for file in try Checkout.files(in: "Sources/\(module)", suffix: ".swift") {
          for imported in try imports(of: file) where ours.contains(imported) {
            seen += 1
            #expect(
              row.imports.contains(imported),
              "\(file) imports \(imported), which docs/architecture.md does not allow")
          }
        }
      }
    }
    #expect(seen > 20)
  }

  @Test func packagesAreUsedWhereTheyBelong() throws {
    for file in try Checkout.files(in: "Sources", suffix: ".swift") {
      let imported = try imports(of: file)
      if imported.contains("ArgumentParser") {
        #expect(file.hasPrefix("Sources/CommandLineTool/"))
      }
    }
  }

  /// The modules a file imports, whatever stands before `import`.
  private func imports(of file: String) throws -> [String] {
    try Checkout.text(file).split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      guard let position = words.firstIndex(of: "import"), position + 1 < words.count,
        words[..<position].allSatisfy({ $0.hasPrefix("@") || $0 == "package" || $0 == "public" })
      else { return nil }
      return words[position + 1].split(separator: ".").first.map(String.init)
    }
  }
}
