extension StreamLayout {
  /// The layouts of a plan's streams, by stream.
  static func make(_ plan: CorrelationPlan) -> UnsafeMutablePointer<StreamLayout> {
    let layouts = UnsafeMutablePointer<StreamLayout>.allocate(
      capacity: max(1, plan.streams.count))
    for (index, stream) in plan.streams.enumerated() {
      (layouts + index).initialize(to: StreamLayout(index, stream, plan))
    }
    return layouts
  }

  static func free(_ layouts: UnsafeMutablePointer<StreamLayout>, _ plan: CorrelationPlan) {
    for index in plan.streams.indices {
      layouts[index].answerPlaces.deallocate()
      layouts[index].valuePlaces.deallocate()
    }
    layouts.deallocate()
  }

  private init(_ index: Int, _ stream: StreamPlan, _ plan: CorrelationPlan) {
    self.stream = Int32(index)
    var offset = RowLayout.head
    numberOffset = -1
    pairOffset = -1
    if stream.isNumbered {
      numberOffset = Int32(offset)
      offset += 4
    }
    if case .pairs = plan.sets[stream.set] {
      pairOffset = Int32(offset)
      offset += RowLayout.pairHead
    }
    answersOffset = Int32(offset)
    valuesOffset = Int32(offset + RowLayout.answerBytes(stream.answers.count))
    answerCount = Int32(stream.answers.count)
    valueCount = Int32(stream.values.count)
    answerPlaces = .allocate(capacity: max(1, stream.answerCount))
    answerPlaces.initialize(repeating: 0, count: max(1, stream.answerCount))
    for (place, answer) in stream.answers.enumerated() { answerPlaces[answer] = Int32(place) }
    valuePlaces = .allocate(capacity: max(1, stream.valueCount))
    valuePlaces.initialize(repeating: 0, count: max(1, stream.valueCount))
    elementPlace = 0
    for (place, value) in stream.values.enumerated() {
      if value == ColumnSource.element {
        elementPlace = Int32(place)
      } else {
        valuePlaces[value] = Int32(place)
      }
    }
  }
}
