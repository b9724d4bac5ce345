import Testing

@testable import Detectors

/// Numbers in texts: their groups decide what they can be, and what is strong without context.
@Suite struct NumberScannerTests {
  /// The first candidate, with what it may be.
  static func first(_ bytes: Bytes, _ start: Int) -> NumberCandidate? {
    var found: NumberCandidate?
    NumberScanner.run(bytes, at: start)?.forEachCandidate {
      found = $0
      return true
    }
    return found
  }

  static let forms: [(String, [SensitiveType], [SensitiveType])] = [
    ("⟦536-22-8726⟧", [.usSSN], [.usSSN]), ("⟦536 22 8726⟧", [.usSSN], []),
    ("⟦536228726⟧ on", [.usSSN], []), ("⟦536\u{2011}22\u{2011}8726⟧", [.usSSN], [.usSSN]),
    ("⟦111222333⟧", [.nlBSN, .usSSN], []), ("⟦1112.22.333⟧", [.nlBSN], []),
    ("⟦111.222.333⟧", [.nlBSN], []),
    ("⟦130 692 544⟧", [.caSIN], []), ("⟦130-692-544⟧,", [.caSIN], []),
    ("⟦943 476 5919⟧", [.ukNHS], []), ("⟦811218-9876⟧", [.sePersonnummer], []),
    ("⟦811218+9876⟧", [.sePersonnummer], []),
    ("⟦19811218-9876⟧", [.sePersonnummer], []),
    ("⟦86 095 742 719⟧", [.deSteuerID], []), ("⟦44051401359⟧", [.plPESEL], []),
    ("⟦529.982.247-25⟧", [.brCPF], [.brCPF]), ("⟦529982247-25⟧", [.brCPF], []),
    ("⟦52998224725⟧: x", [.brCPF], []),
    ("⟦85.07.30-033.28⟧", [.beNRN], [.beNRN]), ("⟦85.07.30-033 28⟧", [.beNRN], [.beNRN]),
    ("⟦85 07 30 033 28⟧", [.beNRN], []),
    ("⟦2341 2341 2346⟧", [.inAadhaar], []), ("⟦234123412346⟧", [.inAadhaar], []),
    ("⟦756.9217.0769.85⟧", [.chAHV], [.chAHV]), ("⟦7569217076985⟧", [.chAHV], [.chAHV]),
    ("⟦2 55 08 14 168 025 38⟧", [.frNIR], [.frNIR]), ("⟦2550814168025 38⟧", [.frNIR], [.frNIR]),
    ("⟦2550814168025+38⟧", [.frNIR], [.frNIR]),
    ("⟦4111 1111 1111 1111⟧", [.paymentCard], [.paymentCard]),
    ("⟦3782-822463-10005⟧", [.paymentCard], [.paymentCard]),
    ("⟦4111.1111.1111.1111⟧.", [.paymentCard], [.paymentCard]),
    ("⟦3056 930902 5904⟧", [.paymentCard], [.paymentCard]),
    ("⟦122000000000003⟧", [.paymentCard], []),
    // What follows is none of it.
    ("⟦5555555555554444⟧ 2027 12", [.paymentCard], [.paymentCard]),
    ("⟦4111 1111 1111 1111⟧ 12 27 123", [.paymentCard], [.paymentCard]),
    ("⟦536-22-8726⟧ 536-22-8727", [.usSSN], [.usSSN]), ("⟦44051401359⟧ 12:30", [.plPESEL], []),
  ]

  @Test(arguments: forms) func formsAreTold(
    _ text: String, _ types: [SensitiveType], _ strong: [SensitiveType]
  ) {
    let marked = Marked(text)
    marked.bytes.withUnsafeBufferPointer { bytes in
      let found = Self.first(bytes, marked.start)
      #expect(found?.range == marked.end.map { marked.start..<$0 }, "\(text)")
      #expect(found?.types == TypeSet(types), "\(text)")
      #expect(found?.strong == TypeSet(strong), "\(text)")
    }
  }

  /// Other groups, parts of words, times, fractions, versions, parts of longer numbers.
  @Test(arguments: [
    "⟦53-622-8726", "⟦5362-28726", "⟦536228726a", "⟦536228726_1", "⟦4111 1111 11111 111",
    "⟦41111 1111 1111 111",
    "⟦4111 1111-1111 1111", "⟦2026-03-27 09:36:48", "⟦1234567", "⟦12:30:45", "⟦1.2.3.4",
    "⟦1714365098000000", "⟦20260130",
    "⟦529.982-247.25", "⟦943 47 65919", "⟦4111  1111 1111 1111",
  ]) func othersAreNothing(_ text: String) {
    let marked = Marked(text)
    marked.bytes.withUnsafeBufferPointer { bytes in
      #expect(Self.first(bytes, marked.start) == nil, "\(text)")
    }
  }

  /// Hyphens and dots that go on make no strong form of a part.
  @Test(arguments: [
    "957-⟦536-22-8726", "⟦536-22-8726-77", "⟦4111111111111111.25", "1.⟦4111111111111111",
    "⟦4111-1111-1111-1111-2",
  ])
  func partsAreNotStrong(_ text: String) {
    let marked = Marked(text)
    marked.bytes.withUnsafeBufferPointer { bytes in
      #expect(Self.first(bytes, marked.start)?.strong.types.isEmpty != false, "\(text)")
    }
  }

  @Test func nothingIsReadOutside() {
    for text in [
      "4111 1111 1111 1111", "85.07.30-033.28/1", "1\u{202F}65\u{202F}09\u{A0}30 161 218 72",
      "123456789012345678901234567890",
    ] {
      Marked(text).cut { Self.first($0, $1)?.range }
      Marked(text).cut { NumberScanner.list($0, at: $1).isLong ? 0..<1 : nil }
    }
  }

  /// Every way to group digits is either a whole form or none, and the groups of a form lead to it.
  @Test func groupsLeadToForms() {
    let forms: [UInt64] = [
      0x324, 0x423, 0x333, 0x432, 0x334, 0x64, 0x2333, 0x65, 0x3332, 0x92, 0x22232, 0x632, 0x444,
      0x84, 0x3442, 0x4441, 0x4333,
      0x445, 0x464, 0x4442, 0x465, 0x4443, 0x555, 0x4444, 0x466, 0x88, 0x44441, 0x4445, 0x44442,
      0x6444, 0x44443, 0x6D, 0x1222332,
      0xD2, 0x122235, 0x122262, 0x122532, 0x762, 0x1C2,
    ]
    for form in forms {
      var prefix = form >> 4
      while prefix != 0 {
        #expect(
          NumberShape.mayGoOn(prefix), "\(String(form, radix: 16)) by \(String(prefix, radix: 16))")
        prefix >>= 4
      }
    }
  }
}
