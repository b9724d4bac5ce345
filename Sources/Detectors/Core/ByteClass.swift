/// What the text loop does with a byte.
enum ByteClass {
  static let lower: UInt8 = 1
  static let upper: UInt8 = 2
  static let digit: UInt8 = 4
  static let underscore: UInt8 = 8
  static let high: UInt8 = 16
  /// Part of a word.
  static let word: UInt8 = 31
  /// A separator that something may begin at: `@ + * : = [ ( < { %` and others.
  static let site: UInt8 = 32

  // Never written after it is made.
  nonisolated(unsafe) static let table: UnsafePointer<UInt8> = {
    let table = UnsafeMutablePointer<UInt8>.allocate(capacity: 256)
    for value in 0..<256 {
      let byte = UInt8(value)
      table[value] =
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): lower
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): upper
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit
        case UInt8(ascii: "_"): underscore
        case 0x80...: high
        default: "@+*:=[(<{%-#".utf8.contains(byte) ? site : 0
        }
    }
    return UnsafePointer(table)
  }()

  @inline(__always)
  static func of(_ byte: UInt8) -> UInt8 { table[Int(byte)] }

  @inline(__always)
  static func isWord(_ byte: UInt8) -> Bool { table[Int(byte)] & word != 0 }
}
