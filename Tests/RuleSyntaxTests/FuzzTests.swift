import Diagnostics
import Foundation
import RuleSyntax
import Testing

/// The parser over damaged texts: it ends, it does not crash, what it says lies in the text, and
/// a text that is read without an error is read the same again.
struct FuzzTests {
  /// How many times the usual number of rounds; `make fuzz` asks for more.
  static let factor =
    ProcessInfo.processInfo.environment["WRIT_FUZZ_FACTOR"].flatMap(Int.init) ?? 1

  struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  static let texts = Examples.all.map { Array($0.text.utf8) }
  static let renderer = TerminalRenderer(useColour: false)

  /// Returns whether the text was read without a word.
  @discardableResult
  func check(_ bytes: [UInt8], rendering: Bool = false) -> Bool {
    let text = SourceText(name: "fuzz.writ", bytes: bytes)
    let (file, diagnostics) = parse(text)
    let end = UInt32(bytes.count)
    for diagnostic in diagnostics {
      for label in [diagnostic.primary] + diagnostic.secondary {
        #expect(label.span.start <= label.span.end && label.span.end <= end)
      }
      #expect(!diagnostic.message.isEmpty && diagnostic.message.utf8.count < 1000)
      #expect(diagnostic.help.allSatisfy { $0.utf8.count < 2000 })
    }
    var last: UInt32 = 0
    for declaration in file.declarations {
      #expect(last <= declaration.span.start)
      #expect(declaration.span.start <= declaration.span.end && declaration.span.end <= end)
      last = declaration.span.end
    }
    if rendering {
      let shown = DiagnosticList(diagnostics).shown
      let rendered = Self.renderer.render(shown)
      #expect(rendered.unicodeScalars.allSatisfy { $0.value >= 0x20 || $0 == "\n" })
      #expect(JSONRenderer().render(shown).hasSuffix("]\n"))
    }
    return diagnostics.isEmpty
  }

  @Test(arguments: texts.indices)
  func readsEveryBeginning(index: Int) {
    let bytes = Self.texts[index]
    var silent = 0
    for count in 0..<bytes.count where check(Array(bytes[..<count]), rendering: count % 16 == 0) {
      silent += 1
    }
    #expect(silent < bytes.count)
  }

  @Test func readsRandomMutations() {
    var generator = SplitMix64(state: 20_260_101)
    var said = 0
    let rounds = 4000 * Self.factor
    for round in 0..<rounds {
      var bytes = Self.texts.randomElement(using: &generator) ?? []
      for _ in 0...Int.random(in: 0...3, using: &generator) { mutate(&bytes, &generator) }
      if !check(bytes, rendering: round % 8 == 0) { said += 1 }
    }
    #expect(said > rounds / 2)
  }

  @Test func readsRandomBytes() {
    var generator = SplitMix64(state: 7)
    let pieces = [
      "{", "}", "(", ")", "[", "]", "\"", "/", "#", "'", "\\", "..", "<-", "=", " ", "\n",
    ]
    let words = ["rule", "a", "require", "some", "where", "and", "or", "not", "matches", "5", "5m"]
    for _ in 0..<(2000 * Self.factor) {
      var text = ""
      for _ in 0..<Int.random(in: 1...60, using: &generator) {
        text +=
          (Bool.random(using: &generator) ? pieces : words).randomElement(using: &generator) ?? ""
        if Bool.random(using: &generator) { text += " " }
      }
      check(Array(text.utf8), rendering: true)
    }
    for _ in 0..<(1000 * Self.factor) {
      let count = Int.random(in: 0...200, using: &generator)
      check((0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }, rendering: true)
    }
  }

  private func mutate(_ bytes: inout [UInt8], _ generator: inout SplitMix64) {
    guard !bytes.isEmpty else { return }
    let place = Int.random(in: 0..<bytes.count, using: &generator)
    let end = min(bytes.count, place + Int.random(in: 0...20, using: &generator))
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
    case 1: bytes.removeSubrange(place..<end)
    case 2: bytes.insert(contentsOf: bytes[place..<end], at: place)
    case 3:
      let other = Self.texts.randomElement(using: &generator) ?? []
      let from = Int.random(in: 0...other.count, using: &generator)
      bytes.insert(contentsOf: other[from..<min(other.count, from + 12)], at: place)
    case 4:
      bytes.insert(
        Array("{}()[]\"'/\\.,:;=<>|&!#-\n\t ".utf8).randomElement(using: &generator) ?? 0, at: place
      )
    default: bytes.swapAt(place, Int.random(in: 0..<bytes.count, using: &generator))
    }
  }

  /// One slip is one error: a word or mark that is left out does not make a cascade.
  @Test func saysOneSlipOnce() {
    var slips = 0
    var errors = 0
    for (_, text) in Examples.all {
      for (index, place) in text.ranges(of: /[A-Za-z0-9_-]+|"[^"\n]*"|[^\sA-Za-z0-9_"]/)
        .enumerated()
      where index % 2 == 0 {
        var changed = text
        changed.removeSubrange(place)
        let found = parse(SourceText(name: "a.writ", bytes: Array(changed.utf8))).diagnostics
        #expect(found.count <= 5, "without \(text[place]): \(found.map(\.message))")
        slips += found.isEmpty ? 0 : 1
        errors += found.count
      }
    }
    #expect(slips > 500)
    #expect(Double(errors) < 1.1 * Double(slips), "\(errors) errors of \(slips) slips")
  }

  /// Deep and long texts: an error or none, in time that grows with the text.
  @Test(arguments: [
    "(", "not ", "f(", "a[", "some x where (", "count(x where ", "-(", "1 else ", "{", "[", "}",
    "rule a {", "a and b or ", "list a = [\"x\"]\n", "/", "\"", "\u{201C}", "'", "a.", "x\n", ",",
    "require ", "rule x\n", "}\n", "some x where a or ", "min(a of x) else ", "/*", "é", "\u{0}",
  ])
  func readsRepetitions(piece: String) {
    let many = String(repeating: piece, count: 3_000)
    for head in [
      "", "define a = ", "list a = [", "rule a {\n  require ", "test a { passes x { f: ",
    ] {
      let clock = ContinuousClock()
      let time = clock.measure { check(Array((head + many).utf8), rendering: true) }
      #expect(time < .seconds(20), "\(head)\(piece)")
    }
  }
}
