/// Checks of JSON's scalars on raw bytes. Nothing here allocates.
enum JSONScalar {
  @inline(__always)
  static func isWhitespace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }

  @inline(__always)
  static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  /// Whether `[start, end)` is a number. Eight readable bytes must follow `start`.
  @inline(__always)
  static func isNumber(_ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Bool {
    let length = end &- start
    if length > 0, length <= 8 {
      // Move the text to the word's high bytes, so that what follows it falls off, and look at
      // all digits at once; the bytes below become "0".
      let word = UInt64(littleEndian: load64(base + start))
      let shift = UInt64(truncatingIfNeeded: 64 &- length &* 8)
      let digits = (word &<< shift) | (0x3030_3030_3030_3030 & ((1 &<< shift) &- 1))
      let high = digits & 0xF0F0_F0F0_F0F0_F0F0
      let carried = (digits &+ 0x0606_0606_0606_0606) & 0xF0F0_F0F0_F0F0_F0F0
      if (high ^ 0x3030_3030_3030_3030) | (carried ^ 0x3030_3030_3030_3030) == 0,
        base[start] != 0x30 || length == 1
      {
        return true
      }
    }
    return isNumberSlowly(base, start, end)
  }

  /// The whole grammar: `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`.
  @inline(never)
  static func isNumberSlowly(_ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Bool {
    var at = start
    func digits() -> Bool {
      let first = at
      while at < end, isDigit(base[at]) { at &+= 1 }
      return at > first
    }
    if at < end, base[at] == 0x2D { at &+= 1 }
    guard at < end else { return false }
    if base[at] == 0x30 {
      at &+= 1
    } else if !digits() {
      return false
    }
    if at < end, base[at] == 0x2E {
      at &+= 1
      if !digits() { return false }
    }
    if at < end, base[at] | 0x20 == 0x65 {
      at &+= 1
      if at < end, base[at] == 0x2B || base[at] == 0x2D { at &+= 1 }
      if !digits() { return false }
    }
    return at == end
  }

  /// Whether every backslash in `[start, end)` begins one of JSON's escapes.
  @inline(never)
  static func escapesAreValid(_ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Bool {
    var at = start
    while at < end {
      guard base[at] == 0x5C else {
        at &+= 1
        continue
      }
      guard at &+ 1 < end else { return false }
      switch base[at &+ 1] {
      case 0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74: at &+= 2
      case 0x75:
        guard at &+ 6 <= end else { return false }
        for place in (at &+ 2)..<(at &+ 6) where hexValue(base[place]) == nil { return false }
        at &+= 6
      default: return false
      }
    }
    return true
  }

  static func hexValue(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x30...0x39: UInt32(byte) - 0x30
    case 0x41...0x46: UInt32(byte) - 0x37
    case 0x61...0x66: UInt32(byte) - 0x57
    default: nil
    }
  }

  /// A string's bytes with its (valid) escapes carried out; nil if it holds a lone surrogate.
  static func unescaped(_ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> [UInt8]? {
    var result: [UInt8] = []
    var at = start
    func unit() -> UInt32 {
      (0..<4).reduce(0) { $0 << 4 | (hexValue(base[at + 2 + $1]) ?? 0) }
    }
    while at < end {
      guard base[at] == 0x5C, at + 1 < end else {
        result.append(base[at])
        at += 1
        continue
      }
      switch base[at + 1] {
      case 0x62: result.append(0x08)
      case 0x66: result.append(0x0C)
      case 0x6E: result.append(0x0A)
      case 0x72: result.append(0x0D)
      case 0x74: result.append(0x09)
      case 0x75:
        guard at + 6 <= end else { return nil }
        var scalar = unit()
        at += 6
        if 0xD800..<0xDC00 ~= scalar {
          guard at + 6 <= end, base[at] == 0x5C, base[at + 1] == 0x75 else { return nil }
          let low = unit()
          guard 0xDC00..<0xE000 ~= low else { return nil }
          scalar = 0x10000 + (scalar - 0xD800) << 10 + (low - 0xDC00)
          at += 6
        }
        guard let valid = Unicode.Scalar(scalar) else { return nil }
        result.append(contentsOf: UTF8.encode(valid).unsafelyUnwrapped)
        continue
      default: result.append(base[at + 1])
      }
      at += 2
    }
    return result
  }

  @inline(__always)
  static func load64(_ pointer: UnsafePointer<UInt8>) -> UInt64 {
    UnsafeRawPointer(pointer).loadUnaligned(as: UInt64.self)
  }

  @inline(__always)
  static func load32(_ pointer: UnsafePointer<UInt8>) -> UInt32 {
    UnsafeRawPointer(pointer).loadUnaligned(as: UInt32.self)
  }

  /// Whether `[start, end)` is `true`, `false` or `null`, as a slot's code; 0 if not.
  /// Four readable bytes must follow `start`.
  @inline(__always)
  static func word(_ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> UInt8 {
    let text = UInt32(littleEndian: load32(base + start))
    if end &- start == 4 {
      if text == 0x6C6C_756E { return 2 }  // null
      if text == 0x6575_7274 { return 6 }  // true
    } else if end &- start == 5, text == 0x736C_6166, base[start &+ 4] == 0x65 {
      return SlotCode.false
    }
    return 0
  }
}
