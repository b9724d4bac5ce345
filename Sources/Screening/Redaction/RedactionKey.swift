import Crypto
import Detectors

/// A secret that makes digests of values, and the name that they carry.
package struct RedactionKey: Sendable {
  /// Which key it was, for who has it; it tells nothing of the key.
  package let id: String
  private let key: SymmetricKey

  /// Fewer bytes can be guessed.
  package static let leastBytes = 16

  /// nil if the key is too short or its id no id.
  package init?(id: String, bytes: [UInt8]) {
    guard bytes.count >= Self.leastBytes, Replacement.isKeyID(id) else { return nil }
    self.id = id
    key = SymmetricKey(data: bytes)
  }

  /// The replacement of a value: HMAC-SHA-256 over the type's name, a zero and the value, the first 128 bits.
  /// The value is taken as its writer meant it, without encoding; e-mail addresses in lower case,
  /// numbers without their separators, so that what is the same has the same digest.
  func replacement(of raw: Bytes, type: SensitiveType) -> String {
    var authentication = HMAC<SHA256>(key: key)
    authentication.update(data: Array(type.name.utf8) + [0])
    authentication.update(data: Self.normal(PlainValue.bytes(of: raw), type))
    let digits = Array("0123456789abcdef".utf8)
    let code = authentication.finalize().prefix(Replacement.digestDigits / 2)
    return Replacement.digest(
      keyID: id,
      hexadecimal: String(
        decoding: code.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self))
  }

  private static func normal(_ value: [UInt8], _ type: SensitiveType) -> [UInt8] {
    switch type {
    case .email, .ipAddress: return value.map(lower)
    case .phone:
      return value.filter { $0 == UInt8(ascii: "+") || $0 &- UInt8(ascii: "0") < 10 }
    case .paymentCard, .iban, .macAddress, .beNRN, .brCPF, .caSIN, .chAHV, .deSteuerID, .esDNI,
      .esNIE,
      .fiHETU, .frNIR, .inAadhaar, .itCodiceFiscale, .nlBSN, .plPESEL, .sePersonnummer, .ukNHS,
      .ukNINO,
      .usSSN:
      return value.map(lower).filter { byte in
        byte &- UInt8(ascii: "0") < 10 || byte &- UInt8(ascii: "a") < 26
      }
    default: return value
    }
  }

  private static func lower(_ byte: UInt8) -> UInt8 {
    byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
  }
}
