import Foundation
import Testing

/// `writ detectors` from outside.
@Suite struct DetectorsTests {
  let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  @Test func listsAndDescribes() throws {
    let list = try Tool.run(["detectors"], in: sandbox)
    #expect(list.status == 0)
    let ids = list.output.split(separator: "\n").dropFirst().compactMap {
      $0.split(separator: " ").first
    }
    #expect(ids.count > 60)
    #expect(ids == ids.sorted())
    let some = try Tool.run(["detectors", "list", "--category", "payment-data"], in: sandbox)
    #expect(some.output.contains("payment-card"))
    #expect(!some.output.contains("e-mail"))
    let page = try Tool.run(["detectors", "describe", "payment-card"], in: sandbox)
    #expect(page.status == 0)
    #expect(page.output.contains("⟦") && page.output.contains("Left alone"))
    let missing = try Tool.run(["detectors", "describe", "payment-crd"], in: sandbox)
    #expect(missing.status == 2)
    #expect(missing.closingHelp.contains("payment-card"))
  }

  @Test func triesATextWithoutShowingIt() throws {
    let found = try Tool.run(
      ["detectors", "test", "mail jane.roe@example-mail.de"], in: sandbox)
    #expect(found.status == 1)
    #expect(found.output.contains("email, unmasked: j•••@e•••.de"))
    #expect(found.output.contains("byte 5, 24 bytes"))
    #expect(!found.output.contains("jane.roe"))
    let nothing = try Tool.run(["detectors", "test", "plain words"], in: sandbox)
    #expect(nothing.status == 0)
    #expect(nothing.output == "Nothing is found.\n")
  }

  @Test func saysWhatOnlyLacksAKeyAndWhatIsVetoed() throws {
    let number = try Tool.run(["detectors", "test", "value 111222333 there"], in: sandbox)
    #expect(number.status == 0)
    #expect(
      number.output.contains("byte 6, 9 bytes: the form of nl_bsn, which is reported under a key"))
    let vetoed = try Tool.run(
      ["detectors", "test", #"{"order_id":"4929123456789122"}"#], in: sandbox)
    #expect(vetoed.status == 0)
    #expect(vetoed.output.contains("the form of payment_card, but the key"))
    #expect(!vetoed.output.contains("4929123456789122"))
  }

  /// docs/detectors is what the tool says of its detectors.
  @Test func thePagesAreUpToDate() throws {
    let made = try Tool.run(["detectors", "pages", "--output", "pages"], in: sandbox)
    #expect(made.status == 0)
    let names = try sandbox.files().filter { $0.hasPrefix("pages/") }.map {
      String($0.dropFirst(6))
    }
    #expect(names.count > 60)
    let folder = URL(fileURLWithPath: Tool.root + "/docs/detectors")
    let kept = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(kept == names, "writ detectors pages --output docs/detectors renews them")
    for name in names {
      let there = try? Data(contentsOf: folder.appendingPathComponent(name))
      #expect(try there == sandbox.read("pages/" + name), "\(name)")
    }
  }
}
