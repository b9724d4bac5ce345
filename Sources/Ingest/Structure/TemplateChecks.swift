import CKernels

/// What the scalar behind an element is taken to be, from record to record.
enum TemplateScalarKind {
  case string
  /// 1 to 16 digits.
  case integer
  /// It varies, or it is rarer: it is looked at by itself.
  case open
}

/// A scalar that is a column's value, and a string or an integer.
struct TemplateFill {
  /// The position before it, counted from the record's first, and from there its first byte.
  var position: Int32
  var offset: Int32
  /// The position behind it, and how many bytes before that it ends: a string's quote.
  var next: Int32
  var quote: Int32
  var column: Int32
  var kind: UInt8
  var mapping: UInt8
}

/// A scalar that must be looked at by itself.
struct TemplateScalar {
  var element: Int32
  /// The position before it and the one behind it, counted from the record's first.
  var position: Int32
  var next: Int32
}

/// A shape in the form in which whole records are held against it at once.
///
/// The quotes of a string belong to the bytes on both sides of it, so that strings need no look
/// of their own. The number of each position in the record is known beforehand; no check needs
/// the result of another, and none is a branch.
struct TemplateChecks {
  var checks: [writ_shape_check] = []
  var integers: [writ_shape_integer] = []
  var fills: [TemplateFill] = []
  var scalars: [TemplateScalar] = []
  /// How many bytes from a position on may be looked at.
  var reach = 0

  /// `pieces`: the bytes before each scalar, and those behind the last. `kinds`: what the scalar
  /// behind an element is taken to be; open for the last, which has none.
  init(
    elements: [TemplateElement], pieces: [[UInt8]], actions: [TemplateAction],
    kinds: [TemplateScalarKind]
  ) {
    var position: Int32 = 0
    for (number, element) in elements.enumerated() {
      let followsString = number > 0 && kinds[number - 1] == .string
      let kind = kinds[number]
      let bytes =
        (followsString ? [0x22] : []) + pieces[number] + (kind == .string ? [0x22] : [])
      check(bytes, position, followsString ? -1 : 0)
      let next = position + element.positions
      let isLast = number == elements.count - 1
      if isLast, element.actionsStart == element.actionsEnd {
        // The closing brackets have no scalar.
      } else if kind == .open {
        scalars.append(TemplateScalar(element: Int32(number), position: position, next: next))
      } else {
        if kind == .integer {
          integers.append(
            writ_shape_integer(position: position, delta: element.length, next: next))
        }
        if element.column >= 0 {
          fill(element, kind, position, next, element.column, element.mapping)
        }
        for value in element.valuesStart..<element.valuesEnd {
          let action = actions[Int(value)]
          fill(element, kind, position, next, action.column, action.mapping)
        }
      }
      reach = max(reach, Int(element.length) + 2 * WRIT_SHAPE_CHECK_WIDTH)
      position = next
    }
  }

  private mutating func check(_ bytes: [UInt8], _ position: Int32, _ delta: Int32) {
    let width = WRIT_SHAPE_CHECK_WIDTH
    var start = 0
    while start < bytes.count {
      let part = bytes[start..<min(start + width, bytes.count)]
      var check = writ_shape_check()
      withUnsafeMutableBytes(of: &check.expected) { $0.copyBytes(from: part) }
      withUnsafeMutableBytes(of: &check.mask) {
        $0.copyBytes(from: repeatElement(0xFF, count: part.count))
      }
      check.position = position
      check.delta = delta + Int32(start)
      checks.append(check)
      start += part.count
    }
  }

  private mutating func fill(
    _ element: TemplateElement, _ kind: TemplateScalarKind, _ position: Int32, _ next: Int32,
    _ column: Int32, _ mapping: UInt8
  ) {
    let quote: Int32 = kind == .string ? 1 : 0
    fills.append(
      TemplateFill(
        position: position, offset: element.length + quote, next: next, quote: quote,
        column: column, kind: kind == .string ? SlotCode.string : SlotCode.number,
        mapping: mapping))
  }
}

/// The memory of `TemplateChecks`, as pointers.
struct TemplateChecksView {
  let shape: writ_shape
  let fills: UnsafePointer<TemplateFill>
  let fillCount: Int
  let scalars: UnsafePointer<TemplateScalar>
  let scalarCount: Int
  let reach: Int
  private let memory: [UnsafeMutableRawPointer]

  init(_ checks: TemplateChecks, positionCount: Int) {
    let bytes = Self.copy(checks.checks)
    let integers = Self.copy(checks.integers)
    let fills = Self.copy(checks.fills)
    let scalars = Self.copy(checks.scalars)
    shape = writ_shape(
      checks: bytes, check_count: checks.checks.count, integers: integers,
      integer_count: checks.integers.count, position_count: positionCount)
    self.fills = UnsafePointer(fills)
    fillCount = checks.fills.count
    self.scalars = UnsafePointer(scalars)
    scalarCount = checks.scalars.count
    reach = checks.reach
    memory = [
      UnsafeMutableRawPointer(bytes), UnsafeMutableRawPointer(integers),
      UnsafeMutableRawPointer(fills), UnsafeMutableRawPointer(scalars),
    ]
  }

  func deallocate() { for part in memory { part.deallocate() } }

  private static func copy<Element>(_ array: [Element]) -> UnsafeMutablePointer<Element> {
    let memory = UnsafeMutablePointer<Element>.allocate(capacity: max(1, array.count))
    memory.initialize(from: array, count: array.count)
    return memory
  }
}
