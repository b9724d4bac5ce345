import Detectors
import Foundation
import Testing

@testable import Screening

/// Records of random layout with planted values: what is planted goes, everything else stays.
@Suite struct RedactFuzzTests {
  private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var value = state
      value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
      value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
      return value ^ (value >> 31)
    }
  }

  /// Text that is cut where something was planted.
  private struct Planted {
    var parts: [String] = [""]

    mutating func add(_ text: String) { parts[parts.count - 1] += text }

    mutating func plant() { parts.append("") }
  }

  private static let values = [Sample.email, Sample.iban, Sample.token]

  private static var rounds: Int {
    20 * (ProcessInfo.processInfo.environment["WRIT_FUZZ_FACTOR"].flatMap { Int($0) } ?? 1)
  }

  @Test(arguments: 0..<rounds)
  func everythingElseStays(_ seed: Int) throws {
    var generator = Generator(state: UInt64(seed))
    let workplace = try Workplace()
    var whole = ""
    var expected = Planted()
    for _ in 0..<40 { Self.record(&whole, &expected, &generator) }
    let result = try workplace.redacted(
      whole, policy: RedactionPolicy(standard: .token),
      jobs: Int.random(in: 1...3, using: &generator),
      chunkBytes: Int.random(in: 1...2000, using: &generator))
    var rest = Substring(result)
    for (index, part) in expected.parts.enumerated() {
      if index > 0 {
        let replacement = rest.prefix { $0 == "*" || $0.isUppercase || $0 == "_" }
        #expect(replacement.count >= 5, "seed \(seed)")
        rest.removeFirst(replacement.count)
      }
      guard rest.hasPrefix(part) else {
        Issue.record(
          "seed \(seed): \(part.debugDescription) is not at \(rest.prefix(80).debugDescription)")
        return
      }
      rest.removeFirst(part.count)
    }
    #expect(rest.isEmpty)
    #expect(try workplace.redacted(result, policy: RedactionPolicy(standard: .mask)) == result)
  }

  /// Bytes that are nothing in particular, with values among them: nothing crashes, what is redacted is
  /// clean, and redacting it again changes nothing.
  @Test(arguments: 0..<2 * rounds)
  func whateverItIsItGetsClean(_ seed: Int) throws {
    var generator = Generator(state: UInt64(seed) &+ 0xABCD)
    let workplace = try Workplace()
    let snippets =
      Self.values + Self.values.map(\.percentEncoded) + Self.values.map(\.escaped) + [
        Sample.card, "\"password\":\"", "password=", "ssn: 219-09-1234", "{\"email\":", "Bearer ",
        "@",
        "https://u:pa55w0rd-Long@host/", "&#64;", "%40", "\\u0040",
        "-----BEGIN RSA PRIVATE KEY-----",
        "*****", "***EMAIL***", "hmac:k1:00112233445566778899aabbccddeeff", "****9122",
        "203.0.113.***",
        "date_of_birth", "1980-03-07", "a,b,c\n1,2,3", "\u{FEFF}", "\u{00}", "é", "\u{1F600}",
        "2026-01-01T00:00:00.000000000Z stdout P ", "{\"Records\":[", "]}", "[\n",
      ]
    var text = ""
    let signs = Array("{}[],:\"\\ \n\r\t=;'&%+-.0123456789abcABC")
    for _ in 0..<Int.random(in: 1...120, using: &generator) {
      if Int.random(in: 0..<3, using: &generator) == 0 {
        text += snippets.randomElement(using: &generator) ?? ""
      } else {
        for _ in 0..<Int.random(in: 1...8, using: &generator) {
          text.append(signs.randomElement(using: &generator) ?? " ")
        }
      }
    }
    let strategies: [RedactionStrategy] = [
      .mask, .token, .drop, .hmac, .keepLast(4), .truncateIP, .yearOnly,
    ]
    let policy = RedactionPolicy(standard: strategies[seed % strategies.count])
    let key = RedactionKey(id: "k1", bytes: Array("0123456789abcdef".utf8))
    let once = try workplace.redacted(
      text, policy: policy, key: key, jobs: 2,
      chunkBytes: Int.random(in: 1...500, using: &generator))
    try workplace.write("once", once)
    #expect(try screen(workplace.options(["once"])).total.leaks == 0, "seed \(seed)")
    #expect(try workplace.redacted(once, policy: policy, key: key) == once, "seed \(seed)")
  }

  private static func record(
    _ whole: inout String, _ expected: inout Planted, _ generator: inout Generator
  ) {
    func both(_ text: String) {
      whole += text
      expected.add(text)
    }
    both(blank(&generator) + "{")
    for index in 0..<Int.random(in: 1...5, using: &generator) {
      if index > 0 { both("," + blank(&generator)) }
      both(
        "\"\(["msg", "note", "x y", "\\u0061b", "detail"].randomElement(using: &generator) ?? "")\(index)\""
      )
      both(blank(&generator) + ":" + blank(&generator))
      switch Int.random(in: 0..<5, using: &generator) {
      case 0:
        both(["1", "-2.50", "true", "null", "[]", "{}"].randomElement(using: &generator) ?? "")
      case 1:
        both(
          "\"\(["", "plain", "a\\nb", "tab\\t", "ü \\u00fc", "100%25"].randomElement(using: &generator) ?? "")\""
        )
      default:
        let value = values.randomElement(using: &generator) ?? ""
        both("\"see ")
        whole += encoded(value, &generator)
        expected.plant()
        both(" there\"")
      }
    }
    both(blank(&generator) + "}" + (Bool.random(using: &generator) ? "\n" : "\r\n"))
  }

  private static func blank(_ generator: inout Generator) -> String {
    ["", "", " ", "\t", "  "].randomElement(using: &generator) ?? ""
  }

  private static func encoded(_ value: String, _ generator: inout Generator) -> String {
    switch Int.random(in: 0..<4, using: &generator) {
    case 0: value.percentEncoded
    case 1: value.escaped
    case 2:
      value.map { Int.random(in: 0..<3, using: &generator) == 0 ? String($0).escaped : String($0) }
        .joined()
    default: value
    }
  }
}
