/// Finds where JSON values end in a stream of them, whatever their layout, in one pass over
/// every byte. Keeps its state from buffer to buffer.
///
/// Values stand one after the other, or in an array, or in the list of a wrapper
/// (`{"Records":[…]}`, `{"kind":"EventList",…,"items":[…]}`). What is not part of a record (the
/// array's commas and brackets, the wrapper's own members) is blanked.
///
/// Whether `items` that come before `kind` are a wrapper's is known at the value's end, if at all
/// in memory: up to `longest` bytes the value is left whole, and the extractor unwraps it. A longer
/// one can't be a record, so it is taken for a wrapper.
struct ValueFramer {
  private enum Place {
    /// Between values.
    case between
    /// In an object or array.
    case inside
    /// In a number, a word, or anything else that is no bracket and no string.
    case scalar
    /// Behind a wrapper's list: everything up to its end is dropped.
    case trailer
  }

  private var place = Place.between
  private var depth = 0
  private var isInString = false
  private var isEscaped = false
  /// The depth at which values stand: 0, or 1 in an array, or 2 in a wrapper's list.
  private var valueDepth = 0
  /// In a list: a comma must come before the next value.
  private var needsComma = false
  /// In a list: a comma has come, so a value must follow.
  private var needsValue = false
  /// How far the current buffer has been looked at, and where its current value begins.
  private var scanned = 0
  private var valueStart = 0
  /// The last string at depth 1 of the current value, up to 64 bytes.
  private var string: [UInt8] = []
  private var collectsString = false
  /// The last key at depth 1, and whether its value is a kind of list.
  private var key: [UInt8] = []
  private var isListKind = false
  /// Where a list begins under `items` in the current value, which may be a wrapper's.
  private var itemsBracket: Int?
  /// The longest record, in bytes.
  private let longest: Int
  /// The value has a string without an end, in a line before.
  private var isBroken = false
  private var ends: [Int] = []
  /// A value that is dropped because it is too long.
  private var isDropping = false
  /// The next value's first byte has been counted already.
  private var resumed = false

  /// A trailer stays in the buffer until it has ended, like a value.
  private let keepsTrailer: Bool
  /// Where the open trailer begins in the current buffer, and its depth there.
  private var trailerStart = 0
  private var trailerDepth = 0

  init(longest: Int = .max, keepsTrailer: Bool = false) {
    self.longest = longest
    self.keepsTrailer = keepsTrailer
  }

  /// A new buffer begins with what the last one left: a value that was open, or nothing.
  mutating func beginBuffer() {
    scanned = 0
    valueStart = 0
    ends = []
    if place == .inside || place == .scalar {
      // The value is looked at again from its first byte.
      place = .between
      depth = valueDepth
      isInString = false
      isEscaped = false
      resumed = true
    } else if place == .trailer, keepsTrailer {
      depth = trailerDepth
      isInString = false
      isEscaped = false
      trailerStart = 0
    }
  }

  /// The buffer's bytes were dropped; the value goes on in the next ones.
  mutating func beginDropped() {
    scanned = 0
    valueStart = 0
    trailerStart = 0
    ends = []
  }

  /// Looks at the bytes that are new; returns where the value begins that is still open, or
  /// the buffer's end if none is.
  mutating func scan(_ buffer: ChunkBuffer) -> Int {
    run(buffer, stopsAtValue: false)
    buffer.valueEnds = ends
    switch place {
    case .between: return scanned
    case .trailer: return keepsTrailer ? trailerStart : scanned
    case .inside, .scalar: return valueStart
    }
  }

  /// If the open value is too long for a record and has `items`, goes on behind their bracket, as
  /// in a wrapper's list; false if it stays as it is.
  mutating func unwrapTooLong(_ buffer: ChunkBuffer) -> Bool {
    guard place == .inside, buffer.count - valueStart > longest, let bracket = itemsBracket else {
      return false
    }
    scanned = unwrap(buffer.memory, bracket)
    return true
  }

  /// Blanks a wrapper up to its list's bracket; returns the place behind it.
  private mutating func unwrap(_ memory: UnsafeMutablePointer<UInt8>, _ bracket: Int) -> Int {
    for place in valueStart...bracket where memory[place] != 0x0A { memory[place] = 0x20 }
    valueDepth = 2
    depth = 2
    place = .between
    isInString = false
    isEscaped = false
    isBroken = false
    needsComma = false
    needsValue = false
    return bracket + 1
  }

  /// In a value that is dropped: where it ends.
  mutating func endOfValue(_ buffer: ChunkBuffer) -> Int? {
    isDropping = true
    defer { isDropping = false }
    ends = []
    run(buffer, stopsAtValue: true)
    return ends.first
  }

  /// The input has ended: what is open was cut off.
  mutating func end(_ buffer: ChunkBuffer) {
    if place == .inside || place == .scalar { ends.append(buffer.count) }
    buffer.valueEnds = ends
    if valueDepth > 0, place == .between || place == .trailer {
      // The list itself was never closed, and records may be missing.
      buffer.unreadableAfter.append(
        (.cutOff, buffer.baseOffset + UInt64(buffer.count)))
    }
    place = .between
    valueDepth = 0
    depth = 0
  }

  private mutating func run(_ buffer: ChunkBuffer, stopsAtValue: Bool) {
    let memory = buffer.memory
    let count = buffer.count
    var at = scanned
    defer { scanned = at }
    while at < count {
      let byte = memory[at]
      switch place {
      case .between:
        if JSONScalar.isWhitespace(byte) {
          at += 1
        } else if valueDepth > 0, byte == 0x2C || byte == 0x5D {
          separator(byte, at, buffer)
          memory[at] = 0x20
          at += 1
        } else {
          begin(byte, at, buffer)
          at += 1
        }
      case .scalar:
        switch byte {
        case 0x20, 0x0A, 0x0D, 0x09, 0x2C, 0x5D, 0x7D, 0x7B, 0x5B, 0x22: finishValue(at)
        default: at += 1
        }
      case .inside: at = inside(memory, at, count, buffer)
      case .trailer:
        let next = trailer(byte)
        memory[at] = byte == 0x0A ? byte : 0x20
        at += 1
        if !next { place = .between }
      }
      if stopsAtValue, !ends.isEmpty { return }
    }
  }

  /// A comma or the closing bracket between the values of a list.
  private mutating func separator(_ byte: UInt8, _ at: Int, _ buffer: ChunkBuffer) {
    if byte == 0x2C {
      if !needsComma { misplaced(at, buffer) }
      needsComma = false
      needsValue = true
      return
    }
    if needsValue { misplaced(at, buffer) }
    depth = valueDepth - 1
    place = depth > 0 ? .trailer : .between
    trailerStart = at + 1
    trailerDepth = depth
    valueDepth = 0
    needsComma = false
    needsValue = false
  }

  /// A comma too many or too few: a record may be missing here.
  private func misplaced(_ at: Int, _ buffer: ChunkBuffer) {
    buffer.unreadable.append((.invalidJSON, buffer.baseOffset + UInt64(at)))
  }

  /// A value's first byte, or a list's bracket.
  private mutating func begin(_ byte: UInt8, _ at: Int, _ buffer: ChunkBuffer) {
    if valueDepth == 0, byte == 0x5B, !resumed {
      // An array of records.
      valueDepth = 1
      depth = 1
      buffer.memory[at] = 0x20
      return
    }
    if valueDepth > 0, needsComma, !resumed { misplaced(at, buffer) }
    resumed = false
    needsComma = valueDepth > 0
    needsValue = false
    valueStart = at
    isBroken = false
    switch byte {
    case 0x7B, 0x5B:
      place = .inside
      depth = valueDepth + 1
      string = []
      key = []
      isListKind = false
      itemsBracket = nil
    case 0x22:
      place = .inside
      depth = valueDepth
      isInString = true
    case 0x7D, 0x5D, 0x2C, 0x3A:
      // Out of place; a value of its own, which the reader refuses.
      ends.append(at + 1)
    default: place = .scalar
    }
  }

  private mutating func finishValue(_ end: Int) {
    place = .between
    depth = valueDepth
    ends.append(end)
  }

  /// One byte, or a stretch of a string, inside a value. Returns the next place to look at.
  private mutating func inside(
    _ memory: UnsafeMutablePointer<UInt8>, _ start: Int, _ count: Int, _ buffer: ChunkBuffer
  ) -> Int {
    var at = start
    if isInString {
      while at < count {
        let byte = memory[at]
        at += 1
        if isEscaped {
          isEscaped = false
        } else if byte == 0x5C {
          isEscaped = true
        } else if byte == 0x22 || byte == 0x0A {
          // No string goes past a line's end: a missing quote must not turn the rest around.
          isInString = false
          isBroken = byte == 0x0A
          endString()
          if depth == valueDepth { finishValue(at) }
          return at
        }
        if collectsString, string.count < 64 { string.append(byte) }
      }
      return at
    }
    if isBroken, !JSONScalar.isWhitespace(memory[at]) {
      isBroken = false
      if memory[at] == 0x7B {
        // Behind a line with a missing quote, the next record begins; the comma before it may
        // have been lost with the line.
        finishValue(at)
        needsComma = false
        return at
      }
    }
    switch memory[at] {
    case 0x22:
      isInString = true
      collectsString = depth == 1 && valueDepth == 0
      if collectsString { string = [] }
    case 0x3A: if depth == 1, valueDepth == 0 { key = string }
    case 0x5B where depth == 1 && valueDepth == 0 && !isDropping:
      if opensList { return unwrap(memory, at) }
      if itemsBracket == nil, at - valueStart < longest, key.elementsEqual("items".utf8) {
        itemsBracket = at
      }
      depth += 1
    case 0x7B, 0x5B: depth += 1
    case 0x7D, 0x5D:
      depth -= 1
      guard depth <= valueDepth else { break }
      if valueDepth == 0, !isDropping, at + 1 - valueStart > longest, let bracket = itemsBracket {
        return unwrap(memory, bracket)
      }
      finishValue(at + 1)
    default: break
    }
    return at + 1
  }

  private mutating func endString() {
    guard collectsString else { return }
    collectsString = false
    if key.elementsEqual("kind".utf8), string.suffix(4).elementsEqual("List".utf8) {
      isListKind = true
    }
  }

  private var opensList: Bool {
    key.elementsEqual("Records".utf8) || (isListKind && key.elementsEqual("items".utf8))
  }

  /// One byte behind a wrapper's list; false when the wrapper has ended.
  private mutating func trailer(_ byte: UInt8) -> Bool {
    if isInString {
      if isEscaped {
        isEscaped = false
      } else if byte == 0x5C {
        isEscaped = true
      } else if byte == 0x22 || byte == 0x0A {
        isInString = false
      }
      return true
    }
    switch byte {
    case 0x22: isInString = true
    case 0x7B, 0x5B: depth += 1
    case 0x7D, 0x5D: depth -= 1
    default: break
    }
    return depth > 0
  }
}
