/// `KeyWords` by the hash of a word, or of several without what is between them.
///
/// The hash is FNV-1a of the folded letters, so that the hash of a sequence of words goes on from that of
/// its first ones.
struct KeyDictionary: @unchecked Sendable {
  // INVARIANT: nothing is written after `init`; the storage is never freed.
  static let shared = KeyDictionary()

  static let emptyHash: UInt64 = 0xCBF2_9CE4_8422_2325
  /// More letters than the longest entry has.
  static let longest = 48

  private let hashes: UnsafeMutablePointer<UInt64>
  private let parts: UnsafeMutablePointer<KeyWords.Part>
  private let functions: UnsafeMutablePointer<UInt64>
  private static let size = 1 << 13
  private static let functionSize = 1 << 10

  private init() {
    hashes = .allocate(capacity: Self.size)
    hashes.initialize(repeating: 0, count: Self.size)
    parts = .allocate(capacity: Self.size)
    parts.initialize(repeating: .neutral, count: Self.size)
    functions = .allocate(capacity: Self.functionSize)
    functions.initialize(repeating: 0, count: Self.functionSize)
    for word in Self.words(KeyWords.functions) { insertFunction(Self.hash(word)) }
    // What comes first holds: a word that names a type is never only a part of other names.
    for (types, words) in KeyWords.sensitive {
      for word in Self.words(words) { insert(word, .sensitive(TypeSet(types))) }
    }
    for word in Self.words(KeyWords.hashes) { insert(word, .hash) }
    for word in Self.words(KeyWords.others) { insert(word, .other) }
    for word in Self.words(KeyWords.qualifiers) { insert(word, .qualifier) }
    for word in Self.words(KeyWords.neutrals) { insert(word, .neutral) }
  }

  private static func words(_ text: String) -> [Substring] {
    text.split { $0 == " " || $0 == "\n" }
  }

  private static func hash(_ word: Substring) -> UInt64 {
    word.utf8.reduce(emptyHash) { next($0, $1) }
  }

  @inline(__always)
  static func next(_ hash: UInt64, _ letter: UInt8) -> UInt64 {
    (hash ^ UInt64(letter)) &* 0x0000_0100_0000_01B3
  }

  private func insert(_ word: Substring, _ part: KeyWords.Part) {
    let hash = Self.hash(word)
    var slot = Int(truncatingIfNeeded: (hash ^ hash >> 32) & UInt64(Self.size - 1))
    while hashes[slot] != 0 {
      if hashes[slot] == hash { return }
      slot = (slot + 1) & (Self.size - 1)
    }
    hashes[slot] = hash
    parts[slot] = part
  }

  private func insertFunction(_ hash: UInt64) {
    var slot = Int(truncatingIfNeeded: (hash ^ hash >> 32) & UInt64(Self.functionSize - 1))
    while functions[slot] != 0, functions[slot] != hash {
      slot = (slot + 1) & (Self.functionSize - 1)
    }
    functions[slot] = hash
  }

  /// What a word, or a sequence of words, is; nil if it is not known.
  func part(_ hash: UInt64) -> KeyWords.Part? {
    var slot = Int(truncatingIfNeeded: (hash ^ hash >> 32) & UInt64(Self.size - 1))
    while hashes[slot] != 0 {
      if hashes[slot] == hash { return parts[slot] }
      slot = (slot + 1) & (Self.size - 1)
    }
    return nil
  }

  func isFunction(_ hash: UInt64) -> Bool {
    var slot = Int(truncatingIfNeeded: (hash ^ hash >> 32) & UInt64(Self.functionSize - 1))
    while functions[slot] != 0 {
      if functions[slot] == hash { return true }
      slot = (slot + 1) & (Self.functionSize - 1)
    }
    return false
  }
}
