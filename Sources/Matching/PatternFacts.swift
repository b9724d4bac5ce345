#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Something that a text must hold for a pattern to match.
enum Requirement: Hashable {
  /// The text begins with one byte of each set.
  case prefix([ByteSet])
  /// One byte of each set stands somewhere in a row. Every set is one byte, or a letter in both
  /// cases.
  case literal([ByteSet])
  /// As many bytes of the set stand in a row.
  case run(ByteSet, count: Int)

  /// How unlikely it is in what logs hold, in bits.
  var bits: Double {
    switch self {
    // Cheaper to look for than the same somewhere.
    case .prefix(let sets): sets.reduce(3) { $0 + ByteRarity.bits($1) }
    case .literal(let sets): sets.reduce(0) { $0 + ByteRarity.bits($1) }
    case .run(let set, let count): Double(count) * ByteRarity.bits(set)
    }
  }
}

/// How rare bytes are in paths, names and identifiers. Only speed depends on it.
enum ByteRarity {
  static let probabilities: [Double] = (0..<256).map { byte in
    switch UInt8(byte) {
    case UInt8(ascii: "j"), UInt8(ascii: "q"), UInt8(ascii: "x"), UInt8(ascii: "z"),
      UInt8(ascii: "w"), UInt8(ascii: "k"):
      0.005
    case 0x61...0x7a: 0.022
    case 0x30...0x39: 0.018
    case UInt8(ascii: "/"): 0.06
    case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"): 0.03
    case 0x41...0x5a: 0.003
    case 0x20: 0.01
    case UInt8(ascii: ":"), UInt8(ascii: "="), UInt8(ascii: "&"), UInt8(ascii: "?"): 0.005
    case 0x80...: 0.0001
    default: 0.0005
    }
  }

  static func bits(_ set: ByteSet) -> Double {
    let sum = set.members.reduce(0) { $0 + probabilities[Int($1)] }
    return sum >= 1 ? 0 : -log2(sum)
  }
}

/// What a pattern requires: at least one of the requirements, or nothing that is known.
struct PatternFacts {
  var anyOf: [Requirement]
  /// Every text that meets a requirement matches.
  var isExact: Bool

  /// The least of the requirements' bits: what the weakest of them leaves through.
  var bits: Double { anyOf.map(\.bits).min() ?? 0 }

  /// Nil if nothing useful is known.
  init?(_ tree: PatternTree) {
    guard let branches = Self.expand(tree) else { return nil }
    var exact: [Requirement] = []
    for branch in branches {
      guard let requirement = Self.exact(branch) else { break }
      exact.append(requirement)
    }
    if exact.count == branches.count {
      anyOf = exact
      isExact = true
      return
    }
    var best: [Requirement] = []
    for branch in branches {
      guard let requirements = Self.best(branch) else { return nil }
      best += requirements
    }
    guard best.count <= Self.mostRequirements else { return nil }
    anyOf = best
    isExact = false
  }

  private static let mostRequirements = 16
  /// No requirement is longer; what is cut off is not asked for.
  private static let mostSets = 64

  /// The pattern as alternatives, each a flat sequence. Choices stay where multiplying them out
  /// would give too many.
  private static func expand(_ tree: PatternTree) -> [[PatternTree]]? {
    switch tree {
    case .choice(let branches):
      var result: [[PatternTree]] = []
      for branch in branches {
        guard let expanded = expand(branch) else { return nil }
        result += expanded
      }
      return result.count <= mostRequirements ? result : nil
    case .sequence(let parts):
      var result: [[PatternTree]] = [[]]
      for part in parts {
        let expanded: [[PatternTree]]
        switch part {
        case .choice, .sequence: expanded = expand(part) ?? [[part]]
        default: expanded = [[part]]
        }
        if result.count * expanded.count <= mostRequirements {
          result = result.flatMap { head in expanded.map { head + $0 } }
        } else {
          result = result.map { $0 + [part] }
        }
      }
      return result
    default: return [[tree]]
    }
  }

  /// A requirement that is the same as the sequence; nil if there is none.
  private static func exact(_ parts: [PatternTree]) -> Requirement? {
    var parts = parts[...]
    var isAnchored = false
    if case .start? = parts.first {
      isAnchored = true
      parts = parts.dropFirst()
    }
    var sets: [ByteSet] = []
    for (place, part) in parts.enumerated() {
      guard let (unit, least, most) = exactUnit(part) else { return nil }
      // What may be taken more often need not be at either end of what is searched for.
      let isEnd = place == parts.count - 1 || (place == 0 && !isAnchored)
      guard least == most || isEnd else { return nil }
      guard sets.count + unit.count * least <= mostSets else { return nil }
      for _ in 0..<least { sets += unit }
    }
    guard let first = sets.first else { return nil }
    if isAnchored { return .prefix(sets) }
    if sets.allSatisfy(isLetterOrByte) { return .literal(sets) }
    return sets.allSatisfy { $0 == first } ? .run(first, count: sets.count) : nil
  }

  /// A fixed text and how often it is repeated.
  private static func exactUnit(_ part: PatternTree) -> (unit: [ByteSet], least: Int, most: Int?)? {
    switch part {
    case .set(let set, let isExact): return isExact ? ([set], 1, 1) : nil
    case .sequence(let parts):
      var unit: [ByteSet] = []
      for part in parts {
        guard let (sets, least, most) = exactUnit(part), least == most,
          unit.count + sets.count * least <= mostSets
        else { return nil }
        for _ in 0..<least { unit += sets }
      }
      return (unit, 1, 1)
    case .repeated(let inner, let least, let most):
      guard let (unit, innerLeast, innerMost) = exactUnit(inner), innerLeast == 1, innerMost == 1
      else { return nil }
      return (unit, least, most)
    default: return nil
    }
  }

  static func isLetterOrByte(_ set: ByteSet) -> Bool {
    let members = set.members
    if members.count == 1 { return true }
    return members.count == 2 && members[0] | 0x20 == members[1]
      && members[1] &- 0x61 < 26
  }

  /// Requirements of which a text that the sequence matches meets at least one; the most selective
  /// that were found.
  private static func best(_ parts: [PatternTree]) -> [Requirement]? {
    var walk = Walk()
    for (place, part) in parts.enumerated() {
      if place == 0, case .start = part { walk.prefix = [] } else { walk.add(part) }
    }
    walk.flush()
    return walk.best
  }

  /// The parts of a sequence one after the other.
  private struct Walk {
    /// What the text begins with, as far as it is known; nil if it need not begin with anything.
    var prefix: [ByteSet]?
    var isPrefixOpen = true
    /// What stands in a row just before the place reached.
    var row: [ByteSet] = []
    var best: [Requirement]?
    private var bestBits = 0.0

    mutating func offer(_ requirements: [Requirement]) {
      guard !requirements.isEmpty, requirements.count <= mostRequirements else { return }
      // Every further one costs a search.
      let bits =
        (requirements.map(\.bits).min() ?? 0) - log2(Double(requirements.count)) * 0.5
      if best == nil || bits > bestBits { (best, bestBits) = (requirements, bits) }
    }

    mutating func append(_ set: ByteSet) {
      if row.count < mostSets { row.append(set) } else { flush() }
      if isPrefixOpen, let sofar = prefix {
        if sofar.count < mostSets { prefix = sofar + [set] } else { isPrefixOpen = false }
      }
    }

    /// Ends the row: what follows need not stand next to it.
    mutating func flush() {
      isPrefixOpen = false
      if let prefix, !prefix.isEmpty { offer([.prefix(prefix)]) }
      var start = 0
      while start < row.count {
        var end = start + 1
        while end < row.count, row[end] == row[start] { end += 1 }
        offer([.run(row[start], count: end - start)])
        start = end
      }
      var literal: [ByteSet] = []
      for set in row + [ByteSet()] {
        if isLetterOrByte(set) {
          literal.append(set)
        } else {
          if !literal.isEmpty { offer([.literal(literal)]) }
          literal = []
        }
      }
      row = []
    }

    mutating func add(_ part: PatternTree) {
      switch part {
      case .set(let set, let isExact):
        // A character of the set may be several bytes, all of them in the set.
        if isExact { append(set) } else { addRepeated(part, least: 1, most: nil) }
      case .nothing, .start: break
      case .sequence(let parts): for part in parts { add(part) }
      case .choice(let branches):
        flush()
        var all: [Requirement] = []
        for branch in branches {
          var walk = Walk()
          walk.isPrefixOpen = false
          walk.add(branch)
          walk.flush()
          guard let requirements = walk.best else { return }
          all += requirements
        }
        offer(all)
      case .repeated(let inner, let least, let most):
        addRepeated(inner, least: least, most: most)
      }
    }

    private mutating func addRepeated(_ inner: PatternTree, least: Int, most: Int?) {
      guard least > 0 else {
        flush()
        return
      }
      guard case .set(let set, _) = inner else {
        if least == 1, most == 1 {
          add(inner)
        } else {
          flush()
          add(inner)
          flush()
        }
        return
      }
      for _ in 0..<min(least, mostSets) { append(set) }
      if least != most || least > mostSets {
        flush()
        // The last ones stand next to what follows.
        row = Array(repeating: set, count: min(least, 8))
      }
    }
  }
}
