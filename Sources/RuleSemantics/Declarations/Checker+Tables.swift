import Diagnostics
import RuleModel
import RuleSyntax
import Values

extension Checker {
  /// Reads a table's CSV file and types its cells; nil after saying what is wrong.
  func readTable(
    _ declaration: TableDeclaration, file literal: StringLiteral, in text: SourceText
  ) -> Table? {
    guard var columns = declaredColumns(declaration, in: text),
      let file = readFile(literal, in: text)
    else { return nil }
    var reader = CSVReader(file.bytes)
    do throws(CSVReader.Failure) {
      guard let header = try reader.next() else {
        report(
          .tableHeader, "the file `\(file.name)` is empty", at: literal.span, in: text,
          help: ["its first line names the columns"])
        return nil
      }
      var names = Set(columns.map(\.name))
      for cell in header where !cell.text.isEmpty && names.insert(cell.text).inserted {
        columns.append((cell.text, .string))
      }
      guard let places = places(of: columns, in: header, file, declaration, literal, text) else {
        return nil
      }
      var builder = TableBuilder(
        name: declaration.name.content, keys: declaration.keys.map(\.content), columns: columns)
      var isComplete = true
      while let record = try reader.next() {
        if record.count == 1, record[0].text.isEmpty { continue }
        if !add(record, to: &builder, places, width: header.count, file) { isComplete = false }
      }
      return isComplete ? builder.table() : nil
    } catch {
      report(.tableRow, error.message, at: span(error.start, error.end), in: file)
      return nil
    }
  }

  private static func cellHelp(_ type: ValueType) -> String {
    switch type {
    case .string: "write text, or nothing"
    case .boolean: "write `true`, `false`, or nothing"
    default: "write \(type.phrase) such as `\(type.example)`, or nothing"
    }
  }

  private func span(_ start: Int, _ end: Int) -> SourceSpan {
    SourceSpan(start: UInt32(start), end: UInt32(end))
  }

  /// The columns that the declaration names, with their types. The file's others are strings, as
  /// are keys without a type.
  private func declaredColumns(
    _ declaration: TableDeclaration, in text: SourceText
  ) -> [(name: String, type: ValueType)]? {
    var columns: [(name: String, type: ValueType)] = []
    var isComplete = true
    for key in declaration.keys {
      guard !columns.contains(where: { $0.name == key.content }) else {
        report(
          .duplicateName, "the key column `\(key.content)` stands twice", at: key.span, in: text)
        isComplete = false
        continue
      }
      columns.append((key.content, .string))
    }
    var seen: Set<String> = []
    for (name, typeSyntax) in declaration.columns {
      guard let type = valueType(typeSyntax, in: text) else {
        isComplete = false
        continue
      }
      if case .list = type {
        report(
          .unknownType, "a table's cell holds one value", at: typeSyntax.span, in: text,
          help: ["write `\(name.content): string`"])
        isComplete = false
        continue
      }
      guard seen.insert(name.content).inserted else {
        report(
          .duplicateName, "the column `\(name.content)` is declared twice", at: name.span,
          in: text)
        isComplete = false
        continue
      }
      if let index = columns.firstIndex(where: { $0.name == name.content }) {
        columns[index].type = type
      } else {
        columns.append((name.content, type))
      }
    }
    return isComplete ? columns : nil
  }

  /// Where each column is in the file.
  private func places(
    of columns: [(name: String, type: ValueType)], in header: [CSVReader.Cell],
    _ file: SourceText, _ declaration: TableDeclaration, _ literal: StringLiteral,
    _ text: SourceText
  ) -> [Int]? {
    var indices: [String: Int] = [:]
    for (index, cell) in header.enumerated() {
      if !cell.text.isEmpty, indices.updateValue(index, forKey: cell.text) != nil {
        report(
          .tableHeader, "the column `\(cell.text)` stands twice", at: span(cell.start, cell.end),
          in: file)
        return nil
      }
    }
    var result: [Int] = []
    for column in columns {
      guard let index = indices[column.name] else {
        let name =
          declaration.keys.first { $0.content == column.name }
          ?? declaration.columns.first { $0.name.content == column.name }?.name
        report(
          .tableHeader, "the file `\(file.name)` has no column `\(column.name)`",
          at: name?.span ?? literal.span, in: text,
          secondary: [
            Diagnostic.Label(
              text: file,
              span: span(header.first?.start ?? 0, header.last?.end ?? 0),
              message: "its columns")
          ],
          help: didYouMeanOrOneOf(column.name, header.map(\.text)))
        continue
      }
      result.append(index)
    }
    return result.count == columns.count ? result : nil
  }

  private func add(
    _ record: [CSVReader.Cell], to builder: inout TableBuilder, _ places: [Int], width: Int,
    _ file: SourceText
  ) -> Bool {
    let whole = span(record.first?.start ?? 0, record.last?.end ?? 0)
    guard record.count == width else {
      report(
        .tableRow, "this row has \(record.count) cells, the header \(width)", at: whole, in: file,
        help: ["put a cell that holds a comma in double quotes"])
      return false
    }
    var row: [Value?] = []
    row.reserveCapacity(places.count)
    for (index, place) in places.enumerated() {
      let cell = record[place]
      let column = builder.columns[index]
      if cell.text.isEmpty {
        guard index >= builder.keys.count else {
          report(
            .tableCell, "the key `\(column.name)` is empty",
            at: cell.end > cell.start ? span(cell.start, cell.end) : whole, in: file,
            help: ["every row needs its key"])
          return false
        }
        row.append(nil)
        continue
      }
      guard let value = ValueReading.value(cell.text, as: column.type) else {
        report(
          .tableCell, "the column `\(column.name)` holds \(column.type.phrase)",
          at: span(cell.start, cell.end), in: file,
          label: "this is not \(column.type.phrase)",
          help: [Self.cellHelp(column.type)])
        return false
      }
      row.append(value)
    }
    if let earlier = builder.add(row, at: whole) {
      report(
        .tableDuplicateKey, "this key stands twice", at: whole, in: file,
        secondary: [Diagnostic.Label(text: file, span: earlier, message: "first here")],
        help: ["a look-up needs one row a key"])
      return false
    }
    return true
  }
}

/// Collects the rows of a table.
private struct TableBuilder {
  let name: String
  let keys: [String]
  let columns: [(name: String, type: ValueType)]
  private var rows: [[Value?]] = []
  private var spans: [SourceSpan] = []
  private var rowByKey: [[Value]: Int] = [:]

  init(name: String, keys: [String], columns: [(name: String, type: ValueType)]) {
    self.name = name
    self.keys = keys
    self.columns = columns
  }

  /// Adds a row, whose first cells are its key. Returns where the key stood before, if it did.
  mutating func add(_ row: [Value?], at span: SourceSpan) -> SourceSpan? {
    let key = row.prefix(keys.count).compactMap { $0 }
    if let earlier = rowByKey[key] { return spans[earlier] }
    rowByKey[key] = rows.count
    rows.append(row)
    spans.append(span)
    return nil
  }

  func table() -> Table {
    Table(name: name, keyColumns: keys, columns: columns, rows: rows, rowByKey: rowByKey)
  }
}
