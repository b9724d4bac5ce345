/// Finds e-mail addresses and hides their local parts but for the first character.
enum AddressScanner {
  static func scan(_ text: DecodedText, into spans: inout [MaskSpan]) {
    let bytes = text.bytes
    // INVARIANT: a local part has no `@` in it, so all looks back together are linear.
    for at in bytes.indices where bytes[at] == UInt8(ascii: "@") {
      guard at + 1 < bytes.count, startsDomain(bytes[at + 1]), !isDigest(bytes[(at + 1)...])
      else { continue }
      var start = at
      if at > 0, bytes[at - 1] == UInt8(ascii: "\"") {
        start = startOfQuoted(bytes, before: at)
      } else {
        while start > 0, isLocalByte(bytes[start - 1]) { start -= 1 }
      }
      guard start < at else { continue }
      let followsName = start > 0 && bytes[start - 1] == UInt8(ascii: ":")
      let kept = followsName ? 0 : lengthOfCharacter(bytes, at: start)
      let isShort = at - start <= kept
      spans.add((isShort ? start : start + kept)..<at, of: text, .address)
    }
  }

  private static func startsDomain(_ byte: UInt8) -> Bool {
    byte.isAlphanumeric || byte >= 0x80 || byte == UInt8(ascii: "[")
  }

  /// `image@sha256:…` is no address; its digest is masked as a token.
  private static func isDigest(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.starts(with: "sha256:".utf8) || bytes.starts(with: "sha512:".utf8)
  }

  private static func startOfQuoted(_ bytes: [UInt8], before at: Int) -> Int {
    var start = at - 1
    let limit = max(0, at - 66)
    while start > limit {
      start -= 1
      if bytes[start] == UInt8(ascii: "\"") { return start }
    }
    return at
  }

  private static func lengthOfCharacter(_ bytes: [UInt8], at start: Int) -> Int {
    switch bytes[start] {
    case 0xC2...0xDF: 2
    case 0xE0...0xEF: 3
    case 0xF0...0xF4: 4
    default: 1
    }
  }

  private static func isLocalByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "%"), UInt8(ascii: "+"),
      UInt8(ascii: "-"), UInt8(ascii: "'"), UInt8(ascii: "!"), UInt8(ascii: "#"),
      UInt8(ascii: "$"), UInt8(ascii: "*"), UInt8(ascii: "^"), UInt8(ascii: "`"),
      UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: "}"), UInt8(ascii: "~"),
      UInt8(ascii: "\\"):
      true
    default: byte.isAlphanumeric || byte >= 0x80
    }
  }
}
