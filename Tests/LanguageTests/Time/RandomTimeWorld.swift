import ReferenceEvaluator
import RuleModel
import Values

/// A random log of several sources and files, as the reference evaluator's events and as JSON lines.
struct RandomTimeWorld {
  struct Source {
    var kinds: [String]
    var toleranceSeconds: Int
    var files: Int
  }

  var sources: [Source]
  var events: [ReferenceEvent] = []
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

  init(
    seed: UInt64, events count: ClosedRange<Int>, isCalendar: Bool, span seconds: Int = 20,
    uncertainty: Int = 6
  ) {
    var generator = SeededGenerator(seed: seed)
    self.isCalendar = isCalendar
    sources = (0..<Int.random(in: 1...2, using: &generator)).map { number in
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
      let file = [events[index].source, events[index].file]
      events[index].position = lines[file, default: 0]
      lines[file, default: 0] += 1
    }
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
        return ReferenceCoverage.Supplier(
          source: number, kinds: Set(sources[number].kinds),
          begin: historyComplete ? .min : from ?? first, end: until ?? last)
      },
      tolerances: sources.map { Int64($0.toleranceSeconds) * Self.second })
  }

  var world: ReferenceWorld {
    ReferenceWorld(
      events: events, coverage: coverage, vocabulary: TimeSources.vocabulary, period: period)
  }

  // MARK: Lines

  /// The lines of a file.
  func lines(source: Int, file: Int) -> [String] {
    events.filter { $0.source == source && $0.file == file }.sorted { $0.position < $1.position }
      .map { event in
        var members = [
          "\"source\(source)\":1", "\"t\":\"\(event.time.rfc3339)\"",
        ]
        if let kind = event.kinds.first { members.append("\"kind\":\"\(kind)\"") }
        for (name, state) in event.fields.sorted(by: { $0.key < $1.key }) {
          switch state {
          case .absent: members.append("\"\(name)\":null")
          case .value(.number(let number)): members.append("\"\(name)\":\(number)")
          case .value(.timestamp(let time)): members.append("\"\(name)\":\"\(time.rfc3339)\"")
          case .value(let value): members.append("\"\(name)\":\(value.quotedDescription)")
          case .unknown: break
          }
        }
        return "{\(members.joined(separator: ","))}"
      }
  }

  /// Where each event stands, as `EngineRun.place` says it.
  var places: [String] {
    events.map { "s\($0.source)/f\($0.file).jsonl:\($0.position)" }
  }

  var declarations: String {
    sources.enumerated().map { number, source in
      TimeSources.declaration(
        number, kinds: source.kinds, toleranceSeconds: source.toleranceSeconds)
    }.joined()
  }
}
