/// A path pattern, anchored at both ends, by bytes: letter case counts.
///
/// `*` stands for anything within a segment (that is, without `/`), `**` for anything, `?` for one
/// character other than `/`; a final `/**` takes the folder itself too; `\` makes the next
/// character stand for itself. Texts must be valid UTF-8.
///
/// Cost: a comparison of the literal prefix, then at most one step a byte for each 64 characters
/// of the pattern, whatever the text.
package final class Glob: Sendable {
  package let pattern: String
  /// The bytes before the first wildcard, as the text must have them.
  package let literalPrefix: [UInt8]
  /// Whether only one text matches: `literalPrefix`.
  package let isLiteral: Bool
  let shape: Shape

  enum Shape: Sendable {
    case literal
    /// `prefix**`.
    case prefix
    /// `prefix*`.
    case segmentPrefix
    /// `prefix/**`; the literal prefix without its slash is the folder.
    case folder
    case automaton(GlobAutomaton)
  }

  package init(_ pattern: String) throws(GlobError) {
    self.pattern = pattern
    let elements = try GlobElement.parse(Array(pattern.utf8))
    var prefix: [UInt8] = []
    for element in elements {
      guard case .byte(let byte) = element else { break }
      prefix.append(byte)
    }
    literalPrefix = prefix
    isLiteral = prefix.count == elements.count
    switch elements.dropFirst(prefix.count) {
    case []: shape = .literal
    case [.segmentStar]: shape = .segmentPrefix
    case [.star]: shape = prefix.last == UInt8(ascii: "/") ? .folder : .prefix
    default: shape = .automaton(GlobAutomaton(elements))
    }
  }

  package func matches(_ text: UnsafeRawBufferPointer) -> Bool {
    let length = literalPrefix.count
    if text.count < length {
      guard text.count == length &- 1 else { return false }
      // The folder itself, which is one byte shorter; other automata may accept it too.
      switch shape {
      case .folder: return agrees(text, count: length &- 1)
      case .automaton(let automaton): return automaton.matches(text)
      default: return false
      }
    }
    guard agrees(text, count: length) else { return false }
    return matches(text, afterPrefix: length)
  }

  /// Whether a text that begins with the literal prefix matches.
  func matches(_ text: UnsafeRawBufferPointer, afterPrefix length: Int) -> Bool {
    switch shape {
    case .literal: return text.count == length
    case .prefix, .folder: return true
    case .segmentPrefix:
      for index in length..<text.count where text[index] == UInt8(ascii: "/") { return false }
      return true
    case .automaton(let automaton): return automaton.matches(text)
    }
  }

  @inline(__always)
  private func agrees(_ text: UnsafeRawBufferPointer, count: Int) -> Bool {
    literalPrefix.withUnsafeBufferPointer { prefix in
      for index in 0..<count where text[index] != prefix[index] { return false }
      return true
    }
  }
}

/// What a glob is made of.
enum GlobElement: Hashable, Sendable {
  case byte(UInt8)
  case character
  case segmentStar
  case star

  static func parse(_ pattern: [UInt8]) throws(GlobError) -> [GlobElement] {
    guard !pattern.isEmpty else { throw GlobError(reason: .empty, offset: 0) }
    var elements: [GlobElement] = []
    var index = 0
    while index < pattern.count {
      let byte = pattern[index]
      index += 1
      switch byte {
      case UInt8(ascii: "\\"):
        guard index < pattern.count else {
          throw GlobError(reason: .openEscape, offset: index - 1)
        }
        elements.append(.byte(pattern[index]))
        index += 1
      case UInt8(ascii: "?"): elements.append(.character)
      case UInt8(ascii: "*"):
        let start = index - 1
        while index < pattern.count, pattern[index] == byte { index += 1 }
        elements.append(index - start > 1 ? .star : .segmentStar)
      default: elements.append(.byte(byte))
      }
    }
    return elements
  }
}
