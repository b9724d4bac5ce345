import Foundation
import Testing

@testable import Detectors

/// What the validators say of values in a file, for Tests/Tools/check_identifiers.py, which compares it with
/// what other libraries say.
///
/// The file that the environment names in `WRIT_IDENTIFIER_LINES` has a check's name, a tab and a value on each
/// line; a file beside it, whose name has `.out` added, gets `1` or `0` for each. Without it there is nothing to
/// do, so that the test is not run.
@Suite struct IdentifierLines {
  static let path = ProcessInfo.processInfo.environment["WRIT_IDENTIFIER_LINES"]

  @Test(.enabled(if: path != nil)) func answersAreWritten() throws {
    let path = try #require(Self.path)
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    var answers: [UInt8] = []
    data.withUnsafeBytes { raw in
      let bytes = raw.bindMemory(to: UInt8.self)
      var start = 0
      while start < bytes.count {
        let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
        if let tab = bytes[start..<end].firstIndex(of: 0x09) {
          let name = String(decoding: bytes[start..<tab], as: UTF8.self)
          let value = Bytes(rebasing: bytes[(tab + 1)..<end])
          answers.append(Self.isValid(value, as: name) ? UInt8(ascii: "1") : UInt8(ascii: "0"))
          answers.append(0x0A)
        }
        start = end + 1
      }
    }
    try Data(answers).write(to: URL(fileURLWithPath: path + ".out"))
    #expect(!answers.isEmpty)
  }

  /// Whether the whole text is what the check is for.
  static func isValid(_ text: Bytes, as name: String) -> Bool {
    let whole = 0..<text.count
    switch name {
    case "uk_nino": return UKNationalInsurance.match(text, at: 0) == whole
    case "es_dni": return SpanishID.match(text, at: 0) == whole
    case "es_nie": return SpanishForeignerID.match(text, at: 0) == whole
    case "it_codice_fiscale": return ItalianTaxCode.match(text, at: 0) == whole
    case "fi_hetu": return FinnishHETU.match(text, at: 0) == whole
    case "fr_nir_corsica": return FrenchNIR.match(text, at: 0) == whole
    case "iban": return IBAN.match(text, at: 0) == whole
    case "phone": return PhoneNumbers.international(text, at: 0) == whole
    case "phone_national": return PhoneNumbers.national(text, at: 0) == whole
    case "date_of_birth": return DateOfBirth.match(text, at: 0) == whole
    case "mac_address": return MACAddresses.match(text, at: 0) == whole
    case "ipv4": return IPAddresses.v4(text, at: 0)?.0 == whole
    case "ipv6": return IPAddresses.v6(text, at: 0)?.0 == whole
    case "email":
      guard let atSign = text.firstIndex(of: UInt8(ascii: "@")) else { return false }
      return MailAddresses.match(text, atSign: atSign, after: 0) == whole
    default: return digits(text, name)
    }
  }

  private static func digits(_ text: Bytes, _ name: String) -> Bool {
    if name == "luhn" || name == "verhoeff" || name == "mod_11_10" {
      let values = text.map { $0 - UInt8(ascii: "0") }
      return values.withUnsafeBufferPointer {
        switch name {
        case "luhn": CheckDigits.luhn($0)
        case "verhoeff": CheckDigits.verhoeff($0)
        default: CheckDigits.mod11And10($0)
        }
      }
    }
    guard let type = SensitiveType.allCases.first(where: { $0.name == name }),
      let run = NumberScanner.run(text, at: 0)
    else { return false }
    var found = false
    run.forEachCandidate { candidate in
      found = candidate.range == 0..<text.count && candidate.types.contains(type)
      return true
    }
    return found
  }
}
