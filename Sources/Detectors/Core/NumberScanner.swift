/// Runs of digits, with what stands between their groups.
struct NumberRun {
  static let mostDigits = 24
  static let mostGroups = 12

  /// The digits' values.
  var digits = SIMD32<UInt8>.zero
  var count = 0
  /// Where the run begins in the text, and each group behind that.
  var start = 0
  var starts = SIMD16<Int32>.zero
  /// How many digits stand before each group, and behind the last.
  var groups = SIMD16<UInt8>.zero
  var groupCount = 0
  /// What stands before a group, as one bit (`NumberShape.Separator`); 0 for the first.
  var separators = SIMD16<UInt8>.zero
  /// A hyphen or dot joins the run to digits before it, or to what is behind it.
  var isJoined = false
  var isJoinedBehind = false
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

  /// More short groups in a row than any list of numbers that people write has.
  private static let longList = 40

  /// The end of a list of so many groups of up to eight digits that no identifier is looked for in it;
  /// nil if it is shorter.
  static func endOfList(_ text: Bytes, at start: Int) -> Int? {
    var index = start
    var groups = 0
    while index < text.count {
      let first = index
      while index < text.count, index - first <= 8, ByteClass.of(text[index]) == ByteClass.digit {
        index += 1
      }
      guard index > first, index - first <= 8 else { return groups > longList ? first : nil }
      groups += 1
      let width = width(text, index)
      guard width > 0 else { break }
      index += width
    }
    return groups > longList ? index : nil
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
        let width = "()+".utf8.contains(text[index]) ? 1 : width(text, index)
        if width == 0 { break }
        index += width
      }
    }
    return end
  }

  /// The run that begins with the digit at `start`, which no letter or digit stands before: groups of digits
  /// with one separator between two. nil: there are too few digits for anything.
  static func run(_ text: Bytes, at start: Int) -> NumberRun? {
    var run = NumberRun()
    var index = start
    var separator: UInt8 = 0
    while run.groupCount < NumberRun.mostGroups {
      let first = index
      while index < text.count, index - first <= NumberRun.mostDigits,
        ByteClass.of(text[index]) == ByteClass.digit
      { index += 1 }
      let length = index - first
      guard length > 0, run.count + length <= NumberRun.mostDigits,
        !goesOn(text, index, after: length)
      else { break }
      run.starts[run.groupCount] = Int32(truncatingIfNeeded: first - start)
      run.groups[run.groupCount] = UInt8(run.count)
      run.separators[run.groupCount] = separator
      run.groupCount += 1
      for place in first..<index {
        run.digits[run.count] = text[place] - UInt8(ascii: "0")
        run.count += 1
      }
      run.groups[run.groupCount] = UInt8(run.count)
      let width = width(text, index)
      guard width > 0, index + width < text.count,
        ByteClass.of(text[index + width]) == ByteClass.digit
      else { break }
      separator = Self.separator(text, index)
      index += width
    }
    guard run.count >= 7 else { return nil }
    run.start = start
    run.isJoined = isJoined(text, start)
    run.isJoinedBehind = isJoinedBehind(text, run)
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

  private static func isJoinedBehind(_ text: Bytes, _ run: NumberRun) -> Bool {
    let last = run.groupCount - 1
    let end = run.start + Int(run.starts[last]) + run.length(ofGroup: last)
    return end + 1 < text.count && isTight(text[end])
      && ByteClass.of(text[end + 1]) == ByteClass.digit
  }

  private static func isTight(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
  }

  /// A separator as one bit, see `NumberShape.Separator`.
  private static func separator(_ text: Bytes, _ index: Int) -> UInt8 {
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
    var last = groupCount
    while last > 0 {
      if let candidate = candidate(groups: last), body(candidate) { return }
      last -= 1
    }
  }

  func length(ofGroup group: Int) -> Int { Int(groups[group + 1]) - Int(groups[group]) }

  /// What the first groups may be.
  private func candidate(groups number: Int) -> NumberCandidate? {
    let length = Int(groups[number])
    guard (8...19).contains(length) else { return nil }
    var lengths: UInt64 = 0
    var between: UInt64 = 0
    if number > 1 {
      // No form has more groups, or longer ones.
      guard number <= 7 else { return nil }
      for group in 0..<number {
        let length = self.length(ofGroup: group)
        guard length < 16 else { return nil }
        lengths = lengths << 4 | UInt64(length)
        if group > 0 { between = between << 4 | UInt64(separators[group]) }
      }
    }
    let types = withUnsafeBytes(of: digits) { raw in
      NumberShape(
        digits: Bytes(rebasing: raw.bindMemory(to: UInt8.self)[0..<length]), lengths: lengths,
        separators: between
      ).types
    }
    guard !types.all.isEmpty else { return nil }
    // A part of what hyphens and dots hold together is no whole number.
    let next = number < groupCount ? separators[number] : 0
    let isPart = isJoined || next == 2 || next == 4 || number == groupCount && isJoinedBehind
    let end = start + Int(starts[number - 1]) + self.length(ofGroup: number - 1)
    return NumberCandidate(range: start..<end, types: types.all, strong: isPart ? [] : types.strong)
  }
}
