/// Whether a pattern can be let loose on any text.
///
/// What is told of it is certain in one direction: a pattern without risk takes no more than a few
/// steps for each byte from each place where it is tried. Some patterns that would do no harm are
/// refused, since it can't be told of them.
package enum PatternRisk: Hashable, Sendable {
  case none
  /// It has parts whose cost is not known: back references, recursion, conditions, Unicode properties,
  /// POSIX classes, the flag `x`.
  case notUnderstood
  /// It matches the empty text.
  case matchesEmpty
  /// A text can be matched in a number of ways that doubles with every few bytes: `(a+)+`, `(a|a)*`.
  case exponential
  /// Two repetitions after each other can share a stretch of text in many ways: `\d+\d+`.
  case polynomial
  /// It has more places than are looked through.
  case tooLarge

  /// The risk of a pattern that PCRE2 accepts. Time and memory are bounded.
  package static func of(pattern: String, flags: String) -> PatternRisk {
    var looks: [PatternTree] = []
    guard
      let tree = PatternReader.read(Array(pattern.utf8), flags: flags, looks: &looks)
    else { return .notUnderstood }
    guard let automaton = PositionAutomaton(tree) else { return .tooLarge }
    if automaton.isNullable { return .matchesEmpty }
    for tree in [tree] + looks {
      guard let automaton = PositionAutomaton(tree) else { return .tooLarge }
      let risk = automaton.risk
      if risk != .none { return risk }
    }
    return .none
  }
}

/// A pattern's places, and which can follow which: Glushkov's automaton, over bytes.
struct PositionAutomaton {
  private static let mostPositions = 160
  /// Counts above are taken for repetition without an end, which allows more.
  private static let mostCopies = 40
  private static let mostSteps = 4_000_000

  private(set) var sets: [ByteSet] = []
  private(set) var follow: [[Int]] = []
  /// By place: those that can follow it in more than one way, as in `(a+)+`.
  private(set) var doubled: [Set<Int>] = []
  private(set) var isNullable = false
  private var isTooLarge = false

  private struct Part {
    var isNullable = true
    var first: [Int] = []
    var last: [Int] = []
  }

  /// nil if there are too many places.
  init?(_ tree: PatternTree) {
    let part = add(tree)
    guard !isTooLarge else { return nil }
    isNullable = part.isNullable
    for place in follow.indices {
      let sorted = follow[place].sorted()
      doubled.append(
        Set(zip(sorted, sorted.dropFirst()).filter { $0 == $1 }.map(\.0)))
      follow[place] = Array(Set(sorted)).sorted()
    }
  }

  private mutating func add(_ tree: PatternTree) -> Part {
    guard !isTooLarge else { return Part() }
    switch tree {
    case .set(let set, _):
      guard sets.count < Self.mostPositions else {
        isTooLarge = true
        return Part()
      }
      sets.append(set)
      follow.append([])
      return Part(isNullable: false, first: [sets.count - 1], last: [sets.count - 1])
    case .nothing, .start: return Part()
    case .sequence(let parts):
      var whole = Part()
      for part in parts { whole = join(whole, add(part)) }
      return whole
    case .choice(let branches):
      var whole = Part(isNullable: false)
      for branch in branches {
        let part = add(branch)
        whole.isNullable = whole.isNullable || part.isNullable
        whole.first += part.first
        whole.last += part.last
      }
      return whole
    case .repeated(let inner, let least, let most): return addRepeated(inner, least, most)
    }
  }

  private mutating func addRepeated(_ inner: PatternTree, _ least: Int, _ most: Int?) -> Part {
    var whole = Part()
    guard let most, most <= Self.mostCopies else {
      for _ in 1..<max(1, min(least, Self.mostCopies)) { whole = join(whole, add(inner)) }
      let loop = add(inner)
      connect(loop.last, loop.first)
      var last = loop
      last.isNullable = last.isNullable || least == 0
      return join(whole, last)
    }
    for _ in 0..<least { whole = join(whole, add(inner)) }
    // Each of the others only after the one before it: `a{0,2}` is `(a(a)?)?`.
    var rest = Part()
    for _ in least..<max(least, most) {
      rest = join(add(inner), rest)
      rest.isNullable = true
    }
    return join(whole, rest)
  }

  private mutating func join(_ left: Part, _ right: Part) -> Part {
    connect(left.last, right.first)
    return Part(
      isNullable: left.isNullable && right.isNullable,
      first: left.isNullable ? left.first + right.first : left.first,
      last: right.isNullable ? left.last + right.last : right.last)
  }

  private mutating func connect(_ from: [Int], _ to: [Int]) {
    for place in from { follow[place] += to }
  }

  // MARK: Ambiguity

  private func overlaps(_ a: Int, _ b: Int) -> Bool { sets[a].overlaps(sets[b]) }

  /// By place: those in whose circles it lies; its own number if it lies in one, else -1.
  private var components: [Int] {
    let count = sets.count
    var reach = (0..<count).map { start in reachable(from: [start]) }
    for place in 0..<count where reach[place][place] == false { reach[place] = [] }
    return (0..<count).map { place in
      guard !reach[place].isEmpty else { return -1 }
      return (0..<count).first {
        !reach[$0].isEmpty && reach[$0][place] && reach[place][$0]
      } ?? place
    }
  }

  private func reachable(from starts: [Int]) -> [Bool] {
    var seen = [Bool](repeating: false, count: sets.count)
    var open = starts.flatMap { follow[$0] }
    while let place = open.popLast() {
      if seen[place] { continue }
      seen[place] = true
      open += follow[place]
    }
    return seen
  }

  var risk: PatternRisk {
    var steps = 0
    let components = components
    for place in sets.indices where components[place] >= 0 {
      switch isExponential(place, components, &steps) {
      case true?: return .exponential
      case nil: return .tooLarge
      case false?: break
      }
    }
    for first in sets.indices where components[first] >= 0 {
      for second in sets.indices where components[second] >= 0 && second != first {
        switch isPolynomial(first, second, components, &steps) {
        case true?: return .polynomial
        case nil: return .tooLarge
        case false?: break
        }
      }
    }
    return .none
  }

  /// Whether one text leads from the place back to it in two ways; nil: not told within the steps.
  private func isExponential(
    _ start: Int, _ components: [Int], _ steps: inout Int
  ) -> Bool? {
    let count = sets.count
    // Pairs of places that one text leads to; the third number tells whether they were ever apart.
    var seen = [Bool](repeating: false, count: count * count * 2)
    var open = [(start, start, false)]
    let inside = { components[$0] == components[start] }
    while let (a, b, wereApart) = open.popLast() {
      for x in follow[a] where inside(x) {
        for y in follow[b] where inside(y) && overlaps(x, y) {
          steps += 1
          if steps > Self.mostSteps { return nil }
          let apart = wereApart || x != y || doubled[a].contains(x)
          if apart, x == start, y == start { return true }
          let index = (x * count + y) * 2 + (apart ? 1 : 0)
          if seen[index] { continue }
          seen[index] = true
          open.append((x, y, apart))
        }
      }
    }
    return false
  }

  /// Whether one text leads from the first place back to it, from the first to the second, and from the
  /// second back to it; nil: not told within the steps.
  private func isPolynomial(
    _ first: Int, _ second: Int, _ components: [Int], _ steps: inout Int
  ) -> Bool? {
    let count = sets.count
    var seen: Set<Int> = []
    var open = [(first, first, second)]
    while let (a, b, c) = open.popLast() {
      for x in follow[a] where components[x] == components[first] {
        for z in follow[c] where components[z] == components[second] && overlaps(x, z) {
          let common = sets[x].intersection(sets[z])
          for y in follow[b] where sets[y].overlaps(common) {
            steps += 1
            if steps > Self.mostSteps { return nil }
            if x == first, y == second, z == second { return true }
            if seen.insert((x * count + y) * count + z).inserted { open.append((x, y, z)) }
          }
        }
      }
    }
    return false
  }
}
