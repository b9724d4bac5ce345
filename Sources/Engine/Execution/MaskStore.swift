import Columns

/// The masks of all nodes of a plan for one batch. Owned by one worker, allocated once.
final class MaskStore {
  /// Words between the masks of one node and the next.
  let stride: Int
  private let memory: UnsafeMutablePointer<UInt64>
  /// The generation in which a node's masks were last filled.
  let stamps: UnsafeMutablePointer<UInt32>
  /// Whether a node's masks, if filled, have any row true, any unknown.
  let anyTrue: UnsafeMutablePointer<Bool>
  let anyUnknown: UnsafeMutablePointer<Bool>
  private(set) var generation: UInt32 = 1
  private let nodeCount: Int

  init(nodeCount: Int, capacity: Int) {
    stride = Mask.words(for: capacity)
    self.nodeCount = nodeCount
    memory = .allocate(capacity: max(1, nodeCount * 2 * stride))
    memory.initialize(repeating: 0, count: max(1, nodeCount * 2 * stride))
    stamps = .allocate(capacity: nodeCount)
    stamps.initialize(repeating: 0, count: nodeCount)
    anyTrue = .allocate(capacity: nodeCount)
    anyTrue.initialize(repeating: false, count: nodeCount)
    anyUnknown = .allocate(capacity: nodeCount)
    anyUnknown.initialize(repeating: false, count: nodeCount)
  }

  deinit {
    memory.deallocate()
    stamps.deallocate()
    anyTrue.deallocate()
    anyUnknown.deallocate()
  }

  /// All masks are stale from here on.
  func nextGeneration() {
    if generation == .max {
      stamps.update(repeating: 0, count: nodeCount)
      generation = 0
    }
    generation += 1
  }

  @inline(__always)
  func yes(_ node: Int32) -> UnsafeMutablePointer<UInt64> { memory + Int(node) &* 2 &* stride }

  @inline(__always)
  func unknown(_ node: Int32) -> UnsafeMutablePointer<UInt64> {
    memory + (Int(node) &* 2 &+ 1) &* stride
  }

  @inline(__always)
  func isFilled(_ node: Int32) -> Bool { stamps[Int(node)] == generation }

  /// Marks as filled, both masks empty.
  @inline(__always)
  func fillEmpty(_ node: Int32, words: Int) {
    Mask.clear(yes(node), words: words)
    Mask.clear(unknown(node), words: words)
    anyTrue[Int(node)] = false
    anyUnknown[Int(node)] = false
    stamps[Int(node)] = generation
  }
}
