import Detectors

/// What reports show of JSON pointers.
enum FieldPattern {
  /// The pointer with `*` for array indexes and for names that are data: numbers, addresses, digests.
  ///
  /// - Parameter hidden: where steps begin (at their slashes) that are `*` whatever they look like.
  static func field(_ pointer: Bytes, hidden: [Int] = []) -> [UInt8] {
    rewritten(pointer, hidden) { isIndex($0) || isData($0) }
  }

  /// The pointer with `*` for names that are data; indexes stay.
  static func shown(_ pointer: Bytes, hidden: [Int] = []) -> [UInt8] {
    rewritten(pointer, hidden) { $0.count <= 6 && isIndex($0) ? false : isData($0) }
  }

  private static func rewritten(
    _ pointer: Bytes, _ hidden: [Int], _ isHidden: (Bytes) -> Bool
  ) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(pointer.count)
    var start = 0
    while start < pointer.count {
      // A pointer is empty, or each step begins with a slash.
      var end = start + 1
      while end < pointer.count, pointer[end] != UInt8(ascii: "/") { end += 1 }
      let step = Bytes(rebasing: pointer[min(start + 1, end)..<end])
      result.append(UInt8(ascii: "/"))
      if hidden.contains(start) || isHidden(step) {
        result.append(UInt8(ascii: "*"))
      } else {
        result.append(contentsOf: step)
      }
      start = end
    }
    return result
  }

  private static func isIndex(_ step: Bytes) -> Bool {
    !step.isEmpty && step.allSatisfy { $0 &- UInt8(ascii: "0") < 10 }
  }

  /// Names that people give are short, and of letters; what has many digits, or signs that names do
  /// not have, is a value that serves as a name.
  static func isData(_ step: Bytes) -> Bool {
    if step.count > 64 { return true }
    var digits = 0
    for byte in step {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digits += 1
      case UInt8(ascii: "@"), UInt8(ascii: "%"), UInt8(ascii: "+"), UInt8(ascii: "="),
        UInt8(ascii: "\\"):
        return true
      case 0..<0x20, 0x7F: return true
      default: break
      }
    }
    return digits >= 4 || (digits > 0 && digits == step.count)
  }
}
