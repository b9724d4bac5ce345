import Diagnostics
import Testing

struct SuggestionTests {
  @Test(arguments: [
    ("titel", ["title", "message"], ["title"]),
    ("TITLE", ["title", "message"], ["title"]),
    ("requires", ["require", "request"], ["require"]),
    ("url.pth", ["url.path", "url.query", "url.host"], ["url.path"]),
    ("abc", ["abd", "abe", "abf", "abg"], ["abd", "abe", "abf"]),
    ("abc", ["xyz", "abcdefgh"], []),
    ("a", ["b"], []),
    ("", ["a"], []),
    ("same", ["same"], []),
    ("severty", ["severity", "severity"], ["severity"]),
  ])
  func areNear(word: String, candidates: [String], expected: [String]) {
    #expect(suggestions(for: word, among: candidates) == expected)
  }

  @Test func ignoreLongWords() {
    let long = String(repeating: "a", count: 100_000)
    #expect(suggestions(for: long, among: [long + "b", "a"]) == [])
  }
}

struct PositionTests {
  @Test func countsCharacters() {
    let text = SourceText(name: "a", bytes: Array("ab\nä日x\r\n\u{1F389}y\rz".utf8))
    func at(_ offset: UInt32) -> [Int] {
      let (line, column) = text.position(of: offset)
      return [line, column]
    }
    #expect(at(0) == [1, 1])
    #expect(at(2) == [1, 3])
    #expect(at(3) == [2, 1])
    #expect(at(5) == [2, 2])
    #expect(at(8) == [2, 3])
    #expect(at(11) == [3, 1])
    #expect(at(15) == [3, 2])
    #expect(at(17) == [4, 1])
    #expect(at(18) == [4, 2])
    #expect(at(1000) == [4, 2])
  }

  @Test func countsBytesThatAreNotUTF8() {
    let text = SourceText(name: "a", bytes: [0x61, 0xFF, 0xC3, 0x62, 0xC3])
    #expect(text.position(of: 3) == (1, 4))
    #expect(text.position(of: 5) == (1, 6))
    #expect(SourceText(name: "a", bytes: []).position(of: 0) == (1, 1))
  }
}

struct RendererTests {
  static func diagnostic(
    _ text: SourceText, _ start: UInt32, _ end: UInt32, _ message: String = "something is wrong",
    severity: Diagnostic.Severity = .error, label: String = ""
  ) -> Diagnostic {
    Diagnostic(
      id: "some-id", severity: severity, message: message,
      primary: .init(text: text, span: SourceSpan(start: start, end: end), message: label))
  }

  let terminal = TerminalRenderer(useColour: false)

  @Test func showsThePlaceTheLineAndTheHelp() {
    let text = SourceText(name: "a.writ", bytes: Array("one\n\ttwo three\n".utf8))
    var found = Self.diagnostic(text, 9, 14, label: "here")
    found.help = ["write `four`", "or leave it out"]
    found.secondary = [
      .init(text: text, span: SourceSpan(start: 0, end: 3), message: "because of this")
    ]
    #expect(
      terminal.render([found]) == """
        error[some-id]: something is wrong
          --> a.writ:2:6
           |
         1 | one
           | --- because of this
         2 |     two three
           |         ^^^^^ here
           |
           = help: write `four`
           = help: or leave it out

        """)
  }

  @Test func showsOtherFiles() {
    let first = SourceText(name: "a.writ", bytes: Array("one".utf8))
    let second = SourceText(name: "b.writ", bytes: Array("\n\n\ntwo".utf8))
    var found = Self.diagnostic(first, 0, 3)
    found.secondary = [.init(text: second, span: SourceSpan(start: 3, end: 6), message: "also")]
    #expect(
      terminal.render([found]) == """
        error[some-id]: something is wrong
          --> a.writ:1:1
           |
         1 | one
           | ^^^
           |
          ::: b.writ:4:1
           |
         4 | two
           | --- also
           |

        """)
  }

  @Test func writesOutWhatATerminalWouldActOn() {
    let bytes = Array("a\u{1B}[31m\u{202E}".utf8) + [0xFF] + Array("日x".utf8)
    let text = SourceText(name: "a\u{1B}b", bytes: bytes)
    let end = UInt32(bytes.count)
    let rendered = terminal.render([Self.diagnostic(text, end - 1, end, "a\u{7}\nb")])
    #expect(
      rendered == """
        error[some-id]: a\\u{7}\\u{a}b
          --> a\\u{1b}b:1:10
           |
         1 | a\\u{1b}[31m\\u{202e}\\xFF日x
           |                          ^
           |

        """)
  }

  @Test(arguments: [0, 1, 150, 5000, 49_999, 99_999, 100_000])
  func cutsLongLines(place: Int) throws {
    let text = SourceText(name: "a", bytes: Array(repeating: UInt8(ascii: "x"), count: 100_000))
    let rendered = terminal.render([
      Self.diagnostic(text, UInt32(place), UInt32(min(100_000, place + 5)))
    ])
    let lines = rendered.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count < 120 })
    let mark = try #require(lines.first { $0.contains("^") })
    let line = try #require(lines.first { $0.contains("xxx") })
    // The sign stands under a character of the line, or directly behind it.
    let column = try #require(mark.firstIndex(of: "^")).utf16Offset(in: mark)
    #expect(column <= line.count)
  }

  @Test func coloursOnlyWhenAsked() {
    let text = SourceText(name: "a", bytes: [0x61])
    let found = [Self.diagnostic(text, 0, 1, severity: .warning)]
    #expect(!terminal.render(found).contains("\u{1B}"))
    #expect(TerminalRenderer(useColour: true).render(found).contains("\u{1B}[1;33mwarning"))
    #expect(terminal.render([]).isEmpty)
  }

  @Test func rendersSpansPastTheEnd() {
    let text = SourceText(name: "a", bytes: Array("ab\n".utf8))
    for (start, end) in [(3, 3), (100, 200), (2, 1), (0, 1000), (2, 3)] as [(UInt32, UInt32)] {
      let rendered = terminal.render([Self.diagnostic(text, start, end)])
      #expect(rendered.contains("^"), "\(start) \(end)")
    }
    #expect(
      terminal.render([Self.diagnostic(SourceText(name: "e", bytes: []), 0, 0)]).contains("^"))
  }

  @Test func writesJSON() {
    let text = SourceText(name: "a\"b\\", bytes: Array("x\nyz".utf8))
    var found = Self.diagnostic(text, 2, 4, "tab\tbell\u{7}é", label: "l")
    found.help = ["h"]
    found.secondary = [.init(text: text, span: SourceSpan(start: 0, end: 1), message: "s")]
    #expect(
      JSONRenderer().render([found])
        == """
        [
        {"id":"some-id","severity":"error","message":"tab\\tbell\\u0007é",\
        "file":"a\\"b\\\\","line":2,"column":1,"endLine":2,"endColumn":3,"label":"l",\
        "related":[{"file":"a\\"b\\\\","line":1,"column":1,"endLine":1,"endColumn":2,"label":"s"}],\
        "help":["h"]}
        ]

        """)
    #expect(JSONRenderer().render([]) == "[]\n")
  }
}

struct DiagnosticListTests {
  @Test func sortsAndCaps() {
    let a = SourceText(name: "a", bytes: Array(repeating: 0x61, count: 1000))
    let b = SourceText(name: "b", bytes: Array(repeating: 0x61, count: 1000))
    var all = (0..<70).reversed().map { RendererTests.diagnostic(b, $0, $0 + 1) }
    all.append(RendererTests.diagnostic(a, 5, 6, severity: .warning))
    all.append(RendererTests.diagnostic(a, 2, 6))
    let list = DiagnosticList(all)
    #expect(list.errorCount == 71 && list.warningCount == 1)
    #expect(list.shown.count == 52)
    #expect(list.shown.prefix(3).map(\.primary.span.start) == [2, 5, 0])
    #expect(list.shown.last?.primary.span.start == 49)
    #expect(list.hidden.map(\.file) == ["b"] && list.hidden.map(\.count) == [20])
    #expect(list.hiddenLines == ["b: 20 more problems not shown"])
  }

  @Test func keepsErrorsBeforeWarnings() {
    let text = SourceText(name: "a", bytes: Array(repeating: 0x61, count: 1000))
    var all = (0..<5).map { RendererTests.diagnostic(text, $0, $0 + 1, severity: .warning) }
    all.append(RendererTests.diagnostic(text, 900, 901))
    let list = DiagnosticList(all, perFile: 2)
    #expect(list.shown.map(\.primary.span.start) == [0, 900])
    #expect(list.hidden.map(\.count) == [4])
  }
}
