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

/// The same bytes and the scalar's quote, for a scalar that nobody asks for and that was a string
/// in the record that taught the shape: if they match, the string needs no further look, for
/// nothing but its end and blanks can stand before the next position.
struct TemplateSkip {
  var first: SIMD2<UInt64>
  var last: SIMD2<UInt64>
  var mask: SIMD2<UInt64>
  var lastOffset: Int32
  var positions: Int32
  /// 0 if this may be used at all.
  var isOther: Int32
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
  /// For each element, the shorter way past its scalar.
  let skips: UnsafeMutablePointer<TemplateSkip>
  let words: UnsafeMutablePointer<UInt64>
  let actions: UnsafeMutablePointer<TemplateAction>
  /// Columns that a record of this shape fills without looking: what is missing, and how.
  let constants: UnsafeMutablePointer<(column: Int32, kind: UInt8, mapping: UInt8)>
  let constantCount: Int
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

  init(
    elements: [TemplateElement], skips: [TemplateSkip], words: [UInt64], actions: [TemplateAction],
    constants: [(column: Int32, kind: UInt8, mapping: UInt8)], choices: [Int32],
    positionCount: Int, isDetected: Bool
  ) {
    self.elements = Self.copy(elements)
    self.skips = Self.copy(skips)
    self.words = Self.copy(words)
    self.actions = Self.copy(actions)
    self.constants = Self.copy(constants)
    constantCount = constants.count
    self.choices = Self.copy(choices)
    choiceCount = choices.count
    count = elements.count
    self.positionCount = positionCount
    self.isDetected = isDetected
  }

  deinit {
    elements.deallocate()
    skips.deallocate()
    words.deallocate()
    actions.deallocate()
    constants.deallocate()
    choices.deallocate()
  }

  private static func copy<Element>(_ array: [Element]) -> UnsafeMutablePointer<Element> {
    let memory = UnsafeMutablePointer<Element>.allocate(capacity: max(1, array.count))
    memory.initialize(from: array, count: array.count)
    return memory
  }

  /// The plain pointers, for the walk.
  var view: TemplateView {
    TemplateView(
      elements: elements, skips: skips, words: words, actions: actions, constants: constants,
      constantCount: constantCount, choices: choices, choiceCount: choiceCount, count: count,
      positionCount: positionCount,
      isDetected: isDetected)
  }
}

/// The pointers of a `ShapeTemplate`.
struct TemplateView {
  let elements: UnsafeMutablePointer<TemplateElement>
  let skips: UnsafeMutablePointer<TemplateSkip>
  let words: UnsafeMutablePointer<UInt64>
  let actions: UnsafeMutablePointer<TemplateAction>
  let constants: UnsafeMutablePointer<(column: Int32, kind: UInt8, mapping: UInt8)>
  let constantCount: Int
  let choices: UnsafeMutablePointer<Int32>
  let choiceCount: Int
  let count: Int
  let positionCount: Int
  let isDetected: Bool
}
