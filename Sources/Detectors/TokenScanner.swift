/// Finds long random-looking runs: keys, tokens, hashes.
enum TokenScanner {
  static let minimumLength = 20

  static func scan(
    _ text: DecodedText, readable: ReadableSpans, isIdentifier: Bool,
    into spans: inout [MaskSpan]
  ) {
    let bytes = text.bytes
    var index = 0
    while index < bytes.count {
      guard isRunByte(bytes[index]) else {
        index += 1
        continue
      }
      var end = index
      while end < bytes.count, isRunByte(bytes[end]) { end += 1 }
      scanRun(index..<end, text, readable, isIdentifier, &spans)
      index = end
    }
  }

  /// A run of the letters of base64, base64url and JWTs, `/` and `.` among them.
  private static func scanRun(
    _ run: Range<Int>, _ text: DecodedText, _ readable: ReadableSpans, _ isIdentifier: Bool,
    _ spans: inout [MaskSpan]
  ) {
    if let start = startOfKnownToken(text.bytes, run) {
      // What stands before has no room for a secret of its own if it is short.
      spans.add(start..<run.upperBound, of: text, .token)
    }
    guard run.count >= minimumLength else { return }
    if text.bytes[run.lowerBound] != UInt8(ascii: "/"), run.count >= 32, !readable.overlap(run),
      Mixture(text.bytes[run]).isBase64
    {
      spans.add(run, of: text, .token)
      return
    }
    scanPieces(of: run, text, readable, isIdentifier, &spans)
  }

  private static func scanPieces(
    of run: Range<Int>, _ text: DecodedText, _ readable: ReadableSpans, _ isIdentifier: Bool,
    _ spans: inout [MaskSpan]
  ) {
    let pieces = split(text.bytes, run) {
      $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "+")
    }
    var masked = pieces.map { piece in
      piece.count >= minimumLength && !readable.overlap(piece)
        && isToken(text.bytes, piece, isIdentifier)
    }
    // The rest of a token that has a separator in it.
    for index in pieces.indices.dropFirst() where masked[index - 1] && !masked[index] {
      masked[index] = Mixture(text.bytes[pieces[index]]).isFragment
    }
    for index in pieces.indices.dropLast().reversed() where masked[index + 1] && !masked[index] {
      masked[index] = Mixture(text.bytes[pieces[index]]).isFragment
    }
    for (piece, isMasked) in zip(pieces, masked) {
      if isMasked {
        spans.add(piece, of: text, .token)
      } else if piece.count >= minimumLength, !readable.overlap(piece) {
        scanParts(of: piece, text, isIdentifier, &spans)
      }
    }
  }

  /// Names in lower case are joined by dashes; what is long and mixed between two dashes is a token.
  private static func scanParts(
    of piece: Range<Int>, _ text: DecodedText, _ isIdentifier: Bool, _ spans: inout [MaskSpan]
  ) {
    for part in split(text.bytes, piece, at: { !$0.isAlphanumeric })
    where part.count >= minimumLength && isToken(text.bytes, part, isIdentifier) {
      spans.add(part, of: text, .token)
    }
  }

  private static func isToken(_ bytes: [UInt8], _ range: Range<Int>, _ isIdentifier: Bool) -> Bool {
    let mixture = Mixture(bytes[range])
    if isIdentifier && mixture.isHexadecimal { return false }
    return mixture.isToken
  }

  private static func split(
    _ bytes: [UInt8], _ range: Range<Int>, at isSeparator: (UInt8) -> Bool
  ) -> [Range<Int>] {
    var pieces: [Range<Int>] = []
    var start = range.lowerBound
    for index in range where isSeparator(bytes[index]) {
      if start < index { pieces.append(start..<index) }
      start = index + 1
    }
    if start < range.upperBound { pieces.append(start..<range.upperBound) }
    return pieces
  }

  private static func isRunByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "/"),
      UInt8(ascii: "."), UInt8(ascii: "="), UInt8(ascii: "~"):
      true
    default: byte.isAlphanumeric
    }
  }

  /// How tokens of well-known issuers begin, with the least length of the whole.
  private static let prefixes: [(prefix: [UInt8], length: Int)] = [
    ("AIza", 20), ("ABIA", 20), ("ACCA", 20), ("AKIA", 20), ("ASIA", 20), ("SG.", 20),
    ("dop_v1_", 16), ("eyJ", 12), ("ghp_", 12), ("gho_", 12), ("ghs_", 12), ("ghr_", 12),
    ("ghu_", 12), ("github_pat_", 16), ("glpat-", 12), ("hvb.", 12), ("hvs.", 12), ("npm_", 16),
    ("pypi-", 16), ("rk_live_", 12), ("shpat_", 12), ("sk-", 16), ("sk_live_", 12),
    ("sk_test_", 12), ("xoxa-", 12), ("xoxb-", 12), ("xoxp-", 12), ("xoxr-", 12), ("xoxs-", 12),
    ("ya29.", 12),
  ].map { (Array($0.0.utf8), $0.1) }

  private static func startOfKnownToken(_ bytes: [UInt8], _ run: Range<Int>) -> Int? {
    for index in run where index == run.lowerBound || !bytes[index - 1].isAlphanumeric {
      let length = run.upperBound - index
      guard length >= 12, bytes[index].isLetter else { continue }
      let isKnown = prefixes.contains {
        length >= $0.length && bytes[index..<run.upperBound].starts(with: $0.prefix)
          // Names like `sk-learn-service` have no digit and no capital letter.
          && bytes[index..<run.upperBound].dropFirst($0.prefix.count).prefix(64)
            .contains { $0.isDigit || $0.isUpper }
      }
      if isKnown { return index }
    }
    return nil
  }
}
