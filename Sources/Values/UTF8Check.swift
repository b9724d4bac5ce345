/// UTF-8, as Unicode's table 3-7 defines it.
package enum UTF8Check {
  /// Whether the bytes are valid UTF-8: no overlong form, no surrogate, nothing past U+10FFFF.
  package static func isValid(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var index = 0
    let count = bytes.count
    while index < count {
      let first = bytes[index]
      if first < 0x80 {
        index &+= 1
        continue
      }
      var low: UInt8 = 0x80
      var high: UInt8 = 0xbf
      let length: Int
      switch first {
      case 0xc2...0xdf: length = 2
      case 0xe0: (length, low) = (3, 0xa0)
      case 0xed: (length, high) = (3, 0x9f)
      case 0xe1...0xef: length = 3
      case 0xf0: (length, low) = (4, 0x90)
      case 0xf4: (length, high) = (4, 0x8f)
      case 0xf1...0xf3: length = 4
      default: return false
      }
      guard index &+ length <= count, bytes[index &+ 1] >= low, bytes[index &+ 1] <= high else {
        return false
      }
      for next in 2..<max(2, length) where bytes[index &+ next] & 0xc0 != 0x80 { return false }
      index &+= length
    }
    return true
  }
}
