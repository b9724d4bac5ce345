import Engine
import Foundation
import Ingest
import RuleModel
import Testing
import Values

@testable import Scanning

/// What the evidence of a run covers, by kind.
@Suite struct CoverageTests {
  static let vocabulary = Vocabulary(
    fields: [:],
    kindParents: [
      "event": nil, "traffic": "event", "request": "traffic", "approval": "event",
      "consent": "event",
    ])

  static let mesh = CheckedSource(
    name: "mesh", time: [], clockTolerance: Duration(nanoseconds: 7),
    kinds: [CheckedSource.Kind(name: "request")], supplies: ["request"])
  static let native = CheckedSource(
    name: "native", time: [], kindPath: RecordPath([.key("kind")]), fieldsByName: true)

  static func builder(_ change: (inout ScanOptions) -> Void = { _ in }) -> CoverageBuilder {
    var options = ScanOptions(
      inputs: [], asOf: Timestamp(nanoseconds: 0), toolVersion: "test")
    change(&options)
    return CoverageBuilder(vocabulary: vocabulary, sources: [mesh, native], options: options)
  }

  static func file(
    _ source: CheckedSource?, _ times: ClosedRange<Int64>?, _ kinds: Set<String> = []
  ) -> CoverageBuilder.File {
    CoverageBuilder.File(
      source: source, first: times?.lowerBound ?? .max, last: times?.upperBound ?? .min,
      kinds: kinds)
  }

  static func supplier(_ source: Int32, _ begin: Int64, _ end: Int64) -> Coverage.Supplier {
    Coverage.Supplier(source: source, begin: begin, end: end)
  }

  @Test func filesOfOneBodyCoverTheirTimeTogether() {
    let files = [Self.file(Self.mesh, 10...20), Self.file(Self.mesh, 40...50)]
    let one = Self.builder().coverage([EvidenceBody(files: [0, 1])], files)
    #expect(one.suppliers["request"] == [Self.supplier(0, 10, 50)])
    #expect(one.suppliers["traffic"] == one.suppliers["request"])
    #expect(one.suppliers["event"] == one.suppliers["request"])
    #expect(one.suppliers["approval"] == nil)
    let two = Self.builder().coverage(
      [EvidenceBody(files: [1]), EvidenceBody(files: [0])], files)
    #expect(two.suppliers["request"] == [Self.supplier(0, 10, 20), Self.supplier(0, 40, 50)])
  }

  @Test func nativeFilesSupplyWhatOccursOrIsDeclared() {
    let files = [Self.file(Self.native, 1...9, ["approval"])]
    var body = EvidenceBody(files: [0])
    #expect(Self.builder().coverage([body], files).suppliers["consent"] == nil)
    body.supplies = ["consent"]
    let coverage = Self.builder().coverage([body], files)
    #expect(coverage.suppliers["consent"] == [Self.supplier(1, 1, 9)])
    #expect(coverage.suppliers["approval"] == [Self.supplier(1, 1, 9)])
  }

  @Test func anEmptyFileThatIsDeclaredIsEvidence() {
    var body = EvidenceBody(files: [0])
    body.supplies = ["approval"]
    body.claim.until = Timestamp(nanoseconds: 99)
    body.claim.completeHistory = true
    let coverage = Self.builder().coverage([body], [Self.file(nil, nil)])
    #expect(coverage.suppliers["approval"] == [Self.supplier(1, .min, 99)])
    // Without a claim it covers nothing.
    body.claim = DataSet.Coverage()
    let none = Self.builder().coverage([body], [Self.file(nil, nil)])
    #expect(none.suppliers["approval"] == [Self.supplier(1, .max, .min)])
  }

  @Test func theCommandLineComesBeforeTheDataSet() {
    let files = [Self.file(Self.mesh, 10...20)]
    var body = EvidenceBody(files: [0])
    body.claim.from = Timestamp(nanoseconds: 5)
    body.claim.until = Timestamp(nanoseconds: 30)
    #expect(Self.builder().span(body, files) == (5, 30))
    let from = Self.builder {
      $0.from = Timestamp(nanoseconds: 7)
      $0.until = Timestamp(nanoseconds: 25)
    }
    #expect(from.span(body, files) == (7, 25))
    #expect(Self.builder { $0.historyComplete = true }.span(body, files) == (.min, 30))
    body.claim.completeHistory = true
    #expect(Self.builder().span(body, files) == (.min, 30))
  }

  @Test func aSourceHasItsOwnToleranceOrTheDataSets() {
    #expect(Self.builder().coverage([], []).tolerances == [7, 0])
    let dataset = DataSet(
      name: "d", clockTolerance: Duration(nanoseconds: 3), inputs: [])
    #expect(Self.builder { $0.dataset = dataset }.coverage([], []).tolerances == [7, 3])
  }

  @Test func eachArgumentNamesItsFiles() throws {
    let folder = try Folder()
    for name in ["a.jsonl", "b.jsonl", "c.log"] { try folder.write(name, "{}\n") }
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/link.jsonl", withDestinationPath: folder.path + "/c.log")
    let arguments = [
      folder.path, folder.path + "/*.jsonl", folder.path + "/c.log", folder.path + "/none", "-",
    ]
    let files = InputExpansion.expand(arguments).files
    let names = files.map { $0.path.split(separator: "/").last.map(String.init) ?? "" }
    #expect(names == ["-", "a.jsonl", "b.jsonl", "c.log"])
    let bodies = InputExpansion.bodies(of: arguments, in: files)
    #expect(bodies == [[1, 2, 3], [1, 2, 3], [3], [], [0]])
  }
}
