/// A version: numbers separated by dots, compared part by part; missing parts count as 0,
/// so `1.2` equals `1.2.0`.
///
/// INVARIANT: no trailing zero part (a single 0 stays), so that equal versions have equal parts.
package struct Version: Hashable, Sendable, Comparable {
  package let parts: [UInt32]

  package init(parts: [UInt32]) {
    var parts = parts
    while parts.count > 1, parts.last == 0 { parts.removeLast() }
    self.parts = parts
  }

  package static func < (left: Version, right: Version) -> Bool {
    for index in 0..<max(left.parts.count, right.parts.count) {
      let a = index < left.parts.count ? left.parts[index] : 0
      let b = index < right.parts.count ? right.parts[index] : 0
      if a != b { return a < b }
    }
    return false
  }
}
