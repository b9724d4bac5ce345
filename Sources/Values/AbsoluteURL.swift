/// The parts of `scheme://authority…`.
package enum AbsoluteURL {
  /// Where the authority of an absolute URL begins; nil if the text is none.
  package static func authorityStart(_ bytes: UnsafeRawBufferPointer) -> Int? {
    guard let first = bytes.first, first.asciiLowercased &- 0x61 < 26 else { return nil }
    // No scheme in use is longer.
    for index in 1..<min(max(bytes.count, 1), 33) {
      let byte = bytes[index]
      if byte == UInt8(ascii: ":") {
        guard index &+ 2 < bytes.count, bytes[index &+ 1] == UInt8(ascii: "/"),
          bytes[index &+ 2] == UInt8(ascii: "/")
        else { return nil }
        return index &+ 3
      }
      guard byte.asciiLowercased &- 0x61 < 26 || byte.isDigit || "+-.".utf8.contains(byte) else {
        return nil
      }
    }
    return nil
  }

  /// The host of an absolute URL or of `host:port`, in lower case, without user and port; nil if
  /// the text names none.
  package static func host(_ text: [UInt8]) -> [UInt8]? {
    var authority = text[...]
    if let start = text.withUnsafeBytes({ authorityStart($0) }) {
      authority = text[start...].prefix {
        $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#")
      }
      if let at = authority.lastIndex(of: UInt8(ascii: "@")) { authority = authority[(at + 1)...] }
    }
    guard let host = HostAndPort(Array(authority))?.host, !host.isEmpty else { return nil }
    return host.map(\.asciiLowercased)
  }
}
