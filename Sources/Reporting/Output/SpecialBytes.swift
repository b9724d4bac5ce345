/// The bytes of a text that are not written as they are, and what is written instead. Made once for
/// each format; lives as long as the process.
// INVARIANT: the memory is written in `init` only.
struct SpecialBytes: @unchecked Sendable {
  /// 256 truth values.
  let isSpecial: UnsafePointer<Bool>
  let escape: @Sendable (UInt8) -> StaticString

  init(
    _ isSpecial: (UInt8) -> Bool, escape: @escaping @Sendable (UInt8) -> StaticString
  ) {
    let table = UnsafeMutablePointer<Bool>.allocate(capacity: 256)
    for byte in 0..<256 { (table + byte).initialize(to: isSpecial(UInt8(byte))) }
    self.isSpecial = UnsafePointer(table)
    self.escape = escape
  }
}
