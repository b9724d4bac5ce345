import Diagnostics

/// Reads a rule file. Never fails: what can't be read is skipped, said in `diagnostics` and
/// marked as damaged in the tree. Linear in the text; nesting past 200 levels is an error.
package func parse(_ text: SourceText) -> (file: SyntaxFile, diagnostics: [Diagnostic]) {
  var lexer = Lexer(text)
  lexer.run()
  let parser = Parser(lexer)
  let declarations = parser.file()
  let diagnostics = parser.sortedDiagnostics()
  let file = SyntaxFile(
    text: text, declarations: markDamage(in: declarations, by: diagnostics),
    comments: lexer.comments)
  return (file, diagnostics)
}

/// Reads one value that stands alone, such as that of `--set name=value`: a literal, or a list
/// of literals in brackets. nil where the text is none; the diagnostics then say why.
package func parseValue(
  _ text: SourceText
) -> (value: OperandSyntax?, diagnostics: [Diagnostic]) {
  var lexer = Lexer(text)
  lexer.run()
  let parser = Parser(lexer)
  let value = parser.standaloneValue()
  return (value, parser.sortedDiagnostics())
}

/// A declaration that an error lies in is damaged.
private func markDamage(
  in declarations: [Declaration], by diagnostics: [Diagnostic]
) -> [Declaration] {
  let errors = diagnostics.filter { $0.severity == .error }.map(\.primary.span.start).sorted()
  guard !errors.isEmpty else { return declarations }
  var next = 0
  return declarations.map { declaration in
    var declaration = declaration
    while next < errors.count, errors[next] < declaration.span.start { next += 1 }
    if next < errors.count, errors[next] <= declaration.span.end { declaration.isDamaged = true }
    return declaration
  }
}
