import Detectors

/// What may be seen of a value that was found.
enum Excerpt {
  /// `j•••@g•••.com`, `••••1111`, or `[email, 23 characters]` where showing a part would show too much,
  /// or where the value is encoded.
  ///
  /// Never more than the type's `visible` part, and never more than a third of the value.
  static func text(
    _ raw: Bytes, type: SensitiveType, visible: Detector.VisiblePart, characters: Int
  ) -> String {
    if raw.allSatisfy(isPlain) {
      if type == .email, let text = email(raw) { return text }
      // Of a short value only its end, if that.
      for part in [visible, Detector.VisiblePart(first: 0, last: visible.last)]
      where type != .email && part.first + part.last > 0 {
        if let text = ends(raw, part) { return text }
      }
    }
    return "[\(type.name), \(characters) \(characters == 1 ? "character" : "characters")]"
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    byte > 0x20 && byte < 0x7F && !"\\%&\"'<>`".utf8.contains(byte)
  }

  private static func email(_ raw: Bytes) -> String? {
    guard let at = raw.lastIndex(of: UInt8(ascii: "@")), at >= 3,
      let dot = raw.lastIndex(of: UInt8(ascii: ".")), dot > at + 3, isLetterOrDigit(raw[0]),
      isLetterOrDigit(raw[at + 1]), raw.count - dot <= 8
    else { return nil }
    return letter(raw[0]) + "•••@" + letter(raw[at + 1]) + "•••"
      + String(decoding: raw[dot...], as: UTF8.self)
  }

  private static func ends(_ raw: Bytes, _ visible: Detector.VisiblePart) -> String? {
    guard raw.count >= 3 * (visible.first + visible.last) else { return nil }
    let first = raw.prefix(visible.first)
    let last = raw.suffix(visible.last)
    guard first.allSatisfy(isLetterOrDigit), last.allSatisfy(isLetterOrDigit) else { return nil }
    return String(decoding: first, as: UTF8.self) + "••••" + String(decoding: last, as: UTF8.self)
  }

  private static func letter(_ byte: UInt8) -> String { String(Unicode.Scalar(byte)) }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "0") < 10 || (byte | 0x20) &- UInt8(ascii: "a") < 26
  }
}

/// Excerpts for who shows findings without a screening.
package enum Excerpts {
  /// As reports show it.
  package static func text(of raw: Bytes, type: SensitiveType, characters: Int) -> String {
    let first = Catalogue.detectors.filter { $0.type == type }.map(\.visible.first).min() ?? 0
    return Excerpt.text(
      raw, type: type, visible: Detector.VisiblePart(first: first, last: KeptEnd.most(of: type)),
      characters: characters)
  }
}
