import CKernels
import Values

/// What `url.path` is made of: the path of a request target, normalised so that one resource has
/// one spelling.
package enum URLPath {
  /// The place of the query's mark in `scanTests`.
  package static let queryTest = 1

  /// A path of at most `WRIT_TEXT_LENGTH` bytes that begins with a slash and passes none of these is
  /// as `normalise` would leave it; one that passes one may be.
  package static let scanTests = [
    // `%`, `#` and two more.
    writ_text_test(
      low: 0x27, high: 0x27, fold: 0x06, has_second: 0, second: 0, second_fold: 0, run: 1),
    // `?`
    writ_text_test(
      low: 0x3f, high: 0x3f, fold: 0, has_second: 0, second: 0, second_fold: 0, run: 1),
    // `//` and `/.`
    writ_text_test(
      low: 0x2f, high: 0x2f, fold: 0, has_second: 1, second: 0x2f, second_fold: 1, run: 1),
  ]

  /// Whether a path is already as `normalise` would leave it. May say no although it is; never yes
  /// although it is not.
  @inline(__always)
  package static func isNormal(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let count = bytes.count
    guard count > 0, bytes[0] == UInt8(ascii: "/"), let base = bytes.baseAddress else {
      return false
    }
    // Sixteen or eight bytes at a time, each with the one before it. The last step overlaps.
    if count >= 17 {
      var index = 0
      while true {
        if hasWork16(base + index) { return false }
        if index == count &- 17 { return true }
        index = min(index &+ 16, count &- 17)
      }
    }
    if count >= 9 {
      return !hasWork8(base) && !hasWork8(base + (count &- 9))
    }
    for index in 1..<max(1, count) {
      switch bytes[index] {
      case UInt8(ascii: "%"), UInt8(ascii: "?"), UInt8(ascii: "#"): return false
      case UInt8(ascii: "/"), UInt8(ascii: "."):
        if bytes[index &- 1] == UInt8(ascii: "/") { return false }
      default: break
      }
    }
    return true
  }

  /// Whether one of the bytes 1 to 16 is `%`, `?` or `#`, or is `/` or `.` with a `/` before it.
  @inline(__always)
  private static func hasWork16(_ start: UnsafeRawPointer) -> Bool {
    typealias Bytes = SIMD16<UInt8>
    let before = start.loadUnaligned(as: Bytes.self)
    let bytes = start.loadUnaligned(fromByteOffset: 1, as: Bytes.self)
    let special =
      (bytes .== Bytes(repeating: 0x25)) .| (bytes .== Bytes(repeating: 0x3f))
      .| (bytes .== Bytes(repeating: 0x23))
    // `.` and `/` differ in the last bit only.
    let pair =
      (before .== Bytes(repeating: 0x2f))
      .& ((bytes | Bytes(repeating: 1)) .== Bytes(repeating: 0x2f))
    let words = unsafeBitCast(special .| pair, to: SIMD2<UInt64>.self)
    return words.x | words.y != 0
  }

  /// Whether one of the bytes 1 to 8 is `%`, `?` or `#`, or is `/` or `.` with a `/` before it.
  @inline(__always)
  private static func hasWork8(_ start: UnsafeRawPointer) -> Bool {
    let before = start.loadUnaligned(as: UInt64.self)
    let word = start.loadUnaligned(fromByteOffset: 1, as: UInt64.self)
    let special = zeros(word ^ all(0x25)) | zeros(word ^ all(0x3f)) | zeros(word ^ all(0x23))
    let pair = zeros(before ^ all(0x2f)) & zeros((word | all(1)) ^ all(0x2f))
    return special | pair != 0
  }

  @inline(__always)
  private static func all(_ byte: UInt64) -> UInt64 { byte &* 0x0101_0101_0101_0101 }

  /// The top bit of every byte that is 0, exactly.
  @inline(__always)
  private static func zeros(_ word: UInt64) -> UInt64 {
    let low = (word & 0x7f7f_7f7f_7f7f_7f7f) &+ 0x7f7f_7f7f_7f7f_7f7f
    return ~(low | word) & 0x8080_8080_8080_8080
  }

  /// The part of a target that is its path as it stands: a target that is normal but for a query
  /// or fragment. Nil if there is more to do.
  @inline(__always)
  package static func borrowedPath(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    if isNormal(bytes) { return bytes }
    for index in 0..<bytes.count
    where bytes[index] == UInt8(ascii: "?") || bytes[index] == UInt8(ascii: "#") {
      let path = UnsafeRawBufferPointer(start: bytes.baseAddress, count: index)
      return isNormal(path) ? path : nil
    }
    return nil
  }

  /// Writes the normalised path of a request target (`/a/b?q`, `http://host/a`, `*`, `host:443`).
  ///
  /// The query and a fragment are cut off; of an absolute URL the path remains (`/` if there is
  /// none); percent escapes are decoded once, and stay as they are where they are no escapes;
  /// then runs of slashes become one and dot segments are resolved (RFC 3986, 5.2.4). What does
  /// not begin with a slash keeps its slashes and dots.
  /// Returns the length; nil if the decoded path is not UTF-8. `output` has room for
  /// `bytes.count + 1` bytes and may be where `bytes` begin.
  package static func normalise(
    _ bytes: UnsafeRawBufferPointer, into output: UnsafeMutablePointer<UInt8>
  ) -> Int? {
    let target = bytes.slice(pathStart(bytes), bytes.count)
    var length = 0
    var hasHighEscape = false
    var read = 0
    while read < target.count {
      let byte = target[read]
      if byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#") { break }
      read &+= 1
      if byte == UInt8(ascii: "%"), read &+ 1 < target.count, let high = target[read].hexDigit,
        let low = target[read &+ 1].hexDigit
      {
        let decoded = high << 4 | low
        hasHighEscape = hasHighEscape || decoded >= 0x80
        output[length] = decoded
        read &+= 2
      } else {
        output[length] = byte
      }
      length &+= 1
    }
    if hasHighEscape,
      !UTF8Check.isValid(UnsafeRawBufferPointer(start: output, count: length))
    {
      return nil
    }
    if length == 0 {
      if bytes.isEmpty { return 0 }
      output[0] = UInt8(ascii: "/")
      return 1
    }
    guard output[0] == UInt8(ascii: "/") else { return length }
    return resolveSegments(output, count: length)
  }

  /// The normalised path; nil if it is not UTF-8.
  package static func normalised(_ bytes: UnsafeRawBufferPointer) -> [UInt8]? {
    if isNormal(bytes) { return Array(bytes) }
    var isValid = true
    let result = [UInt8](unsafeUninitializedCapacity: bytes.count + 1) { buffer, count in
      guard let base = buffer.baseAddress else { return }
      if let length = normalise(bytes, into: base) { count = length } else { isValid = false }
    }
    return isValid ? result : nil
  }

  /// Where the path begins: after `scheme://authority` of an absolute URL, else at 0.
  package static func pathStart(_ bytes: UnsafeRawBufferPointer) -> Int {
    guard let authority = AbsoluteURL.authorityStart(bytes) else { return 0 }
    var index = authority
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"): return index
      default: index &+= 1
      }
    }
    return index
  }

  /// In place: drops empty and `.` segments, and with each `..` the segment before it. The text
  /// begins with a slash; so does the result, which ends with one if the text ended with one, or
  /// with a dot segment. Linear: what `..` drops was written once.
  private static func resolveSegments(_ text: UnsafeMutablePointer<UInt8>, count: Int) -> Int {
    // INVARIANT: `written` bytes are the result so far, which ends with a slash, and
    // `written <= read`.
    var written = 1
    var read = 1
    while read < count {
      var end = read
      while end < count, text[end] != UInt8(ascii: "/") { end &+= 1 }
      let length = end &- read
      let isDot = length == 1 && text[read] == UInt8(ascii: ".")
      let isDotDot =
        length == 2 && text[read] == UInt8(ascii: ".") && text[read &+ 1] == UInt8(ascii: ".")
      if isDotDot {
        if written > 1 {
          written &-= 1
          while text[written &- 1] != UInt8(ascii: "/") { written &-= 1 }
        }
      } else if length > 0, !isDot {
        for offset in 0..<length { text[written &+ offset] = text[read &+ offset] }
        written &+= length
        if end < count {
          text[written] = UInt8(ascii: "/")
          written &+= 1
        }
      }
      read = end &+ 1
    }
    return written
  }
}
