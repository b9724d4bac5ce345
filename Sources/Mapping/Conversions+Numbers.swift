import Values

extension Conversions {
  static let numberConversions: [Conversion] = [
    Conversion(
      name: "int", parameters: [], inputs: [.string, .decimal], output: .integer,
      summary: "A whole number, or a text that is one.",
      examples: [
        .init("\"200\"", "int", "200"), .init("2e2", "int", "200"),
        .init("1.5", "int", "unreadable"),
      ]
    ) { piece, _ in
      guard let number = piece.number, number.isWhole else { return .unreadable }
      return .value(.number(number))
    },
    Conversion(
      name: "decimal", parameters: [], inputs: [.string, .decimal], output: .decimal,
      summary: "A number, or a text that is one; exact.",
      examples: [
        .init("\"1.50\"", "decimal", "1.5"), .init("\"1,5\"", "decimal", "unreadable"),
      ]
    ) { piece, _ in Converted(readable: piece.number.map { .number($0) }) },
    Conversion(
      name: "size", parameters: [], inputs: [.string, .decimal], output: .size,
      summary: "A number of bytes, or a text with a unit.",
      examples: [
        .init("1536", "size", "1536B"), .init("\"1.5 KiB\"", "size", "1536B"),
        .init("-1", "size", "unreadable"),
      ]
    ) { piece, _ in
      Converted(
        readable: piece.textOrNumber?.withUnsafeBytes { bytes in
          (ByteSize.parse(bytes)
            ?? Number(text: bytes).flatMap { ByteSize.bytes($0, unit: "B") })
            .map { .size($0) }
        })
    },
    Conversion(
      name: "version", parameters: [], inputs: [.string, .decimal], output: .version,
      summary: """
        A version: numbers with dots, or TLS's and SSL's spellings (`TLSv1.2`, `TLS 1.2`, \
        `TLSv12`, `SSLv3` as 0.3, `771`).
        """,
      examples: [
        .init("\"TLSv1.2\"", "version", "1.2"), .init("\"SSLv3\"", "version", "0.3"),
        .init("\"v1.30.1\"", "version", "1.30.1"),
        .init("\"UNDETERMINED\"", "version", "unreadable"),
      ]
    ) { piece, _ in
      Converted(
        readable: piece.textOrNumber?.withUnsafeBytes { bytes in
          (Version(tls: bytes) ?? Version(bytes)).map { .version($0) }
        })
    },
  ]
}
