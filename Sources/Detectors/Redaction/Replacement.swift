/// What a redaction writes in place of a value, and how it is known again.
///
/// All of it is letters, digits, `*`, `:`, `-`, `_` and `.`, which no encoding that a value may be in (JSON,
/// JSON in JSON, percent-encoding, HTML, CSV) has to escape.
package enum Replacement {
  /// Of values that are hidden whole.
  package static let mask = "*****"
  /// Hexadecimal digits of a keyed digest: 128 bits.
  package static let digestDigits = 32
  package static let mostKeyIDBytes = 32

  /// `***EMAIL***`
  package static func token(_ type: SensitiveType) -> String { "***\(type.name.uppercased())***" }

  /// `hmac:k1:9f86d081884c7d659a2feaa0c55ad015`
  package static func digest(keyID: String, hexadecimal: String) -> String {
    "hmac:\(keyID):\(hexadecimal)"
  }

  /// Letters, digits, `_` and `.`: at most 32.
  package static func isKeyID(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= mostKeyIDBytes
      && text.utf8.allSatisfy {
        isLetterOrDigit($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".")
      }
  }

  /// Whether the text is what a redaction writes for a value of the type.
  package static func isOwn(_ text: Bytes, type: SensitiveType) -> Bool {
    guard let first = text.first else { return false }
    switch first {
    case UInt8(ascii: "*"): return isStars(text, type)
    case UInt8(ascii: "h"): return isDigest(text)
    default: return type == .ipAddress && isTruncated(text)
    }
  }

  /// `*****`, `***EMAIL***`, `****1111`, each perhaps with `-2`, which tells names apart.
  private static func isStars(_ text: Bytes, _ type: SensitiveType) -> Bool {
    let stars = text.prefix { $0 == UInt8(ascii: "*") }.count
    guard stars >= 3 else { return false }
    let rest = withoutNumber(Bytes(rebasing: text[stars...]))
    if rest.isEmpty { return true }
    if stars == 3, rest.count > 3, rest.suffix(3).allSatisfy({ $0 == UInt8(ascii: "*") }) {
      return rest.dropLast(3).allSatisfy { byte in
        byte &- UInt8(ascii: "A") < 26 || byte == UInt8(ascii: "_")
      }
    }
    return stars == 4 && rest.count <= KeptEnd.most(of: type) && rest.allSatisfy(isLetterOrDigit)
  }

  private static func isDigest(_ text: Bytes) -> Bool {
    let text = withoutNumber(text)
    guard text.starts(with: "hmac:".utf8),
      let colon = text.lastIndex(of: UInt8(ascii: ":")), colon > 5,
      text.count - colon - 1 == digestDigits
    else { return false }
    let keyID = text[5..<colon]
    return keyID.count <= mostKeyIDBytes
      && keyID.allSatisfy {
        isLetterOrDigit($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".")
      }
      && text[(colon + 1)...].allSatisfy { byte in
        byte &- UInt8(ascii: "0") < 10 || byte &- UInt8(ascii: "a") < 6
      }
  }

  /// `203.0.113.***`, `2001:db8:85a3:***`
  private static func isTruncated(_ text: Bytes) -> Bool {
    guard text.count <= 40, text.suffix(3).allSatisfy({ $0 == UInt8(ascii: "*") }) else {
      return false
    }
    return text.dropLast(3).allSatisfy { byte in
      byte &- UInt8(ascii: "0") < 10 || (byte | 0x20) &- UInt8(ascii: "a") < 6
        || byte == UInt8(ascii: ".") || byte == UInt8(ascii: ":")
    }
  }

  /// The text without `-2` at its end.
  private static func withoutNumber(_ text: Bytes) -> Bytes {
    guard let dash = text.lastIndex(of: UInt8(ascii: "-")), dash + 1 < text.count,
      text[(dash + 1)...].allSatisfy({ $0 &- UInt8(ascii: "0") < 10 })
    else { return text }
    return Bytes(rebasing: text[..<dash])
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "0") < 10 || (byte | 0x20) &- UInt8(ascii: "a") < 26
  }
}

/// How much of a value's end a replacement may keep.
package enum KeptEnd {
  /// Characters: what every detector of the type lets be seen; 0 for what has to be hidden whole.
  package static func most(of type: SensitiveType) -> Int { table[Int(type.rawValue)] }

  // The end of a date or an address is not a part that tells little: other strategies are for them.
  private static let whole = TypeSet([.dateOfBirth, .email, .ipAddress, .macAddress])

  private static let table: [Int] = SensitiveType.allCases.map { type in
    whole.contains(type)
      ? 0 : Catalogue.detectors.filter { $0.type == type }.map(\.visible.last).min() ?? 0
  }
}

/// A value as its writer meant it.
package enum PlainValue {
  /// The bytes of a part of a record without any layer of encoding, so that what is the same value is
  /// the same bytes. Linear in its length, for each layer.
  package static func bytes(of raw: Bytes) -> [UInt8] {
    let text = LayeredText()
    text.decode(raw, mayBeEscaped: true)
    return Array(text.bytes)
  }
}
