/// The bytes of a text that are not written as they are, and what is written instead. Made once for
/// each format; lives as long as the process.
// INVARIANT: the memory is written in `init` only.
struct SpecialBytes: @unchecked Sendable {
  /// 256 truth values.
  private let isSpecial: UnsafePointer<Bool>
  let escape: @Sendable (UInt8) -> StaticString
  /// Bytes below it are special.
  private let least: SIMD16<UInt8>
  /// The others, each over a whole vector; some stand there twice.
  private let others: (Vector, Vector, Vector, Vector, Vector, Vector)
  private let hasVectors: Bool

  private typealias Vector = SIMD16<UInt8>

  init(
    _ isSpecial: (UInt8) -> Bool, escape: @escaping @Sendable (UInt8) -> StaticString
  ) {
    let table = UnsafeMutablePointer<Bool>.allocate(capacity: 256)
    for byte in 0..<256 { (table + byte).initialize(to: isSpecial(UInt8(byte))) }
    self.isSpecial = UnsafePointer(table)
    self.escape = escape
    let bytes = (0...255).map { UInt8($0) }
    let least = bytes.first { !isSpecial($0) } ?? 0
    var others = bytes.filter { $0 > least && isSpecial($0) }
    hasVectors = !others.isEmpty && others.count <= 6
    while others.count < 6 { others.append(others.last ?? 0) }
    self.least = Vector(repeating: least)
    self.others = (
      Vector(repeating: others[0]), Vector(repeating: others[1]), Vector(repeating: others[2]),
      Vector(repeating: others[3]), Vector(repeating: others[4]), Vector(repeating: others[5])
    )
  }

  /// Where the first special byte of `[start, end)` is; `end` if there is none.
  func first(in base: UnsafePointer<UInt8>, from start: Int, to end: Int) -> Int {
    var index = start
    if hasVectors {
      while end &- index >= 16 {
        let block = UnsafeRawPointer(base + index).loadUnaligned(as: Vector.self)
        let found =
          (block .< least) .| (block .== others.0) .| (block .== others.1)
          .| (block .== others.2) .| (block .== others.3) .| (block .== others.4)
          .| (block .== others.5)
        let words = unsafeBitCast(found, to: SIMD2<UInt64>.self)
        if words[0] | words[1] != 0 { break }
        index &+= 16
      }
    }
    while index < end, !isSpecial[Int(base[index])] { index &+= 1 }
    return index
  }
}
