/// The numbers of all numbering plans as one automaton: from `root`, the digits of a country's code and of a
/// national number lead to a state in which a number may end, if there is such a number.
///
/// Read once from `PhonePlans`; asking costs a load for each digit.
struct PhoneAutomaton: Sendable {
  /// A state, and in the highest bit whether a number may end there; 0: there is no such number.
  typealias State = UInt16

  static let shared = PhoneAutomaton()

  /// The state before the country's code.
  let root: State
  /// Ten for each state.
  private let following: [State]
  /// The trunk prefixes by the state behind a country's code.
  private var trunks: [State: [UInt8]] = [:]

  /// The state that a digit from 0 to 9 leads to.
  @inline(__always)
  func next(_ state: State, _ digit: UInt8) -> State {
    following[Int(state & 0x7FFF) * 10 + Int(digit)]
  }

  @inline(__always)
  static func mayEnd(_ state: State) -> Bool { state & 0x8000 != 0 }

  /// The state behind a country's code.
  func behind(code: Int) -> State {
    var state = root
    for byte in String(code).utf8 { state = next(state, byte - UInt8(ascii: "0")) }
    return state
  }

  /// What is dialled before a national number within the country whose code led to the state; empty if
  /// nothing is.
  func trunk(_ state: State) -> [UInt8] { trunks[state & 0x7FFF] ?? [] }

  private init() {
    var following = [State](repeating: 0, count: PhonePlans.stateCount * 10)
    var ends = [Bool](repeating: false, count: PhonePlans.stateCount)
    let text = UnsafeBufferPointer(
      start: PhonePlans.states.utf8Start, count: PhonePlans.states.utf8CodeUnitCount)
    var values = text.lazy.filter { $0 > 0x20 }.map { Int($0) - 0x23 - ($0 > 0x5C ? 1 : 0) }
      .makeIterator()
    var state = 1
    var digit = 0
    while state < PhonePlans.stateCount, var sign = values.next() {
      if sign >= 30 {
        ends[state] = true
        sign -= 30
      }
      var target = 0
      for _ in 0..<(sign / 10) { target = target * 91 + (values.next() ?? 0) }
      for _ in 0...(sign % 10) where digit < 10 {
        following[state * 10 + digit] = State(truncatingIfNeeded: target)
        digit += 1
      }
      if digit == 10 {
        state += 1
        digit = 0
      }
    }
    for index in following.indices where ends[Int(following[index])] { following[index] |= 0x8000 }
    self.following = following
    root = State(PhonePlans.root)
    let pairs = String(describing: PhonePlans.trunks).split { $0 == " " || $0 == "\n" }
    for pair in pairs {
      let parts = pair.split(separator: ":")
      guard parts.count == 2, let code = Int(parts[0]) else { continue }
      trunks[behind(code: code) & 0x7FFF] = parts[1].utf8.map { $0 - UInt8(ascii: "0") }
    }
  }
}
