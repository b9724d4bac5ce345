import Crypto

/// The digest of a record that its evidence shows.
enum RecordDigest {
  static let sha256: @Sendable (UnsafeRawBufferPointer) -> [UInt8] = { bytes in
    hash(bytes).withUnsafeBytes { Array($0) }
  }

  static func hash(_ bytes: UnsafeRawBufferPointer) -> SHA256.Digest {
    var hasher = SHA256()
    hasher.update(bufferPointer: bytes)
    return hasher.finalize()
  }
}

enum Hexadecimal {
  static func text(_ bytes: UnsafeRawBufferPointer) -> String {
    String(unsafeUninitializedCapacity: 2 * bytes.count) { characters in
      for index in 0..<bytes.count {
        characters[2 &* index] = digit(bytes[index] >> 4)
        characters[2 &* index &+ 1] = digit(bytes[index] & 15)
      }
      return 2 * bytes.count
    }
  }

  static func text(_ bytes: some Sequence<UInt8>) -> String {
    Array(bytes).withUnsafeBytes { text($0) }
  }

  @inline(__always)
  private static func digit(_ value: UInt8) -> UInt8 {
    value &+ (value < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") &- 10)
  }
}
