/// What a scanner takes a part of a text for, until it is known whether another has a better claim.
struct Claim {
  /// Which of two claims on the same bytes holds: the higher.
  enum Strength: UInt8, Comparable {
    /// A value that is secret because its key says so.
    case keyed
    /// A number or an identifier with a check.
    case form
    /// What stands between fixed words: a token, an address, a block.
    case anchored
    /// Something that is masked.
    case mask

    static func < (left: Strength, right: Strength) -> Bool { left.rawValue < right.rawValue }
  }

  var range: Range<Int>
  var type: SensitiveType
  var detector: UInt16
  var state: Finding.State
  var confidence: Confidence
  var context: Finding.Context
  var strength: Strength

  /// The claims that hold, in the order of the text: stronger before weaker, then longer before
  /// shorter, and none that overlaps one that holds.
  static func settle(_ claims: inout ContiguousArray<Claim>) {
    guard claims.count > 1 else { return }
    claims.sort {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    var kept = ContiguousArray<Claim>()
    kept.reserveCapacity(claims.count)
    var start = 0
    // Claims that overlap, directly or over others, are settled together; there are few of them.
    while start < claims.count {
      var end = start + 1
      var reach = claims[start].range.upperBound
      while end < claims.count, claims[end].range.lowerBound < reach {
        reach = max(reach, claims[end].range.upperBound)
        end += 1
      }
      if end - start == 1 {
        kept.append(claims[start])
      } else {
        settle(claims[start..<end], into: &kept)
      }
      start = end
    }
    claims = kept
  }

  private static func settle(
    _ rivals: ContiguousArray<Claim>.SubSequence, into kept: inout ContiguousArray<Claim>
  ) {
    let order = rivals.sorted { left, right in
      if left.strength != right.strength { return left.strength > right.strength }
      if left.range.count != right.range.count { return left.range.count > right.range.count }
      if left.range.lowerBound != right.range.lowerBound {
        return left.range.lowerBound < right.range.lowerBound
      }
      return left.type.rawValue < right.type.rawValue
    }
    var winners: ContiguousArray<Claim> = []
    for claim in order {
      let place = winners.partitioningIndex { $0.range.lowerBound >= claim.range.upperBound }
      if place > 0, winners[place - 1].range.upperBound > claim.range.lowerBound { continue }
      winners.insert(claim, at: place)
    }
    kept.append(contentsOf: winners)
  }
}

extension RandomAccessCollection where Index == Int {
  /// The first index whose element is past the border; elements before it are not.
  func partitioningIndex(where isPast: (Element) -> Bool) -> Int {
    var low = startIndex
    var high = endIndex
    while low < high {
      let middle = (low + high) / 2
      if isPast(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
