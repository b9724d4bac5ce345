/// What may begin at, or stand around, a sign.
extension ValueScanner {
  func site(_ index: Int) {
    switch bytes[index] {
    case UInt8(ascii: "@"): mail(index)
    case UInt8(ascii: ":"):
      if !urlPassword(index) { keyed(index) }
    case UInt8(ascii: "="): keyed(index)
    case UInt8(ascii: "+"): if index >= digitsDone { phone(index) }
    case UInt8(ascii: "-"): option(index)
    default:
      if bytes[index] == UInt8(ascii: "("), index >= digitsDone, isAreaCode(index) {
        nationalPhone(index)
      }
      guard index >= done, index >= starsDone, let match = Masks.match(bytes, at: index) else {
        return
      }
      guard match.isMask, match.range.lowerBound >= done else {
        starsDone = match.range.upperBound
        return
      }
      claim(match)
    }
  }

  /// `(201)`
  private func isAreaCode(_ open: Int) -> Bool {
    var index = open + 1
    while index < bytes.count, index - open < 7, Self.isDigit(bytes[index]) { index += 1 }
    return index > open + 1 && index < bytes.count && bytes[index] == UInt8(ascii: ")")
  }

  private func mail(_ index: Int) {
    guard index >= done, let range = MailAddresses.match(bytes, atSign: index, after: done) else {
      return
    }
    add(range, .email, strength: .anchored)
    done = range.upperBound
    digitsDone = max(digitsDone, done)
  }

  private func urlPassword(_ colon: Int) -> Bool {
    guard colon + 2 < bytes.count, bytes[colon + 1] == UInt8(ascii: "/"),
      bytes[colon + 2] == UInt8(ascii: "/")
    else { return false }
    guard colon >= done, let range = URLPasswords.match(bytes, colon: colon, in: text)
    else { return true }
    if claimMask(
      of: range, key: KeyMeaning(role: .sensitive, types: TypeSet(.urlPassword)), context: .form)
    {
      done = range.upperBound
      return true
    }
    if let (token, _) = TokenTable.match(bytes, at: range.lowerBound), token == range {
      return true
    }
    add(range, .urlPassword, strength: .anchored)
    done = range.upperBound
    digitsDone = max(digitsDone, done)
    return true
  }

  /// `key=value` and `key: value`.
  private func keyed(_ sign: Int) {
    guard sign > 0, sign >= keyedDone else { return }
    // Times, ports, addresses.
    if bytes[sign] == UInt8(ascii: ":"), sign + 1 < bytes.count, bytes[sign + 1] > 0x20,
      bytes[sign + 1] != UInt8(ascii: "\""), bytes[sign + 1] != UInt8(ascii: "'"),
      Self.isDigit(bytes[sign - 1]) || Self.isDigit(bytes[sign + 1])
    {
      guard
        bytes[sign - 1] == UInt8(ascii: "\"") || bytes[sign - 1] == UInt8(ascii: "'")
          || !Self.isDigit(bytes[sign - 1])
      else { return }
    }
    var value = sign + 1
    if value < bytes.count, bytes[value] == UInt8(ascii: ">") { value += 1 }
    while value < bytes.count, bytes[value] == 0x20 || bytes[value] == 0x09 { value += 1 }
    var quote: UInt8?
    if value < bytes.count, bytes[value] == UInt8(ascii: "\"") || bytes[value] == UInt8(ascii: "'")
    {
      quote = bytes[value]
      value += 1
    }
    guard value < bytes.count, let key = TextKeys.key(before: value, in: bytes) else { return }
    // A part of a name between colons: `arn:aws:…:secret:db`.
    if bytes[sign] == UInt8(ascii: ":"), value == sign + 1, key.lowerBound > 0,
      bytes[key.lowerBound - 1] == UInt8(ascii: ":")
        || bytes[key.lowerBound - 1] == UInt8(ascii: "/")
    {
      return
    }
    var meaning = keys.facts(of: Bytes(rebasing: bytes[key])).meaning
    if meaning.role != .sensitive,
      let spoken = TextKeys.meaning(ofWordsUpTo: key.upperBound, in: bytes)
    {
      meaning = spoken
    }
    let isPair =
      bytes[sign] == UInt8(ascii: "=")
      || key.upperBound < bytes.count
        && (bytes[key.upperBound] == UInt8(ascii: "\"")
          || bytes[key.upperBound] == UInt8(ascii: "'"))
    guard meaning.role == .sensitive || meaning.role == .other else {
      textKey = TextKey(meaning: meaning, value: value, end: value, isPair: isPair)
      return
    }
    guard meaning.role == .sensitive || quote != nil else {
      textKey = TextKey(meaning: meaning, value: value, end: value, isPair: isPair)
      return
    }
    let range = SecretValue.extent(bytes, from: value, quote: quote, in: text)
    textKey = TextKey(
      meaning: meaning, value: value, end: quote == nil ? value : range.upperBound, isPair: isPair)
    guard meaning.role == .sensitive, !range.isEmpty, value >= done else { return }
    keyedDone = range.upperBound
    if claimMask(of: range, key: meaning, context: .textKey) {
      done = range.upperBound
      digitsDone = max(digitsDone, done)
      return
    }
    guard meaning.types.hasSecrets,
      let type = SecretValue.judge(Bytes(rebasing: bytes[range]), key: meaning.types, inText: true)
    else { return }
    add(range, type, context: .textKey, strength: .keyed)
  }

  /// An option of a command line that takes a secret.
  private func option(_ index: Int) {
    guard index >= done, index == 0 || bytes[index - 1] <= 0x20, index + 1 < bytes.count,
      bytes[index + 1] > 0x20, optionsLeft > 0
    else { return }
    optionsLeft -= 1
    guard let range = CommandSecrets.match(bytes, at: index) else { return }
    if claimMask(
      of: range, key: KeyMeaning(role: .sensitive, types: TypeSet(.password)), context: .form)
    {
      done = range.upperBound
      return
    }
    add(range, .password, context: .words, strength: .anchored)
    done = range.upperBound
  }
}
