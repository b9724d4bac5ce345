/// Telephone numbers by the numbering plans of all countries (`PhonePlans`).
enum PhoneNumbers {
  /// Country codes whose national numbers are looked for without a country: of Europe and its neighbours,
  /// the Americas, and others with much trade.
  static let common = [
    1, 7, 20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 54, 55,
    56, 57, 60, 61,
    62, 63, 64, 65, 66, 81, 82, 84, 86, 90, 91, 92, 212, 234, 254, 351, 352, 353, 354, 356, 357,
    358, 359, 370,
    371, 372, 380, 381, 385, 386, 420, 421, 852, 966, 971, 972,
  ]

  private struct NationalPlan {
    let state: PhoneAutomaton.State
    let trunk: [UInt8]
  }

  private static let nationalPlans = common.map { code in
    let state = PhoneAutomaton.shared.behind(code: code)
    return NationalPlan(state: state, trunk: PhoneAutomaton.shared.trunk(state))
  }

  /// A number with its country: at a `+` or at `00`. The longest that the country's plan has, up to the end
  /// of a group of digits.
  static func international(_ text: Bytes, at start: Int) -> Range<Int>? {
    guard start >= 0, start < text.count else { return nil }
    var index = start + 1
    if text[start] == UInt8(ascii: "+") {
      if start > 0, ByteClass.isWord(text[start - 1]) { return nil }
    } else {
      guard start + 2 < text.count, text[start] == UInt8(ascii: "0"),
        text[start + 1] == UInt8(ascii: "0")
      else { return nil }
      index += 1
      let width = Separators.groupWidth(text, index)
      if width > 0 { index += width }
    }
    let isOpened = start > 0 && text[start - 1] == UInt8(ascii: "(")
    guard let groups = DigitGroups(text, from: index, most: 16, isOpened: isOpened) else {
      return nil
    }
    return end(of: groups).map { start..<$0 }
  }

  /// A number as it is dialled in its country, of one of the common plans; or with its country, but without
  /// `+`. At a digit or an opening bracket. The form says little: only where a word says what it is.
  static func national(_ text: Bytes, at start: Int) -> Range<Int>? {
    guard start >= 0, start < text.count,
      let groups = DigitGroups(text, from: start, most: 16, isOpened: false),
      groups.count >= fewestDigits
    else { return nil }
    var longest = end(of: groups) ?? start
    for plan in nationalPlans {
      if let end = end(of: groups, from: plan.state, after: 0) { longest = max(longest, end) }
      if !plan.trunk.isEmpty, groups.count > plan.trunk.count, groups.begins(with: plan.trunk),
        let end = end(of: groups, from: plan.state, after: plan.trunk.count)
      {
        longest = max(longest, end)
      }
    }
    return longest > start ? start..<longest : nil
  }

  /// Shorter numbers are those of services, and of villages.
  private static let fewestDigits = 7

  /// The end of the longest number with a country's code.
  private static func end(of groups: DigitGroups) -> Int? {
    let automaton = PhoneAutomaton.shared
    var longest = end(of: groups, from: automaton.root, after: 0)
    // `+44 (0)20 …`: the trunk prefix stands there although it is not dialled.
    var state = automaton.root
    for place in 0..<min(3, groups.count) {
      state = automaton.next(state, groups.digits[place])
      guard state != 0 else { break }
      guard place + 1 < groups.count, groups.digits[place + 1] == 0, automaton.trunk(state) == [0]
      else {
        continue
      }
      if let end = end(of: groups, from: state, after: place + 2) {
        longest = max(longest ?? end, end)
      }
    }
    return longest
  }

  /// The end of the longest number whose digits behind the first `skipped` lead from `first` to an end.
  private static func end(
    of groups: DigitGroups, from first: PhoneAutomaton.State, after skipped: Int
  ) -> Int? {
    let automaton = PhoneAutomaton.shared
    var state = first
    var end: Int?
    for place in skipped..<groups.count {
      state = automaton.next(state, groups.digits[place])
      if state == 0 { break }
      if groups.ends[place] >= 0, PhoneAutomaton.mayEnd(state), place + 1 >= fewestDigits {
        end = Int(groups.ends[place])
      }
    }
    return end
  }
}

/// Digits with blanks, hyphens, dots, slashes and brackets between them.
private struct DigitGroups {
  /// Values from 0 to 9.
  var digits = SIMD16<UInt8>.zero
  var count = 0
  /// Where the text goes on behind a digit that a number may end with; -1 if it may not.
  var ends = SIMD16<Int32>(repeating: -1)

  /// nil: no digit is there.
  ///
  /// - Parameter isOpened: a bracket before the first digit may be closed.
  init?(_ text: Bytes, from start: Int, most: Int, isOpened: Bool) {
    var index = start
    var isBracketOpen = false
    var mayClose = isOpened
    while index < text.count {
      let byte = text[index]
      if ByteClass.of(byte) == ByteClass.digit {
        guard readGroup(text, &index, most: most) else { break }
        if !isBracketOpen { ends[count - 1] = Int32(truncatingIfNeeded: index) }
      } else if byte == UInt8(ascii: "(") {
        guard !isBracketOpen else { break }
        isBracketOpen = true
        index += 1
        guard index < text.count, ByteClass.of(text[index]) == ByteClass.digit else { break }
      } else if byte == UInt8(ascii: ")") {
        guard isBracketOpen || mayClose else { break }
        isBracketOpen = false
        mayClose = false
        index += 1
      } else {
        guard Self.skipSeparators(text, &index) else { break }
      }
    }
    if count == 0 { return nil }
  }

  func begins(with prefix: [UInt8]) -> Bool {
    prefix.count <= count && prefix.indices.allSatisfy { digits[$0] == prefix[$0] }
  }

  /// Reads a group; false if it is too long or part of a word.
  private mutating func readGroup(_ text: Bytes, _ index: inout Int, most: Int) -> Bool {
    var end = index
    while end < text.count, end - index <= most, ByteClass.of(text[end]) == ByteClass.digit {
      end += 1
    }
    guard count + end - index <= most else { return false }
    if end < text.count, ByteClass.isWord(text[end]), Separators.width(text, end) == 0 {
      return false
    }
    for place in index..<end {
      digits[count] = text[place] - UInt8(ascii: "0")
      count += 1
    }
    index = end
    return true
  }

  /// Passes over one separator, or two as in `+49 30 - 1234` and `030 / 1234`; false if there is none.
  private static func skipSeparators(_ text: Bytes, _ index: inout Int) -> Bool {
    func width(_ index: Int) -> Int {
      index < text.count && text[index] == UInt8(ascii: "/")
        ? 1 : Separators.groupWidth(text, index)
    }
    let first = width(index)
    guard first > 0 else { return false }
    index += first
    for _ in 0..<2 where index < text.count && ByteClass.of(text[index]) != ByteClass.digit {
      let more = width(index)
      guard more > 0, text[index] != UInt8(ascii: ".") else { break }
      index += more
    }
    return index < text.count
      && (ByteClass.of(text[index]) == ByteClass.digit || text[index] == UInt8(ascii: "("))
  }
}
