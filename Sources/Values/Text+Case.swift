extension Text {
  /// The text in lower case, by Unicode's rules that depend on no language.
  package func lowercased() -> Text {
    if bytes.allSatisfy({ $0 < 0x80 }) { return Text(bytes: bytes.map(\.asciiLowercased)) }
    return Text(description.lowercased())
  }

  /// The text in upper case, by Unicode's rules that depend on no language.
  package func uppercased() -> Text {
    if bytes.allSatisfy({ $0 < 0x80 }) {
      return Text(bytes: bytes.map { $0 &- 0x61 < 26 ? $0 & 0xdf : $0 })
    }
    return Text(description.uppercased())
  }
}
