import Values

extension Conversions {
  /// A conversion of one text into another.
  private static func text(
    _ name: String, summary: String, examples: [Conversion.Example],
    apply: @escaping @Sendable ([UInt8]) -> Converted
  ) -> Conversion {
    Conversion(
      name: name, parameters: [], inputs: [.string], output: .string, summary: summary,
      examples: examples
    ) { piece, _ in piece.text.map(apply) ?? .unreadable }
  }

  static let textConversions: [Conversion] = [
    Conversion(
      name: "string", parameters: [], inputs: [.string, .decimal, .boolean], output: .string,
      summary: "A text as it is; a number as the record writes it; `true` or `false`.",
      examples: [.init("1.50", "string", "1.50"), .init("true", "string", "true")]
    ) { piece, _ in
      if case .value(.boolean(let value)) = piece {
        return .value(.string(value ? "true" : "false"))
      }
      return Converted(readable: piece.textOrNumber.map { .string(Text(bytes: $0)) })
    },
    Conversion(
      name: "bool", parameters: [], inputs: [.string, .boolean, .decimal], output: .boolean,
      summary: "`true`, `yes`, `t`, `1` and `false`, `no`, `f`, `0`, letter case aside.",
      examples: [.init("\"Yes\"", "bool", "true"), .init("\"maybe\"", "bool", "unreadable")]
    ) { piece, _ in
      if case .value(.boolean) = piece, case .value(let value) = piece { return .value(value) }
      guard let text = piece.textOrNumber else { return .unreadable }
      return text.withUnsafeBytes { bytes in
        let isTrue = ["true", "yes", "t", "1"] as [StaticString]
        let isFalse = ["false", "no", "f", "0"] as [StaticString]
        if isTrue.contains(where: bytes.equalsIgnoringCase) { return .value(.boolean(true)) }
        if isFalse.contains(where: bytes.equalsIgnoringCase) { return .value(.boolean(false)) }
        return .unreadable
      }
    },
    text(
      "hex_id",
      summary: """
        An identity of 8 or 16 bytes in lower-case hexadecimal, from hexadecimal of any case or from \
        Base64; absent if it is empty or all zeros.
        """,
      examples: [
        .init("\"5B8EFFF798038103\"", "hex_id", "5b8efff798038103"),
        .init("\"W47/95gDgQM=\"", "hex_id", "5b8efff798038103"),
        .init("\"0000000000000000\"", "hex_id", "absent"),
        .init("\"span-7\"", "hex_id", "unreadable"),
      ], apply: HexIdentity.read),
    text(
      "lower", summary: "The text in lower case.",
      examples: [.init("\"GET\"", "lower", "get")]
    ) { .value(.string(Text(bytes: $0).lowercased())) },
    text(
      "upper", summary: "The text in upper case.",
      examples: [.init("\"get\"", "upper", "GET")]
    ) { .value(.string(Text(bytes: $0).uppercased())) },
    text(
      "path",
      summary: """
        The normalised path of a request target or URL: without query and fragment, \
        percent-decoded once, `//` and dot segments resolved.
        """,
      examples: [
        .init("\"/a//b/../%63?x=1\"", "path", "/a/c"),
        .init("\"http://shop.example/a\"", "path", "/a"),
        .init("\"/%ff\"", "path", "unreadable"),
      ]
    ) { text in
      Converted(
        readable: text.withUnsafeBytes { URLPath.normalised($0) }
          .map { .string(Text(bytes: $0)) })
    },
    text(
      "query", summary: "What stands between `?` and `#`, as logged; absent if there is no `?`.",
      examples: [
        .init("\"/a?x=1&y\"", "query", "x=1&y"), .init("\"/a\"", "query", "absent"),
      ]
    ) { text in
      let target = text.prefix { $0 != UInt8(ascii: "#") }
      guard let mark = target.firstIndex(of: UInt8(ascii: "?")) else { return .absent }
      return Converted(found: target[(mark + 1)...])
    },
    Conversion(
      name: "before", parameters: [.init("separator", .string)], inputs: [.string],
      output: .string,
      summary: "What stands before the first separator; the whole text if there is none.",
      examples: [
        .init("\"a:b:c\"", "before(\":\")", "a"), .init("\"abc\"", "before(\":\")", "abc"),
      ]
    ) { piece, arguments in
      guard let text = piece.text, let separator = separator(arguments) else { return .unreadable }
      return Converted(found: text[..<(text.firstPlace(of: separator, from: 0) ?? text.count)])
    },
    Conversion(
      name: "after", parameters: [.init("separator", .string)], inputs: [.string],
      output: .string,
      summary: "What stands after the first separator; missing if there is none.",
      examples: [
        .init("\"a:b:c\"", "after(\":\")", "b:c"), .init("\"abc\"", "after(\":\")", "missing"),
      ]
    ) { piece, arguments in
      guard let text = piece.text, let separator = separator(arguments) else { return .unreadable }
      guard let place = text.firstPlace(of: separator, from: 0) else { return .missing }
      return Converted(found: text[(place + separator.count)...])
    },
    Conversion(
      name: "part",
      parameters: [.init("number", .integer), .init("separator", .string)], inputs: [.string],
      output: .string,
      summary: """
        One of the parts between separators without the blanks round it, counted from 0, or from \
        the end with -1; missing if there are fewer.
        """,
      examples: [
        .init("\"a, b,c\"", "part(1, \",\")", "b"), .init("\"a,b,c\"", "part(-1, \",\")", "c"),
        .init("\"a\"", "part(1, \",\")", "missing"),
      ]
    ) { piece, arguments in
      guard let text = piece.text, arguments.count == 2, case .number(let number) = arguments[0],
        let index = number.integer, let separator = separator(arguments)
      else { return .unreadable }
      let parts = text.parts(separatedBy: separator)
      let place = index < 0 ? Int64(parts.count) &+ index : index
      guard place >= 0, place < parts.count else { return .missing }
      return Converted(found: parts[Int(place)])
    },
    Conversion(
      name: "split", parameters: [.init("separator", .string)], inputs: [.string],
      output: .list(of: .string),
      summary: """
        The list of the parts between separators, each without the blanks round it; of an empty \
        text the empty list.
        """,
      examples: [
        .init("\"10.0.0.2, 10.0.0.1\"", "split(\",\")", "[\"10.0.0.2\", \"10.0.0.1\"]")
      ]
    ) { piece, arguments in
      guard let text = piece.text, let separator = separator(arguments) else { return .unreadable }
      if text.isEmpty { return .value(.list([])) }
      return .value(
        .list(
          text.parts(separatedBy: separator).map { .string(Text(bytes: Array($0))) }))
    },
    Conversion(
      name: "json", parameters: [], inputs: [.string], output: .json,
      summary: "The value that a text of JSON holds; absent if it is `null`.",
      examples: [
        .init("\"{\\\"a\\\": [1]}\"", "json", "{\"a\": [1]}"),
        .init("\"{\"", "json", "unreadable"),
      ]
    ) { piece, _ in
      guard let text = piece.text,
        let parsed = text.withUnsafeBytes({ JSONText.parse($0) })
      else { return .unreadable }
      if case .value(let value) = parsed { return .value(value) }
      return .absent
    },
  ]

  /// The separator, which is the last argument.
  private static func separator(_ arguments: [Value]) -> [UInt8]? {
    guard case .string(let text)? = arguments.last, !text.bytes.isEmpty else { return nil }
    return text.bytes
  }
}

extension [UInt8] {
  /// Where `pattern` (not empty) first stands at or after `start`.
  func firstPlace(of pattern: [UInt8], from start: Int) -> Int? {
    var index = start
    while index + pattern.count <= count {
      if self[index] == pattern[0], self[index..<(index + pattern.count)].elementsEqual(pattern) {
        return index
      }
      index += 1
    }
    return nil
  }

  /// The parts between separators, without the blanks and tabs round them.
  func parts(separatedBy separator: [UInt8]) -> [ArraySlice<UInt8>] {
    var parts: [ArraySlice<UInt8>] = []
    var start = 0
    while let place = firstPlace(of: separator, from: start) {
      parts.append(self[start..<place].trimmed)
      start = place + separator.count
    }
    parts.append(self[start...].trimmed)
    return parts
  }
}

extension ArraySlice<UInt8> {
  var trimmed: ArraySlice<UInt8> {
    let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
    let front = drop(while: isBlank)
    guard let last = front.lastIndex(where: { !isBlank($0) }) else { return front.prefix(0) }
    return front[...last]
  }
}
