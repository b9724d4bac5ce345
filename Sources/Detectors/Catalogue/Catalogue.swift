/// All detectors that are built in.
package enum Catalogue {
  /// First one for each type, in the order of `SensitiveType` (without `custom`); then one for each row of
  /// the table of tokens. A finding's `detector` is the place in it.
  package static let detectors: [Detector] = byType + tokens

  static let firstToken = UInt16(SensitiveType.custom.rawValue)

  private static let byType: [Detector] = {
    let all = contact + payment + national + online + credentials
    return SensitiveType.allCases.filter { $0 != .custom }.map { type in
      guard let detector = all.first(where: { $0.type == type }) else {
        preconditionFailure("no detector for \(type.name)")
      }
      return detector
    }
  }()

  /// The category of each type.
  package static func category(of type: SensitiveType) -> SensitiveCategory {
    type == .custom ? .contact : detectors[Int(type.rawValue)].category
  }

  private static let tokens: [Detector] = {
    var result = TokenTable.rows.map { row in
      let example = TokenExamples.example(of: row)
      return Detector(
        id: row.id, type: row.type, category: .credentials, title: row.title,
        form:
          "\(row.prefixes.map { "`\($0)`" }.joined(separator: ", ")) and \(TokenExamples.words(row))",
        check: "enough entropy, and no run of one character", trigger: "the prefix",
        visible: Detector.VisiblePart(first: 4, last: 4),
        examples: ["using ⟦\(example)⟧ for the call", "{\"value\":\"⟦\(example)⟧\"}"],
        lookAlikes: [
          "\(row.prefixes[0])xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "\(row.prefixes[0])short",
        ])
    }
    result.append(
      Detector(
        id: "telegram-token", type: .vendorToken, category: .credentials,
        title: "Telegram bot token",
        form: "eight to ten digits, `:AA` and 33 letters, digits, `_` or `-`",
        trigger: "digits before a colon",
        visible: Detector.VisiblePart(first: 4, last: 4),
        examples: ["bot ⟦7214365098:AAk3J9fQ2mZ8xV1bN6tR4yW0cH5dL7sP_gE⟧ started"],
        lookAlikes: ["at 1714365098:AA", "7214365098:5000"]))
    result.append(
      Detector(
        id: "mailchimp-key", type: .vendorToken, category: .credentials, title: "Mailchimp API key",
        form: "32 hexadecimal digits, `-us` and a number", trigger: "`-us`",
        visible: Detector.VisiblePart(first: 4, last: 4),
        examples: ["key ⟦3f9a1c7e5b2d8046a9c1e3f5b7d92846-us14⟧ refused"],
        lookAlikes: ["3f9a1c7e5b2d8046a9c1e3f5b7d92846", "build 3f9a1c7e-us14"]))
    return result
  }()
}

/// Tokens for pages and tests: of the right form, and nobody's.
enum TokenExamples {
  static func example(of row: TokenRow) -> String {
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    for byte in row.id.utf8 { state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    func next(_ count: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(count))
    }
    let letters = letters(row.alphabet)
    var length = row.lengths.lowerBound + (row.lengths.upperBound - row.lengths.lowerBound) / 4
    if row.lengths.lowerBound == row.lengths.upperBound { length = row.lengths.lowerBound }
    var body = (0..<length).map { _ in letters[next(letters.count)] }
    if !row.contains.isEmpty {
      let part = Array(row.contains.utf8)
      let place = max(1, length / 3)
      for (offset, byte) in part.enumerated() where place + offset < body.count {
        body[place + offset] = byte
      }
    }
    return row.prefixes[0] + String(decoding: body, as: UTF8.self)
  }

  private static func letters(_ alphabet: TokenRow.Alphabet) -> [UInt8] {
    // Without signs: an example has to end where its letters do.
    let all = Array("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789".utf8)
    return alphabet == .hex ? Array("0123456789abcdef".utf8) : all.filter(alphabet.contains)
  }

  static func words(_ row: TokenRow) -> String {
    let count =
      row.lengths.lowerBound == row.lengths.upperBound
      ? "\(row.lengths.lowerBound)" : "\(row.lengths.lowerBound) to \(row.lengths.upperBound)"
    let kind =
      switch row.alphabet {
      case .alnum: "letters and digits"
      case .word: "letters, digits or `_`"
      case .url: "letters, digits, `_` or `-`"
      case .dotted: "letters, digits, `_`, `-` or `.`"
      case .base64: "characters of base64"
      case .any: "letters, digits or signs of base64, `-`, `.`"
      case .hex: "hexadecimal digits"
      case .digits: "digits"
      case .capital: "capital letters and digits"
      case .base32: "characters of base32"
      }
    return row.contains.isEmpty
      ? "\(count) \(kind)" : "\(count) \(kind) with `\(row.contains)` in them"
  }
}
