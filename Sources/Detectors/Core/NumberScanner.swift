/// A run of digits in a text, with what stands between its groups. It is made for many numbers that are
/// nothing, so that it holds places only; the digits are read for a form that fits.
struct NumberRun {
  static let mostDigits = 24
  static let mostGroups = 8

  /// Where the run begins.
  let text: Bytes
  let start: Int
  /// How many digits it has.
  var count = 0
  var groupCount = 0
  /// The lengths of the groups, four bits each, the last one lowest. (A group of more digits is the only
  /// one.)
  var lengths: UInt64 = 0
  /// What stands before each group, as one bit (`NumberShape.Separator`), four bits each, the last one
  /// lowest; 0 for the first.
  var separators: UInt64 = 0
  /// For each group how many bytes, and how many digits, there are from the start to its end, eight bits
  /// each, the first one lowest.
  var ends: UInt64 = 0
  var counts: UInt64 = 0
  /// A hyphen or dot joins the run to digits before it, or to what is behind it.
  var isJoined = false
  var isJoinedBehind = false

  init(text: Bytes, start: Int) {
    self.text = text
    self.start = start
  }

  func end(ofGroup group: Int) -> Int { start + Int(ends >> UInt64(group * 8) & 255) }
  func digits(through group: Int) -> Int { Int(counts >> UInt64(group * 8) & 255) }
}

enum NumberScanner {
  /// How many digits the run has that begins at `start`, up to `most`; a look before the work.
  @inline(__always)
  static func digits(_ text: Bytes, at start: Int, most: Int) -> Int {
    var index = start
    var count = 0
    while index < text.count, count < most {
      let kind = ByteClass.of(text[index])
      if kind == ByteClass.digit {
        count += 1
        index += 1
      } else {
        if kind & (ByteClass.lower | ByteClass.upper | ByteClass.underscore) != 0 { return count }
        let width = text[index] == UInt8(ascii: ")") ? 1 : width(text, index)
        guard width > 0, index + width < text.count else { return count }
        index += width
        if ByteClass.of(text[index]) != ByteClass.digit {
          guard
            text[index] == 0x20 || text[index] == UInt8(ascii: "-")
              || text[index] == UInt8(ascii: "(")
          else {
            return count
          }
          index += 1
        }
      }
    }
    return count
  }

  /// More short groups in a row than any telephone number, or list of a few, has.
  private static let longList = 40

  /// The end of a list of groups of up to eight digits, and whether it is so long that it is one of
  /// measurements.
  static func list(_ text: Bytes, at start: Int) -> (end: Int, isLong: Bool) {
    var index = start
    var groups = 0
    while index < text.count {
      let first = index
      while index < text.count, index - first <= 8, ByteClass.of(text[index]) == ByteClass.digit {
        index += 1
      }
      guard index > first, index - first <= 8 else {
        return (max(first, start + 1), groups > longList)
      }
      groups += 1
      let width = width(text, index)
      guard width > 0 else { break }
      index += width
    }
    return (index, groups > longList)
  }

  /// Where digits and what may stand between them end.
  static func end(_ text: Bytes, at start: Int) -> Int {
    var index = start
    var end = start
    while index < text.count, index - start < 40 {
      if ByteClass.of(text[index]) == ByteClass.digit {
        index += 1
        end = index
      } else {
        let isSign = text[index] == UInt8(ascii: "(") || text[index] == UInt8(ascii: ")")
        let width = isSign ? 1 : width(text, index)
        if width == 0 { break }
        index += width
      }
    }
    return end
  }

  /// The run that begins with the digit at `start`, which no letter or digit stands before: groups of digits
  /// with one separator between two, as long as a form may have such groups. nil: there are too few digits for anything.
  static func run(_ text: Bytes, at start: Int) -> NumberRun? {
    var run = NumberRun(text: text, start: start)
    var index = start
    var separator: UInt64 = 0
    while run.groupCount < NumberRun.mostGroups {
      let first = index
      while index < text.count, index - first <= NumberRun.mostDigits,
        ByteClass.of(text[index]) == ByteClass.digit
      { index += 1 }
      let length = index - first
      guard length > 0, run.count + length <= NumberRun.mostDigits,
        !goesOn(text, index, after: length)
      else { break }
      run.count += length
      run.ends |= UInt64(index - start) << UInt64(run.groupCount * 8)
      run.counts |= UInt64(run.count) << UInt64(run.groupCount * 8)
      run.lengths = run.lengths << 4 | UInt64(length & 15)
      run.separators = run.separators << 4 | separator
      run.groupCount += 1
      guard length < 16, NumberShape.mayGoOn(run.lengths) else { break }
      let width = width(text, index)
      guard width > 0, index + width < text.count,
        ByteClass.of(text[index + width]) == ByteClass.digit
      else { break }
      separator = Self.separator(text, index)
      index += width
    }
    guard run.count >= NumberShape.fewestDigits else { return nil }
    run.isJoined = isJoined(text, start)
    run.isJoinedBehind = isJoinedBehind(text, run.end(ofGroup: run.groupCount - 1))
    return run
  }

  /// Whether digits are no group: a word goes on with letters, or a time with its minutes.
  private static func goesOn(_ text: Bytes, _ end: Int, after length: Int) -> Bool {
    guard end < text.count else { return false }
    if ByteClass.isWord(text[end]) { return Separators.width(text, end) == 0 }
    return length <= 2 && text[end] == UInt8(ascii: ":") && end + 1 < text.count
      && ByteClass.of(text[end + 1]) == ByteClass.digit
  }

  /// Whether the number is what follows the hyphen or dot of a longer one.
  private static func isJoined(_ text: Bytes, _ start: Int) -> Bool {
    start >= 2 && ByteClass.of(text[start - 2]) == ByteClass.digit && isTight(text[start - 1])
  }

  private static func isJoinedBehind(_ text: Bytes, _ end: Int) -> Bool {
    end + 1 < text.count && isTight(text[end]) && ByteClass.of(text[end + 1]) == ByteClass.digit
  }

  private static func isTight(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
  }

  /// A separator as one bit, see `NumberShape.Separator`.
  private static func separator(_ text: Bytes, _ index: Int) -> UInt64 {
    switch text[index] {
    case UInt8(ascii: "-"): 2
    case UInt8(ascii: "."): 4
    case UInt8(ascii: "/"): 8
    // U+2010 to U+2015.
    case 0xE2: index + 2 < text.count && (0x90...0x95).contains(text[index + 2]) ? 2 : 1
    default: 1
    }
  }

  private static func width(_ text: Bytes, _ index: Int) -> Int {
    let width = Separators.groupWidth(text, index)
    if width > 0 { return width }
    guard index < text.count else { return 0 }
    return text[index] == UInt8(ascii: "/") ? 1 : 0
  }
}

/// What a stretch of whole groups may be.
struct NumberCandidate {
  var range: Range<Int>
  var types: TypeSet
  /// Those that its form says without context.
  var strong: TypeSet
}

extension NumberRun {
  /// Stretches of groups, from the first on, that have a form: longest first. `body` says when it is enough.
  func forEachCandidate(_ body: (NumberCandidate) -> Bool) {
    var last = groupCount - 1
    while last >= 0 {
      if let candidate = candidate(through: last), body(candidate) { return }
      last -= 1
    }
  }

  /// What the groups up to one may be.
  private func candidate(through group: Int) -> NumberCandidate? {
    let length = digits(through: group)
    guard length >= NumberShape.fewestDigits, length <= NumberShape.mostDigits else { return nil }
    let dropped = UInt64((groupCount - 1 - group) * 4)
    let types = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: NumberShape.mostDigits) {
      digits in
      var count = 0
      var index = start
      while count < length {
        let byte = text[index]
        if byte &- UInt8(ascii: "0") < 10 {
          digits[count] = byte - UInt8(ascii: "0")
          count += 1
        }
        index += 1
      }
      return NumberShape(
        digits: Bytes(rebasing: digits[0..<length]), lengths: group == 0 ? 0 : lengths >> dropped,
        separators: separators >> dropped
      ).types
    }
    guard !types.all.isEmpty else { return nil }
    // A part of what hyphens and dots hold together is no whole number.
    let next = group + 1 < groupCount ? separators >> (dropped - 4) & 15 : 0
    let isPart =
      isJoined || next & (NumberShape.Separator.hyphen | NumberShape.Separator.dot) != 0
      || group + 1 == groupCount && isJoinedBehind
    return NumberCandidate(
      range: start..<end(ofGroup: group), types: types.all, strong: isPart ? [] : types.strong)
  }
}
