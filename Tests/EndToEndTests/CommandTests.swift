import Foundation
import Testing

/// The commands around the scan.
@Suite struct CommandTests {
  let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  private func writ(_ arguments: String...) throws -> Tool.Outcome {
    try Tool.run(arguments, in: sandbox)
  }

  @Test func checkShowsPlaceMarkAndHelp() throws {
    try sandbox.write(
      "bad.writ", Evidence.rule.replacingOccurrences(of: "user.id", with: "user.idd"))
    let outcome = try writ("check", "bad.writ")
    #expect(outcome.status == 2)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.contains("error[unknown-field]"))
    #expect(outcome.errors.contains("bad.writ:6:"))
    #expect(outcome.errors.contains("^"))
    #expect(outcome.errors.contains("user.id"))
    #expect(outcome.closingHelp.contains("writ explain unknown-field"))
  }

  @Test func checkSpeaksJSON() throws {
    try sandbox.write("bad.writ", "rule a {\n  severity extreme\n}\nlist b = []\n")
    let outcome = try writ("check", "--format", "json", "bad.writ")
    #expect(outcome.status == 2)
    let json = try JSONSerialization.jsonObject(with: outcome.outputBytes)
    let diagnostics = try #require(
      json as? [[String: Any]] ?? (json as? [String: Any])?["diagnostics"] as? [[String: Any]])
    #expect(diagnostics.count >= 2)
    try sandbox.write("good.writ", Evidence.rule)
    #expect(try writ("check", "--format", "json", "good.writ").status == 0)
  }

  @Test func checkCounts() throws {
    try sandbox.write("rules/a.writ", Evidence.rule)
    try sandbox.write("rules/deep/b.writ", "list unused_list = [\"a\"]\n")
    try sandbox.write("rules/.hidden.writ", "nonsense")
    try sandbox.write("rules/notes.txt", "nonsense")
    let outcome = try writ("check", "rules")
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("1 rule,"))
  }

  /// The rules of a checkout under a tool that is installed elsewhere.
  @Test func copiesOfTheShippedSourcesAreTakenOnce() throws {
    try FileManager.default.copyItem(atPath: Tool.root + "/rules", toPath: sandbox.path("rules"))
    #expect(try writ("check", "rules").status == 0)
    let changed = try String(
      contentsOfFile: sandbox.path("rules/sources/native.writ"), encoding: .utf8)
    try sandbox.write("rules/sources/native.writ", changed + "# changed\n")
    let outcome = try writ("check", "rules")
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("`native` is declared twice"))
  }

  @Test func explainHasPages() throws {
    let page = try writ("explain", "unknown-field")
    #expect(page.status == 0)
    #expect(page.output.contains("Wrong:"))
    #expect(page.output.contains("Right:"))
    let near = try writ("explain", "unknown-feild")
    #expect(near.status == 2)
    #expect(near.errors.contains("unknown-field"))
    let all = try writ("explain")
    #expect(all.output.split(separator: "\n").count > 40)
  }

  @Test func testsSayWhatDiffers() throws {
    try sandbox.write(
      "rule.writ",
      Evidence.rule + """
        test admin-needs-user {
          fails        request { url.path: "/admin/users", user.id: absent }
          passes       request { url.path: "/admin/users", user.id: "alice" }
          inconclusive request { url.path: "/admin/users" }
          not-applicable request { url.path: "/healthz" }
        }

        """)
    let good = try writ("test", "rule.writ")
    #expect(good.status == 0)
    #expect(good.output.contains("4"))
    try sandbox.write(
      "wrong.writ",
      Evidence.rule + """
        test admin-needs-user {
          passes request { url.path: "/admin/users" }
        }

        """)
    let bad = try writ("test", "wrong.writ")
    #expect(bad.status == 1)
    let text = bad.output + bad.errors
    #expect(text.contains("wrong.writ:"))
    #expect(text.contains("inconclusive"))
    #expect(text.contains("passes"))
  }

  @Test func testsThatAreNotThereAreNoSuccess() throws {
    try sandbox.write("rule.writ", Evidence.rule)
    #expect(try writ("test", "rule.writ").status == 3)
  }

  @Test func sourcesAreListedAndDescribed() throws {
    let list = try writ("sources")
    #expect(list.status == 0)
    for name in ["envoy-json", "envoy-text", "kubernetes-audit", "native"] {
      #expect(list.output.contains(name))
    }
    let one = try writ("sources", "envoy-json")
    #expect(one.status == 0)
    #expect(one.output.contains("jwt_sub"))
    #expect(one.output.contains("start_time"))
    let near = try writ("sources", "envoy-jsn")
    #expect(near.status == 2)
    #expect(near.errors.contains("envoy-json"))
  }

  /// A user's own format, without a rebuild.
  @Test func aSourceOfOnesOwnIsRead() throws {
    try sandbox.write(
      "acme.writ",
      Evidence.rule + """
        source acme {
          title    "Acme gateway"
          detect   has "gw_ts" and has "gw_route"
          time     gw_ts as rfc3339
          kind     request
          supplies request
          url.path <- gw_route | path
          user.id  <- sub  absent when "-"
        }

        """)
    try sandbox.write(
      "log.jsonl",
      """
      {"gw_ts":"2026-01-01T00:00:00Z","gw_route":"/admin/a?x=1","sub":"-"}
      {"gw_ts":"2026-01-01T00:00:01Z","gw_route":"/admin/a","sub":"ann"}

      """)
    #expect(try writ("sources", "--rules", "acme.writ").output.contains("Acme gateway"))
    let outcome = try writ("scan", "--rules", "acme.writ", "log.jsonl")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("1 rule"))
    let inspected = try writ("inspect", "--rules", "acme.writ", "log.jsonl")
    #expect(inspected.status == 0)
    #expect(inspected.output.contains("acme"))
  }

  @Test func inspectShowsWhatIsUnderstood() throws {
    try sandbox.write(
      "log.jsonl",
      #"{"kind":"request","time":"2026-01-01T00:00:00Z","url.path":"/a","user":{"id":null},"#
        + #""colour":"red"}"# + "\n" + Evidence.request(1, path: "/b", user: nil))
    let outcome = try writ("inspect", "log.jsonl")
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("native"))
    #expect(outcome.output.contains("url.path"))
    #expect(outcome.output.contains("colour"))
    #expect(outcome.output.contains("/a"))
    #expect(try writ("inspect", "missing.jsonl").status == 3)
    try sandbox.write("noise.bin", Data((0..<999).map { UInt8(truncatingIfNeeded: $0 &* 13) }))
    #expect(try writ("inspect", "noise.bin").errors.contains("--source"))
    #expect(try writ("inspect", "noise.bin").status == 3)
    // Another format would not help.
    try sandbox.write("empty.jsonl", "\n")
    try FileManager.default.createSymbolicLink(
      atPath: sandbox.path("loop.jsonl"), withDestinationPath: "loop.jsonl")
    for (name, reason) in [("empty.jsonl", "no record"), ("loop.jsonl", "symbolic links")] {
      let outcome = try writ("inspect", name)
      #expect(outcome.status == 3)
      #expect(outcome.errors.contains(reason))
      #expect(!outcome.errors.contains("--source"))
    }
  }

  @Test func rulesAreListedAndDescribed() throws {
    try sandbox.write("rule.writ", Evidence.rule)
    let list = try writ("rules", "list", "--rules", "rule.writ")
    #expect(list.status == 0)
    #expect(list.output.contains("admin-needs-user"))
    #expect(try writ("rules", "--rules", "rule.writ").output == list.output)
    let one = try writ("rules", "describe", "admin-needs-user", "--rules", "rule.writ")
    #expect(one.output.contains("GDPR Art. 32(1)(b)"))
    #expect(one.output.contains("for each"))
    #expect(
      one.output.contains(
        "- Judged is every request event where url.path matches \"/admin/**\".\n"
          + "- It must be that user.id is present.\n"))
    #expect(one.output.contains("the answer is"))
    let near = try writ("rules", "describe", "admin-need-user", "--rules", "rule.writ")
    #expect(near.status == 2)
    #expect(near.errors.contains("admin-needs-user"))
    let control = try writ(
      "rules", "list", "--rules", "rule.writ", "--control", "GDPR Art. 32")
    #expect(control.output == list.output)
    let none = try writ("rules", "list", "--rules", "rule.writ", "--control", "SOC2")
    #expect(none.status == 2)
    #expect(none.errors.contains("'SOC2'"))
    #expect(none.errors.contains("the frameworks are: GDPR"))
  }
}
