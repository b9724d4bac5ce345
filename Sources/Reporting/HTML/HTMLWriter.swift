/// Writes HTML so that nothing from data can become markup: markup is `StaticString`, everything
/// else goes through `text` or `attribute`.
struct HTMLWriter {
  let output: Output

  func raw(_ markup: StaticString) {
    output.fixed(markup)
  }

  /// Data as text: escaped, control characters shown.
  func text(_ text: String) {
    escape(visible(text))
  }

  /// Text that keeps its line ends and tabs, for `<pre>`.
  func lines(_ text: String) {
    var isFirst = true
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      if !isFirst { raw("\n") }
      isFirst = false
      escape(
        line.split(separator: "\t", omittingEmptySubsequences: false)
          .map { visible(String($0)) }.joined(separator: "\t"))
    }
  }

  /// ` name="value"`, with a blank before it.
  func attribute(_ name: StaticString, _ value: String) {
    raw(" ")
    raw(name)
    raw("=\"")
    escape(visible(value))
    raw("\"")
  }

  func element(_ name: StaticString, class style: StaticString? = nil, _ text: String) {
    raw("<")
    raw(name)
    if let style {
      raw(" class=\"")
      raw(style)
      raw("\"")
    }
    raw(">")
    self.text(text)
    raw("</")
    raw(name)
    raw(">")
  }

  /// A point in time with its machine-readable form.
  func time(_ time: String) {
    raw("<time")
    attribute("datetime", time)
    raw(">")
    text(HTMLWriter.display(time: time))
    raw("</time>")
  }

  /// RFC 3339 with a blank for the `T`, which is easier on the eye.
  static func display(time: String) -> String {
    let bytes = time.utf8
    guard let mark = bytes.firstIndex(of: UInt8(ascii: "T")) else { return time }
    let place = bytes.distance(from: bytes.startIndex, to: mark)
    return String(unsafeUninitializedCapacity: bytes.count) { buffer in
      let count = buffer.initialize(fromContentsOf: bytes)
      buffer[place] = UInt8(ascii: " ")
      return count
    }
  }

  /// An element id from any text: letters, digits, `-`, `_` and `.` stay, the rest is written as
  /// its bytes in hexadecimal.
  static func anchor(_ text: String) -> String {
    var result = "rule-"
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."):
        result.unicodeScalars.append(Unicode.Scalar(byte))
      default: result += "_" + String(byte, radix: 16) + "_"
      }
    }
    return result
  }

  private func escape(_ text: String) {
    output.text(text, Self.special)
  }

  private static let special = SpecialBytes(isSpecial, escape: entity)

  private static func isSpecial(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""),
      UInt8(ascii: "'"), UInt8(ascii: "`"):
      true
    default: false
    }
  }

  /// - Precondition: `byte` is special.
  @Sendable
  private static func entity(_ byte: UInt8) -> StaticString {
    switch byte {
    case UInt8(ascii: "&"): "&amp;"
    case UInt8(ascii: "<"): "&lt;"
    case UInt8(ascii: ">"): "&gt;"
    case UInt8(ascii: "\""): "&quot;"
    case UInt8(ascii: "'"): "&#39;"
    default: "&#96;"
    }
  }
}
