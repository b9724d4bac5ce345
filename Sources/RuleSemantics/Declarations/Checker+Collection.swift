import Crypto
import Diagnostics
import RuleModel
import RuleSyntax
import Values

extension Checker {
  // MARK: Packs

  func collectPacks() {
    var places: [String: Diagnostic.Label] = [:]
    var folders: [String: Diagnostic.Label] = [:]
    forEachDeclaration { declaration, place in
      guard case .pack(let pack) = declaration.content else { return }
      let name = pack.name.content
      let label = Diagnostic.Label(
        text: place.text, span: pack.name.span, message: "first declared here")
      if let earlier = places[name] {
        report(
          .duplicatePack, "the pack `\(name)` is declared twice", at: pack.name.span,
          in: place.text, secondary: [earlier])
        return
      }
      let folder = normalised(place.text.folder)
      if let earlier = folders[folder] {
        report(
          .duplicatePack, "the folder already holds a pack", at: pack.name.span, in: place.text,
          secondary: [earlier], help: ["a pack's rules are those in its folder and below"])
        return
      }
      places[name] = label
      folders[folder] = label
      var result = CheckedProgram.Pack(
        name: name, title: "", description: "", zone: nil, folder: folder)
      var seen: [String: SourceSpan] = [:]
      for (keyword, value) in pack.texts {
        guard isFirst(keyword, &seen, in: place.text) else { continue }
        switch keyword.content {
        case "title": result.title = value.content
        case "description": result.description = value.content
        default: result.zone = zone(value, in: place.text)
        }
      }
      packs.append(result)
    }
    packs.sort { $0.folder < $1.folder }
  }

  /// Reports a clause that may stand only once and stands again.
  func isFirst(
    _ keyword: Name, _ seen: inout [String: SourceSpan], in text: SourceText
  ) -> Bool {
    if let earlier = seen[keyword.content] {
      report(
        .duplicateClause, "`\(keyword.content)` stands twice", at: keyword.span, in: text,
        secondary: [Diagnostic.Label(text: text, span: earlier, message: "first here")],
        help: ["leave one of them out"])
      return false
    }
    seen[keyword.content] = keyword.span
    return true
  }

  /// The pack that a file's declarations belong to: that of the nearest folder above.
  func pack(of text: SourceText) -> CheckedProgram.Pack? {
    guard !packs.isEmpty else { return nil }
    if let known = packOfFile[text.name] { return known }
    let folder = normalised(text.folder)
    var best: CheckedProgram.Pack?
    for pack in packs
    where pack.folder.isEmpty || folder == pack.folder || folder.hasPrefix(pack.folder + "/") {
      if pack.folder.isEmpty, folder.hasPrefix("/") || folder.hasPrefix("..") { continue }
      if best == nil || pack.folder.utf8.count >= (best?.folder.utf8.count ?? 0) { best = pack }
    }
    packOfFile.updateValue(best, forKey: text.name)
    return best
  }

  /// A folder without `.` and doubled slashes.
  private func normalised(_ folder: String) -> String {
    let parts = folder.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    return folder.hasPrefix("/") ? "/" + parts : parts
  }

  /// The zone of a declaration that names none itself.
  func zone(around text: SourceText) -> String { pack(of: text)?.zone ?? defaultZone }

  func chooseDefaultZone() {
    if let zone = options.zone, isZone(zone) { defaultZone = zone }
    var zones: [String: StringLiteral] = [:]
    var count = 0
    forEachDeclaration { declaration, _ in
      guard case .dataset(let dataset) = declaration.content else { return }
      count += 1
      for clause in dataset.clauses {
        if case .zone(let zone) = clause.content { zones[dataset.name.content] = zone }
      }
    }
    let chosen = options.dataset ?? (count == 1 ? zones.keys.first : nil)
    if let chosen, let zone = zones[chosen], isZone(zone.content) { defaultZone = zone.content }
  }

  // MARK: The vocabulary that sources add

  /// Takes in the fields and kinds that sources declare, so that rules of all files can use them.
  func collectVocabulary() {
    forEachDeclaration { declaration, place in
      guard case .source(let source) = declaration.content else { return }
      for clause in source.clauses {
        switch clause.content {
        case .mapping(let mapping): declareField(mapping, source.name.content, place.text)
        case .kind(let name, let parent?, _): declareKind(name, parent, place.text)
        default: break
        }
      }
    }
    // A parent may be declared after its child, or in another file.
    forEachDeclaration { declaration, place in
      guard case .source(let source) = declaration.content else { return }
      for clause in source.clauses {
        guard case .kind(let name, let parent?, _) = clause.content else { continue }
        checkParent(of: name, parent, place.text)
      }
    }
    for name in vocabulary.fields.keys {
      if let dot = name.firstIndex(of: ".") { fieldRoots.insert(String(name[..<dot])) }
    }
  }

  private func declareField(_ mapping: MappingSyntax, _ source: String, _ text: SourceText) {
    guard let type = mapping.type, let (name, rest) = dottedName(mapping.field, dropping: 0)
    else { return }
    guard rest == 0, name != "raw", !name.hasPrefix("raw.") else {
      report(
        .badPath, "a field's name is names with dots between", at: mapping.field.span, in: text,
        help: ["write `acme.tenant: string <- tenant`"])
      return
    }
    guard let type = valueType(type, in: text) else { return }
    if let known = vocabulary.fields[name] {
      guard known.field.type != type else { return }
      var secondary: [Diagnostic.Label] = []
      if let place = declaredFieldPlaces[name] { secondary = [place] }
      report(
        .fieldRedeclared,
        "`\(name)` is \(known.field.type.phrase)"
          + (known.declaredBy.map { " in the source `\($0)`" } ?? " of the vocabulary"),
        at: mapping.field.span, in: text, secondary: secondary,
        help: ["leave the type out, or choose another name"])
      return
    }
    vocabulary.fields[name] = Vocabulary.FieldDeclaration(
      field: Field(name: name, type: type), meaning: "declared by the source `\(source)`",
      declaredBy: source)
    declaredFieldPlaces[name] = Diagnostic.Label(
      text: text, span: mapping.field.span, message: "first declared here")
  }

  private func declareKind(_ name: Name, _ parent: Name, _ text: SourceText) {
    if let known = vocabulary.kindParents[name.content] {
      guard known != parent.content else { return }
      report(
        .fieldRedeclared,
        "the kind `\(name.content)` is already declared"
          + (known.map { ", below `\($0)`" } ?? ""),
        at: name.span, in: text,
        help: ["leave `: \(parent.content)` out, or choose another name"])
      return
    }
    vocabulary.kindParents.updateValue(parent.content, forKey: name.content)
  }

  private func checkParent(of name: Name, _ parent: Name, _ text: SourceText) {
    guard vocabulary.kindParents[parent.content] != nil else {
      reportUnknownKind(parent, in: text)
      vocabulary.kindParents.updateValue("event", forKey: name.content)
      return
    }
    var seen: Set<String> = [name.content]
    var next: String? = parent.content
    while let kind = next {
      guard seen.insert(kind).inserted else {
        report(
          .recursiveDefinition, "the kind `\(name.content)` is below itself", at: parent.span,
          in: text)
        vocabulary.kindParents.updateValue("event", forKey: name.content)
        return
      }
      next = vocabulary.kindParents[kind] ?? nil
    }
  }

  func reportUnknownKind(_ name: Name, in text: SourceText) {
    report(
      .unknownKind, "there is no kind of event `\(name.content)`", at: name.span, in: text,
      help: didYouMean(
        name.content, among: vocabulary.kindParents.keys,
        orElse: "kinds are \(vocabulary.kindParents.keys.sorted().joined(separator: ", "))"))
  }

  /// A declared type; nil after saying what is wrong.
  func valueType(_ syntax: TypeSyntax, in text: SourceText) -> ValueType? {
    let names: [String: ValueType] = [
      "string": .string, "int": .integer, "decimal": .decimal, "bool": .boolean,
      "timestamp": .timestamp, "date": .date, "duration": .duration, "size": .size,
      "version": .version, "ip": .ip,
    ]
    guard let type = names[syntax.name.content] else {
      let elsewhere = [
        "integer": "int", "number": "decimal", "float": "decimal", "boolean": "bool",
        "text": "string", "time": "timestamp", "datetime": "timestamp", "address": "ip",
        "bytes": "size",
      ]
      report(
        .unknownType, "there is no type `\(syntax.name.content)`", at: syntax.name.span, in: text,
        help: elsewhere[syntax.name.content].map { ["here it is called `\($0)`"] }
          ?? didYouMeanOrOneOf(syntax.name.content, names.keys.sorted()))
      return nil
    }
    return syntax.isList ? .list(of: type) : type
  }

  // MARK: Definitions, lists, tables, parameters, calendars

  func collectSymbols() {
    forEachDeclaration { declaration, place in
      switch declaration.content {
      case .define(let name, let condition):
        add(name, place.text, .define(condition))
      case .list(let name, let items):
        if items.isEmpty { reportEmptyList(name, at: declaration.span, in: place.text) }
        add(name, place.text, items.isEmpty ? .broken(noun: "a list") : .list(.inline(items)))
      case .listFile(let name, let file):
        let content = list(name, from: file, place)
        add(name, place.text, content ?? .broken(noun: "a list"))
      case .table(let table):
        if tableDeclarations[table.name.content] == nil {
          tableDeclarations[table.name.content] = table
        }
        let content = readTable(table, file: table.file, in: place.text)
        add(table.name, place.text, content.map { .table($0) } ?? .broken(noun: "a table"))
      case .param(let name, let type, let value):
        add(name, place.text, parameter(name, type, value, place.text))
      case .calendar(let calendar):
        let content = self.calendar(calendar, place)
        add(
          calendar.name, place.text,
          content.map { .calendar($0) } ?? .broken(noun: "a calendar"))
      case .state(let state): add(state.name, place.text, .state(state, place))
      default: break
      }
    }
  }

  private func add(_ name: Name, _ text: SourceText, _ content: Symbol.Content) {
    let symbol = Symbol(name: name, text: text, content: content)
    if let earlier = symbols[name.content] {
      report(
        .duplicateName, "`\(name.content)` is declared twice", at: name.span, in: text,
        secondary: [
          Diagnostic.Label(
            text: earlier.text, span: earlier.name.span, message: "first declared here")
        ],
        help: ["definitions, lists, tables, parameters, calendars and states share their names"])
      return
    }
    if vocabulary.fields[name.content] != nil || name.content == "raw" {
      report(
        .aliasTaken,
        "`\(name.content)` already means \(name.content == "raw" ? "the record itself" : "a field")",
        at: name.span, in: text, help: ["choose another name"])
      return
    }
    symbols[name.content] = symbol
  }

  private func reportEmptyList(_ name: Name, at span: SourceSpan, in text: SourceText) {
    report(
      .emptyList, "the list `\(name.content)` is empty", at: span, in: text,
      help: ["write its values between the brackets: `[\"a\", \"b\"]`"])
  }

  /// Warns of definitions, lists, parameters and states that nothing uses.
  func warnOfUnusedNames() {
    for (name, symbol) in symbols where !symbol.isUsed {
      switch symbol.content {
      case .define, .list, .param, .state:
        warn(
          .unusedName, "the \(symbol.noun.dropFirst(2)) `\(name)` is never used",
          at: symbol.name.span,
          in: symbol.text, help: ["use it in a rule, or leave it out"])
      case .table, .calendar, .broken: break
      }
    }
  }

  /// Gates are read but can't be evaluated yet.
  func checkUnsupportedDeclarations() {
    forEachDeclaration { declaration, place in
      switch declaration.content {
      case .gate(let gate): reportUnsupported("a gate", at: gate.name.span, in: place.text)
      default: break
      }
    }
  }

  static func sha256(_ bytes: [UInt8]) -> String {
    var result: [UInt8] = []
    result.reserveCapacity(64)
    let digits = Array("0123456789abcdef".utf8)
    for byte in SHA256.hash(data: bytes) {
      result.append(digits[Int(byte >> 4)])
      result.append(digits[Int(byte & 15)])
    }
    return String(decoding: result, as: UTF8.self)
  }
}
