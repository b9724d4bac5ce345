import RuleModel
import Values

/// The numbers that a column's tests compare with, sorted. All values between two neighbours, and
/// each of the numbers itself, are of one class: to find it is a binary search.
final class IntegerIntervals {
  private let bounds: Frozen<Int64>
  /// By interval: below the first bound, the first bound, between it and the second, …; -1 if no
  /// value of it has been seen.
  let classes: UnsafeMutablePointer<Int32>

  /// nil if a test asks for more than how a value stands to whole numbers.
  init?(_ tests: [ColumnTest], type: ValueType) {
    guard Self.serves(type) else { return nil }
    var bounds: Set<Int64> = []
    for test in tests {
      guard let numbers = Self.numbers(of: test.test, type) else { return nil }
      bounds.formUnion(numbers)
    }
    guard !bounds.isEmpty else { return nil }
    self.bounds = Frozen(bounds.sorted())
    classes = .allocate(capacity: 2 * bounds.count + 1)
    forget()
  }

  deinit {
    bounds.deallocate()
    classes.deallocate()
  }

  func forget() { classes.initialize(repeating: -1, count: 2 * bounds.count + 1) }

  /// The interval that a number lies in.
  @inline(__always)
  func interval(of number: Int64) -> Int {
    var start = 0
    var length = bounds.count
    while length > 1 {
      let half = length >> 1
      start = bounds[start &+ half] <= number ? start &+ half : start
      length &-= half
    }
    let bound = bounds[start]
    if number < bound { return 2 &* start }
    return 2 &* start &+ (number == bound ? 1 : 2)
  }

  /// The value that a number of the column stands for.
  static func value(_ number: Int64, _ type: ValueType) -> Value {
    switch type {
    case .duration: .duration(Duration(nanoseconds: number))
    case .size: .size(number)
    case .timestamp: .timestamp(Timestamp(nanoseconds: number))
    default: .number(Number(number))
    }
  }

  /// The number that a value of the column is; nil if it is no whole one.
  static func number(_ value: Value, _ type: ValueType) -> Int64? {
    switch (value, type) {
    case (.number(let number), .integer): number.integer
    case (.duration(let duration), .duration): duration.nanoseconds
    case (.size(let bytes), .size): bytes
    case (.timestamp(let time), .timestamp): time.nanoseconds
    default: nil
    }
  }

  private static func serves(_ type: ValueType) -> Bool {
    type == .integer || type == .duration || type == .size || type == .timestamp
  }

  private static func numbers(of test: ScalarTest, _ type: ValueType) -> [Int64]? {
    switch test {
    case .presence(.column, _): return []
    case .comparison(.column, _, .literal(let value)), .comparison(.literal(let value), _, .column):
      return number(value, type).map { [$0] }
    case .membership(.column, let set): return set.wholeNumbers { number($0, type) }
    default: return nil
    }
  }
}

extension ScalarSet {
  /// Its members and the ends of its ranges; nil if one of them is no number.
  func wholeNumbers(_ number: (Value) -> Int64?) -> [Int64]? {
    guard networks.isEmpty, operands.isEmpty else { return nil }
    var result: [Int64] = []
    for value in singles.values.joined() + ranges.flatMap({ [$0.low, $0.high] }) {
      guard let bound = number(value) else { return nil }
      result.append(bound)
    }
    return result
  }
}
