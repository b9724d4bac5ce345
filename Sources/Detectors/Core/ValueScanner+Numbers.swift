/// Numbers, dates and addresses.
extension ValueScanner {
  enum Judgement { case claimed, vetoed, unknown }

  /// Claims a part whose form fits `types`, if the context allows it.
  ///
  /// - Parameter strong: those of them that need no context.
  func judge(_ range: Range<Int>, _ types: TypeSet, strong: TypeSet) -> Judgement {
    let (meaning, source) = context(of: range)
    switch meaning.role {
    case .sensitive:
      let fits = types.intersection(meaning.types)
      if let type = fits.types.first {
        add(range, type, context: source)
        return .claimed
      }
      // A key that says something else is believed, but one that only says "secret" is no rival.
      guard source == .words || meaning.types.isSubset(of: .secrets) else { return .vetoed }
    case .other: return .vetoed
    case .unknown, .neutral: break
    }
    guard let type = strong.types.first else { return .unknown }
    add(range, type, confidence: .medium)
    return .claimed
  }

  /// The meaning that decides for a part of the text: the key right before it, the words around it,
  /// its column, the names outside.
  func context(of range: Range<Int>) -> (meaning: KeyMeaning, source: Finding.Context) {
    let start = range.lowerBound
    if textKey.value >= 0, start >= textKey.value, start - textKey.value <= 2,
      textKey.meaning.role != .unknown, textKey.meaning.role != .neutral
    {
      return (textKey.meaning, .textKey)
    }
    let isWhole = start <= 2 && range.upperBound + 2 >= bytes.count
    if !isWhole {
      if let column = column(at: start), column.role != .unknown, column.role != .neutral {
        return (column, .column)
      }
      let isPaired = textKey.isPair && start >= textKey.value && start - textKey.value <= 2
      if isPaired {
        return path.meaning.role == .sensitive ? (path.meaning, .path) : (.unknown, .form)
      }
      let before = ContextWords.before(bytes, start)
      if before.role == .sensitive || before.role == .other { return (before, .words) }
      let after = ContextWords.after(bytes, range.upperBound)
      if after.role == .sensitive { return (after, .words) }
      if textKey.end > start, textKey.value <= start, textKey.meaning.role == .sensitive {
        return (textKey.meaning, .textKey)
      }
    }
    if path.meaning.role == .sensitive || isWhole { return (path.meaning, .path) }
    return (.unknown, .form)
  }

  /// What the header says of the column that the place is in, if the text holds a table.
  func column(at place: Int) -> KeyMeaning? {
    // A table's header stands before its cells, an INSERT's names before its values.
    guard hasColumns, let header = columns?.header(for: place) else { return nil }
    return keys.facts(of: Bytes(rebasing: bytes[header])).meaning
  }

  var hasColumns: Bool {
    if !columnsAreKnown {
      guard seen != 0 else { return false }
      columnsAreKnown = true
      columns = TextColumns(bytes)
    }
    return columns != nil
  }

  /// Fewer digits are nothing.
  static let fewestDigits = 7

  func number(_ start: Int) {
    // The digits of a fraction.
    if start > 1, bytes[start - 1] == UInt8(ascii: "."), Self.isDigit(bytes[start - 2]) { return }
    guard NumberScanner.digits(bytes, at: start, most: Self.fewestDigits) >= Self.fewestDigits
    else { return }
    if bytes[start] == UInt8(ascii: "0"), start + 1 < bytes.count,
      bytes[start + 1] == UInt8(ascii: "0"),
      international(start)
    {
      return
    }
    // Of a long list, what is around says nothing of one number; only forms that need no context count.
    let isMeasured = isMeasured(start)
    if let run = NumberScanner.run(bytes, at: start), !(isMeasured && run.isJoined) {
      digitsDone = max(digitsDone, start + 1)
      var isSettled = false
      run.forEachCandidate { candidate in
        if isMeasured, candidate.strong.isEmpty { return false }
        switch judge(candidate.range, candidate.types, strong: candidate.strong) {
        case .claimed:
          digitsDone = candidate.range.upperBound
          done = max(done, digitsDone)
          isSettled = true
        case .vetoed:
          digitsDone = max(digitsDone, candidate.range.upperBound)
          nationalPhone(candidate.range.lowerBound)
          isSettled = true
        case .unknown: break
        }
        return isSettled
      }
      if isSettled { return }
    }
    if !isMeasured { nationalPhone(start) }
  }

  /// Whether the number is one of a long list, as measurements are. Each list is looked through once.
  private func isMeasured(_ start: Int) -> Bool {
    if start >= list.end { list = NumberScanner.list(bytes, at: start) }
    return list.isLong
  }

  func phone(_ plus: Int) {
    if international(plus) { return }
  }

  private func international(_ start: Int) -> Bool {
    guard let range = PhoneNumbers.international(bytes, at: start) else { return false }
    let isPlus = bytes[start] == UInt8(ascii: "+")
    switch judge(range, TypeSet(.phone), strong: isPlus ? TypeSet(.phone) : []) {
    case .claimed: break
    // Two zeros begin numbers of other kinds, too.
    case .vetoed where isPlus: break
    case .vetoed, .unknown: return false
    }
    done = max(done, range.upperBound)
    digitsDone = range.upperBound
    return true
  }

  func nationalPhone(_ start: Int) {
    guard mayHavePhone(start) else { return }
    // Where it begins is enough to know what is said of it, which costs less than to read it.
    let (meaning, source) = context(of: start..<NumberScanner.end(bytes, at: start))
    guard meaning.role == .sensitive, meaning.types.contains(.phone),
      let range = PhoneNumbers.national(bytes, at: start)
    else { return }
    add(range, .phone, context: source)
    done = max(done, range.upperBound)
    digitsDone = range.upperBound
  }

  /// Whether the key is one of phones, or words before may say so.
  private func mayHavePhone(_ start: Int) -> Bool {
    if path.meaning.types.contains(.phone) || textKey.meaning.types.contains(.phone) { return true }
    return start > 2 && !(textKey.isPair && textKey.value == start) || hasColumns
  }

  /// A date, of which only those of birth count; true if the bytes are a date of any kind.
  func date(_ start: Int) -> Bool {
    // A value that is a time as a whole, as most are, whose key says nothing of birth.
    if start == 0, !path.meaning.types.contains(.dateOfBirth), bytes.count < 32 { return false }
    guard let range = DateOfBirth.match(bytes, at: start) else { return false }
    let (meaning, source) = context(of: range)
    if meaning.role == .sensitive, meaning.types.contains(.dateOfBirth) {
      add(range, .dateOfBirth, context: source)
      done = max(done, range.upperBound)
    } else if range.count <= 8 {
      // Eight digits may be something else.
      return false
    }
    digitsDone = range.upperBound
    return true
  }

  /// `December 21, 2005`.
  func monthFirst(_ start: Int) -> Bool {
    guard let range = DateOfBirth.matchMonth(bytes, at: start) else { return false }
    let (meaning, source) = context(of: range)
    if meaning.role == .sensitive, meaning.types.contains(.dateOfBirth) {
      add(range, .dateOfBirth, context: source)
      done = max(done, range.upperBound)
    }
    digitsDone = range.upperBound
    return true
  }

  // MARK: Addresses

  func address(_ start: Int) -> Bool {
    guard let (range, kind) = IPAddresses.v4(bytes, at: start) else {
      return hexAddress(start, start + 4)
    }
    return claimAddress(range, kind)
  }

  /// An address of the network that is written in hexadecimal.
  func hexAddress(_ start: Int, _ end: Int) -> Bool {
    if let range = MACAddresses.match(bytes, at: start) {
      done = max(done, range.upperBound)
      digitsDone = done
      if context(of: range).meaning.role != .other || textKey.value != start {
        add(range, .macAddress, strength: .anchored)
      }
      return true
    }
    guard let (range, kind) = IPAddresses.v6(bytes, at: start) else { return false }
    return claimAddress(range, kind)
  }

  private func claimAddress(_ range: Range<Int>, _ kind: IPAddresses.Kind) -> Bool {
    digitsDone = range.upperBound
    done = max(done, range.upperBound)
    guard kind == .public else { return true }
    let (meaning, source) = context(of: range)
    // A version is no address.
    guard meaning.role != .other else { return true }
    add(
      range, .ipAddress, context: meaning.types.contains(.ipAddress) ? source : .form,
      strength: .anchored)
    return true
  }
}
