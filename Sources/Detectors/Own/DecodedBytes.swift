/// Texts without their encodings, to be compared.
package enum DecodedBytes {
  /// Whether the text holds the part, both without any layer of encoding. Linear in both lengths for each
  /// layer, but for texts that repeat themselves.
  package static func contain(_ part: Bytes, in text: Bytes) -> Bool {
    let first = LayeredText()
    let second = LayeredText()
    first.decode(part, mayBeEscaped: true)
    second.decode(text, mayBeEscaped: true)
    let wanted = first.bytes
    let found = second.bytes
    guard !wanted.isEmpty, wanted.count <= found.count else { return false }
    return (0...(found.count - wanted.count)).contains { start in
      found[start] == wanted[0]
        && found[start..<start + wanted.count].elementsEqual(wanted)
    }
  }
}
