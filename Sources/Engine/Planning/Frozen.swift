/// An array of plain values that never changes: a pointer that loops can read without reference
/// counts or bounds checks. The memory lives until `deallocate`.
struct Frozen<Element: BitwiseCopyable>: @unchecked Sendable {
  // INVARIANT: written only in `init`, so that threads may share it.
  let base: UnsafeMutablePointer<Element>
  let count: Int

  init(_ elements: [Element]) {
    count = elements.count
    base = .allocate(capacity: max(1, elements.count))
    for (index, element) in elements.enumerated() {
      (base + index).initialize(to: element)
    }
  }

  func deallocate() { base.deallocate() }

  subscript(index: Int) -> Element { base[index] }

  subscript(index: Int32) -> Element { base[Int(index)] }
}

/// A stretch of a `Frozen` array.
struct Stretch: BitwiseCopyable {
  var start: Int32
  var end: Int32

  var isEmpty: Bool { start == end }
  var indices: Range<Int> { Int(start)..<Int(end) }
}
