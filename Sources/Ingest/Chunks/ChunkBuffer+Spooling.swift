/// What there is to know of a chunk beside its bytes, so that it can be put aside and taken up again.
package struct SpooledChunk: Sendable {
  package let count: Int
  package let baseOffset: UInt64
  package let number: Int
  let framing: Framing
  let unreadable: [(reason: UnreadableReason, offset: UInt64)]
  let unreadableAfter: [(reason: UnreadableReason, offset: UInt64)]
  let valueEnds: [Int]
}

extension ChunkBuffer {
  package var spooled: SpooledChunk {
    SpooledChunk(
      count: count, baseOffset: baseOffset, number: number, framing: framing,
      unreadable: unreadable, unreadableAfter: unreadableAfter, valueEnds: valueEnds)
  }

  /// Makes the buffer that chunk again. `fill` writes its bytes, and says whether it could.
  package func restore(
    _ chunk: SpooledChunk, fill: (UnsafeMutableRawBufferPointer) -> Bool
  ) -> Bool {
    reserve(chunk.count)
    guard fill(UnsafeMutableRawBufferPointer(start: memory, count: chunk.count)) else {
      return false
    }
    count = chunk.count
    baseOffset = chunk.baseOffset
    number = chunk.number
    framing = chunk.framing
    unreadable = chunk.unreadable
    unreadableAfter = chunk.unreadableAfter
    valueEnds = chunk.valueEnds
    seal()
    return true
  }
}
