import Columns
import Testing
import Values

@testable import Mapping

@Suite struct ConversionsTests {
  @Test func theListIsSortedUniqueAndDocumented() {
    let names = Conversions.all.map(\.name)
    #expect(names == Array(Set(names)).sorted())
    #expect(names.count >= 25)
    for conversion in Conversions.all {
      #expect(conversion.summary.hasSuffix("."), "\(conversion.name)")
      #expect(!conversion.examples.isEmpty, "\(conversion.name)")
      #expect(!conversion.inputs.isEmpty, "\(conversion.name)")
    }
  }

  @Test(
    arguments: Conversions.all.flatMap { c in
      c.examples.map { (c.name, $0.input, $0.step, $0.output) }
    })
  func examplesHold(name: String, input: String, step: String, output: String) throws {
    let parsed = parseStep(step)
    #expect(parsed.name == name)
    let conversion = try #require(Conversions.named(name))
    #expect(conversion.problem(with: parsed.arguments) == nil)
    let type = conversion.output(with: parsed.arguments)
    let state = Slot(json: input).decode(SlotDecoder(mappings: [mapping(parsed)], type: type))
    #expect(describe(state) == output)
  }

  @Test func argumentsAreChecked() throws {
    let problems: [(String, String?)] = [
      ("int", nil), ("int(1)", "'int' takes no arguments"),
      ("part(1)", "'part' takes number, separator, not 1 arguments"),
      ("part(\",\", 1)", "the number of 'part' is a int, not a string"),
      (
        "spiffe(\"workloads\")",
        "the part of 'spiffe' is one of \"principal\", \"namespace\", \"workload\""
      ),
      ("split(\"\")", "the separator of 'split' must not be empty"),
      ("flag(\"A\", \"B\", \"C\")", nil), ("flag", "'flag' takes flag, …, not 0 arguments"),
    ]
    for (text, problem) in problems {
      let step = parseStep(text)
      let conversion = try #require(Conversions.named(step.name))
      #expect(conversion.problem(with: step.arguments) == problem)
    }
    let int = try #require(Conversions.named("int"))
    #expect(int.accepts(.string) && int.accepts(.json) && int.accepts(.decimal))
    #expect(!int.accepts(.ip) && !int.accepts(.list(of: .string)))
    #expect(try #require(Conversions.named("flag")).accepts(.list(of: .json)))
  }

  /// Whatever a record holds and whatever the step: an answer, and no crash.
  @Test func anyStepTakesAnyInput() {
    var random = SplitMix64(seed: 11)
    let seeds = [
      "spiffe://cluster.local/ns/prod/sa/pay", "outbound|9080|v1|pay.prod.svc.cluster.local",
      "outbound_.9080_._.pay.prod.svc.cluster.local", "inbound|9080||",
      "rbac_access_denied_matched_policy[ns[a]-policy[b]-rule[0]]", "[fd00::1]:8080",
      "10.0.0.1:80", "a, b,,c", "/a/../%2e%2e//b?x#y", "http://h/p", "TLSv1.2", "1.5KiB", "2ms",
      "-12.5e3",
      "2026-01-01T00:00:00Z", "{\\\"a\\\":[1,2]}", "URX,UF", "", "-", "é\\ud83d\\ude00",
    ].map { Array($0.utf8) }
    let alphabet = Array(#"|[]:/._-%?#,"\{}0159afTZ e+é"#.utf8) + [0xff, 0x00, 0x80]
    var values = 0
    for round in 0..<60_000 {
      var text = random.pick(seeds)
      for _ in 0..<random.below(5) where !text.isEmpty {
        let at = random.below(text.count)
        switch random.below(3) {
        case 0: text.remove(at: at)
        case 1: text.insert(random.pick(alphabet), at: at)
        default: text[at] = random.pick(alphabet)
        }
      }
      let conversion = Conversions.all[round % Conversions.all.count]
      let step = parseStep(random.pick(conversion.examples).step)
      let kind = random.pick(
        [.string, .escapedString, .number, .object, .array, .true] as [SlotKind])
      let decoder = SlotDecoder(
        mappings: [mapping(step)], type: conversion.output(with: step.arguments))
      if case .value(let value) = Slot(kind: kind, bytes: text).decode(decoder) {
        values += 1
        if case .list = value { continue }
        #expect(decoder.type == .json || value.type == decoder.type || decoder.type == .decimal)
      }
    }
    #expect(values > 5_000)
  }
}
