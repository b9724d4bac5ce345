import Shuffle

/// Writes the pairs of one rule's triggers and `with each` events as rows of later partitions.
final class PairWriter {
  let rule: Int
  private let plan: CorrelationPlan
  private let run: CorrelationRun
  private let set: PairSetPlan
  private let setNumber: Int
  private let streams: [(stream: StreamPlan, partition: UInt16, number: UInt16)]
  private let rows: RowBuffer
  private var numbers = EventNumbers.Block()
  private(set) var failure: ShuffleError?
  private var key = RowBytes()
  private var payload = RowBytes(capacity: 1024)

  init(rule: Int, set number: Int, each: EachPlan, plan: CorrelationPlan, run: CorrelationRun) {
    self.rule = rule
    self.plan = plan
    self.run = run
    setNumber = number
    rows = run.store.makeBuffer()
    guard case .pairs(let set) = plan.sets[number] else {
      preconditionFailure("pairs are written of sets of pairs")
    }
    self.set = set
    streams = plan.streams.indices.filter { plan.streams[$0].set == number }.map { index in
      let partition = plan.streams[index].partition
      let place = plan.partitions[partition].streams.firstIndex(of: index) ?? 0
      return (plan.streams[index], UInt16(2 * partition + 1), UInt16(place))
    }
  }

  func write(
    _ trigger: RowRef, _ each: RowRef, _ selected: Truth, _ bag: ReasonBag, _ reasons: ReasonTable
  ) {
    guard failure == nil else { return }
    let number = plan.isNumbered[setNumber] ? numbers.next(run.numbers, setNumber) : 0
    do {
      for (stream, partition, place) in streams {
        try write(stream, partition, place, trigger, each, selected, bag, number, reasons)
      }
    } catch {
      failure = error
    }
  }

  private func state(_ value: Int, _ trigger: RowRef, _ each: RowRef) -> CodedState {
    switch set.values[value] {
    case .trigger(let index): trigger.value(index)
    case .each(let index): each.value(index)
    }
  }

  private func write(
    _ stream: StreamPlan, _ partition: UInt16, _ place: UInt16, _ trigger: RowRef, _ each: RowRef,
    _ selected: Truth, _ bag: ReasonBag, _ number: UInt32, _ reasons: ReasonTable
  ) throws(ShuffleError) {
    key.count = 0
    var flags: UInt8 = selected == .yes ? RowLayout.isCertain : 0
    var keyBag = ReasonBag()
    for part in stream.keys {
      flags |= append(part, stream, trigger, each, &keyBag, reasons)
    }
    let hasKey = flags & (RowLayout.keyIsAbsent | RowLayout.keyIsUnknown) == 0
    let isLoose = !hasKey || stream.roles.contains(.scattered)
    if isLoose {
      key.count = 0
      key.append(OutsideKey.loose)
      key.append(trigger.row.pointee.file)
      key.append(trigger.row.pointee.offset >> 14)
    }
    payload.count = 0
    payload.append(flags | RowLayout.isPair)
    payload.append(trigger.place.chunk)
    payload.append(trigger.place.ordinal)
    payload.append(trigger.place.length)
    if stream.isNumbered { payload.append(number) }
    appendEach(each)
    payload.append(selected == .yes ? Int32(-1) : reasons.intern(bag))
    payload.append(hasKey ? Int32(-1) : reasons.intern(keyBag))
    appendAnswers(stream, trigger)
    for value in stream.values {
      let state = state(value, trigger, each)
      payload.append(UnsafeRawBufferPointer(start: state.start, count: state.size))
    }
    appendAnswerBags(stream, trigger, reasons)
    try rows.append(
      partition: isLoose ? partition - 1 : partition, key: key.bytes,
      order: RowOrder(
        time: trigger.row.pointee.time, source: trigger.row.pointee.source,
        file: trigger.row.pointee.file, offset: trigger.row.pointee.offset),
      stream: place, payload: payload.bytes)
  }

  // Adds a part of the key; the flag of one that is not known.
  private func append(
    _ part: StreamPlan.KeyPart, _ stream: StreamPlan, _ trigger: RowRef, _ each: RowRef,
    _ bag: inout ReasonBag, _ reasons: ReasonTable
  ) -> UInt8 {
    let state = state(part.value, trigger, each)
    let (name, source) = origin(part.value, trigger, each)
    func unknown(_ reason: CorrelationReason) { bag.insert(reasons.number(reason)) }
    if state.tag == ValueCode.absent {
      unknown(.field(.missing, source: source, name: name))
      return RowLayout.keyIsAbsent
    }
    if ValueCode.isUnknown(state.tag) {
      unknown(.field(ValueCode.reason(state.tag), source: source, name: name))
      return RowLayout.keyIsUnknown
    }
    guard let kind = part.kind else {
      key.append(UnsafeRawBufferPointer(start: state.start, count: state.size))
      return 0
    }
    guard let converted = Coercion.convert(state.value, to: kind) else {
      unknown(.field(.unreadableValue, source: source, name: name))
      return RowLayout.keyIsUnknown
    }
    key.append(converted)
    return 0
  }

  /// The field that a value is, and the source of its event.
  private func origin(
    _ value: Int, _ trigger: RowRef, _ each: RowRef
  ) -> (name: String, source: Int32) {
    switch set.values[value] {
    case .trigger(let index):
      (plan.selections[set.triggerSet].name(ofValue: index), trigger.row.pointee.source)
    case .each(let index):
      (plan.selections[set.eachSet].name(ofValue: index), each.row.pointee.source)
    }
  }

  private func appendEach(_ each: RowRef) {
    let place = each.place
    payload.append(place.key.time)
    payload.append(place.key.offset)
    payload.append(place.key.source)
    payload.append(place.key.file)
    payload.append(each.row.pointee.sequence)
    payload.append(place.chunk)
    payload.append(place.ordinal)
    payload.append(place.length)
  }

  private func appendAnswers(_ stream: StreamPlan, _ trigger: RowRef) {
    var byte: UInt8 = 0
    var shift: UInt8 = 0
    for answer in stream.answers {
      byte |= trigger.answer(set.answers[answer]).rawValue << shift
      shift += 2
      if shift == 8 {
        payload.append(byte)
        byte = 0
        shift = 0
      }
    }
    if shift != 0 { payload.append(byte) }
  }

  private func appendAnswerBags(_ stream: StreamPlan, _ trigger: RowRef, _ reasons: ReasonTable) {
    for answer in stream.answers where trigger.answer(set.answers[answer]) == .unknown {
      var bag = ReasonBag()
      reasons.addAnswer(trigger, set.answers[answer], to: &bag)
      payload.append(reasons.intern(bag))
    }
  }
}
