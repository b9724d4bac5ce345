/// Whether bytes are UTF-8 (RFC 3629: no surrogates, no overlong forms, nothing past U+10FFFF).
enum UTF8Check {
  /// Cost: a nanosecond for eight bytes of ASCII, some for each other character.
  static func isValid(_ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Bool {
    var at = start
    while at < end {
      if at &+ 8 <= end, JSONScalar.load64(base + at) & 0x8080_8080_8080_8080 == 0 {
        at &+= 8
        continue
      }
      let lead = base[at]
      if lead < 0x80 {
        at &+= 1
        continue
      }
      let length: Int
      switch lead {
      case 0xC2...0xDF: length = 2
      case 0xE0...0xEF: length = 3
      case 0xF0...0xF4: length = 4
      default: return false
      }
      guard at &+ length <= end else { return false }
      let second = base[at &+ 1]
      switch lead {
      case 0xE0 where second < 0xA0, 0xED where second > 0x9F, 0xF0 where second < 0x90,
        0xF4 where second > 0x8F:
        return false
      default: break
      }
      for place in 1..<length where base[at &+ place] & 0xC0 != 0x80 { return false }
      at &+= length
    }
    return true
  }
}
