import Mapping
import Values

/// Where an event stands in the order of events.
struct OrderPoint: BitwiseCopyable, Hashable {
  var time: Int64
  var offset: UInt64
  var source: Int32
  var file: Int32

  /// The same record.
  @inline(__always)
  func isSame(_ other: OrderPoint) -> Bool {
    offset == other.offset && file == other.file && source == other.source && time == other.time
  }
}

/// A row of the group at hand.
struct LaneRow: BitwiseCopyable {
  var time: Int64
  var offset: UInt64
  var payload: UnsafeRawPointer
  var source: Int32
  var file: Int32
  var sequence: UInt32
  /// Of an undecided row: the bag of its reasons. -1: it is certain.
  var bag: Int32

  @inline(__always)
  var point: OrderPoint { OrderPoint(time: time, offset: offset, source: source, file: file) }
}

/// Where what a stream's rows hold stands in their payload.
struct StreamLayout: BitwiseCopyable {
  var stream: Int32
  /// -1: they have none.
  var numberOffset: Int32
  var pairOffset: Int32
  var answersOffset: Int32
  var valuesOffset: Int32
  var answerCount: Int32
  var valueCount: Int32
  /// By number in the set, -1: not held. That of an element stands behind all others.
  var answerPlaces: UnsafeMutablePointer<Int32>
  var valuePlaces: UnsafeMutablePointer<Int32>
  var elementPlace: Int32
}

/// A row with its layout.
struct RowRef: BitwiseCopyable {
  var row: UnsafePointer<LaneRow>
  var layout: UnsafePointer<StreamLayout>

  @inline(__always)
  var payload: UnsafeRawPointer { row.pointee.payload }

  @inline(__always)
  var flags: UInt8 { payload.load(as: UInt8.self) }

  @inline(__always)
  var isCertain: Bool { flags & RowLayout.isCertain != 0 }

  @inline(__always)
  var hasKey: Bool { flags & (RowLayout.keyIsUnknown | RowLayout.keyIsAbsent) == 0 }

  @inline(__always)
  var point: OrderPoint { row.pointee.point }

  var key: RecordKey {
    RecordKey(
      time: row.pointee.time, source: row.pointee.source, file: row.pointee.file,
      offset: row.pointee.offset)
  }

  private func load<Number: FixedWidthInteger & BitwiseCopyable>(
    _ offset: Int, as type: Number.Type
  ) -> Number {
    Number(littleEndian: (payload + offset).loadUnaligned(as: type))
  }

  var place: EventPlace {
    EventPlace(
      key: key, chunk: load(RowLayout.chunk, as: Int32.self),
      ordinal: load(RowLayout.ordinal, as: UInt32.self),
      length: load(RowLayout.length, as: UInt32.self))
  }

  @inline(__always)
  var number: Int { Int(load(Int(layout.pointee.numberOffset), as: UInt32.self)) }

  // MARK: Pairs

  var isPair: Bool { layout.pointee.pairOffset >= 0 }

  /// The `with each` event of a pair.
  var eachPoint: OrderPoint {
    let start = Int(layout.pointee.pairOffset)
    return OrderPoint(
      time: load(start, as: Int64.self), offset: load(start + 8, as: UInt64.self),
      source: load(start + 16, as: Int32.self), file: load(start + 20, as: Int32.self))
  }

  var eachPlace: EventPlace {
    let start = Int(layout.pointee.pairOffset)
    let point = eachPoint
    return EventPlace(
      key: RecordKey(
        time: point.time, source: point.source, file: point.file, offset: point.offset),
      chunk: load(start + 28, as: Int32.self), ordinal: load(start + 32, as: UInt32.self),
      length: load(start + 36, as: UInt32.self))
  }

  /// Bags of why a pair is undecided, and why its key is not known; -1: it is not so.
  var pairBags: (pair: Int32, key: Int32) {
    let start = Int(layout.pointee.pairOffset) + RowLayout.pair
    return (load(start, as: Int32.self), load(start + 4, as: Int32.self))
  }

  // MARK: Answers and values

  @inline(__always)
  func answer(_ index: Int) -> Truth { answer(atPlace: Int(layout.pointee.answerPlaces[index])) }

  func answer(atPlace place: Int) -> Truth {
    let byte = (payload + Int(layout.pointee.answersOffset) + place >> 2).load(as: UInt8.self)
    return Truth(rawValue: byte >> UInt8((place & 3) << 1) & 3) ?? .unknown
  }

  /// A value that the stream holds, by its number in the set.
  @inline(__always)
  func value(_ index: Int) -> CodedState {
    let place =
      index == ColumnSource.element
      ? layout.pointee.elementPlace : layout.pointee.valuePlaces[index]
    var state = CodedState(start: payload + Int(layout.pointee.valuesOffset))
    var left = place
    while left > 0 {
      state = CodedState(start: state.start + state.size)
      left &-= 1
    }
    return state
  }

  private var reasonsStart: UnsafeRawPointer {
    var state = CodedState(start: payload + Int(layout.pointee.valuesOffset))
    for _ in 0..<layout.pointee.valueCount {
      state = CodedState(start: state.start + state.size)
    }
    return state.start
  }

  /// The lists of reasons: of the event, of its key, of each unknown answer in the order of places.
  func reasonList(_ number: Int) -> UnsafeRawBufferPointer {
    guard flags & RowLayout.hasReasons != 0 else {
      return UnsafeRawBufferPointer(start: nil, count: 0)
    }
    var start = reasonsStart
    for _ in 0..<number {
      start += 4 + Int(UInt32(littleEndian: start.loadUnaligned(as: UInt32.self)))
    }
    let count = Int(UInt32(littleEndian: start.loadUnaligned(as: UInt32.self)))
    return UnsafeRawBufferPointer(start: start + 4, count: count)
  }

}

extension ReasonTable {
  /// Why kind or condition is unknown.
  func addEvent(_ row: RowRef, to bag: inout ReasonBag) {
    if row.isPair {
      let number = row.pairBags.pair
      if number >= 0 { bag.formUnion(bags[Int(number)]) }
    } else {
      add(row.reasonList(0), source: row.row.pointee.source, to: &bag)
    }
  }

  /// Why the key is unknown.
  func addKey(_ row: RowRef, to bag: inout ReasonBag) {
    if row.isPair {
      let number = row.pairBags.key
      if number >= 0 { bag.formUnion(bags[Int(number)]) }
    } else {
      add(row.reasonList(1), source: row.row.pointee.source, to: &bag)
    }
  }

  /// Why an answer is unknown.
  func addAnswer(_ row: RowRef, _ index: Int, to bag: inout ReasonBag) {
    let place = Int(row.layout.pointee.answerPlaces[index])
    var before = 0
    for other in 0..<place where row.answer(atPlace: other) == .unknown { before += 1 }
    if row.isPair {
      let number = row.answerBag(before)
      if number >= 0 { bag.formUnion(bags[Int(number)]) }
    } else {
      add(row.reasonList(2 + before), source: row.row.pointee.source, to: &bag)
    }
  }
}

extension RowRef {
  /// Of a pair: the bag of its n-th unknown answer.
  func answerBag(_ number: Int) -> Int32 {
    let start = afterValues + 4 * number
    return Int32(littleEndian: start.loadUnaligned(as: Int32.self))
  }

  fileprivate var afterValues: UnsafeRawPointer {
    var state = CodedState(start: payload + Int(layout.pointee.valuesOffset))
    for _ in 0..<layout.pointee.valueCount {
      state = CodedState(start: state.start + state.size)
    }
    return state.start
  }
}

/// The rows that a formula reads.
struct FormulaRows {
  var own: RowRef?
  var anchor: RowRef?
  var each: RowRef?
}
