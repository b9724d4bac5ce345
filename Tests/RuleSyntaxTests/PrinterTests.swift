import Diagnostics
import RuleSyntax
import Testing

struct PrinterTests {
  static func condition(_ text: String) throws -> ConditionSyntax {
    let source = SourceText(name: "test.writ", bytes: Array("define a = \(text)".utf8))
    let (file, diagnostics) = parse(source)
    try #require(diagnostics.isEmpty, "\(diagnostics.map(\.message))")
    try #require(file.declarations.count == 1)
    guard case .define(_, let condition) = file.declarations[0].content else {
      throw Unexpected()
    }
    return condition
  }

  struct Unexpected: Error {}

  @Test(arguments: [
    ("a  ==\n  5", "a == 5"),
    ("( a and b )or c", "(a and b) or c"),
    ("not  not a.b", "not not a.b"),
    ("raw.\"key\".\"a b\"[ 0 ] == \"x\\u0041\\n\"", "raw.key.\"a b\"[0] == \"xA\\n\""),
    ("x == \"\\u202e\"", "x == \"\\u202e\""),
    ("d < 5 minutes and e < 5m and f >= 2 months", "d < 5 minutes and e < 5m and f >= 2 months"),
    ("d < 5minutes", "d < 5 minutes"),
    (
      "some  a as b within 2 days before c with same f , g as c.h where x == 1 has y",
      "some a as b within 2 days before c with same f, g as c.h where x == 1 has y"
    ),
    ("some a where ( b or some c where d )", "some a where (b or some c where d)"),
    ("at  most n a between 1h and 2h after b", "at most n a between 1h and 2h after b"),
    ("latest( a of b where c or d )else \"x\" == e", "latest(a of b where c or d) else \"x\" == e"),
    ("x matches any[ \"a\",\"b\", ]", "x matches any [\"a\", \"b\"]"),
    ("x matches /a\\/[/]/i", "x matches /a\\/[/]/i"),
    ("x in 1 .. 5", "x in 1..5"),
    (
      "no unmasked a b , c in any field except d in e , f",
      "no unmasked a b, c in any field except d in e, f"
    ),
    ("x . is == lower( y )", "x.is == lower(y)"),
    ("on for x with same a", "on for x with same a"),
    ("t[ a , b ].c is not present", "t[a, b].c is not present"),
  ])
  func printsOneSpelling(written: String, printed: String) throws {
    #expect(Printer.text(of: try Self.condition(written)) == printed)
  }

  static let examplesWithParts = Examples.all.filter { !parts(of: $0.text).isEmpty }

  @Test func examplesHoldEnoughParts() {
    #expect(Self.examplesWithParts.count >= 7)
    #expect(Self.examplesWithParts.reduce(0) { $0 + Self.parts(of: $1.text).count } >= 90)
  }

  /// What is printed reads as the same tree: it prints the same again.
  @Test(arguments: examplesWithParts.map(\.name))
  func printsWhatReadsTheSame(name: String) throws {
    let example = try #require(Self.examplesWithParts.first { $0.name == name })
    for part in Self.parts(of: example.text) {
      #expect(Self.parts(of: part.whole).map(\.printed) == [part.printed])
    }
  }

  /// The subjects, judgements and conditions of a text, each printed, and wrapped so that it can
  /// be read again.
  static func parts(of text: String) -> [(printed: String, whole: String)] {
    let file = parse(SourceText(name: "test.writ", bytes: Array(text.utf8))).file
    var result: [(String, String)] = []
    for declaration in file.declarations {
      switch declaration.content {
      case .define(_, let condition):
        let printed = Printer.text(of: condition)
        result.append((printed, "define a = \(printed)"))
      case .rule(let rule):
        for clause in rule.clauses {
          switch clause.content {
          case .subject(let subject):
            let printed = Printer.text(of: subject)
            result.append((printed, "rule a { \(printed) }"))
          case .judgement(let judgement):
            let printed = Printer.text(of: judgement)
            result.append((printed, "rule a { \(printed) }"))
          default: break
          }
        }
      default: break
      }
    }
    return result
  }
}
