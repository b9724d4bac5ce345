/// JSON Web Tokens (RFC 7519) and encrypted ones (RFC 7516): parts of base64 between dots, of which the first is
/// JSON that names an algorithm.
enum JSONWebTokens {
  /// The token that begins at a word's start with `eyJ`.
  static func match(_ text: Bytes, at start: Int) -> Range<Int>? {
    guard start + 20 <= text.count, text[start] == UInt8(ascii: "e"),
      text[start + 1] == UInt8(ascii: "y"),
      text[start + 2] == UInt8(ascii: "J") || text[start + 2] == UInt8(ascii: "A")
        || text[start + 2] == UInt8(ascii: "I")
    else { return nil }
    let headerEnd = part(text, start)
    guard headerEnd < text.count, text[headerEnd] == UInt8(ascii: "."), headerEnd - start >= 16,
      namesAlgorithm(Bytes(rebasing: text[start..<headerEnd]))
    else { return nil }
    var end = part(text, headerEnd + 1)
    guard end > headerEnd + 1 else { return nil }
    var parts = 2
    while parts < 5, end < text.count, text[end] == UInt8(ascii: ".") {
      let next = part(text, end + 1)
      // An unsecured token ends with a dot.
      if next == end + 1 { break }
      end = next
      parts += 1
    }
    return start..<end
  }

  private static func part(_ text: Bytes, _ start: Int) -> Int {
    var index = start
    while index < text.count, Base64.value(text[index]) != nil || text[index] == UInt8(ascii: "=") {
      index += 1
    }
    return index
  }

  private static func namesAlgorithm(_ header: Bytes) -> Bool {
    guard header.count <= 4096, let json = Base64.decode(header, limit: 3072),
      json.first == UInt8(ascii: "{")
    else { return false }
    let name = Array("\"alg\"".utf8)
    guard json.count > name.count else { return false }
    return (0...(json.count - name.count)).contains {
      json[$0..<($0 + name.count)].elementsEqual(name)
    }
  }
}
