import ReferenceEvaluator
import RuleModel
import Values

/// A random log of several sources and files, as the reference evaluator's events and as JSON lines.
struct RandomTimeWorld {
  struct Source {
    var kinds: [String]
    var toleranceSeconds: Int
    var files: Int
    /// Records of one `id` are one event.
    var merges = false
    /// What the data set says of its input.
    var claim = DataSet.Coverage()
    /// Kinds that it has besides its own, as the data set says.
    var supplies: [String] = []
  }

  /// An earlier record of an event, of a lower stage.
  struct EarlierRecord {
    var file: Int
    /// What it says of fields; where the later one says something else, that holds.
    var fields: [String: ReferenceState]
    /// Fields that the later record does not have.
    var alone: Set<String>
  }

  var sources: [Source]
  var events: [ReferenceEvent] = []
  /// By the events' identities, which their records hold.
  var earlier: [String: EarlierRecord] = [:]
  /// Its inputs are those of a data set, with the tolerance of sources that have none of their own.
  var dataSetTolerance: Int?
  var historyComplete = false
  /// `--from` and `--until`.
  var from: Int64?
  var until: Int64?
  /// `--period`.
  var period: (start: Int64, end: Int64)?
  var isCalendar: Bool

  static let second: Int64 = 1_000_000_000

  /// 2026-01-10T00:00:00Z, or, for calendar windows, half a month before Berlin's clocks go back.
  static func base(_ isCalendar: Bool) -> Int64 {
    (isCalendar ? 1_760_227_200 : 1_768_003_200) * second
  }

  /// `isWide`: more sources, sizes and durations, events of several records, data sets.
  init(
    seed: UInt64, events count: ClosedRange<Int>, isCalendar: Bool, span seconds: Int = 20,
    uncertainty: Int = 6, isWide: Bool = false
  ) {
    var generator = SeededGenerator(seed: seed)
    self.isCalendar = isCalendar
    sources = (0..<Int.random(in: 1...(isWide ? 4 : 2), using: &generator)).map { number in
      var kinds = TimeSources.kinds
      if number > 0 || Int.random(in: 0..<6, using: &generator) == 0 {
        kinds = kinds.filter { _ in Bool.random(using: &generator) }
        if kinds.isEmpty { kinds = ["b"] }
      }
      return Source(
        kinds: kinds, toleranceSeconds: [0, 0, 1, 2].randomElement(using: &generator) ?? 0,
        files: Int.random(in: 1...2, using: &generator))
    }
    for number in 0..<Int.random(in: count, using: &generator) {
      events.append(
        event(number, seconds: seconds, uncertainty: uncertainty, using: &generator))
    }
    if isWide { widen(uncertainty: uncertainty, using: &generator) }
    switch Int.random(in: 0..<4, using: &generator) {
    case 0: historyComplete = true
    case 1:
      from =
        (events.map(\.time.nanoseconds).min() ?? 0)
        - Int64.random(in: 0...15, using: &generator) * Self.second
    default: break
    }
    if Int.random(in: 0..<3, using: &generator) == 0 {
      until =
        (events.map(\.time.nanoseconds).max() ?? 0)
        + Int64.random(in: 1...15, using: &generator) * Self.second
    }
    if !isCalendar, Int.random(in: 0..<5, using: &generator) == 0 {
      // Of the windows of groups all of this world's lengths begin here.
      let start = Self.base(false) + Int64.random(in: -1...1, using: &generator) * 20 * Self.second
      period = (start, start + Int64.random(in: 1...2, using: &generator) * 20 * Self.second)
    }
    number()
  }

  /// Positions are those of the files' lines: in order of arrival.
  mutating func number() {
    var lines: [[Int]: Int] = [:]
    for index in events.indices {
      if let first = earlierRecord(of: events[index]) {
        lines[[events[index].source, first.file], default: 0] += 1
      }
      let file = [events[index].source, events[index].file]
      events[index].position = lines[file, default: 0]
      lines[file, default: 0] += 1
    }
  }

  private static func identity(_ event: ReferenceEvent) -> String? {
    if case .string(let text)? = event.record { text.description } else { nil }
  }

  private func earlierRecord(of event: ReferenceEvent) -> EarlierRecord? {
    Self.identity(event).flatMap { earlier[$0] }
  }

  // MARK: Wide worlds

  private mutating func widen(uncertainty: Int, using generator: inout SeededGenerator) {
    func isChosen(_ all: Int) -> Bool { Int.random(in: 0..<all, using: &generator) == 0 }
    for index in events.indices {
      for (name, value) in [
        ("z", Value.size(Int64.random(in: 1...3, using: &generator) * 1000)),
        (
          "l",
          .duration(Duration(nanoseconds: Int64.random(in: 1...3, using: &generator) * Self.second))
        ),
      ] {
        switch Int.random(in: 0..<(uncertainty * 2), using: &generator) {
        case 0: break
        case 1: events[index].fields[name] = .absent
        default: events[index].fields[name] = .value(value)
        }
      }
    }
    for number in sources.indices where isChosen(3) {
      sources[number].merges = true
      for index in events.indices where events[index].source == number {
        events[index].record = .string(Text("e\(index)"))
        if isChosen(2) { addEarlier(to: index, using: &generator) }
      }
    }
    guard isChosen(3) else { return }
    dataSetTolerance = isChosen(2) ? 1 : 0
    for number in sources.indices {
      let times = events.filter { $0.source == number }.map(\.time)
      guard let first = times.min(), let last = times.max() else { continue }
      if isChosen(3) { sources[number].claim.completeHistory = true }
      if isChosen(3) {
        let before = Int64.random(in: 0...15, using: &generator) * Self.second
        sources[number].claim.from = Timestamp(nanoseconds: first.nanoseconds - before)
        sources[number].claim.completeHistory = false
      }
      if isChosen(3) {
        let after = Int64.random(in: 1...15, using: &generator) * Self.second
        sources[number].claim.until = Timestamp(nanoseconds: last.nanoseconds + after)
      }
      if isChosen(3) { sources[number].supplies = TimeSources.kinds.filter { _ in isChosen(2) } }
    }
  }

  private mutating func addEarlier(to index: Int, using generator: inout SeededGenerator) {
    let event = events[index]
    var first = EarlierRecord(
      file: Int.random(in: 0..<sources[event.source].files, using: &generator), fields: [:],
      alone: [])
    for name in ["k", "v", "w", "z", "l"] {
      let values: [Value] =
        switch name {
        case "k": [.string("x"), .string("y")]
        case "z": [.size(1000), .size(3000)]
        case "l": [.duration(Duration(nanoseconds: Self.second))]
        default: [.number(Number(1)), .number(Number(2))]
        }
      guard let value = values.randomElement(using: &generator),
        Int.random(in: 0..<3, using: &generator) > 0
      else { continue }
      let isAbsent = Int.random(in: 0..<5, using: &generator) == 0
      first.fields[name] = isAbsent ? .absent : .value(value)
      if event.fields[name] == nil {
        first.alone.insert(name)
        events[index].fields[name] = first.fields[name]
      }
    }
    earlier["e\(index)"] = first
  }

  // MARK: Events

  private func event(
    _ number: Int, seconds: Int, uncertainty: Int, using generator: inout SeededGenerator
  ) -> ReferenceEvent {
    let source = Int.random(in: 0..<sources.count, using: &generator)
    let kind = sources[source].kinds.randomElement(using: &generator) ?? "a"
    var event = ReferenceEvent(
      kinds: [kind], time: Timestamp(nanoseconds: time(within: seconds, using: &generator)),
      fields: [:], source: source,
      file: Int.random(in: 0..<sources[source].files, using: &generator))
    if Int.random(in: 0..<(uncertainty * 4), using: &generator) == 0 {
      event.kinds = []
      event.undecidedKinds = Set(sources[source].kinds)
    }
    func put(_ name: String, _ value: Value, _ generator: inout SeededGenerator) {
      switch Int.random(in: 0..<(uncertainty * 2), using: &generator) {
      case 0: break
      case 1: event.fields[name] = .absent
      default: event.fields[name] = .value(value)
      }
    }
    put("k", .string(Bool.random(using: &generator) ? "x" : "y"), &generator)
    put("v", .number(Number(Int64.random(in: 1...3, using: &generator))), &generator)
    put("w", .number(Number(Int64.random(in: 1...3, using: &generator))), &generator)
    put(
      "due", .timestamp(Timestamp(nanoseconds: time(within: seconds, using: &generator))),
      &generator)
    let items = (0..<Int.random(in: 0...2, using: &generator)).map { _ in
      Value.string(Bool.random(using: &generator) ? "x" : "y")
    }
    put("items", .list(items), &generator)
    return event
  }

  private func time(within seconds: Int, using generator: inout SeededGenerator) -> Int64 {
    let offset = Int64.random(in: 0...Int64(seconds), using: &generator)
    guard isCalendar else { return Self.base(false) + offset * Self.second }
    // Some of the hours around 2025-10-26, in three months.
    let days = [0, 14, 15, 16, 45, 46, 47].randomElement(using: &generator) ?? 0
    let hours = [21, 22, 23, 24, 25, 26].randomElement(using: &generator) ?? 0
    let quarters = Int64.random(in: 0...3, using: &generator) * 900
    return Self.base(true) + (Int64(days) * 86_400 + Int64(hours) * 3600 + quarters) * Self.second
  }

  // MARK: Evidence

  var coverage: ReferenceCoverage {
    ReferenceCoverage(
      suppliers: sources.indices.compactMap { number in
        let times = events.filter { $0.source == number }.map(\.time.nanoseconds)
        guard let first = times.min(), let last = times.max() else { return nil }
        let source = sources[number]
        let isComplete = historyComplete || (source.claim.completeHistory && from == nil)
        return ReferenceCoverage.Supplier(
          source: number, kinds: Set(source.kinds).union(source.supplies),
          begin: isComplete ? .min : from ?? source.claim.from?.nanoseconds ?? first,
          end: until ?? source.claim.until?.nanoseconds ?? last)
      },
      tolerances: sources.map {
        let seconds = $0.toleranceSeconds > 0 ? $0.toleranceSeconds : dataSetTolerance ?? 0
        return Int64(seconds) * Self.second
      })
  }

  var world: ReferenceWorld {
    ReferenceWorld(
      events: events, coverage: coverage, vocabulary: TimeSources.vocabulary, period: period)
  }

  // MARK: Lines

  /// The lines of a file.
  func lines(source: Int, file: Int) -> [String] {
    var lines: [String] = []
    for event in events where event.source == source {
      var fields = event.fields
      if let first = earlierRecord(of: event) {
        if first.file == file { lines.append(line(event, first.fields, stage: "received")) }
        for name in first.alone { fields[name] = nil }
      }
      if event.file == file { lines.append(line(event, fields, stage: "complete")) }
    }
    return lines
  }

  private func line(
    _ event: ReferenceEvent, _ fields: [String: ReferenceState], stage: String
  ) -> String {
    var members = ["\"source\(event.source)\":1", "\"t\":\"\(event.time.rfc3339)\""]
    if let id = Self.identity(event) { members += ["\"id\":\"\(id)\"", "\"stage\":\"\(stage)\""] }
    if let kind = event.kinds.first { members.append("\"kind\":\"\(kind)\"") }
    for (name, state) in fields.sorted(by: { $0.key < $1.key }) {
      switch state {
      case .absent: members.append("\"\(name)\":null")
      case .value(.number(let number)): members.append("\"\(name)\":\(number)")
      case .value(.size(let size)): members.append("\"\(name)\":\(size)")
      case .value(.duration(let duration)):
        members.append("\"\(name)\":\(duration.nanoseconds / 1_000_000)")
      case .value(.timestamp(let time)): members.append("\"\(name)\":\"\(time.rfc3339)\"")
      case .value(let value): members.append("\"\(name)\":\(value.quotedDescription)")
      case .unknown: break
      }
    }
    return "{\(members.joined(separator: ","))}"
  }

  /// Where each event stands, as `EngineRun.place` says it.
  var places: [String] {
    events.map { "s\($0.source)/f\($0.file).jsonl:\($0.position)" }
  }

  /// The data set whose inputs its sources are; the folders' names are relative.
  var dataSet: DataSet? {
    dataSetTolerance.map { tolerance in
      DataSet(
        name: "test", clockTolerance: Duration(nanoseconds: Int64(tolerance) * Self.second),
        inputs: sources.indices.filter { number in events.contains { $0.source == number } }.map {
          DataSet.Input(
            pattern: "s\($0)", supplies: sources[$0].supplies, coverage: sources[$0].claim)
        })
    }
  }

  var declarations: String {
    sources.enumerated().map { number, source in
      TimeSources.declaration(
        number, kinds: source.kinds, toleranceSeconds: source.toleranceSeconds,
        merges: source.merges)
    }.joined()
  }
}
