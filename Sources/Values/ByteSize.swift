/// Numbers of bytes as people write them.
package enum ByteSize {
  /// The length of a unit in bytes: `B`, `KB` to `PB` (powers of 1000; also `kB`), `KiB` to `PiB`
  /// (powers of 1024); nil for a word that is no unit.
  package static func bytes(inUnit name: some StringProtocol) -> Int64? {
    switch name {
    case "B", "byte", "bytes": 1
    case "KB", "kB": 1000
    case "MB": 1_000_000
    case "GB": 1_000_000_000
    case "TB": 1_000_000_000_000
    case "PB": 1_000_000_000_000_000
    case "KiB": 1 << 10
    case "MiB": 1 << 20
    case "GiB": 1 << 30
    case "TiB": 1 << 40
    case "PiB": 1 << 50
    default: nil
    }
  }

  /// `number` times the unit. Nil if there is no such unit, out of range, negative, or no whole
  /// number of bytes.
  package static func bytes(_ number: Number, unit: some StringProtocol) -> Int64? {
    guard let factor = bytes(inUnit: unit) else { return nil }
    let product = number.significand.multipliedReportingOverflow(by: Int128(factor))
    guard !product.overflow, product.partialValue >= 0 else { return nil }
    return Number(significand: product.partialValue, exponent: number.exponent).integer
  }

  /// Reads `512`, `512B`, `1.5KiB`, `2 GB`.
  package static func parse(_ bytes: UnsafeRawBufferPointer) -> Int64? {
    guard bytes.count <= 60 else { return nil }
    var end = 0
    while end < bytes.count, bytes[end].isDigit || bytes[end] == UInt8(ascii: ".") { end += 1 }
    guard let number = Number(text: bytes.slice(0, end)) else { return nil }
    while end < bytes.count, bytes[end] == UInt8(ascii: " ") { end += 1 }
    if end == bytes.count {
      return bytes[end - 1].isDigit ? self.bytes(number, unit: "B") : nil
    }
    let unit = String(decoding: bytes[end...], as: UTF8.self)
    return self.bytes(number, unit: unit)
  }

  /// The number in the largest unit of which it is a whole multiple: `1GiB`, `1500B`, `2MB`.
  package static func description(_ bytes: Int64) -> String {
    let units = ["PB", "PiB", "TB", "TiB", "GB", "GiB", "MB", "MiB", "KB", "KiB"]
    var best: (count: Int64, unit: String) = (bytes, "B")
    for unit in units {
      guard let length = self.bytes(inUnit: unit), bytes != 0, bytes % length == 0 else { continue }
      if abs(bytes / length) < abs(best.count) { best = (bytes / length, unit) }
    }
    return "\(best.count)\(best.unit)"
  }
}
