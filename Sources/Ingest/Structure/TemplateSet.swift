import CKernels

/// The shapes that a log's records have had, and which to expect next.
struct TemplateSet {
  static let capacity = 64
  /// How many shapes are tried on a record before it is walked.
  static let width = 8

  private static let lessonCost = 256
  private static let mostCredit = 4096

  private(set) var templates: [ShapeTemplate] = []
  /// INVARIANT: the pointers of `templates`, index by index; `templates` keeps them alive.
  let views: UnsafeMutablePointer<TemplateView>
  /// For each shape, the one that followed it last time.
  let successors: UnsafeMutablePointer<Int>
  /// The different numbers of positions that shapes have; for each the first shape that has it,
  /// and for each shape the next that has the same, or -1.
  let sizes: UnsafeMutablePointer<Int>
  let firsts: UnsafeMutablePointer<Int>
  let nexts: UnsafeMutablePointer<Int>
  private(set) var sizeCount = 0
  private(set) var count = 0
  /// The shape that matched last, or -1.
  var last = -1
  /// Learning costs some microseconds, so a log that never repeats a shape must not go on
  /// learning: each record earns credit, each lesson spends it.
  private var credit = Self.mostCredit
  /// How many records had one of the shapes.
  private var matchedCount = 0
  /// How likely it is that the next records have the shape that matched last: up with each that
  /// has it, down where several were looked at at once and not all had it.
  private var run = 0
  private static let longestRun = 64

  init() {
    views = .allocate(capacity: Self.capacity)
    successors = .allocate(capacity: Self.capacity)
    sizes = .allocate(capacity: Self.capacity)
    firsts = .allocate(capacity: Self.capacity)
    nexts = .allocate(capacity: Self.capacity)
  }

  func deallocate() {
    views.deallocate()
    successors.deallocate()
    sizes.deallocate()
    firsts.deallocate()
    nexts.deallocate()
  }

  mutating func removeAll() {
    run = 0
    templates = []
    count = 0
    sizeCount = 0
    last = -1
  }

  /// The shape to try first, or -1.
  @inline(__always)
  var expected: Int { last < 0 ? -1 : successors[last] }

  /// Notes that a record has shape `index`.
  @inline(__always)
  mutating func matched(_ index: Int) {
    run = last == index ? min(run &+ 1, Self.longestRun) : min(run, 0)
    if last >= 0 { successors[last] = index }
    last = index
    matchedCount &+= 1
    if credit < Self.mostCredit { credit &+= 1 }
  }

  /// Whether the next records are likely to have the shape of the last ones.
  @inline(__always)
  var isSteady: Bool { run >= 4 }

  /// Notes that of `WRIT_SHAPE_ROWS` records looked at at once `count` had the last shape.
  @inline(__always)
  mutating func matchedAtOnce(_ count: Int) {
    run = count < WRIT_SHAPE_ROWS ? run &- 16 : min(run &+ count, Self.longestRun)
    matchedCount &+= count
    credit = min(Self.mostCredit, credit &+ count)
  }

  /// Notes that a record of shape `index` had, behind these elements, not what the shape has.
  func deviated(_ index: Int, _ others: [Int]) {
    templates[index].deviates(others, matched: matchedCount)
  }

  /// Whether another shape may be learnt now.
  mutating func mayLearn() -> Bool {
    guard credit >= Self.lessonCost else {
      credit &+= 1
      return false
    }
    credit &-= Self.lessonCost
    return true
  }

  /// Adds a shape; one too many, and the set starts over.
  mutating func add(_ template: ShapeTemplate) {
    if count == Self.capacity { removeAll() }
    let index = count
    count += 1
    templates.append(template)
    views[index] = template.view
    successors[index] = index
    if let size = (0..<sizeCount).first(where: { sizes[$0] == template.positionCount }) {
      nexts[index] = firsts[size]
      firsts[size] = index
    } else {
      sizes[sizeCount] = template.positionCount
      firsts[sizeCount] = index
      nexts[index] = -1
      sizeCount += 1
    }
    if last >= 0 { successors[last] = index }
    last = index
  }
}
