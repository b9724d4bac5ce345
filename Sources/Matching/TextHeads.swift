/// A few texts' first bytes, up to eight of each: which texts may begin with one of them.
package struct TextHeads: Sendable {
  package static let most = 4

  private let bytes: SIMD4<UInt64>
  private let masks: SIMD4<UInt64>

  /// Nil if there are none, too many, or an empty one.
  package init?(_ texts: [[UInt8]]) {
    guard (1...Self.most).contains(texts.count), !texts.contains([]) else { return nil }
    var bytes = SIMD4<UInt64>()
    var masks = SIMD4<UInt64>()
    for place in 0..<Self.most {
      for (index, byte) in texts[min(place, texts.count - 1)].prefix(8).enumerated() {
        bytes[place] |= UInt64(byte) << UInt64(8 * index)
        masks[place] |= 0xff << UInt64(8 * index)
      }
    }
    self.bytes = bytes
    self.masks = masks
  }

  /// False only if the text begins with none of them. Short texts always may.
  @inline(__always)
  package func mayBegin(_ text: UnsafeRawBufferPointer) -> Bool {
    guard text.count >= 8, let start = text.baseAddress else { return true }
    let word = start.loadUnaligned(as: UInt64.self).littleEndian
    let difference = (SIMD4(repeating: word) & masks) ^ bytes
    return difference[0] == 0 || difference[1] == 0 || difference[2] == 0 || difference[3] == 0
  }
}
