import Testing

@testable import Detectors

/// Identifiers with letters: published ones in all their forms, look-alikes, cut texts, wrong characters.
@Suite struct LetteredIdentifierTests {
  typealias Scan = @Sendable (Bytes, Int) -> Range<Int>?

  static let scans: [SensitiveType: Scan] = [
    .ukNINO: { UKNationalInsurance.match($0, at: $1) }, .esDNI: { SpanishID.match($0, at: $1) },
    .esNIE: { SpanishForeignerID.match($0, at: $1) },
    .itCodiceFiscale: { ItalianTaxCode.match($0, at: $1) },
    .fiHETU: { FinnishHETU.match($0, at: $1) }, .frNIR: { FrenchNIR.match($0, at: $1) },
    .iban: { IBAN.match($0, at: $1) },
  ]

  static let texts: [(SensitiveType, [String])] = [
    (
      .ukNINO,
      [
        "⟦AB123456C⟧", "nino ⟦AB 12 34 56 C⟧ ok", "⟦ab-12-34-56-d⟧,", "⟦AB123456 A⟧.",
        "⟦AB\u{A0}12\u{202F}34 56 C⟧",
        "⟦AB123456C⟧\u{2019}s", "⟦BG123456C", "⟦GB123456C", "⟦ZZ123456A", "⟦TN123456A",
        "⟦DA123456A", "⟦AO123456A",
        "⟦AV123456A", "⟦AB123456E", "⟦AB12345C", "⟦AB1234567C", "⟦AB123456C1", "⟦AB123456Cé",
        "⟦AB12 345 6C", "⟦AB",
      ]
    ),
    (
      .esDNI,
      [
        "⟦12345678Z⟧", "DNI ⟦12345678-Z⟧;", "⟦12345678z⟧", "⟦00000001R⟧", "⟦12.345.678-Z⟧",
        "⟦12.345.678Z⟧ ",
        "⟦12345678A", "⟦00000000T", "⟦12345678ZZ", "⟦1234567Z", "⟦12345.678Z", "⟦12.345678Z",
        "⟦12345678", "⟦1",
      ]
    ),
    (
      .esNIE,
      [
        "⟦X1234567L⟧", "⟦X-1234567-L⟧", "NIE ⟦y1234567x⟧", "⟦Z1234567R⟧", "⟦X1234567A",
        "⟦X12345678", "⟦W1234567L",
        "⟦X1234567LL", "⟦X123456L", "⟦X",
      ]
    ),
    (
      .itCodiceFiscale,
      [
        "⟦RSSMRA85T10A562S⟧", "cf=⟦rssmra85t10a562s⟧&", "⟦RSS MRA 85T10 A562S⟧",
        "⟦MRTMTT25D09F205Z⟧",
        // Digits that letters replace.
        "⟦RSSMRA85T10A56NH⟧", "⟦RSSMRA85T10A562T", "⟦RSSMRA85T10A562", "⟦RSSMRA85T10A562SX",
        "⟦RSSMRA85F10A562S",
        "⟦RSSMRA85T00A562H", "⟦RSSMRA8XT10A562S", "⟦RSSMR185T10A562S", "⟦R",
      ]
    ),
    (
      .fiHETU,
      [
        "⟦131052-308T⟧", "⟦131052A308T⟧", "⟦131052+308T⟧.", "hetu ⟦010594Y9032⟧", "⟦131052-308t⟧",
        "⟦290200A101K⟧",
        "⟦131052-308U", "⟦321352-308T", "⟦131352-308T", "⟦131052G308T", "⟦131052-3080T",
        "⟦131052-308TA", "⟦290200-101K",
        "⟦131052-001A", "⟦131052-", "⟦1",
      ]
    ),
    (
      .frNIR,
      [
        "⟦178062A35001636⟧", "⟦1 78 06 2A 350 016 36⟧", "⟦178062A350016 36⟧",
        "⟦1-78-06-2a-350-016-36⟧",
        "⟦178062A35001637", "⟦178132A35001636", "⟦178062C35001636", "⟦378062A35001636",
        "⟦178062A350016361", "⟦178062A",
      ]
    ),
  ]

  @Test(arguments: texts) func textsAreRead(_ type: SensitiveType, _ texts: [String]) throws {
    let scan = try #require(Self.scans[type])
    for text in texts { Marked(text).check(scan) }
  }

  @Test(arguments: texts) func nothingIsReadOutside(_ type: SensitiveType, _ texts: [String]) throws
  {
    let scan = try #require(Self.scans[type])
    for text in texts.prefix(6) { Marked(text).cut(scan) }
  }

  /// Each check finds a single wrong digit or letter; NINO has none.
  @Test(arguments: [
    (SensitiveType.esDNI, "12345678Z"), (.esNIE, "X1234567L"), (.fiHETU, "131052-308T"),
    (.frNIR, "178062A35001636"),
    (.iban, "DE89370400440532013000"), (.iban, "GB82WEST12345698765432"),
    (.iban, "MT84MALT011000012345MTLCAST001S"),
  ]) func oneWrongCharacterIsFound(_ type: SensitiveType, _ text: String) throws {
    let scan = try #require(Self.scans[type])
    let right = Array(text.utf8)
    #expect(right.withUnsafeBufferPointer { scan($0, 0) } == 0..<right.count)
    for place in right.indices {
      let letters =
        right[place] < 0x40 ? Array("0123456789".utf8) : Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
      for letter in letters where letter != right[place] {
        var wrong = right
        wrong[place] = letter
        // `2A` and `2B` are 19 and 18 of 97.
        #expect(
          wrong.withUnsafeBufferPointer { scan($0, 0) } == nil,
          "\(String(decoding: wrong, as: UTF8.self))")
      }
    }
  }

  /// The check letter of a codice fiscale is a sum of 26, in which two characters may count the same.
  @Test func theLetterOfACodeIsTheOnlyRightOne() {
    for head in ["RSSMRA85T10A562", "MRTMTT25D09F205", "BNCLRA99A41H501"] {
      let found = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".filter { letter in
        Array((head + String(letter)).utf8).withUnsafeBufferPointer {
          ItalianTaxCode.match($0, at: 0)
        } != nil
      }
      #expect(found.count == 1)
    }
  }
}
