import Detectors
import Foundation
import Ingest
import Testing

@testable import Screening

@Suite struct RedactTests {
  let workplace: Workplace

  init() throws { workplace = try Workplace() }

  private static func key(_ id: String = "k1", _ secret: String = "0123456789abcdef") throws
    -> RedactionKey
  {
    try #require(RedactionKey(id: id, bytes: Array(secret.utf8)))
  }

  @Test func onlyWhatIsFoundChanges() throws {
    let mail = Sample.email
    for (text, expected) in [
      ("{ \"b\" : 1,\t\"a\":\"x \(mail) y\" }\r\n", "{ \"b\" : 1,\t\"a\":\"x ***** y\" }\r\n"),
      ("{\"a\":\"\\u0041\\/ \(mail)\"}", "{\"a\":\"\\u0041\\/ *****\"}"),
      ("\u{FEFF}{\"a\":\"\(mail)\"}\n\n\n", "\u{FEFF}{\"a\":\"*****\"}\n\n\n"),
      ("[\n {\"a\":\"\(mail)\"} ,\n {\"a\":2}\n]\n", "[\n {\"a\":\"*****\"} ,\n {\"a\":2}\n]\n"),
      (
        "{\n\"owner\":\"\(mail)\",\"Records\":[{\"a\":1}, {\"a\":\"\(mail)\"}],\"z\":\"\(mail)\"}",
        "{\n\"owner\":\"*****\",\"Records\":[{\"a\":1}, {\"a\":\"*****\"}],\"z\":\"*****\"}"
      ),
      ("a \(mail), b \(mail)\r\nplain\r\n", "a *****, b *****\r\nplain\r\n"),
      ("id,mail\n1,\"\(mail)\"\n2,\(mail)\n", "id,mail\n1,\"*****\"\n2,*****\n"),
      ("nothing at all", "nothing at all"), ("", ""),
    ] {
      for chunkBytes in [1, 13, 4096] {
        let name = text.hasPrefix("id,") ? "log.csv" : "log"
        let result = try workplace.redacted(text, as: name, jobs: 2, chunkBytes: chunkBytes)
        #expect(result == expected, "\(chunkBytes) bytes")
      }
    }
  }

  @Test func numbersBecomeStringsWhereTheyMust() throws {
    let text = #"{"card":\#(Sample.card),"born":{"date_of_birth":"1980-03-07"}}"#
    #expect(
      try workplace.redacted(text) == #"{"card":"*****","born":{"date_of_birth":"*****"}}"#)
    #expect(
      try workplace.redacted(text, policy: RedactionPolicy(standard: .drop))
        == #"{"card":null,"born":{"date_of_birth":""}}"#)
    #expect(
      try workplace.redacted(text, policy: RedactionPolicy(standard: .keepLast(4)))
        == #"{"card":"****9122","born":{"date_of_birth":"*****"}}"#)
    #expect(
      try workplace.redacted(text, policy: RedactionPolicy(standard: .yearOnly))
        == #"{"card":"*****","born":{"date_of_birth":"1980"}}"#)
  }

  @Test func namesOfOneObjectStayDifferent() throws {
    let text =
      #"{"a\#(Sample.email)":1,"b\#(Sample.email)":{"c\#(Sample.email)":2},"*****":3,"x":4}"#
    #expect(
      try workplace.redacted(text) == #"{"*****-2":1,"*****-3":{"*****":2},"*****":3,"x":4}"#)
    #expect(
      try workplace.redacted(text, policy: RedactionPolicy(standard: .drop))
        == #"{"":1,"-2":{"":2},"*****":3,"x":4}"#)
  }

  /// A value that is dropped does not make the rest something else.
  @Test func copiesAreCutAsTheirOriginals() throws {
    let drop = RedactionPolicy(standard: .drop)
    #expect(
      try workplace.redacted("\(Sample.email){\n\(Sample.email)\n", policy: drop)
        == "*****{\n*****\n")
    let open = "[\n{\"a\":\"\(Sample.email)\"},\n"
    #expect(try workplace.redacted(open, policy: drop) == "[\n{\"a\":\"\"},\n")
  }

  @Test func encodingsStayWhole() throws {
    let inner = #"{"to":"\#(Sample.email)"}"#
    for (text, rest) in [
      (#"{"q":"/x?mail=\#(Sample.email.percentEncoded)&y=1"}"#, ("/x?mail=", "&y=1")),
      (#"{"q":"\#(inner.inJSON)"}"#, (#"{\"to\":\""#, #"\"}"#)),
      (#"{"q":"\#(#"{"b":"\#(inner.inJSON)"}"#.inJSON)"}"#, (#"{\"b\":\"{\\\"to\\\":\\\""#, "")),
      (#"{"q":"a \#(Sample.email.escaped) b"}"#, ("a ", " b")),
      (#"{"q":"x%2520\#(Sample.email.replacing("@", with: "%2540"))"}"#, ("x%2520", "")),
    ] {
      let result = try workplace.redacted(text)
      #expect(result.contains(rest.0) && (rest.1.isEmpty || result.contains(rest.1)), "\(rest)")
      #expect(!result.contains(Sample.email))
      #expect(!result.contains(Sample.email.percentEncoded))
      #expect(result.contains("*****"))
      let object = try JSONSerialization.jsonObject(with: Data(result.utf8)) as? [String: Any]
      #expect(object?["q"] is String)
    }
  }

  @Test func partsOfLinesAreChangedWhereTheyStand() throws {
    let prefix = "2026-01-01T00:00:00.000000000Z stdout"
    let mail = Sample.email
    let text =
      "\(prefix) P {\"a\":\"x\n\(prefix) P yz \(mail.prefix(7))\n\(prefix) F \(mail.dropFirst(7))!\"}\n"
      + "\(prefix) F {\"b\":\"\(mail)\"}\n"
    for chunkBytes in [1, 100, 4096] {
      #expect(
        try workplace.redacted(text, chunkBytes: chunkBytes)
          == "\(prefix) P {\"a\":\"x\n\(prefix) P yz *****\n\(prefix) F !\"}\n"
          + "\(prefix) F {\"b\":\"*****\"}\n")
    }
  }

  @Test func digestsLinkWhatIsTheSame() throws {
    let key = try Self.key()
    let policy = RedactionPolicy(standard: .hmac)
    let forms = [
      Sample.email, Sample.email.uppercased(), Sample.email.percentEncoded,
      Sample.email.replacing("@", with: "%40"),
    ]
    let results = try forms.map {
      try workplace.redacted(#"{"a":"\#($0)"}"#, policy: policy, key: key)
    }
    #expect(Set(results).count == 1)
    #expect(results[0].contains(/"hmac:k1:[0-9a-f]{32}"/))
    let cards = try ["4929123456789122", "4929 1234 5678 9122", "4929-1234-5678-9122"].map {
      try workplace.redacted(#"{"card":"\#($0)"}"#, policy: policy, key: key)
    }
    #expect(Set(cards).count == 1)
    let other = try workplace.redacted(
      #"{"a":"\#(Sample.email)"}"#, policy: policy, key: Self.key("k2", "fedcba9876543210"))
    #expect(other.contains("hmac:k2:"))
    #expect(other.suffix(20) != results[0].suffix(20))
    #expect(RedactionKey(id: "k1", bytes: Array("short".utf8)) == nil)
    #expect(RedactionKey(id: "k:1", bytes: Array("0123456789abcdef".utf8)) == nil)
  }

  /// HMAC-SHA-256 as anybody computes it, over the type's name, a zero and the value.
  @Test func digestsAreHMAC() throws {
    let text = try workplace.redacted(
      #"{"a":"\#(Sample.email)"}"#, policy: RedactionPolicy(standard: .hmac), key: Self.key())
    // printf 'email\0jane.roe@example-mail.de' | openssl dgst -sha256 -hmac 0123456789abcdef
    #expect(text == #"{"a":"hmac:k1:aa09261d57ae7901c79ee1d8861dd620"}"#)
  }

  @Test(arguments: [
    RedactionStrategy.mask, .drop, .token, .hmac, .keepLast(4), .truncateIP, .yearOnly,
  ])
  func redactingAgainChangesNothing(_ strategy: RedactionStrategy) throws {
    let policy = RedactionPolicy(standard: strategy)
    let key = try Self.key()
    var text = ""
    for value in [Sample.email, Sample.card, Sample.iban, Sample.token, "203.0.113.9"] {
      text += #"{"note":"see \#(value) there","password":"\#(value)","value":"\#(value)"}"# + "\n"
      text += #"{"\#(value)":{"data":"\#(value)"},"card":\#(Sample.card)}"# + "\n"
      text += "plain \(value), password=\(value) and more\n"
    }
    let once = try workplace.redacted(text, policy: policy, key: key)
    for value in [Sample.email, Sample.card, Sample.iban, Sample.token] {
      #expect(!once.contains(value), "\(strategy.name)")
    }
    #expect(try workplace.redacted(once, policy: policy, key: key) == once, "\(strategy.name)")
    // And whoever looks finds nothing.
    try workplace.write("again", once)
    #expect(try screen(workplace.options(["again"])).total.leaks == 0)
  }

  @Test func aFileThatIsNotSeenWholeIsNotWritten() throws {
    let path = try workplace.write(
      "long", "short \(Sample.email)\n" + String(repeating: "x", count: 500) + "\n")
    let fine = try workplace.write("other", "mail \(Sample.email)\n")
    var files = MemoryFiles()
    var options = workplace.options(["long", "other"], chunkBytes: 50)
    options.maxRecordBytes = 300
    let result = try redact(
      options, policy: RedactionPolicy(), key: nil,
      expansion: InputExpansion.expand([path, fine]), into: &files)
    #expect(result.exitStatus == 3)
    #expect(files.abandoned == [path])
    #expect(files.committed.keys.sorted() == [fine])
    #expect(result.filesWritten == 1)
    #expect(result.total == 1)
  }

  // MARK: Policies

  @Test func policiesAreRead() throws {
    let policy = try RedactionPolicy(
      parsing: """
        # who reads this
        email = token
        credentials=drop   # all of them
        password = mask
        default = hmac

        """, standard: .mask)
    #expect(policy.strategy(for: .email) == .token)
    #expect(policy.strategy(for: .password) == .mask)
    #expect(policy.strategy(for: .phone) == .hmac)
    #expect(policy.needsKey)
  }

  @Test(arguments: [
    ("email", 1), ("\nemail = hide", 2), ("emial = mask", 1), ("email = mask\nemail = drop", 2),
    ("password = keep-last:4", 1), ("email = truncate-ip", 1), ("phone = year-only", 1),
    ("payment_card = keep-last:5", 1), ("a = b = c", 1),
  ])
  func mistakesInPoliciesAreTold(_ text: String, _ line: Int) {
    do {
      _ = try RedactionPolicy(parsing: text, standard: .mask)
      Issue.record("taken: \(text)")
    } catch {
      #expect(error.line == line)
    }
  }

  @Test func whatAStrategyCannotDoIsMasked() {
    #expect(RedactionPolicy(standard: .keepLast(4)).strategy(for: .password) == .mask)
    #expect(RedactionPolicy(standard: .truncateIP).strategy(for: .email) == .mask)
    #expect(RedactionPolicy(standard: .truncateIP).strategy(for: .ipAddress) == .truncateIP)
    #expect(RedactionPolicy(standard: .yearOnly).strategy(for: .phone) == .mask)
  }
}
