import Diagnostics
import RuleModel
import RuleSyntax
import Values

extension Checker {
  /// A text with holes: `{url.path}`; `{{` and `}}` stand for single braces. nil after saying
  /// what is wrong.
  func template(_ literal: StringLiteral, _ scope: Scope) -> Template? {
    var scope = scope
    scope.isText = true
    var reader = TemplateReader(literal, in: scope.text)
    var parts: [Template.Part] = []
    var isComplete = true
    while let piece = reader.next() {
      switch piece {
      case .text(let text): parts.append(.text(text))
      case .problem(let message, let span, let help):
        report(.badHole, message, at: span, in: scope.text, help: help)
        isComplete = false
      case .hole(let reference, let written):
        guard let operand = resolve(reference, scope), !isWholeRow(operand, scope) else {
          isComplete = false
          continue
        }
        parts.append(.operand(operand.operand, written: written))
      }
    }
    return isComplete ? Template(parts: parts) : nil
  }
}

/// Cuts a string literal into texts and holes, and reads the references in the holes.
struct TemplateReader {
  enum Piece {
    case text(String)
    case hole(ReferenceSyntax, written: String)
    case problem(String, SourceSpan, help: [String])
  }

  private let bytes: [UInt8]
  /// Where each decoded byte stands in the file; one more for the end.
  private let places: [UInt32]
  private var position = 0

  init(_ literal: StringLiteral, in text: SourceText) {
    bytes = Array(literal.content.utf8)
    places = StringPlaces.places(of: bytes, literal: literal.span, in: text)
  }

  mutating func next() -> Piece? {
    var text: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      let isDoubled = position + 1 < bytes.count && bytes[position + 1] == byte
      if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}"), isDoubled {
        text.append(byte)
        position += 2
        continue
      }
      if byte == UInt8(ascii: "{") {
        if !text.isEmpty { break }
        return hole()
      }
      if byte == UInt8(ascii: "}") {
        if !text.isEmpty { break }
        position += 1
        return .problem(
          "this brace closes nothing", span(position - 1, position),
          help: ["write `}}` for a brace in the text"])
      }
      text.append(byte)
      position += 1
    }
    return text.isEmpty ? nil : .text(String(decoding: text, as: UTF8.self))
  }

  private func span(_ start: Int, _ end: Int) -> SourceSpan {
    SourceSpan(start: places[start], end: places[end])
  }

  private mutating func hole() -> Piece {
    let start = position
    var end = start + 1
    var isQuoted = false
    while end < bytes.count, isQuoted || bytes[end] != UInt8(ascii: "}") {
      if bytes[end] == UInt8(ascii: "\"") { isQuoted.toggle() }
      end += 1
    }
    guard end < bytes.count else {
      position = bytes.count
      return .problem(
        "this brace is never closed", span(start, start + 1),
        help: ["write `{url.path}` for a field, `{{` for a brace in the text"])
    }
    position = end + 1
    var reader = ReferenceReader(bytes: bytes, places: places, position: start + 1, end: end)
    guard let reference = reader.wholeReference() else {
      return .problem(
        "a hole names a field", span(start, end + 1),
        help: [
          "write `{url.path}`, `{raw.key}` or `{table[key].column}`",
          "`{{` stands for a brace in the text",
        ])
    }
    return .hole(
      reference, written: String(decoding: bytes[(start + 1)..<end], as: UTF8.self))
  }
}

/// Reads a reference inside a string: `c.user.id`, `raw."k"[0]`, `services[destination.service].tier`.
private struct ReferenceReader {
  let bytes: [UInt8]
  let places: [UInt32]
  var position: Int
  let end: Int

  /// The reference, if nothing but blanks stands around it.
  mutating func wholeReference() -> ReferenceSyntax? {
    skipBlanks()
    guard let result = reference(depth: 0) else { return nil }
    skipBlanks()
    return position == end ? result : nil
  }

  private mutating func skipBlanks() {
    while position < end, bytes[position] == 0x20 { position += 1 }
  }

  private func span(_ start: Int) -> SourceSpan {
    SourceSpan(start: places[start], end: places[position])
  }

  private mutating func reference(depth: Int) -> ReferenceSyntax? {
    let start = position
    guard depth < 8, let name = name() else { return nil }
    let base = Spanned(name, span(start))
    var steps: [Spanned<ReferenceSyntax.Step>] = []
    while position < end {
      let stepStart = position
      if bytes[position] == UInt8(ascii: ".") {
        position += 1
        if position < end, bytes[position] == UInt8(ascii: "\"") {
          guard let key = quoted() else { return nil }
          steps.append(Spanned(.key(key, isQuoted: true), span(stepStart)))
        } else {
          guard let key = self.name() else { return nil }
          steps.append(Spanned(.key(key, isQuoted: false), span(stepStart)))
        }
      } else if bytes[position] == UInt8(ascii: "[") {
        guard let operands = subscripted(depth: depth) else { return nil }
        steps.append(Spanned(.subscripted(operands), span(stepStart)))
      } else {
        break
      }
    }
    return ReferenceSyntax(base: base, steps: steps, span: span(start))
  }

  private mutating func subscripted(depth: Int) -> [OperandSyntax]? {
    position += 1
    var operands: [OperandSyntax] = []
    while true {
      skipBlanks()
      let start = position
      guard position < end else { return nil }
      if bytes[position] == UInt8(ascii: "\"") {
        guard let text = quoted() else { return nil }
        operands.append(.literal(LiteralSyntax(.string(text), span(start))))
      } else if bytes[position] >= 0x30, bytes[position] <= 0x39 {
        while position < end, bytes[position] >= 0x30, bytes[position] <= 0x39 { position += 1 }
        let written = String(decoding: bytes[start..<position], as: UTF8.self)
        operands.append(.literal(LiteralSyntax(.number(written), span(start))))
      } else {
        guard let inner = reference(depth: depth + 1) else { return nil }
        operands.append(.reference(inner))
      }
      skipBlanks()
      guard position < end else { return nil }
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "]") { return operands }
      guard byte == UInt8(ascii: ",") else { return nil }
    }
  }

  private mutating func quoted() -> String? {
    position += 1
    let start = position
    while position < end, bytes[position] != UInt8(ascii: "\"") { position += 1 }
    guard position < end else { return nil }
    position += 1
    return String(decoding: bytes[start..<(position - 1)], as: UTF8.self)
  }

  private mutating func name() -> String? {
    let start = position
    while position < end {
      let byte = bytes[position]
      let isLetter = (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a || byte == UInt8(ascii: "_")
      let isDigit = byte >= 0x30 && byte <= 0x39
      let isDash =
        byte == UInt8(ascii: "-") && position + 1 < end && bytes[position + 1] != UInt8(ascii: "-")
      guard isLetter || (position > start && (isDigit || isDash)) else { break }
      position += 1
    }
    return position > start ? String(decoding: bytes[start..<position], as: UTF8.self) : nil
  }
}

/// Where the decoded bytes of a string literal stand in the file.
enum StringPlaces {
  /// The offset of each decoded byte, and of the closing quote. Escapes are as in JSON; a byte of
  /// a decoded escape stands where the escape begins.
  static func places(
    of decoded: [UInt8], literal: SourceSpan, in text: SourceText
  ) -> [UInt32] {
    var result: [UInt32] = []
    result.reserveCapacity(decoded.count + 1)
    let last = max(literal.end, literal.start + 1) - 1
    var offset = literal.start + 1
    while result.count < decoded.count {
      guard offset < last, Int(offset) < text.bytes.count,
        text.bytes[Int(offset)] == UInt8(ascii: "\\")
      else {
        result.append(min(offset, last))
        offset += 1
        continue
      }
      let start = offset
      let kind = Int(offset) + 1 < text.bytes.count ? text.bytes[Int(offset) + 1] : 0
      offset += kind == UInt8(ascii: "u") ? 6 : 2
      // A pair of surrogates is one character of four bytes.
      var length = 1
      if kind == UInt8(ascii: "u") {
        length = utf8Length(decoded[result.count])
        if length == 4 { offset += 6 }
      }
      for _ in 0..<length where result.count < decoded.count { result.append(start) }
    }
    result.append(last)
    return result
  }

  private static func utf8Length(_ byte: UInt8) -> Int {
    byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4
  }
}
