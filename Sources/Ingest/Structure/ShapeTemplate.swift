import Columns

/// The bytes between two scalars of a record (or before the first, or behind the last), and what
/// to do at the scalar that follows them.
struct TemplateElement {
  /// The first 16 bytes and the last 16, masked if there are fewer than 16.
  var first: SIMD2<UInt64>
  var last: SIMD2<UInt64>
  var mask: SIMD2<UInt64>
  /// Where the last 16 begin.
  var lastOffset: Int32
  /// How many bytes: where the scalar begins.
  var length: Int32
  /// How many structural positions from the first byte to the position behind the scalar.
  var positions: Int32
  /// The bytes from the 17th on in whole words, if there are more than 32.
  var wordsStart: Int32
  var wordCount: Int32
  /// The scalar was a number in the record that taught the shape.
  var isNumber: Bool
  /// A column whose value the scalar is, or -1, and by which of its mappings.
  var column: Int32
  var mapping: UInt8
  /// More such columns.
  var valuesStart: Int32
  var valuesEnd: Int32
  /// What else there is to do.
  var actionsStart: Int32
  var actionsEnd: Int32
}

/// What a template does for one column.
struct TemplateAction {
  enum Role: UInt8 {
    /// The scalar is the column's value.
    case value
    /// The scalar is an ancestor of the column's value.
    case ancestor
    /// A wanted object or array (or an ancestor of another kind) begins at `delta`.
    case begin
    /// A wanted object or array has ended at `delta`.
    case end
  }

  var role: Role
  var kind: UInt8
  var mapping: UInt8
  var column: Int32
  /// From the element's first byte.
  var delta: Int32
}

/// The shape of a record: its keys, brackets, commas and whitespace, in order, byte for byte,
/// with places for scalars. A record of the same shape is checked and read by comparing words.
///
/// Why that is a full check: equal bytes between the scalars have equal structure, and each
/// scalar is checked for itself.
final class ShapeTemplate {
  let elements: UnsafeMutablePointer<TemplateElement>
  let words: UnsafeMutablePointer<UInt64>
  let actions: UnsafeMutablePointer<TemplateAction>
  /// Columns that a record of this shape fills without looking: what is missing, and how.
  let constants: UnsafeMutablePointer<(column: Int32, kind: UInt8, mapping: UInt8)>
  let constantCount: Int
  /// Columns of which no scalar of the record is the value: what stands in them must be emptied.
  let blanks: UnsafeMutablePointer<Int32>
  let blankCount: Int
  /// Columns that more than one mapping can fill in a record of this shape, by their numbers in
  /// `MappingChoices`.
  let choices: UnsafeMutablePointer<Int32>
  let choiceCount: Int
  /// Elements, the last one of which (the closing brackets) has no scalar.
  let count: Int
  /// All structural positions of a record.
  let positionCount: Int
  /// Whether the record has any of the paths by which its source is told.
  let isDetected: Bool

  static let maximumElements = 1024
  static let maximumBytes = 32 << 10

  /// What is compared at once.
  private(set) var checks: UnsafeMutablePointer<TemplateChecksView>
  private let parts: (elements: [TemplateElement], pieces: [[UInt8]], actions: [TemplateAction])
  private(set) var kinds: [TemplateScalarKind]
  /// For each element, whether its scalar has lately been something else too often.
  private var deviations: [Int]
  private var lastDeviation = Int.min

  /// `pieces`: the bytes of each element; `kinds`: what their scalars were; `columnCount`: how many
  /// columns there are.
  init(
    elements: [TemplateElement], pieces: [[UInt8]], kinds: [TemplateScalarKind], words: [UInt64],
    actions: [TemplateAction], constants: [(column: Int32, kind: UInt8, mapping: UInt8)],
    choices: [Int32], columnCount: Int, positionCount: Int, isDetected: Bool
  ) {
    self.elements = Self.copy(elements)
    self.words = Self.copy(words)
    self.actions = Self.copy(actions)
    self.constants = Self.copy(constants)
    constantCount = constants.count
    var valued: Set<Int32> = []
    for element in elements where element.column >= 0 {
      valued.insert(element.column)
      valued.formUnion(actions[Int(element.valuesStart)..<Int(element.valuesEnd)].map(\.column))
    }
    let blanks = (0..<Int32(columnCount)).filter { !valued.contains($0) }
    self.blanks = Self.copy(blanks)
    blankCount = blanks.count
    self.choices = Self.copy(choices)
    choiceCount = choices.count
    count = elements.count
    self.positionCount = positionCount
    self.isDetected = isDetected
    self.kinds = kinds
    parts = (elements, pieces, actions)
    deviations = Array(repeating: 0, count: elements.count)
    checks = .allocate(capacity: 1)
    checks.initialize(
      to: TemplateChecksView(
        TemplateChecks(elements: elements, pieces: pieces, actions: actions, kinds: kinds),
        positionCount: positionCount))
  }

  deinit {
    elements.deallocate()
    words.deallocate()
    actions.deallocate()
    constants.deallocate()
    blanks.deallocate()
    choices.deallocate()
    checks.pointee.deallocate()
    checks.deinitialize(count: 1)
    checks.deallocate()
  }

  /// Notes that in a record of the shape, after `matched` that had any, the scalars behind some
  /// elements were not of their kinds. If that happens often, they are looked at by themselves
  /// from then on.
  func deviates(_ others: [Int], matched: Int) {
    // More often than once in 32 records: to be wrong about one costs about as much as to look at
    // a scalar in 32 records.
    let isOften = lastDeviation != .min && matched &- lastDeviation < 32
    lastDeviation = matched
    var isChanged = false
    for element in others {
      deviations[element] = max(0, deviations[element] + (isOften ? 1 : -1))
      guard deviations[element] >= 16 else { continue }
      kinds[element] = .open
      isChanged = true
    }
    guard isChanged else { return }
    checks.pointee.deallocate()
    checks.pointee = TemplateChecksView(
      TemplateChecks(
        elements: parts.elements, pieces: parts.pieces, actions: parts.actions, kinds: kinds),
      positionCount: positionCount)
  }

  private static func copy<Element>(_ array: [Element]) -> UnsafeMutablePointer<Element> {
    let memory = UnsafeMutablePointer<Element>.allocate(capacity: max(1, array.count))
    memory.initialize(from: array, count: array.count)
    return memory
  }

  /// The plain pointers, for the walk.
  var view: TemplateView {
    TemplateView(
      elements: elements, words: words, actions: actions, checks: checks, constants: constants,
      constantCount: constantCount, blanks: blanks, blankCount: blankCount, choices: choices,
      choiceCount: choiceCount, count: count,
      positionCount: positionCount, isDetected: isDetected)
  }
}

/// The pointers of a `ShapeTemplate`.
struct TemplateView {
  let elements: UnsafeMutablePointer<TemplateElement>
  let words: UnsafeMutablePointer<UInt64>
  let actions: UnsafeMutablePointer<TemplateAction>
  let checks: UnsafeMutablePointer<TemplateChecksView>
  let constants: UnsafeMutablePointer<(column: Int32, kind: UInt8, mapping: UInt8)>
  let constantCount: Int
  let blanks: UnsafeMutablePointer<Int32>
  let blankCount: Int
  let choices: UnsafeMutablePointer<Int32>
  let choiceCount: Int
  let count: Int
  let positionCount: Int
  let isDetected: Bool
}
