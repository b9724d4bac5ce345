import RuleModel

/// The access lines of Istio's ztunnel: a head of time, level, scope and message, separated by
/// tabs or blanks, and `key=value` pairs, whose values are quoted in some versions.
///
/// Lines of other scopes than `access` are of another format.
struct ZtunnelTextFormat: TextFormat {
  let format = CheckedSource.Format.ztunnelText
  /// The head's parts, named like the keys of ztunnel's JSON log.
  let keys = ["time", "level", "scope", "message"]

  func cut(
    _ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int, into parts: inout TextParts
  ) -> Bool {
    var at = start
    guard let time = word(base, &at, end), time.count >= 20,
      JSONScalar.isDigit(base[time.lowerBound]), let level = word(base, &at, end),
      let scope = word(base, &at, end), scope.count == 6,
      zip(scope, "access".utf8).allSatisfy({ base[$0] == $1 })
    else { return false }
    parts.append(key: 0, time.lowerBound, time.upperBound)
    parts.append(key: 1, level.lowerBound, level.upperBound)
    parts.append(key: 2, scope.lowerBound, scope.upperBound)
    return message(base, &at, end, &parts) && pairs(base, at, end, &parts)
  }

  /// The words up to the first pair.
  private func message(
    _ base: UnsafePointer<UInt8>, _ at: inout Int, _ end: Int, _ parts: inout TextParts
  ) -> Bool {
    skipBlanks(base, &at, end)
    let start = at
    var stop = start
    while at < end {
      let begin = at
      guard let word = word(base, &at, end) else { return false }
      if word.contains(where: { base[$0] == 0x3D }) {
        at = begin
        break
      }
      stop = word.upperBound
    }
    guard stop > start, at < end else { return false }
    parts.append(key: 3, start, stop)
    return true
  }

  private func pairs(
    _ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int, _ parts: inout TextParts
  ) -> Bool {
    var at = start
    while true {
      skipBlanks(base, &at, end)
      if at >= end { return true }
      let key = at
      while at < end, base[at] != 0x3D, !isBlank(base[at]) { at += 1 }
      guard at < end, base[at] == 0x3D, at > key else { return false }
      let keyEnd = at
      at += 1
      var value = at
      var isEscaped = false
      if at < end, base[at] == 0x22 {
        value += 1
        at += 1
        while at < end, base[at] != 0x22 {
          if base[at] == 0x5C {
            isEscaped = true
            at += 1
          }
          at += 1
        }
        guard at < end, at + 1 == end || isBlank(base[at + 1]) else { return false }
        parts.append(keyStart: key, keyEnd: keyEnd, value, at, isEscaped: isEscaped)
        at += 1
      } else {
        while at < end, !isBlank(base[at]) { at += 1 }
        parts.append(keyStart: key, keyEnd: keyEnd, value, at, isEscaped: false)
      }
    }
  }

  private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  private func skipBlanks(_ base: UnsafePointer<UInt8>, _ at: inout Int, _ end: Int) {
    while at < end, isBlank(base[at]) { at += 1 }
  }

  /// The next word, up to a blank; nil at the end.
  private func word(_ base: UnsafePointer<UInt8>, _ at: inout Int, _ end: Int) -> Range<Int>? {
    skipBlanks(base, &at, end)
    let start = at
    while at < end, !isBlank(base[at]) { at += 1 }
    return at > start ? start..<at : nil
  }
}
