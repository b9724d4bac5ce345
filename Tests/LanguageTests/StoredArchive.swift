/// Archives that hold their bytes as they are, written by the formats' own descriptions: no library
/// has a say in what the specs feed.
enum StoredArchive {
  /// RFC 1952 with one stored block of RFC 1951.
  static func gzip(_ bytes: [UInt8]) -> [UInt8] {
    precondition(bytes.count < 1 << 16)
    let count = UInt16(bytes.count)
    return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 1] + little(count) + little(~count) + bytes
      + little(crc(bytes)) + little(UInt32(bytes.count))
  }

  /// RFC 8878: a frame of one segment with its size in two bytes, and one raw block.
  static func zstd(_ bytes: [UInt8]) -> [UInt8] {
    precondition((256..<(1 << 16)).contains(bytes.count), "two bytes hold sizes from 256")
    let header = UInt32(bytes.count) << 3 | 1
    return [0x28, 0xB5, 0x2F, 0xFD, 0x60] + little(UInt16(bytes.count - 256))
      + little(header).prefix(3) + bytes
  }

  private static func little<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }

  private static func crc(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { value, _ in
        value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1
      }
    }
  }
}
