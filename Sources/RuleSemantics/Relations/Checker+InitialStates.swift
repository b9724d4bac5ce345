import Diagnostics
import RuleModel
import RuleSyntax
import Values

extension Checker {
  /// `initially from "….csv"`: what was on before the evidence begins; nil after saying what is wrong.
  func initial(
    _ literal: StringLiteral, _ keys: [Field], needsSince: Bool, clause: SourceSpan, _ scope: Scope
  ) -> EventState.Initial? {
    guard let file = readFile(literal, in: scope.text) else { return nil }
    var reader = CSVReader(file.bytes)
    do throws(CSVReader.Failure) {
      guard let header = try reader.next() else {
        report(
          .tableHeader, "the file `\(file.name)` is empty", at: literal.span, in: scope.text,
          help: ["its first line names the columns: \(columnNames(keys, needsSince))"])
        return nil
      }
      guard let places = places(keys, needsSince, header, file, literal, clause, scope) else {
        return nil
      }
      var rows = InitialRows(keys: keys, places: places, width: header.count, zone: scope.zone)
      var isComplete = true
      while let record = try reader.next() {
        if record.count == 1, record[0].text.isEmpty { continue }
        if !add(record, to: &rows, needsSince, file) { isComplete = false }
      }
      return isComplete ? EventState.Initial(entries: rows.entries) : nil
    } catch {
      report(
        .tableRow, error.message,
        at: SourceSpan(start: UInt32(error.start), end: UInt32(error.end)), in: file)
      return nil
    }
  }

  private func columnNames(_ keys: [Field], _ needsSince: Bool) -> String {
    (keys.map { "`\($0.name)`" } + (needsSince ? ["`since`"] : [])).joined(separator: ", ")
  }

  /// Where the keys and `since` stand. A key's column has its name, or the last part of it where that
  /// is clear.
  private func places(
    _ keys: [Field], _ needsSince: Bool, _ header: [CSVReader.Cell], _ file: SourceText,
    _ literal: StringLiteral, _ clause: SourceSpan, _ scope: Scope
  ) -> InitialRows.Places? {
    var indices: [String: Int] = [:]
    for (index, cell) in header.enumerated() where !cell.text.isEmpty {
      if indices.updateValue(index, forKey: cell.text) != nil {
        report(
          .tableHeader, "the column `\(cell.text)` stands twice",
          at: SourceSpan(start: UInt32(cell.start), end: UInt32(cell.end)), in: file)
        return nil
      }
    }
    let lastParts = keys.map {
      String(
        $0.name[($0.name.lastIndex(of: ".").map($0.name.index(after:)) ?? $0.name.startIndex)...])
    }
    var result = InitialRows.Places(keys: [], since: indices["since"])
    var missing: [String] = []
    for (key, last) in zip(keys, lastParts) {
      let isClear = lastParts.filter { $0 == last }.count == 1 && last != "since"
      if let index = indices[key.name] ?? (isClear ? indices[last] : nil) {
        result.keys.append(index)
      } else {
        missing.append(key.name)
      }
    }
    if needsSince, result.since == nil { missing.append("since") }
    guard missing.isEmpty else {
      let names = missing.map { "`\($0)`" }.joined(separator: ", ")
      report(
        .tableHeader, "the file `\(file.name)` has no column \(names)", at: literal.span,
        in: scope.text,
        secondary: [
          Diagnostic.Label(
            text: file,
            span: SourceSpan(
              start: UInt32(header.first?.start ?? 0), end: UInt32(header.last?.end ?? 0)),
            message: "its columns")
        ],
        help: [
          missing == ["since"]
            ? "with `lasts` the file says when each started: a column `since`"
            : "its columns are the keys: \(columnNames(keys, needsSince))"
        ])
      return nil
    }
    return result
  }

  private func add(
    _ record: [CSVReader.Cell], to rows: inout InitialRows, _ needsSince: Bool, _ file: SourceText
  ) -> Bool {
    let whole = SourceSpan(
      start: UInt32(record.first?.start ?? 0), end: UInt32(record.last?.end ?? 0))
    guard record.count == rows.width else {
      report(
        .tableRow, "this row has \(record.count) cells, the header \(rows.width)", at: whole,
        in: file,
        help: ["put a cell that holds a comma in double quotes"])
      return false
    }
    var keys: [Value] = []
    for (field, place) in zip(rows.keys, rows.places.keys) {
      let cell = record[place]
      guard !cell.text.isEmpty, let value = ValueReading.value(cell.text, as: field.type) else {
        report(
          .tableCell,
          cell.text.isEmpty
            ? "the key `\(field.name)` is empty" : "the column holds \(field.type.phrase)",
          at: cell.end > cell.start
            ? SourceSpan(start: UInt32(cell.start), end: UInt32(cell.end)) : whole, in: file,
          help: ["write \(field.type == .string ? "text" : "`\(field.type.example)`")"])
        return false
      }
      keys.append(value)
    }
    var since: Timestamp?
    if let place = rows.places.since, !record[place].text.isEmpty {
      let cell = record[place]
      since = rows.time(cell.text)
      if since == nil {
        report(
          .tableCell, "the column `since` holds a time",
          at: SourceSpan(start: UInt32(cell.start), end: UInt32(cell.end)), in: file,
          help: ["write `2026-01-31T08:00:00Z`, or a date"])
        return false
      }
    } else if needsSince {
      report(
        .tableCell, "`since` is empty", at: whole, in: file,
        help: ["with `lasts` each row says when it started"])
      return false
    }
    if let earlier = rows.add(EventState.Initial.Entry(keys: keys, since: since), at: whole) {
      report(
        .tableDuplicateKey, "this key stands twice", at: whole, in: file,
        secondary: [Diagnostic.Label(text: file, span: earlier, message: "first here")],
        help: ["leave the earlier one out"])
      return false
    }
    return true
  }
}

/// Collects the rows of a state's file.
private struct InitialRows {
  struct Places {
    var keys: [Int]
    var since: Int?
  }

  let keys: [Field]
  let places: Places
  let width: Int
  private let zone: Zone
  private(set) var entries: [EventState.Initial.Entry] = []
  private var spans: [[Value]: SourceSpan] = [:]

  init(keys: [Field], places: Places, width: Int, zone: String) {
    self.keys = keys
    self.places = places
    self.width = width
    self.zone = Zone(identifier: zone) ?? .utc
  }

  /// A time; a date is the first instant of its day in the state's zone.
  func time(_ text: String) -> Timestamp? {
    if let time = LiteralReading.timestamp(text) { return time }
    return LiteralReading.date(text).flatMap { zone.start(of: $0) }
  }

  /// Adds a row. Returns where the key stood before, if it did.
  mutating func add(_ entry: EventState.Initial.Entry, at span: SourceSpan) -> SourceSpan? {
    if let earlier = spans.updateValue(span, forKey: entry.keys) { return earlier }
    entries.append(entry)
    return nil
  }
}
