/// The shapes that a log's records have had, and which to expect next.
struct TemplateSet {
  static let capacity = 64
  /// How many shapes are tried on a record before it is walked.
  static let width = 4

  private(set) var templates: [ShapeTemplate] = []
  /// INVARIANT: the pointers of `templates`, index by index; `templates` keeps them alive.
  let views: UnsafeMutablePointer<TemplateView>
  /// For each shape, the one that followed it last time.
  let successors: UnsafeMutablePointer<Int>
  private(set) var count = 0
  /// The shape that matched last, or -1.
  var last = -1
  private var oldest = 0
  /// Learning costs some microseconds, so a log that never repeats a shape must not go on
  /// learning: each match earns credit, each lesson spends it.
  private var credit = 64

  init() {
    views = .allocate(capacity: Self.capacity)
    successors = .allocate(capacity: Self.capacity)
  }

  func deallocate() {
    views.deallocate()
    successors.deallocate()
  }

  mutating func removeAll() {
    templates = []
    count = 0
    last = -1
    oldest = 0
    credit = 64
  }

  /// The shape to try first, or -1.
  @inline(__always)
  var expected: Int { last < 0 ? -1 : successors[last] }

  /// Notes that a record has shape `index`.
  @inline(__always)
  mutating func matched(_ index: Int) {
    if last >= 0 { successors[last] = index }
    last = index
    if credit < 256 { credit &+= 1 }
  }

  /// Whether another shape may be learnt now.
  mutating func mayLearn() -> Bool {
    credit &+= 1
    guard credit >= 16 else { return false }
    credit &-= 16
    return true
  }

  mutating func add(_ template: ShapeTemplate) {
    let index: Int
    if count < Self.capacity {
      index = count
      count += 1
      templates.append(template)
    } else {
      index = oldest
      oldest = (oldest + 1) % Self.capacity
      templates[index] = template
    }
    views[index] = template.view
    successors[index] = index
    if last >= 0 { successors[last] = index }
    last = index
  }
}
