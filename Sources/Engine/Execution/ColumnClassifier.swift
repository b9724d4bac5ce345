import CKernels
import Columns
import Mapping
import Matching
import RuleModel
import Values

/// Gives each value of one column its class. Owned by one worker; keeps what it has learnt from
/// batch to batch.
final class ColumnClassifier {
  /// More classes than this are forgotten before the next batch.
  private static let mostClasses = 50_000
  /// How many values are looked up before the cache is judged, and for how many values it is then
  /// left alone.
  private static let trialLength = 1024
  private static let bypassLength = 32_768

  let column: Int
  let classes = ClassTable()
  /// By row of the batch.
  let classIDs: UnsafeMutablePointer<Int32>
  /// Reasons of answers that are unknown although the value is known, or for more than it.
  private(set) var specialReasons: [[Reason]] = []
  /// Some record had the key that the column is about.
  private(set) var wasSeen = false

  private let decoder: SlotDecoder
  private let tests: [ColumnTest]
  private let context: ScalarContext
  private let scratch: RegexScratch
  private let list = EntryList()
  let cache = ValueCache()
  let bytesMatcher: ByteMatcher
  /// Texts need not become values: the decoder can say what they are.
  private let decodesBytes: Bool
  /// For columns of numbers that are compared with numbers only.
  private let intervals: IntegerIntervals?
  private let textScratch = ByteScratch()
  /// Classes of slots without bytes, by kind and mapping; -1 if not yet known.
  let slotClasses: UnsafeMutablePointer<Int32>
  let mappingCount: Int
  /// For each mapping: texts longer than this are values, whatever they are, which is all that
  /// the column's tests ask; `.max` if that can't be said.
  let plainAbove: UnsafeMutablePointer<UInt32>
  /// For each mapping: how a text of it that is longer than `absentUpTo` becomes the field's.
  let shapes: UnsafeMutablePointer<TextShape>
  let absentUpTo: UnsafeMutablePointer<UInt32>
  var anyValueClass: Int32 = -1
  private var stateClasses: [Int32] = Array(repeating: -1, count: 6)
  private var specialNumbers: [[Reason]: Int32] = [:]
  // Behind a pointer, so that counting costs no check of exclusive access.
  struct Hot: BitwiseCopyable {
    var hits = 0
    var misses = 0
    /// How many values go past the cache.
    var bypass = 0
    var plainClass: Int32 = -1
  }

  let hot: UnsafeMutablePointer<Hot>
  /// What is asked of all texts of a batch at once, where the cache is left alone: the matcher's
  /// tests and behind them, if `abnormal` is not 0, those of `URLPath.scanTests`, whose bits
  /// `abnormal` holds.
  let scanTests: Frozen<writ_text_test>
  let abnormal: UInt8
  /// The bit of `abnormal` for a query's mark.
  let queryBit: UInt8
  /// By row of the batch: which tests its text passes.
  let passed: UnsafeMutablePointer<UInt8>
  let asksPresenceOnly: Bool

  init(column: Int, plan: SourcePlan, decoder: SlotDecoder, context: ScalarContext, capacity: Int) {
    self.column = column
    self.decoder = decoder
    self.context = context
    scratch = context.scratch
    tests = plan.columnTests[column]
    bytesMatcher = ByteMatcher(tests)
    decodesBytes = decoder.decodesBytes && bytesMatcher.isComplete
    intervals = IntegerIntervals(tests, type: decoder.type)
    hot = .allocate(capacity: 1)
    hot.initialize(to: Hot())
    classIDs = .allocate(capacity: capacity)
    mappingCount = max(1, decoder.mappings.count)
    slotClasses = .allocate(capacity: 16 * mappingCount)
    slotClasses.initialize(repeating: -1, count: 16 * mappingCount)
    plainAbove = .allocate(capacity: mappingCount)
    plainAbove.initialize(repeating: .max, count: mappingCount)
    shapes = .allocate(capacity: mappingCount)
    shapes.initialize(repeating: .other, count: mappingCount)
    absentUpTo = .allocate(capacity: mappingCount)
    absentUpTo.initialize(repeating: .max, count: mappingCount)
    if decodesBytes {
      for (index, mapping) in decoder.mappings.enumerated() {
        shapes[index] = TextShape(mapping)
        absentUpTo[index] = Self.longestAbsent(mapping)
      }
    }
    passed = .allocate(capacity: capacity)
    passed.initialize(repeating: 0xFF, count: capacity)
    (scanTests, abnormal) = Self.scanTests(
      decodesBytes ? bytesMatcher.scanTests : [],
      hasPaths: (0..<mappingCount).contains { [shapes] in shapes[$0] == .path })
    queryBit = (abnormal & (~abnormal &+ 1)) << UInt8(URLPath.queryTest)
    asksPresenceOnly = tests.allSatisfy { Self.isPresence($0.test) }
    if decoder.closedValues.isEmpty, asksPresenceOnly {
      for (index, mapping) in decoder.mappings.enumerated() {
        plainAbove[index] = Self.plainLimit(of: mapping, type: decoder.type)
      }
    }
  }

  deinit {
    hot.deallocate()
    classIDs.deallocate()
    slotClasses.deallocate()
    plainAbove.deallocate()
    shapes.deallocate()
    absentUpTo.deallocate()
    passed.deallocate()
    scanTests.deallocate()
  }

  // MARK: Batches

  /// Fills `classIDs`.
  func classify(_ slots: SlotColumn, bytes: UnsafeRawBufferPointer, count: Int) {
    if classes.count > Self.mostClasses { forget() }
    if anyValueClass < 0 { anyValueClass = valueClassWithoutText() }
    let kinds = slots.kinds
    // No slot with bytes can be in an empty batch of bytes; the address is then never used.
    let start = bytes.baseAddress ?? UnsafeRawPointer(classIDs)
    let end = start + bytes.count
    if asksPresenceOnly {
      classifyPresence(slots, start, end, count)
    } else if scanTests.count > 0, hot.pointee.bypass >= count {
      classifyScanned(slots, start, end, count)
    } else {
      classifyCached(slots, start, end, count)
    }
    if !wasSeen { noteWhetherSeen(kinds, count) }
  }

  func classify(
    _ slots: SlotColumn, _ start: UnsafeRawPointer, _ end: UnsafeRawPointer, _ rows: Range<Int>
  ) {
    let kinds = slots.kinds
    let mappings = slots.mappings
    let offsets = slots.offsets
    let lengths = slots.lengths
    let cache = cache
    let matcher = bytesMatcher
    let anyValueClass = anyValueClass
    for row in rows {
      let kind = kinds[row]
      let mapping = Int(mappings[row])
      if kind == SlotKind.stringByte, lengths[row] > plainAbove[mapping] {
        classIDs[row] = anyValueClass
      } else if SlotKind.hasBytes(kind) {
        classIDs[row] = classOfBytes(
          kind, mapping, start + Int(offsets[row]), Int(lengths[row]), end, cache, matcher)
      } else {
        let known = slotClasses[Int(kind) &* mappingCount &+ mapping]
        classIDs[row] = known >= 0 ? known : classOfSlot(kind, mapping)
      }
    }
  }

  private func noteWhetherSeen(_ kinds: UnsafeMutablePointer<UInt8>, _ count: Int) {
    for row in 0..<count where kinds[row] > SlotKind.missingInWhole.rawValue { wasSeen = true }
  }

  private func forget() {
    classes.removeAll()
    cache.removeAll()
    slotClasses.update(repeating: -1, count: 16 * mappingCount)
    anyValueClass = -1
    hot.pointee.plainClass = -1
    stateClasses = Array(repeating: -1, count: 6)
    intervals?.forget()
    specialReasons.removeAll()
    specialNumbers.removeAll()
  }

  @inline(__always)
  private func classOfBytes(
    _ kind: UInt8, _ mapping: Int, _ bytes: UnsafeRawPointer, _ count: Int,
    _ end: UnsafeRawPointer, _ cache: ValueCache, _ matcher: ByteMatcher
  ) -> Int32 {
    if hot.pointee.bypass > 0 {
      hot.pointee.bypass &-= 1
      return classOfValue(kind, mapping, bytes, count, matcher)
    }
    let tag = UInt32(kind) | UInt32(truncatingIfNeeded: mapping) << 8
    if count <= 8, bytes + 8 <= end {
      let word = ValueCache.word(bytes, count)
      let shortTag = tag | UInt32(truncatingIfNeeded: count) << 16
      let known = cache.findShort(word, tag: shortTag)
      if known >= 0 {
        hot.pointee.hits &+= 1
        return known
      }
      let result = learn(kind, mapping, bytes, count, tag, matcher)
      cache.insertShort(word, tag: shortTag, classID: result)
      return result
    }
    let hash = ValueCache.hash(bytes, count, tag)
    let known = cache.find(bytes, count, tag: tag, hash: hash)
    if known >= 0 {
      hot.pointee.hits &+= 1
      return known
    }
    let result = learn(kind, mapping, bytes, count, tag, matcher)
    cache.insert(bytes, count, tag: tag, hash: hash, classID: result)
    return result
  }

  @inline(never)
  private func learn(
    _ kind: UInt8, _ mapping: Int, _ bytes: UnsafeRawPointer, _ count: Int, _ tag: UInt32,
    _ matcher: ByteMatcher
  ) -> Int32 {
    hot.pointee.misses &+= 1
    if hot.pointee.misses == Self.trialLength { judgeCache() }
    return classOfValue(kind, mapping, bytes, count, matcher)
  }

  // Keeps the cache in use if enough values are found in it. To evaluate decoded values is far dearer
  // than to look texts and numbers over again.
  private func judgeCache() {
    let isCheap = bytesMatcher.isComplete || intervals != nil
    let misses = hot.pointee.misses
    if isCheap ? hot.pointee.hits <= misses : hot.pointee.hits * 8 <= misses {
      hot.pointee.bypass = Self.bypassLength
    }
    hot.pointee.misses = 0
    hot.pointee.hits = 0
  }

  // MARK: Classes

  @inline(never)
  func classOfSlot(_ kind: UInt8, _ mapping: Int) -> Int32 {
    let empty = UnsafeRawBufferPointer(start: nil, count: 0)
    let slotKind = SlotKind(rawValue: kind) ?? .mismatch
    let result = classOf(decoder.decode(kind: slotKind, mapping: mapping, bytes: empty))
    slotClasses[Int(kind) &* mappingCount &+ mapping] = result
    return result
  }

  @inline(__always)
  private func classOfValue(
    _ kind: UInt8, _ mapping: Int, _ bytes: UnsafeRawPointer, _ count: Int,
    _ matcher: ByteMatcher
  ) -> Int32 {
    let buffer = UnsafeRawBufferPointer(start: bytes, count: count)
    if kind == SlotKind.stringByte, count > Int(absentUpTo[mapping]) {
      switch shapes[mapping] {
      case .asItIs: return classOfText(buffer, .max, matcher)
      case .path: if URLPath.isNormal(buffer) { return classOfText(buffer, .max, matcher) }
      case .other: break
      }
    }
    return classOfDecoded(kind, mapping, buffer)
  }

  @inline(never)
  func classOfDecoded(
    _ kind: UInt8, _ mapping: Int, _ buffer: UnsafeRawBufferPointer
  ) -> Int32 {
    let slotKind = SlotKind(rawValue: kind) ?? .mismatch
    if let intervals { return classOfNumber(slotKind, mapping, buffer, intervals) }
    guard decodesBytes else {
      return classOf(decoder.decode(kind: slotKind, mapping: mapping, bytes: buffer))
    }
    switch decoder.decodeBytes(
      kind: slotKind, mapping: mapping, bytes: buffer, scratch: textScratch)
    {
    case .bytes(let text): return classOfText(text, .max, bytesMatcher)
    case .absent: return classOfState(.absent)
    case .unknown(let reason): return classOfState(.unknown(reason))
    }
  }

  private func classOfNumber(
    _ kind: SlotKind, _ mapping: Int, _ buffer: UnsafeRawBufferPointer,
    _ intervals: IntegerIntervals
  ) -> Int32 {
    let number: Int64
    if let decoded = decoder.decodeInteger(kind: kind, mapping: mapping, bytes: buffer) {
      number = decoded
    } else {
      let state = decoder.decode(kind: kind, mapping: mapping, bytes: buffer)
      guard case .value(let value) = state,
        let decoded = IntegerIntervals.number(value, decoder.type)
      else { return classOf(state) }
      number = decoded
    }
    let interval = intervals.interval(of: number)
    if intervals.classes[interval] < 0 {
      intervals.classes[interval] = classOf(.value(IntegerIntervals.value(number, decoder.type)))
    }
    return intervals.classes[interval]
  }

  @inline(__always)
  func classOfText(
    _ text: UnsafeRawBufferPointer, _ passed: UInt8, _ matcher: ByteMatcher
  ) -> Int32 {
    let list = list
    list.removeAll()
    matcher.match(
      text, passed: passed, scratch: scratch,
      limitCode: { special([Reason(column: column, reason: .limit)]) }, into: list)
    if list.count == 0, hot.pointee.plainClass >= 0 { return hot.pointee.plainClass }
    return internText(list)
  }

  @inline(never)
  private func internText(_ list: EntryList) -> Int32 {
    list.sort()
    let result = classes.intern(state: ClassTable.value, list)
    if list.count == 0 { hot.pointee.plainClass = result }
    return result
  }

  // Of what is absent or unknown every test says the same, whatever the bytes.
  private func classOfState(_ state: FieldState) -> Int32 {
    let code = Int(Self.code(of: state))
    if stateClasses[code] < 0 { stateClasses[code] = classOf(state) }
    return stateClasses[code]
  }

  // The class of values of which only presence is asked.
  private func valueClassWithoutText() -> Int32 {
    guard tests.allSatisfy({ Self.isPresence($0.test) }) else { return 0 }
    return classOf(.value(.boolean(true)))
  }

  /// The class of a decoded value, by evaluating every test on it.
  func classOf(_ state: FieldState) -> Int32 {
    context.states[column] = state
    list.removeAll()
    for test in tests { append(test, context.answer(test.test), state) }
    list.sort()
    return classes.intern(state: Self.code(of: state), list)
  }

  private func append(_ test: ColumnTest, _ answer: Answer, _ state: FieldState) {
    switch answer.truth {
    case .no: return
    case .yes: list.append(ClassEntry(node: test.node, code: ClassEntry.yes))
    case .unknown:
      if case .unknown(let reason) = state,
        answer.reasons == [Reason(column: column, reason: reason)]
      {
        list.append(ClassEntry(node: test.node, code: ClassEntry.unknown))
      } else {
        list.append(ClassEntry(node: test.node, code: special(answer.reasons)))
      }
    }
  }

  private func special(_ reasons: [Reason]) -> Int32 {
    if let known = specialNumbers[reasons] { return known }
    let number = Int32(specialReasons.count) + ClassEntry.firstSpecial
    specialReasons.append(reasons)
    specialNumbers[reasons] = number
    return number
  }

  private static func code(of state: FieldState) -> UInt8 {
    switch state {
    case .value: ClassTable.value
    case .absent: ClassTable.absent
    case .unknown(let reason): ClassTable.unknown + reason.rawValue
    }
  }
}
