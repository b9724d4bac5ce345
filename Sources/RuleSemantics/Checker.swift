import Diagnostics
import Functions
import Matching
import RuleModel
import RuleSyntax
import Values

/// Checks the rule files of a run together: each declaration sees those of all files.
///
/// - Returns: what could be checked, and every problem found, sorted by file and place. A
///   declaration with an error is left out of the program; the rest is checked on. Cost: linear
///   in the files' sizes.
package func check(
  _ files: [SourceText], options: CheckOptions
) -> (program: CheckedProgram, diagnostics: [Diagnostic]) {
  var parsed: [SyntaxFile] = []
  var diagnostics: [Diagnostic] = []
  for text in files {
    let result = parse(text)
    parsed.append(result.file)
    diagnostics += result.diagnostics
  }
  let checker = Checker(files: parsed, options: options)
  let program = checker.run()
  return (program, Checker.sorted(diagnostics + checker.diagnostics, files: files))
}

/// The state of one check. Its parts are in extensions, by what they check.
final class Checker {
  let files: [SyntaxFile]
  let options: CheckOptions
  var diagnostics: [Diagnostic] = []
  private(set) var errorCount = 0
  /// Above 0, problems are not reported: the place has been checked before.
  var muted = 0

  var program: CheckedProgram
  var vocabulary: Vocabulary
  /// Where sources declare fields and kinds of their own.
  var declaredFieldPlaces: [String: Diagnostic.Label] = [:]
  /// The first parts of dotted field names: `url`, `http`, …
  var fieldRoots: Set<String> = []
  var symbols: [String: Symbol] = [:]
  /// The detectors of the rule files; nil for one with an error, which has been said.
  var detectors: [String: DetectorDeclared?] = [:]
  var tableDeclarations: [String: TableDeclaration] = [:]
  var sourceNames: Set<String> = []
  var packs: [CheckedProgram.Pack] = []
  /// By file name; filled when asked.
  var packOfFile: [String: CheckedProgram.Pack?] = [:]
  var defaultZone = "UTC"
  /// Rules with their declarations, to be checked again with a test's own surroundings.
  var ruleDeclarations: [String: (declaration: RuleDeclaration, place: DeclarationPlace)] = [:]
  var rulesByID: [String: CheckedRule] = [:]
  var hashOfFile: [String: String] = [:]
  /// Names of rules that have errors.
  var brokenRules: Set<String> = []

  /// A test's own parameters and tables.
  var surroundings = Surroundings()
  var definitionCache: [DefinitionKey: Condition?] = [:]
  /// Filled when asked.
  var stateCache: [String: EventState?] = [:]
  /// How many aggregates over groups the rule that is being checked has.
  var aggregatesOfGroup = 0
  /// What names mean for rules about groups, for their waivers.
  var groupsOfRules: [String: GroupNames] = [:]
  /// Definitions whose problems have been reported.
  var checkedDefinitions: Set<String> = []
  /// Definitions that are being expanded, outermost first.
  var expanding: [String] = []
  /// A parameter was used since this was last set to false: a constant that it makes is no
  /// mistake.
  var sawParameter = false
  /// How many conditions are being checked inside each other.
  var depth = 0
  /// How many nodes definitions have added to the rule or declaration that is being checked.
  var expandedNodes = 0
  var listCache: [ListKey: [ValueSet.Item]?] = [:]
  var globListCache: [String: [String]?] = [:]
  var knownGlobs: [String: GlobError?] = [:]
  var knownRegexes: [RegexPattern: (message: String, offset: Int)?] = [:]
  var knownZones: [String: Bool] = ["UTC": true]

  struct Surroundings {
    var parameters: [String: Value] = [:]
    var tables: [String: Table] = [:]

    var isEmpty: Bool { parameters.isEmpty && tables.isEmpty }
  }

  struct DefinitionKey: Hashable {
    var name: String
    var zone: String
  }

  struct ListKey: Hashable {
    var name: String
    var type: ValueType
  }

  init(files: [SyntaxFile], options: CheckOptions) {
    self.files = files
    self.options = options
    vocabulary = Schema.vocabulary
    program = CheckedProgram(vocabulary: vocabulary)
  }

  /// Takes a problem in, unless problems are muted.
  func add(_ diagnostic: Diagnostic) {
    guard muted == 0 else { return }
    if diagnostic.severity == .error { errorCount += 1 }
    diagnostics.append(diagnostic)
  }

  /// So many problems that suggestions would cost more than they help.
  var isTerse: Bool { diagnostics.count > 200 }

  func run() -> CheckedProgram {
    collectPacks()
    chooseDefaultZone()
    collectVocabulary()
    collectSymbols()
    collectDetectors()
    checkParameterOverrides()
    collectRuleNames()
    checkSources()
    checkDefinitions()
    checkStates()
    checkRules()
    checkWaivers()
    checkDatasets()
    checkTests()
    checkUnsupportedDeclarations()
    // What an error hid may well be used.
    if errorCount == 0 { warnOfUnusedNames() }
    program.vocabulary = vocabulary
    program.packs = packs
    program.detectors = ownDetectors
    return program
  }

  /// All declarations with the places they stand in, in the order of the files.
  func forEachDeclaration(_ body: (Declaration, DeclarationPlace) -> Void) {
    for file in files {
      for declaration in file.declarations {
        body(
          declaration,
          DeclarationPlace(
            text: file.text, span: declaration.span, isDamaged: declaration.isDamaged))
      }
    }
  }

  /// By file in the order given, then by offset; a text that is no rule file (a list, a table)
  /// comes after them, by name.
  static func sorted(_ diagnostics: [Diagnostic], files: [SourceText]) -> [Diagnostic] {
    var order: [ObjectIdentifier: Int] = [:]
    for (index, file) in files.enumerated() { order[ObjectIdentifier(file)] = index }
    return diagnostics.enumerated().sorted { left, right in
      let a = left.element.primary
      let b = right.element.primary
      let i = order[ObjectIdentifier(a.text)] ?? files.count
      let j = order[ObjectIdentifier(b.text)] ?? files.count
      if i != j { return i < j }
      if i == files.count, a.text.name != b.text.name { return a.text.name < b.text.name }
      if a.span.start != b.span.start { return a.span.start < b.span.start }
      return left.offset < right.offset
    }.map(\.element)
  }
}

/// Where a declaration stands.
struct DeclarationPlace {
  var text: SourceText
  var span: SourceSpan
  /// The parser had to skip something inside: nothing is said about what is missing.
  var isDamaged: Bool
}
