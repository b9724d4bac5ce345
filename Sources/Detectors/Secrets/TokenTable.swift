/// Tokens that are known by how they begin: what vendors' documentation says of their forms.
struct TokenRow: Sendable {
  enum Alphabet: UInt8, Sendable {
    /// Letters and digits.
    case alnum
    /// And `_`.
    case word
    /// And `_`, `-`.
    case url
    /// And `_`, `-`, `.`.
    case dotted
    /// Letters, digits, `+`, `/`, `=`.
    case base64
    /// And `_`, `-`, `.`, `+`, `/`, `=`.
    case any
    case hex, digits
    /// Capital letters and digits; of them 2 to 7 only.
    case capital, base32

    func contains(_ byte: UInt8) -> Bool {
      let kind = ByteClass.of(byte)
      let isAlnum = kind & (ByteClass.lower | ByteClass.upper | ByteClass.digit) != 0
      switch self {
      case .alnum: return isAlnum
      case .word: return isAlnum || kind == ByteClass.underscore
      case .url: return isAlnum || kind == ByteClass.underscore || byte == UInt8(ascii: "-")
      case .dotted:
        return isAlnum || kind == ByteClass.underscore || byte == UInt8(ascii: "-")
          || byte == UInt8(ascii: ".")
      case .base64: return isAlnum || "+/=".utf8.contains(byte)
      case .any: return isAlnum || kind == ByteClass.underscore || "-.+/=".utf8.contains(byte)
      case .hex: return IPAddresses.hex(byte) != nil
      case .digits: return kind == ByteClass.digit
      case .capital: return kind & (ByteClass.upper | ByteClass.digit) != 0
      case .base32:
        return kind == ByteClass.upper || (UInt8(ascii: "2")...UInt8(ascii: "7")).contains(byte)
      }
    }
  }

  let id: String
  let title: String
  let type: SensitiveType
  let prefixes: [String]
  let alphabet: Alphabet
  /// Of what follows the prefix.
  let lengths: ClosedRange<Int>
  /// What has to stand in the rest.
  let contains: String

  init(
    _ id: String, _ title: String, _ prefixes: [String], _ alphabet: Alphabet,
    _ lengths: ClosedRange<Int>, type: SensitiveType = .vendorToken, contains: String = ""
  ) {
    self.id = id
    self.title = title
    self.type = type
    self.prefixes = prefixes
    self.alphabet = alphabet
    self.lengths = lengths
    self.contains = contains
  }
}

/// The first three bytes that tokens begin with, as bits of their hash. A value that scanners keep, so that a word costs one load.
struct TokenStarts: @unchecked Sendable {
  // INVARIANT: nothing is written after `init`; the storage is never freed.
  static let shared = TokenStarts()

  private let bits: UnsafeMutablePointer<UInt64>

  private init() {
    bits = .allocate(capacity: Self.words)
    bits.initialize(repeating: 0, count: Self.words)
    for row in TokenTable.rows {
      for prefix in row.prefixes {
        let bytes = Array(prefix.utf8)
        for third in bytes.count > 2 ? bytes[2]...bytes[2] : 0...255 {
          let index = Self.index(bytes[0], bytes[1], third)
          bits[index >> 6] |= 1 << UInt64(index & 63)
        }
      }
    }
  }

  private static let words = 1 << 10

  @inline(__always)
  private static func index(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Int {
    (Int(first) &* 961 &+ Int(second) &* 31 &* 31 &* 7 &+ Int(third) &* 5419) & 0xFFFF
  }

  /// Whether a token may begin at a word's start.
  @inline(__always)
  func mayBegin(_ text: Bytes, _ start: Int) -> Bool {
    guard start + 16 <= text.count else { return false }
    let index = Self.index(text[start], text[start + 1], text[start + 2])
    if bits[index >> 6] >> UInt64(index & 63) & 1 != 0 { return true }
    // Telegram's begin with eight to ten digits, Mailchimp's with 32 hexadecimal ones.
    guard text[start] &- UInt8(ascii: "0") < 10 || text[start] | 0x20 &- UInt8(ascii: "a") < 6
    else { return false }
    return text[start + 8] == UInt8(ascii: ":") || text[start + 9] == UInt8(ascii: ":")
      || text[start + 10] == UInt8(ascii: ":")
      || start + 32 < text.count && text[start + 32] == UInt8(ascii: "-")
  }
}

enum TokenTable {
  /// A prefix and the row that it is of; the storage is never freed.
  private struct Entry: @unchecked Sendable {
    let prefix: UnsafeBufferPointer<UInt8>
    let row: Int
  }

  /// In the order of first bytes, of one longer prefixes first; and where each first byte begins.
  // Never written after it is made.
  nonisolated(unsafe) private static let entries: (all: UnsafeBufferPointer<Entry>, starts: [Int]) =
    {
      var all: [Entry] = []
      for (number, row) in rows.enumerated() {
        for prefix in row.prefixes {
          let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: prefix.utf8.count)
          _ = bytes.initialize(from: prefix.utf8)
          all.append(Entry(prefix: UnsafeBufferPointer(bytes), row: number))
        }
      }
      all.sort {
        ($0.prefix[0], -$0.prefix.count, $0.row) < ($1.prefix[0], -$1.prefix.count, $1.row)
      }
      let storage = UnsafeMutableBufferPointer<Entry>.allocate(capacity: all.count)
      _ = storage.initialize(from: all)
      let starts = (0...256).map { byte in all.partitioningIndex { Int($0.prefix[0]) >= byte } }
      return (UnsafeBufferPointer(storage), starts)
    }()

  /// Of rows by their number, then Telegram's, Mailchimp's.
  static func type(of row: Int) -> SensitiveType {
    row < rows.count ? rows[row].type : .vendorToken
  }

  static let telegram = rows.count
  static let mailchimp = rows.count + 1

  /// The token that begins at a word's start, and its row. Ask `TokenStarts`
  /// first.
  static func match(_ text: Bytes, at start: Int) -> (Range<Int>, Int)? {
    guard start + 16 <= text.count else { return nil }
    let first = Int(text[start])
    for place in entries.starts[first]..<entries.starts[first + 1] {
      let entry = entries.all[place]
      guard startsWith(text, start, entry.prefix) else { continue }
      if let range = match(text, start, entry) { return (range, entry.row) }
    }
    return others(text, start)
  }

  @inline(__always)
  private static func startsWith(
    _ text: Bytes, _ start: Int, _ prefix: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    guard start + prefix.count < text.count else { return false }
    for offset in prefix.indices where text[start + offset] != prefix[offset] { return false }
    return true
  }

  private static func match(_ text: Bytes, _ start: Int, _ entry: Entry) -> Range<Int>? {
    let bodyStart = start + entry.prefix.count
    guard bodyStart < text.count else { return nil }
    let row = rows[entry.row]
    var end = bodyStart
    let limit = min(text.count, bodyStart + row.lengths.upperBound + 1)
    while end < limit, row.alphabet.contains(text[end]) { end += 1 }
    // A sentence's full stop, and padding that is a separator, are none of it.
    while end > bodyStart, text[end - 1] == UInt8(ascii: "."),
      row.alphabet == .dotted || row.alphabet == .any
    {
      end -= 1
    }
    let length = end - bodyStart
    guard row.lengths.contains(length) else { return nil }
    if end < text.count, ByteClass.isWord(text[end]), Separators.width(text, end) == 0 {
      return nil
    }
    let body = Bytes(rebasing: text[bodyStart..<end])
    guard Randomness.isRandom(body, least: row.alphabet == .digits ? 1.5 : 2.5) else { return nil }
    if !row.contains.isEmpty {
      let wanted = Array(row.contains.utf8)
      guard length > wanted.count,
        (0...(length - wanted.count)).contains(where: {
          body[$0..<($0 + wanted.count)].elementsEqual(wanted)
        })
      else { return nil }
    }
    return start..<end
  }

  /// Where a run of token characters ends that is longer than all tokens but the longest; the start if it
  /// is not so long. What begins inside of such a run is no token either.
  static func endOfRun(_ text: Bytes, at start: Int) -> Int {
    var index = start
    let limit = min(text.count, start + 1500)
    while index < limit, TokenRow.Alphabet.any.contains(text[index]) { index += 1 }
    return index - start >= 400 ? index : start
  }

  /// Tokens that begin with digits.
  private static func others(_ text: Bytes, _ start: Int) -> (Range<Int>, Int)? {
    guard IPAddresses.hex(text[start]) != nil else { return nil }
    var end = start
    while end < text.count, end - start <= 32, IPAddresses.hex(text[end]) != nil { end += 1 }
    let length = end - start
    if (8...10).contains(length), end + 36 <= text.count, text[end] == UInt8(ascii: ":"),
      text[end + 1] == UInt8(ascii: "A"), text[end + 2] == UInt8(ascii: "A"),
      text[start..<end].allSatisfy({ ByteClass.of($0) == ByteClass.digit })
    {
      let last = end + 36
      guard text[(end + 1)..<last].allSatisfy(TokenRow.Alphabet.url.contains),
        last == text.count || !TokenRow.Alphabet.url.contains(text[last])
      else { return nil }
      return (start..<last, telegram)
    }
    if length == 32, end + 4 <= text.count, text[end] == UInt8(ascii: "-"),
      text[end + 1] == UInt8(ascii: "u"),
      text[end + 2] == UInt8(ascii: "s"), ByteClass.of(text[end + 3]) == ByteClass.digit
    {
      var last = end + 4
      if last < text.count, ByteClass.of(text[last]) == ByteClass.digit { last += 1 }
      guard last == text.count || !ByteClass.isWord(text[last]) else { return nil }
      return (start..<last, mailchimp)
    }
    return nil
  }
}

/// Whether bytes look random: what tells a token from an example or a word.
enum Randomness {
  /// Shannon's entropy in bits a byte, of the first 256 bytes.
  static func entropy(_ bytes: Bytes) -> Double {
    guard !bytes.isEmpty else { return 0 }
    return withUnsafeTemporaryAllocation(of: UInt16.self, capacity: 256) { counts in
      counts.initialize(repeating: 0)
      let part = bytes.prefix(256)
      for byte in part { counts[Int(byte)] += 1 }
      var sum = 0
      for count in counts where count > 1 { sum += table(Int(count)) }
      // log2(n) - sum(c log2 c) / n, in units of a 1024th.
      return Double(table(part.count) - sum) / Double(part.count) / 1024
    }
  }

  /// `n log2 n` in units of a 1024th.
  private static func table(_ n: Int) -> Int { products[n] }

  private static let products: [Int] = (0...256).map { n in
    guard n > 1 else { return 0 }
    // log2 by repeated squaring, to 20 bits: no library, the same on every machine.
    var value = Double(n)
    var result = 0.0
    while value >= 2 {
      value /= 2
      result += 1
    }
    var bit = 0.5
    for _ in 0..<20 {
      value *= value
      if value >= 2 {
        value /= 2
        result += bit
      }
      bit /= 2
    }
    return Int((Double(n) * result * 1024).rounded())
  }

  /// No run of one character, and enough entropy.
  static func isRandom(_ bytes: Bytes, least: Double) -> Bool {
    var run = 1
    for index in bytes.indices.dropFirst() {
      run = bytes[index] == bytes[index - 1] ? run + 1 : 1
      if run >= 7 { return false }
    }
    return entropy(bytes) >= least
  }
}
