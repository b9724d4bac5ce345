/// A glob as an automaton whose states are bits: state n is on when the text so far can be what the
/// first n characters of the pattern stand for. All states move at once, so that nothing is tried
/// twice: a text costs the same whatever it holds.
final class GlobAutomaton: Sendable {
  /// Words of 64 states.
  private let words: Int
  /// The class of each byte: bytes that the pattern does not tell apart are of one class.
  private let classes: [UInt8]
  /// For each class the states that a byte of it leads on from, and the states it leaves as they
  /// are; `2 * words` for each class.
  private let moves: [UInt64]
  private let accepting: [UInt64]

  init(_ elements: [GlobElement]) {
    var steps: [GlobElement] = []
    // What a state may take in without moving.
    var stars: [GlobElement?] = [nil]
    var folder: Int?
    for (place, element) in elements.enumerated() {
      switch element {
      case .byte, .character:
        steps.append(element)
        stars.append(nil)
      case .star:
        stars[steps.count] = .star
        let isLast = place == elements.count - 1
        if isLast, steps.last == .byte(UInt8(ascii: "/")) { folder = steps.count - 1 }
      case .segmentStar: if stars[steps.count] == nil { stars[steps.count] = .segmentStar }
      }
    }
    let words = steps.count / 64 + 1
    self.words = words
    var accepting = [UInt64](repeating: 0, count: words)
    for state in [steps.count, folder ?? steps.count] {
      accepting[state / 64] |= 1 << UInt64(state % 64)
    }
    self.accepting = accepting

    // Classes: each byte that the pattern names, `/`, continuation bytes, and all others.
    var classes = [UInt8](repeating: 0, count: 256)
    var representatives: [UInt8] = [0x01]
    func separate(_ bytes: some Sequence<UInt8>) {
      // At most 256 classes, for there are no more bytes.
      let number = UInt8(truncatingIfNeeded: representatives.count)
      var isNew = false
      for byte in bytes where classes[Int(byte)] <= 1 && classes[Int(byte)] != number {
        if !isNew { representatives.append(byte) }
        isNew = true
        classes[Int(byte)] = number
      }
    }
    separate(0x80...0xbf)
    separate([UInt8(ascii: "/")])
    for case .byte(let byte) in steps { separate([byte]) }
    // A named byte may have been the representative of its old class.
    if let other = (0..<256).first(where: { classes[$0] == 0 }) {
      representatives[0] = UInt8(other)
    }
    if let other = (0x80...0xbf).first(where: { classes[$0] == 1 }) {
      representatives[1] = UInt8(other)
    }
    self.classes = classes

    var moves = [UInt64](repeating: 0, count: representatives.count * words * 2)
    for (number, byte) in representatives.enumerated() {
      let base = number * words * 2
      let isContinuation = byte & 0xc0 == 0x80
      let isSlash = byte == UInt8(ascii: "/")
      for state in 0...steps.count {
        let bit: UInt64 = 1 << UInt64(state % 64)
        if state < steps.count {
          let leads =
            switch steps[state] {
            case .byte(let wanted): byte == wanted
            default: !isSlash && !isContinuation
            }
          if leads { moves[base + state / 64] |= bit }
        }
        // What is left of a character that `?` has begun.
        let isInsideCharacter = state > 0 && steps[state - 1] == .character && isContinuation
        let stays: Bool
        switch stars[state] {
        case .star?: stays = true
        case .segmentStar?: stays = !isSlash
        default: stays = isInsideCharacter
        }
        if stays { moves[base + words + state / 64] |= bit }
      }
    }
    self.moves = moves
  }

  func matches(_ text: UnsafeRawBufferPointer) -> Bool {
    words == 1 ? matchesInOneWord(text) : matchesInManyWords(text)
  }

  private func matchesInOneWord(_ text: UnsafeRawBufferPointer) -> Bool {
    classes.withUnsafeBufferPointer { classes in
      moves.withUnsafeBufferPointer { moves in
        var states: UInt64 = 1
        for byte in text {
          let base = Int(classes[Int(byte)]) &* 2
          states = (states & moves[base]) << 1 | (states & moves[base &+ 1])
          if states == 0 { return false }
        }
        return states & accepting[0] != 0
      }
    }
  }

  private func matchesInManyWords(_ text: UnsafeRawBufferPointer) -> Bool {
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: words) { states in
      states.initialize(repeating: 0)
      states[0] = 1
      for byte in text {
        let base = Int(classes[Int(byte)]) &* 2 &* words
        var carry: UInt64 = 0
        var any: UInt64 = 0
        for word in 0..<words {
          let old = states[word]
          let led = old & moves[base &+ word]
          let new = led << 1 | carry | (old & moves[base &+ words &+ word])
          carry = led >> 63
          states[word] = new
          any |= new
        }
        if any == 0 { return false }
      }
      for word in 0..<words where states[word] & accepting[word] != 0 { return true }
      return false
    }
  }
}
