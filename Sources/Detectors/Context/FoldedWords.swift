/// The words of a name or of a stretch of text, in the letters that `KeyWords` has: small ones of
/// ASCII, accents taken off. A fixed number of words and letters; no memory is asked for.
struct FoldedWords {
  static let mostWords = 16
  private static let mostLetters = 128

  private(set) var count = 0
  private var letters: (SIMD64<UInt8>, SIMD64<UInt8>) = (.zero, .zero)
  private var used = 0
  private var starts = SIMD16<UInt8>.zero
  private var ends = SIMD16<UInt8>.zero
  private var isOpen = false

  private subscript(letter index: Int) -> UInt8 {
    get { index < 64 ? letters.0[index] : letters.1[index - 64] }
    set { if index < 64 { letters.0[index] = newValue } else { letters.1[index - 64] = newValue } }
  }

  mutating func removeAll() {
    count = 0
    used = 0
    isOpen = false
  }

  /// Ends the word that is open.
  @inline(__always)
  mutating func endWord() { isOpen = false }

  @inline(__always)
  private mutating func append(_ letter: UInt8) {
    if !isOpen {
      if count == Self.mostWords { return }
      starts[count] = UInt8(used)
      ends[count] = UInt8(used)
      count += 1
      isOpen = true
    }
    guard used < Self.mostLetters - 1 else { return }
    self[letter: used] = letter
    used += 1
    ends[count - 1] = UInt8(used)
  }

  func length(_ word: Int) -> Int { Int(ends[word]) - Int(starts[word]) }

  /// The hash of the words from `first` to `last`, as one; with `skip`, without the first letters.
  func hash(_ first: Int, _ last: Int, skip: Int = 0) -> UInt64 {
    var hash = KeyDictionary.emptyHash
    var index = Int(starts[first]) + skip
    while index < Int(ends[last]) {
      hash = KeyDictionary.next(hash, self[letter: index])
      index += 1
    }
    return hash
  }

  /// Adds the words of a name: they end at signs, and where small letters are followed by capital ones, in
  /// `userSSN` and `SSNNumber`. Digits end a word and belong to none.
  mutating func add(name: Bytes) {
    var index = max(0, name.count - 96)
    // Of `domain/name` only the name says something.
    if let slash = name[index...].lastIndex(of: UInt8(ascii: "/")), slash + 1 < name.count {
      index = slash + 1
    }
    var before: UInt8 = 0
    while index < name.count {
      let byte = name[index]
      switch ByteClass.of(byte) {
      case ByteClass.lower: append(byte)
      case ByteClass.upper:
        let beforeIsLower = ByteClass.of(before) & (ByteClass.lower | ByteClass.digit) != 0
        let nextIsLower = index + 1 < name.count && ByteClass.of(name[index + 1]) == ByteClass.lower
        if beforeIsLower || nextIsLower && ByteClass.of(before) == ByteClass.upper { endWord() }
        append(byte | 0x20)
      case ByteClass.digit: addDigit(byte)
      case ByteClass.high:
        index += addHigh(name, index)
        before = 0xC3
        continue
      default: endWord()
      }
      before = byte
      index += 1
    }
    endWord()
  }

  // `ipv4`, `sha256`, `e164` and their like are words with their digits.
  private mutating func addDigit(_ byte: UInt8) {
    if isOpen, Self.keepsDigits(self) { append(byte) } else { endWord() }
  }

  private static func keepsDigits(_ words: FoldedWords) -> Bool {
    let start = Int(words.starts[words.count - 1])
    let length = words.used - start
    guard length >= 1, length <= 6 else { return false }
    var value: UInt64 = 0
    for index in start..<words.used { value = value << 8 | UInt64(words[letter: index]) }
    switch value {
    case 0x6970_76, 0x7368_61, 0x6D64, 0x65, 0x7368_6131, 0x7368_6132, 0x7368_6135, 0x7368_6132_35,
      0x7368_6135_31, 0x6531, 0x6531_36, 0x6376_76, 0x6376_63, 0x6F61_7574_68, 0x626C_616B_65:
      return true
    default: return false
    }
  }

  /// Adds a letter beyond ASCII; returns how many bytes it takes.
  mutating func addHigh(_ text: Bytes, _ index: Int) -> Int {
    let first = text[index]
    guard first >= 0xC3, first <= 0xC5, index + 1 < text.count else {
      if first >= 0xC0, Separators.width(text, index) > 0 { endWord() }
      return first < 0xC0 ? 1 : min(first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4, text.count - index)
    }
    let (letter, second) = Self.fold(first, text[index + 1])
    if letter == 0 {
      endWord()
    } else {
      append(letter)
      if second != 0 { append(second) }
    }
    return 2
  }

  /// Adds a word of a text.
  mutating func add(word: Bytes) {
    endWord()
    var index = 0
    while index < word.count {
      let byte = word[index]
      switch ByteClass.of(byte) {
      case ByteClass.lower: append(byte)
      case ByteClass.upper: append(byte | 0x20)
      case ByteClass.digit: append(byte)
      case ByteClass.high:
        index += addHigh(word, index)
        continue
      default: break
      }
      index += 1
    }
    endWord()
  }

  /// Takes the accent off a letter of two bytes (U+00C0 to U+017F); 0 if it is none that is known.
  static func fold(_ first: UInt8, _ second: UInt8) -> (letter: UInt8, second: UInt8) {
    let scalar = (UInt32(first) & 0x1F) << 6 | UInt32(second) & 0x3F
    switch scalar {
    case 0xDF: return (UInt8(ascii: "s"), UInt8(ascii: "s"))
    case 0xC6, 0xE6: return (UInt8(ascii: "a"), UInt8(ascii: "e"))
    case 0xC0...0xC5, 0xE0...0xE5, 0x100...0x105: return (UInt8(ascii: "a"), 0)
    case 0xC7, 0xE7, 0x106...0x10D: return (UInt8(ascii: "c"), 0)
    case 0x10E...0x111: return (UInt8(ascii: "d"), 0)
    case 0xC8...0xCB, 0xE8...0xEB, 0x112...0x11B: return (UInt8(ascii: "e"), 0)
    case 0xCC...0xCF, 0xEC...0xEF, 0x128...0x131: return (UInt8(ascii: "i"), 0)
    case 0x139...0x142: return (UInt8(ascii: "l"), 0)
    case 0xD1, 0xF1, 0x143...0x148: return (UInt8(ascii: "n"), 0)
    case 0xD2...0xD6, 0xD8, 0xF2...0xF6, 0xF8, 0x14C...0x151: return (UInt8(ascii: "o"), 0)
    case 0x152, 0x153: return (UInt8(ascii: "o"), UInt8(ascii: "e"))
    case 0x154...0x159: return (UInt8(ascii: "r"), 0)
    case 0x15A...0x161: return (UInt8(ascii: "s"), 0)
    case 0x162...0x167: return (UInt8(ascii: "t"), 0)
    case 0xD9...0xDC, 0xF9...0xFC, 0x168...0x173: return (UInt8(ascii: "u"), 0)
    case 0xDD, 0xFD, 0xFF, 0x176...0x178: return (UInt8(ascii: "y"), 0)
    case 0x179...0x17E: return (UInt8(ascii: "z"), 0)
    default: return (0, 0)
    }
  }
}
