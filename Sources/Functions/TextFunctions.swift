import Values

extension BuiltInFunctions {
  /// A function from a text to a text.
  private static func text(
    _ name: String, summary: String, examples: [BuiltInFunction.Example],
    apply: @escaping @Sendable (Text) -> Text?
  ) -> BuiltInFunction {
    BuiltInFunction(
      name: name, parameters: [.init("text", .string)], result: .string, summary: summary,
      examples: examples
    ) { arguments in
      guard case .string(let text)? = arguments.first else { return nil }
      return apply(text).map { .string($0) }
    }
  }

  static let textFunctions: [BuiltInFunction] = [
    text(
      "lower", summary: "The text in lower case.",
      examples: [.init(#"lower("Ann@Example.ORG")"#, "ann@example.org")]
    ) { $0.lowercased() },
    text(
      "upper", summary: "The text in upper case.",
      examples: [.init(#"upper("get")"#, "GET")]
    ) { $0.uppercased() },
    text(
      "trim", summary: "The text without the blanks, tabs and line ends before and after it.",
      examples: [.init(#"trim("  ann ")"#, "ann"), .init(#"trim("  ")"#, "")]
    ) { text in
      let isBlank = { (byte: UInt8) in byte == 0x20 || (0x09...0x0d).contains(byte) }
      guard let first = text.bytes.firstIndex(where: { !isBlank($0) }),
        let last = text.bytes.lastIndex(where: { !isBlank($0) })
      else { return "" }
      return Text(bytes: Array(text.bytes[first...last]))
    },
    text(
      "host",
      summary: """
        The host of an absolute URL or of `host:port`, in lower case; unknown if the text names \
        none.
        """,
      examples: [
        .init(#"host("https://ann@Shop.example:8443/cart")"#, "shop.example"),
        .init(#"host("[fd00::1]:8080")"#, "fd00::1"), .init(#"host("/cart")"#, "unknown"),
      ]
    ) { AbsoluteURL.host($0.bytes).map(Text.init(bytes:)) },
    BuiltInFunction(
      name: "length", parameters: [.init("text", .string, .list(of: .json))], result: .integer,
      summary: "The number of a text's Unicode characters (code points), or of a list's elements.",
      examples: [
        .init(#"length("café")"#, "4"), .init(#"length(["a", "b"])"#, "2"),
        .init(#"length("")"#, "0"),
      ]
    ) { arguments in
      switch arguments.first {
      case .string(let text):
        let continuations = text.bytes.count { $0 & 0xc0 == 0x80 }
        return .number(Number(Int64(text.bytes.count - continuations)))
      case .list(let elements): return .number(Number(Int64(elements.count)))
      default: return nil
      }
    },
  ]
}
