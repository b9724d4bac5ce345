/// Bytes of a log that somebody else owns, valid for the duration of the call they are passed to.
package typealias Bytes = UnsafeRawBufferPointer

extension UInt8 {
  /// 0…9 for `0`…`9`; 10 or more for everything else.
  @inline(__always)
  package var digit: UInt8 { self &- 0x30 }

  @inline(__always)
  package var isDigit: Bool { self &- 0x30 < 10 }

  /// ASCII letters in lower case; every other byte as it is.
  @inline(__always)
  package var asciiLowercased: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }
}

extension UnsafeRawBufferPointer {
  /// The bytes from `range`, which must lie inside.
  @inline(__always)
  package func slice(_ start: Int, _ end: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: self[start..<end])
  }

  /// Whether the bytes are those of a literal.
  @inline(__always)
  package func equals(_ text: StaticString) -> Bool {
    guard count == text.utf8CodeUnitCount else { return false }
    for index in 0..<count where self[index] != text.utf8Start[index] { return false }
    return true
  }

  /// Whether the bytes are those of an ASCII literal in lower case, whatever their own case.
  package func equalsIgnoringCase(_ lowercase: StaticString) -> Bool {
    guard count == lowercase.utf8CodeUnitCount else { return false }
    for index in 0..<count where self[index].asciiLowercased != lowercase.utf8Start[index] {
      return false
    }
    return true
  }
}

extension String {
  /// Calls `body` with the string's UTF-8 bytes.
  package func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    var copy = self
    return copy.withUTF8 { body(UnsafeRawBufferPointer($0)) }
  }
}
