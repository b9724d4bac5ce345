/// What a regular expression asks of a text, as far as bytes can tell.
indirect enum PatternTree {
  /// One character, whose bytes are all in the set. Exact if the set is: every ASCII byte in it
  /// is such a character, and nothing else is.
  case set(ByteSet, isExact: Bool)
  /// Takes in nothing: `\b`, `$`, look-around.
  case nothing
  /// `^` without the flag `m`, or `\A`: the text's beginning.
  case start
  case sequence([PatternTree])
  case choice([PatternTree])
  case repeated(PatternTree, atLeast: Int, atMost: Int?)
}

/// Reads the pattern language, but only what it is sure about: anything rare, and nothing is known.
struct PatternReader {
  private let pattern: [UInt8]
  private var index = 0
  private let isCaseless: Bool
  private let isMultiline: Bool
  private var depth = 0
  /// What is looked for without being taken in.
  private var looks: [PatternTree] = []

  /// Nil if the pattern has a part that is not understood. It must be one that PCRE2 accepts.
  static func read(_ pattern: [UInt8], flags: String) -> PatternTree? {
    var looks: [PatternTree] = []
    return read(pattern, flags: flags, looks: &looks)
  }

  /// The same; `looks` gets what look-arounds hold.
  static func read(
    _ pattern: [UInt8], flags: String, looks: inout [PatternTree]
  ) -> PatternTree? {
    // With `x` blanks mean nothing and comments hide anything.
    guard !flags.contains("x"), pattern.count <= 4096 else { return nil }
    var reader = PatternReader(
      pattern: pattern, isCaseless: flags.contains("i"), isMultiline: flags.contains("m"))
    guard let tree = reader.readChoice(), reader.index == pattern.count else { return nil }
    looks = reader.looks
    return tree
  }

  private init(pattern: [UInt8], isCaseless: Bool, isMultiline: Bool) {
    self.pattern = pattern
    self.isCaseless = isCaseless
    self.isMultiline = isMultiline
  }

  private var next: UInt8? { index < pattern.count ? pattern[index] : nil }

  private mutating func skip(_ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard index + count <= pattern.count else { return false }
    for offset in 0..<count where pattern[index + offset] != text.utf8Start[offset] { return false }
    index += count
    return true
  }

  private mutating func readChoice() -> PatternTree? {
    depth += 1
    defer { depth -= 1 }
    guard depth <= 50 else { return nil }
    var branches: [PatternTree] = []
    while true {
      guard let branch = readSequence() else { return nil }
      branches.append(branch)
      if !skip("|") { return branches.count == 1 ? branches[0] : .choice(branches) }
    }
  }

  private mutating func readSequence() -> PatternTree? {
    var parts: [PatternTree] = []
    while let byte = next, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
      guard let atom = readAtom(), let part = readRepetition(of: atom) else { return nil }
      parts.append(part)
    }
    return .sequence(parts)
  }

  private mutating func readRepetition(of atom: PatternTree) -> PatternTree? {
    guard let byte = next else { return atom }
    var least = 1
    var most: Int? = 1
    switch byte {
    case UInt8(ascii: "*"):
      (least, most) = (0, nil)
      index += 1
    case UInt8(ascii: "+"):
      most = nil
      index += 1
    case UInt8(ascii: "?"):
      least = 0
      index += 1
    case UInt8(ascii: "{"):
      let start = index
      index += 1
      let low = readNumber()
      let hasComma = skip(",")
      let high = hasComma ? readNumber() : low
      guard skip("}"), let low, low <= 1000, high ?? low >= low else {
        // Not a quantifier to every version of PCRE2: not sure.
        index = start
        return nil
      }
      (least, most) = (low, hasComma ? high : low)
    default: return atom
    }
    // Lazy and possessive: as many texts or fewer.
    if next == UInt8(ascii: "?") || next == UInt8(ascii: "+") {
      if next == UInt8(ascii: "+"), case .repeated = atom { return nil }
      index += 1
      // A possessive part may refuse what the same part without it takes.
      if pattern[index - 1] == UInt8(ascii: "+") {
        return .sequence([.repeated(atom, atLeast: least, atMost: most), .nothing])
      }
    }
    switch next {
    case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"), UInt8(ascii: "{"): return nil
    default: return .repeated(atom, atLeast: least, atMost: most)
    }
  }

  private mutating func readNumber() -> Int? {
    let start = index
    var value = 0
    while let byte = next, byte &- 0x30 < 10, index - start < 6 {
      value = value * 10 + Int(byte - 0x30)
      index += 1
    }
    return index > start ? value : nil
  }

  private mutating func readAtom() -> PatternTree? {
    guard let byte = next else { return nil }
    switch byte {
    case UInt8(ascii: "("): return readGroup()
    case UInt8(ascii: "["): return readClass()
    case UInt8(ascii: "\\"): return readEscape()
    case UInt8(ascii: "."):
      index += 1
      return .set(.all, isExact: false)
    case UInt8(ascii: "^"):
      index += 1
      return isMultiline ? .nothing : .start
    case UInt8(ascii: "$"):
      index += 1
      return .nothing
    case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"), UInt8(ascii: "{"): return nil
    default: return readCharacter()
    }
  }

  /// A character of the pattern that stands for itself.
  private mutating func readCharacter() -> PatternTree {
    let byte = pattern[index]
    index += 1
    if byte < 0x80 { return literal(byte) }
    var bytes: [PatternTree] = [.set(ByteSet([byte]), isExact: true)]
    while let more = next, more & 0xc0 == 0x80 {
      bytes.append(.set(ByteSet([more]), isExact: true))
      index += 1
    }
    // Its other case is another sequence of bytes.
    return isCaseless ? .set(.all, isExact: false) : .sequence(bytes)
  }

  private func literal(_ byte: UInt8) -> PatternTree {
    var set = ByteSet([byte])
    let isExact = widenForCase(&set)
    return .set(set, isExact: isExact)
  }

  /// Adds the other cases of the letters in a set of ASCII bytes; false if that took characters
  /// past ASCII (`k` is also the Kelvin sign, `s` the long s).
  private func widenForCase(_ set: inout ByteSet) -> Bool {
    guard isCaseless else { return true }
    var isExact = true
    for byte in set.members where byte < 0x80 && (byte | 0x20) &- 0x61 < 26 {
      set.insert(byte ^ 0x20)
      if byte | 0x20 == UInt8(ascii: "k") || byte | 0x20 == UInt8(ascii: "s") {
        set.formUnion(.high)
        isExact = false
      }
    }
    return isExact
  }

  private mutating func readGroup() -> PatternTree? {
    index += 1
    var isLook = false
    var isAtomic = false
    if next == UInt8(ascii: "*") { return nil }
    if skip("?") {
      if skip(":") {
      } else if skip(">") {
        isAtomic = true
      } else if skip("=") || skip("!") || skip("<=") || skip("<!") {
        isLook = true
      } else if skip("P<") || skip("<") {
        guard skipName(until: UInt8(ascii: ">")) else { return nil }
      } else if skip("'") {
        guard skipName(until: UInt8(ascii: "'")) else { return nil }
      } else {
        return nil
      }
    }
    guard let inner = readChoice(), skip(")") else { return nil }
    if isLook {
      looks.append(inner)
      return .nothing
    }
    return isAtomic ? .sequence([inner, .nothing]) : inner
  }

  private mutating func skipName(until end: UInt8) -> Bool {
    while let byte = next, byte != end {
      guard byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == UInt8(ascii: "_") else {
        return false
      }
      index += 1
    }
    return skip(end == UInt8(ascii: ">") ? ">" : "'")
  }

  private static let digits = ByteSet(0x30...0x39)
  private static let wordBytes: ByteSet = {
    var set = ByteSet(0x30...0x39)
    set.formUnion(ByteSet(0x41...0x5a))
    set.formUnion(ByteSet(0x61...0x7a))
    set.insert(UInt8(ascii: "_"))
    return set
  }()
  private static let blanks = ByteSet([0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x20])

  /// `\d`, `\w`, `\s` and their opposites.
  private static func shorthand(_ byte: UInt8) -> (set: ByteSet, isExact: Bool)? {
    switch byte {
    case UInt8(ascii: "d"): (digits, true)
    case UInt8(ascii: "w"): (wordBytes, true)
    case UInt8(ascii: "s"): (blanks, true)
    case UInt8(ascii: "D"): (digits.asciiInverse, false)
    case UInt8(ascii: "W"): (wordBytes.asciiInverse, false)
    case UInt8(ascii: "S"): (blanks.asciiInverse, false)
    default: nil
    }
  }

  /// Escapes that stand for one ASCII character.
  private static func control(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "n"): 0x0a
    case UInt8(ascii: "r"): 0x0d
    case UInt8(ascii: "t"): 0x09
    case UInt8(ascii: "f"): 0x0c
    case UInt8(ascii: "e"): 0x1b
    case UInt8(ascii: "a"): 0x07
    // Punctuation stands for itself.
    case 0x21...0x2f, 0x3a...0x40, 0x5b...0x60, 0x7b...0x7e, 0x20: byte
    default: nil
    }
  }

  private mutating func readEscape() -> PatternTree? {
    guard index + 1 < pattern.count else { return nil }
    let byte = pattern[index + 1]
    index += 2
    if let (set, isExact) = Self.shorthand(byte) { return .set(set, isExact: isExact) }
    switch byte {
    case UInt8(ascii: "b"), UInt8(ascii: "B"), UInt8(ascii: "z"), UInt8(ascii: "Z"),
      UInt8(ascii: "G"):
      return .nothing
    case UInt8(ascii: "A"): return .start
    default: return Self.control(byte).map { literal($0) }
    }
  }

  /// `[…]`. The set may hold more than the class does.
  private mutating func readClass() -> PatternTree? {
    index += 1
    let isNegated = skip("^")
    var set = ByteSet()
    var isFirst = true
    while let byte = next {
      if byte == UInt8(ascii: "]"), !isFirst {
        index += 1
        return finishClass(set, isNegated: isNegated)
      }
      isFirst = false
      // A class in a class.
      if byte == UInt8(ascii: "["), let after = pattern.dropFirst(index + 1).first,
        [UInt8(ascii: ":"), UInt8(ascii: "."), UInt8(ascii: "=")].contains(after)
      {
        return nil
      }
      guard let low = readClassMember(into: &set) else { return nil }
      guard let low else { continue }
      guard next == UInt8(ascii: "-"), index + 1 < pattern.count,
        pattern[index + 1] != UInt8(ascii: "]")
      else {
        set.insert(low)
        continue
      }
      index += 1
      var other = ByteSet()
      guard let high = readClassMember(into: &other), let high, high >= low else { return nil }
      set.formUnion(ByteSet(low...high))
    }
    return nil
  }

  private func finishClass(_ members: ByteSet, isNegated: Bool) -> PatternTree {
    var set = members
    if isNegated {
      // What is left out must be certain: the letters themselves, in no other case.
      guard !set.hasHigh else { return .set(.all, isExact: false) }
      _ = widenForCase(&set)
      return .set(set.asciiInverse, isExact: false)
    }
    let isExact = widenForCase(&set) && !set.hasHigh
    return .set(set, isExact: isExact)
  }

  /// One ASCII character of a class; `.some(nil)` for a shorthand, which goes into the set, and for
  /// a character past ASCII, which makes the set hold all of them. Nil if not understood.
  private mutating func readClassMember(into set: inout ByteSet) -> UInt8?? {
    guard let byte = next else { return nil }
    index += 1
    if byte == UInt8(ascii: "\\") {
      guard let escaped = next else { return nil }
      index += 1
      if let (shorthand, _) = Self.shorthand(escaped) {
        set.formUnion(shorthand)
        // `[\d-x]` is read in different ways.
        return next == UInt8(ascii: "-") ? nil : .some(nil)
      }
      return Self.control(escaped).map { .some($0) }
    }
    if byte < 0x80 { return .some(byte) }
    // Every character past ASCII, for one of them; of `[à-ý]` the sign between is taken in, too.
    while let more = next, more & 0xc0 == 0x80 { index += 1 }
    set.formUnion(.high)
    return .some(nil)
  }
}
