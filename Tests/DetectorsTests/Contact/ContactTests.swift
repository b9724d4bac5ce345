import Testing

@testable import Detectors

@Suite struct PhoneNumberTests {
  /// Numbers of many plans, in the ways that people and programs write them.
  @Test(arguments: [
    "call ⟦+49 30 901820⟧ today", "⟦+44 (0)20 7946 0958⟧", "⟦+442079460958⟧.",
    "⟦+1 (201) 555-0123⟧", "⟦+1-201-555-0123⟧", "⟦+1.201.555.0123⟧",
    "⟦+33 6 12 34 56 78⟧", "⟦+34\u{202F}611\u{202F}82\u{202F}53\u{202F}60⟧", "⟦+39 06 698 12345⟧",
    "⟦+39 312 427 1600⟧,", "⟦+31 6 12345678⟧", "⟦+48 512 345 678⟧",
    "⟦+46 70 679 64 76⟧", "⟦+41\u{A0}79\u{A0}123\u{A0}45\u{A0}67⟧", "⟦+43 1 58858-0⟧x",
    "tel:⟦+353-1-234-5678⟧;ext=5", "(⟦+351 912 345 678⟧)", "(⟦+44) 20 7946 0958⟧",
    "⟦+91 98765 43210⟧", "⟦+55 11 96123-4567⟧", "⟦+81 90-1234-5678⟧", "⟦+61 412 345 678⟧",
    "⟦+7 912 345-67-89⟧", "⟦+36 20 123 4567⟧", "⟦+358 41 2345678⟧",
    "⟦0049 30 901820⟧", "⟦00442079460958⟧", "⟦00 44 20 7946 0958⟧", "⟦+1 201 555 0123⟧ 4567",
    "⟦+442079460958⟧ 2026-01-01",
  ]) func internationalNumbers(_ text: String) {
    Marked(text.replacing("⟧x", with: "⟧ ")).check { PhoneNumbers.international($0, at: $1) }
  }

  /// No such country, no such length, parts of words, times, versions, sums.
  @Test(arguments: [
    "⟦+999 123 4567890", "⟦+1 123 456 7890", "⟦+44 20 7946", "⟦+4420794609581234",
    "12⟦+442079460958", "T10:00⟦+0200", "⟦+49", "⟦+", "⟦+-", "⟦+1 201 155 0123",
    "⟦00999123456789", "⟦0000000000000", "⟦+0442079460958", "⟦+442079460958a", "⟦+33 0 00 00 00 00",
    "⟦001", "⟦+20260101",
  ]) func othersAreNone(_ text: String) {
    Marked(text).check { PhoneNumbers.international($0, at: $1) }
  }

  @Test(arguments: [
    "⟦(201) 555-0123⟧", "⟦201-555-0123⟧", "⟦2015550123⟧", "⟦0121 348 5105⟧", "⟦07403 054965⟧",
    "⟦0171/1234567⟧", "⟦030 / 901820⟧", "⟦06 12 34 56 78⟧",
    "⟦612 34 56 78⟧", "⟦390210480201⟧", "⟦4930072482⟧", "⟦(11) 96123-4567⟧", "⟦06 20 123 4567⟧",
    "⟦8 912 345-67-89⟧", "⟦090-1234-5678⟧", "⟦(030) 901820⟧.",
  ]) func nationalNumbers(_ text: String) {
    Marked(text).check { PhoneNumbers.national($0, at: $1) }
  }

  @Test(arguments: [
    "⟦000 000 0000", "⟦12", "⟦(", "⟦()", "⟦(201 555-0123", "⟦1234567890123456789", "⟦0301234567a",
    "⟦911",
  ])
  func otherNationalOnes(_ text: String) {
    Marked(text).check { PhoneNumbers.national($0, at: $1) }
  }

  @Test func nothingIsReadOutside() {
    for text in [
      "+44 (0)20 7946 0958", "(201) 555-0123", "0044\u{202F}20 7946\u{A0}0958", "+1/201 - 555",
      "+1234567890123456789012345",
    ] {
      Marked(text).cut { PhoneNumbers.international($0, at: $1) }
      Marked(text).cut { PhoneNumbers.national($0, at: $1) }
    }
  }

  @Test func allCodesLeadToNumbers() {
    let automaton = PhoneAutomaton.shared
    for code in [1, 7, 20, 39, 44, 49, 86, 91, 212, 351, 358, 420, 599, 886, 998] {
      #expect(automaton.behind(code: code) != 0, "\(code)")
    }
    for code in [999, 28, 83, 210, 800_000] {
      #expect(automaton.behind(code: code) == 0 || code == 800_000, "\(code)")
    }
    #expect(automaton.trunk(automaton.behind(code: 49)) == [0])
    #expect(automaton.trunk(automaton.behind(code: 36)) == [0, 6])
    #expect(automaton.trunk(automaton.behind(code: 39)).isEmpty)
  }
}

@Suite struct MailAddressTests {
  static func scan(_ bytes: Bytes, _ start: Int) -> Range<Int>? {
    guard let sign = bytes[start...].firstIndex(of: UInt8(ascii: "@")) else { return nil }
    return MailAddresses.match(bytes, atSign: sign, after: 0)
  }

  @Test(arguments: [
    "to ⟦maria.keller@mail.example.de⟧ now", "<⟦o'neil+news@corp.co.uk⟧>", "user=⟦a_b-c@x.io⟧&",
    "'⟦bob@example.com⟧'", "mailto:⟦bob@example.com⟧?subject=x",
    "⟦jörg@müller-gmbh.de⟧.", "⟦почта@пример.рф⟧", "⟦bob@xn--mller-kva.de⟧", "⟦BOB@EXAMPLE.COM⟧",
    "⟦a@b.co⟧", "⟦x@sub.sub.sub.example.museum⟧",
    "(⟦bob@example.com⟧)", "«⟦bob@example.com⟧»", "\u{A0}⟦bob@example.com⟧\u{A0}",
    "sent to ⟦bob@example.org⟧.The next", "⟦bob@example.com⟧:8080", "..⟦bob@example.com⟧",
    "邮箱⟦bob@example.com⟧", "x,⟦bob@example.com⟧;⟧".replacing(";⟧", with: ";y"),
    "/users/⟦bob@example.com⟧/orders", "-⟦bob@example.com⟧-", "⟦1234@example.com⟧",
  ]) func addresses(_ text: String) { Marked(text).check(Self.scan) }

  @Test(arguments: [
    "⟦git@github.com:org/repo.git", "ssh://⟦git@github.com/org", "https://⟦user@host.com/path",
    "⟦left-pad@1.3.0", "⟦icon@2x.png", "⟦logo@3x.sh", "⟦root@db-1",
    "⟦svc@web.default.svc.cluster.local", "⟦@types/node@20.1.0", "⟦user@host", "⟦@example.com",
    "⟦bob@", "⟦bob@.com", "⟦bob.@example.com", "⟦bob@-example.com",
    "⟦deploy@prod-1.iam.gserviceaccount.com", "%⟦s@example.com", "⟦curve25519-sha256@libssh.org",
    "⟦bob@example.c", "⟦bob@example.zip", "⟦scp bob@example.com:/tmp/x",
    "⟦*@example.com", "⟦user@10.0.0.1",
  ]) func others(_ text: String) { Marked(text).check(Self.scan) }

  @Test func boundsOfLength() {
    let local = String(repeating: "a", count: 64)
    Marked("⟦\(local)@example.com⟧").check(Self.scan)
    Marked("⟦\(local)a@example.com").check(Self.scan)
    Marked("⟦a@\(String(repeating: "b", count: 64)).com").check(Self.scan)
    Marked("⟦a@\(String(repeating: "b.", count: 200))com").check(Self.scan)
  }

  @Test func nothingIsReadOutside() {
    for text in ["ü.b+c@müller.co.uk.", "://a@b.de:x/y", "a@2x.b@c.d@é.рф"] {
      Marked(text).cut { bytes, place in
        bytes[place] == UInt8(ascii: "@")
          ? MailAddresses.match(bytes, atSign: place, after: 0) : nil
      }
    }
  }

  @Test func domainsAreKnownInBothCases() {
    for name in ["com", "de", "museum", "xn--p1ai", "technology"] {
      for text in [name, name.uppercased()] {
        Array(text.utf8).withUnsafeBufferPointer {
          #expect(TopLevelDomainTable.shared.contains($0, 0..<$0.count))
        }
      }
    }
    for name in ["local", "internal", "png", "js", "localhost", "cluster", "zip", "c", "example"] {
      Array(name.utf8).withUnsafeBufferPointer {
        #expect(!TopLevelDomainTable.shared.contains($0, 0..<$0.count))
      }
    }
  }
}

@Suite struct DateOfBirthTests {
  static func scan(_ bytes: Bytes, _ start: Int) -> Range<Int>? {
    DateOfBirth.match(bytes, at: start) ?? DateOfBirth.matchMonth(bytes, at: start)
  }

  @Test(arguments: [
    "⟦1984-02-29⟧", "⟦1984/2/9⟧ x", "⟦1984.02.29⟧.", "⟦1984-02-29⟧T00:00:00Z", "⟦1984-02-29⟧ 00:00",
    "⟦19840229⟧", "⟦29021984⟧", "⟦21/12/1990⟧", "⟦12/21/1990⟧", "⟦06.12.1941⟧",
    "⟦6.12.1941⟧", "⟦25.07.72⟧", "⟦28-Jul-2001⟧", "⟦21 December 2005⟧", "⟦21st December 2005⟧",
    "⟦2nd of March, 1971⟧", "⟦December 21, 2005⟧", "⟦Dec 21 2005⟧",
    "⟦6. März 1941⟧", "⟦6.März 1941⟧", "⟦25 Juli 1972⟧", "⟦1er janvier 1970⟧", "⟦12 février 1980⟧",
    "⟦3 août 1999⟧", "⟦5 de mayo de 1990⟧", "⟦7 de março de 1988⟧", "⟦4 maggio 1966⟧",
    "⟦9 maart 1955⟧", "⟦8 września 1977⟧", "⟦11 października 1981⟧ r.", "⟦1º gennaio 1960⟧",
    "⟦15 SETTEMBRE 1948⟧",
  ]) func dates(_ text: String) { Marked(text).check(Self.scan) }

  @Test(arguments: [
    "⟦1984-02-30", "⟦1983-02-29", "⟦1984-13-01", "⟦1984-00-10", "⟦1884-02-29", "⟦2099-01-01",
    "⟦10.1.2.3", "⟦1984-02-29-7", "⟦32 March 1980", "⟦12 Marchetti 1980", "⟦12 March 80a",
    "⟦19841301", "⟦00000000", "⟦123456789", "⟦1984", "⟦1984-", "⟦12 monkeys 1995", "⟦March 1980",
    "⟦31.12", "⟦1", "⟦may 5 apples", "⟦1984-02-29a",
  ]) func others(_ text: String) { Marked(text).check(Self.scan) }

  @Test func nothingIsReadOutside() {
    for text in [
      "21 février 2005 r.", "1984-02-29T0", "6.März 1941", "Dec 21, 2005x", "1er de mai de 1999",
      "29-Feb-1984",
    ] {
      Marked(text).cut(Self.scan)
    }
  }
}
