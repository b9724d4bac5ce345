/// Secrets on command lines, where the command says what an option means.
enum CommandSecrets {
  private static let before = 256

  private enum Form {
    /// The option's next word.
    case next
    /// Glued to the option, or the next word.
    case glued
    /// Behind a sign in the next word: `user:password`, `user%password`.
    case after(UInt8)
    /// The third word behind the option: `htpasswd -b FILE USER PASSWORD`.
    case third
  }

  private static let options: [(commands: [String], option: UInt8, form: Form)] = [
    (["sshpass"], UInt8(ascii: "p"), .glued),
    (
      ["mysql", "mysqldump", "mysqladmin", "mysqlimport", "mariadb", "mariadb-dump", "mysqlcheck"],
      UInt8(ascii: "p"), .glued
    ),
    (
      ["mongo", "mongosh", "mongodump", "mongorestore", "mongoexport", "mongoimport"],
      UInt8(ascii: "p"), .next
    ),
    (
      ["docker", "podman", "helm", "oc", "az", "skopeo", "buildah", "nerdctl", "crane"],
      UInt8(ascii: "p"), .next
    ),
    (["curl", "http", "httpie"], UInt8(ascii: "u"), .after(UInt8(ascii: ":"))),
    (["http", "https", "httpie"], UInt8(ascii: "a"), .after(UInt8(ascii: ":"))),
    (["curl"], UInt8(ascii: "U"), .after(UInt8(ascii: ":"))),
    (
      ["smbclient", "rpcclient", "net", "smbget", "smbmap"], UInt8(ascii: "U"),
      .after(UInt8(ascii: "%"))
    ),
    (["redis-cli", "redis-benchmark"], UInt8(ascii: "a"), .next),
    (
      ["ldapsearch", "ldapadd", "ldapmodify", "ldapdelete", "ldapwhoami", "ldappasswd"],
      UInt8(ascii: "w"),
      .next
    ),
    (["snmpget", "snmpwalk"], UInt8(ascii: "A"), .next),
    (["zip", "7z", "unzip", "rar"], UInt8(ascii: "P"), .next),
    (["7z", "7za", "rar", "unrar"], UInt8(ascii: "p"), .glued),
    (["sqlcmd", "bcp", "osql", "isql"], UInt8(ascii: "P"), .glued),
    (
      ["cqlsh", "influx", "rabbitmqadmin", "xfreerdp", "vncviewer", "kinit"], UInt8(ascii: "p"),
      .next
    ),
    (["ipmitool"], UInt8(ascii: "P"), .next),
    (["mosquitto_pub", "mosquitto_sub"], UInt8(ascii: "P"), .next),
    (["htpasswd"], UInt8(ascii: "b"), .third),
  ]

  private static let byOption: [[(commands: Set<[UInt8]>, form: Form)]] = {
    var table = [[(commands: Set<[UInt8]>, form: Form)]](repeating: [], count: 128)
    for (commands, option, form) in options {
      table[Int(option)].append((Set(commands.map { Array($0.utf8) }), form))
    }
    return table
  }()

  /// The secret of the option whose hyphen is at `start`, which nothing or a blank stands before.
  static func match(_ text: Bytes, at start: Int) -> Range<Int>? {
    guard start + 2 < text.count else { return nil }
    if text[start + 1] == UInt8(ascii: "-") { return long(text, start + 2) }
    let option = text[start + 1]
    guard option < 128, !byOption[Int(option)].isEmpty else { return nil }
    let words = commands(text, before: start)
    for (commands, form) in byOption[Int(option)]
    where words.contains(where: { commands.contains($0) }) {
      let after = start + 2
      switch form {
      case .next:
        if text[after] == 0x20, let value = value(text, after), isSecret(text, value) {
          return value
        }
      case .glued:
        if let value = value(text, after), text[after] != 0x20 || isSshpass(words),
          isSecret(text, value)
        {
          return value
        }
      case .third:
        var index = after
        for _ in 0..<2 {
          guard let word = value(text, index) else { return nil }
          index = word.upperBound
        }
        if let value = value(text, index), isSecret(text, value) { return value }
      case .after(let sign):
        if let value = value(text, after), let place = text[value].firstIndex(of: sign),
          place + 1 < value.upperBound
        {
          return (place + 1)..<value.upperBound
        }
      }
    }
    return nil
  }

  // `mysql -p shop` asks for the password; `sshpass -p x` has it.
  private static func isSshpass(_ words: [[UInt8]]) -> Bool {
    words.contains {
      $0.elementsEqual("sshpass".utf8) || $0.elementsEqual("sqlcmd".utf8)
        || $0.elementsEqual("bcp".utf8)
    }
  }

  /// `--password value`; with `=` it is a key like others. `--user name:password` of curl.
  private static func long(_ text: Bytes, _ start: Int) -> Range<Int>? {
    var end = start
    while end < text.count, ByteClass.isWord(text[end]) || text[end] == UInt8(ascii: "-") {
      end += 1
    }
    guard end > start, end < text.count, text[end] == 0x20, let value = value(text, end) else {
      return nil
    }
    let name = Bytes(rebasing: text[start..<end])
    if name.elementsEqual("user".utf8) || name.elementsEqual("proxy-user".utf8) {
      guard let colon = text[value].firstIndex(of: UInt8(ascii: ":")), colon + 1 < value.upperBound
      else {
        return nil
      }
      return (colon + 1)..<value.upperBound
    }
    let meaning = KeyClassifier.meaning(of: name)
    guard meaning.role == .sensitive,
      meaning.types.contains(.password) || meaning.types.contains(.apiSecret),
      isSecret(text, value)
    else { return nil }
    return value
  }

  private static func isSecret(_ text: Bytes, _ range: Range<Int>) -> Bool {
    guard text[range.lowerBound] != UInt8(ascii: "-") else { return false }
    return !SecretValue.isPlaceholder(Bytes(rebasing: text[range]))
  }

  /// The word that begins at `start`, behind blanks, without its quotes.
  private static func value(_ text: Bytes, _ start: Int) -> Range<Int>? {
    var index = start
    while index < text.count, text[index] == 0x20 { index += 1 }
    guard index < text.count else { return nil }
    let quote = text[index]
    if quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") {
      let first = index + 1
      index = first
      while index < text.count, text[index] != quote { index += 1 }
      return index > first ? first..<index : nil
    }
    let first = index
    while index < text.count, text[index] > 0x20, text[index] != UInt8(ascii: "\""),
      text[index] != UInt8(ascii: "`")
    {
      index += 1
    }
    return index > first ? first..<index : nil
  }

  /// The words of the command before an option, without their folders.
  private static func commands(_ text: Bytes, before end: Int) -> [[UInt8]] {
    var result: [[UInt8]] = []
    var index = end
    let limit = max(0, end - before)
    while index > limit, result.count < 16 {
      while index > limit, text[index - 1] == 0x20 { index -= 1 }
      let wordEnd = index
      while index > limit, text[index - 1] > 0x20, text[index - 1] != UInt8(ascii: "/"),
        text[index - 1] != UInt8(ascii: "\""), text[index - 1] != UInt8(ascii: "'"),
        text[index - 1] != UInt8(ascii: "(")
      { index -= 1 }
      if wordEnd > index, wordEnd - index <= 16 { result.append(Array(text[index..<wordEnd])) }
      guard index > limit else { break }
      let sign = text[index - 1]
      if sign < 0x20 || sign == UInt8(ascii: ";") || sign == UInt8(ascii: "|") { break }
      if sign != 0x20 { index -= 1 }
    }
    return result
  }
}
