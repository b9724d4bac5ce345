import Glibc
import Mapping

/// Why an answer is unknown: a set of numbered reasons, and the latest time that it waits for.
struct ReasonBag: Hashable {
  /// Reasons with numbers below 64.
  var mask: UInt64 = 0
  /// The others, ascending.
  var others: [Int32] = []
  /// `Int64.min`: nothing is awaited.
  var pendingUntil = Int64.min
  var isPending = false

  var isEmpty: Bool { mask == 0 && others.isEmpty && !isPending }

  /// Later evidence decides it.
  var isOnlyPending: Bool { isPending && mask == 0 && others.isEmpty }

  @inline(__always)
  mutating func insert(_ reason: Int32) {
    if reason < 64 { mask |= 1 << UInt64(reason) } else { insertOther(reason) }
  }

  private mutating func insertOther(_ reason: Int32) {
    let place = others.firstIndex { $0 >= reason } ?? others.count
    if place == others.count || others[place] != reason { others.insert(reason, at: place) }
  }

  mutating func insert(pendingUntil time: Int64) {
    pendingUntil = max(pendingUntil, time)
    isPending = true
  }

  mutating func formUnion(_ other: ReasonBag) {
    mask |= other.mask
    if other.isPending { insert(pendingUntil: other.pendingUntil) }
    for reason in other.others { insertOther(reason) }
  }
}

/// The reasons and bags of one evaluation, by number. Numbers are never shown.
final class ReasonTable {
  private(set) var reasons: [CorrelationReason] = []
  private var numbers: [CorrelationReason: Int32] = [:]
  private(set) var bags: [ReasonBag] = []
  private var bagNumbers: [ReasonBag: Int32] = [:]
  /// The list of reasons that was read last.
  private var lastList: [UInt8] = []
  private var lastSource: Int32 = -1
  private var lastBag = ReasonBag()
  let orderUncertain: Int32

  init() {
    reasons = [.orderUncertain]
    numbers = [.orderUncertain: 0]
    orderUncertain = 0
  }

  func number(_ reason: CorrelationReason) -> Int32 {
    if let known = numbers[reason] { return known }
    reasons.append(reason)
    let number = Int32(reasons.count - 1)
    numbers[reason] = number
    return number
  }

  func intern(_ bag: ReasonBag) -> Int32 {
    if let known = bagNumbers[bag] { return known }
    bags.append(bag)
    let number = Int32(bags.count - 1)
    bagNumbers[bag] = number
    return number
  }

  /// The reasons of a bag, in the order in which they are shown (C5).
  func reasons(of bag: ReasonBag) -> [CorrelationReason] {
    var result: [CorrelationReason] = []
    var mask = bag.mask
    while mask != 0 {
      result.append(reasons[mask.trailingZeroBitCount])
      mask &= mask &- 1
    }
    for reason in bag.others { result.append(reasons[Int(reason)]) }
    if bag.isPending { result.append(.pending(until: bag.pendingUntil)) }
    return result.sorted { $0.isShownBefore($1) }
  }

  /// Adds the reasons of a list in a row, which is about fields of a source's event.
  func add(_ list: UnsafeRawBufferPointer, source: Int32, to bag: inout ReasonBag) {
    guard !list.isEmpty else { return }
    if source == lastSource, list.count == lastList.count,
      lastList.withUnsafeBytes({ memcmp($0.baseAddress!, list.baseAddress!, list.count) }) == 0
    {
      bag.formUnion(lastBag)
      return
    }
    var read = ReasonBag()
    var place = 0
    while place + 3 <= list.count {
      let reason = UnknownReason(rawValue: list[place]) ?? .missing
      let length = Int(list.loadUnaligned(fromByteOffset: place + 1, as: UInt16.self))
      guard place + 3 + length <= list.count else { break }
      let name = String(decoding: list[(place + 3)..<(place + 3 + length)], as: UTF8.self)
      read.insert(number(.field(reason, source: source, name: name)))
      place += 3 + length
    }
    lastList = Array(list)
    lastSource = source
    lastBag = read
    bag.formUnion(read)
  }
}

extension CorrelationReason {
  /// The order of reasons (C5), ties by content.
  func isShownBefore(_ other: CorrelationReason) -> Bool {
    if rank != other.rank { return rank < other.rank }
    switch (self, other) {
    case (.noSource(let a), .noSource(let b)): return a.utf8.lexicographicallyPrecedes(b.utf8)
    case (.field(_, let source, let name), .field(_, let otherSource, let otherName)):
      if name != otherName { return name.utf8.lexicographicallyPrecedes(otherName.utf8) }
      return source < otherSource
    case (.history(let a), .history(let b)): return a < b
    case (.pending(let a), .pending(let b)): return a < b
    default: return false
    }
  }

  private var rank: Int {
    switch self {
    case .noSource: 0
    case .field(let reason, _, _): 1 + Int(reason.rawValue)
    case .orderUncertain: 5
    case .history: 6
    case .pending: 7
    case .moreMayFollow: 8
    }
  }
}
