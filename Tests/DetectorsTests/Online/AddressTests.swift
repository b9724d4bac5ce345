import Testing

@testable import Detectors

@Suite struct IPAddressTests {
  @Test(arguments: [
    "from ⟦81.2.69.142⟧ refused", "⟦81.2.69.142⟧:443", "[⟦81.2.69.142⟧]", "x=⟦81.2.69.142⟧/24",
    "81.2.69.142/⟦81.2.69.144⟧", "10.0.0.1-⟦81.2.69.142⟧", "⟦81.2.69.142⟧-81.2.69.150",
    "⟦81.2.69.142⟧.", "/lookup/⟦81.2.69.142⟧/json", "http://⟦81.2.69.142⟧/x",
    "tcp/⟦81.2.69.142⟧:80", "root@⟦81.2.69.142⟧", "ip:⟦81.2.69.142⟧,", "⟦81.2.69.142⟧\u{A0}x",
    "⟦81.2.69.142⟧ - -",
    "ip=⟦81.2.69.142⟧&", "<⟦81.2.69.142⟧>",
  ]) func version4(_ text: String) { Marked(text).check { IPAddresses.v4($0, at: $1)?.0 } }

  @Test(arguments: [
    "Chrome/⟦120.0.57.115", "driver-⟦16.33.200.207", "⟦1.2.3.4.5", "1.⟦2.3.4.5", "⟦1.2.3.4-rc1",
    "⟦1.2.3.4-2", "⟦1.2.3.4+build", "⟦1.2.3.4.tar.gz", "⟦1.2.3.4_2", "⟦1.2.3.4a", "⟦01.2.3.4",
    "⟦1.2.3.256", "⟦1.2.3", "⟦1.2.3.", "⟦1..2.3", "pkg==⟦1.2.3.4", ">=⟦1.2.3.4", "~⟦1.2.3.4",
    "^⟦1.2.3.4", "curl/⟦7.88.1.0", "⟦1.3.6.1.4.1.311", "(okhttp/⟦4.9.3.1)", "⟦1.2.3.4444", "⟦1",
  ]) func noVersion4(_ text: String) { Marked(text).check { IPAddresses.v4($0, at: $1)?.0 } }

  static let kinds: [(String, IPAddresses.Kind)] = [
    ("81.2.69.142", .public), ("1.2.3.4", .public), ("10.1.2.3", .private),
    ("172.16.0.1", .private), ("172.31.255.255", .private), ("172.32.0.1", .public),
    ("192.168.1.1", .private),
    ("100.64.0.1", .private), ("100.128.0.1", .public), ("127.0.0.1", .loopback),
    ("169.254.1.1", .linkLocal), ("192.0.2.1", .documentation), ("198.51.100.7", .documentation),
    ("203.0.113.9", .documentation), ("224.0.0.1", .multicast), ("0.0.0.0", .unspecified),
    ("255.255.255.255", .unspecified), ("255.255.255.0", .unspecified), ("8.8.8.8", .resolver),
    ("1.1.1.1", .resolver), ("9.9.9.9", .resolver),
    ("2a02:2e0:3fe:1001:7777:772e:2:85", .public), ("2001:db8::1", .documentation),
    ("3fff:1::1", .documentation), ("fe80::1", .linkLocal), ("fd00::12", .private),
    ("ff02::1:ff00:1", .multicast),
    ("2001:4860:4860::8888", .resolver), ("2606:4700:4700::1111", .resolver),
    ("::ffff:81.2.69.142", .public), ("::ffff:10.0.0.1", .private), ("::ffff:5102:458e", .public),
    ("::ffff:0a00:0001", .private), ("64:ff9b::81.2.69.142", .public),
  ]

  @Test(arguments: kinds) func kindsAreTold(_ text: String, _ kind: IPAddresses.Kind) {
    Array(text.utf8).withUnsafeBufferPointer { bytes in
      let found = text.contains(":") ? IPAddresses.v6(bytes, at: 0) : IPAddresses.v4(bytes, at: 0)
      #expect(found?.0 == 0..<bytes.count && found?.1 == kind, "\(text)")
    }
  }

  @Test(arguments: [
    "[⟦2a02:2e0:3fe:1001::85⟧]:443", "peer:⟦2a02:2e0::1⟧ x",
    "⟦2a02:2e0:3fe:1001:7777:772e:2:85⟧/64", "⟦fe80::1⟧%eth0", "⟦2A02:2E0::85⟧,",
    "⟦2001:db8::1⟧: refused", "⟦2a02::⟧ x",
  ]) func version6(_ text: String) {
    Marked(text.replacing("⟦2a02::⟧", with: "⟦2a02:1::⟧")).check { IPAddresses.v6($0, at: $1)?.0 }
  }

  @Test(arguments: [
    "⟦12:30:45", "⟦a::b", "⟦::", "⟦2a02:2e0:3fe:1001:7777:772e:2",
    "⟦2a02:2e0:3fe:1001:7777:772e:2:85:1", "⟦2a02::1::2", "⟦2a02:::1", "⟦2a020:1::1",
    "⟦2a02:2e0::1g", "⟦1::2", "2a02:⟦2e0::1",
    "⟦3c:22:fb:9a:01:7e",
  ]) func noVersion6(_ text: String) { Marked(text).check { IPAddresses.v6($0, at: $1)?.0 } }

  @Test func nothingIsReadOutside() {
    for text in [
      "tcp/81.2.69.142-81.2.69.150:80", "[2a02:2e0:3fe:1001::85]:443", "::ffff:81.2.69.142%e",
      "a:b:c::1.2.3.4",
    ] {
      Marked(text).cut { IPAddresses.v4($0, at: $1)?.0 }
      Marked(text).cut { IPAddresses.v6($0, at: $1)?.0 }
      Marked(text).cut { MACAddresses.match($0, at: $1) }
    }
  }
}

@Suite struct MACAddressTests {
  @Test(arguments: [
    "⟦3c:22:fb:9a:01:7e⟧ joined", "⟦3C-22-FB-9A-01-7E⟧", "arp ⟦3c22.fb9a.017e⟧,",
    "mac:⟦3c:22:fb:9a:01:7e⟧", "MAC:⟦3c:22:fb:9a:01:7e⟧.", "⟦12:34:56:78:90:12⟧",
    "⟦93-01-09-93-43-12⟧",
    "dev-⟦3c:22:fb:9a:01:7e⟧",
  ]) func addresses(_ text: String) { Marked(text).check { MACAddresses.match($0, at: $1) } }

  @Test(arguments: [
    "⟦00:00:00:00:00:00", "⟦ff:ff:ff:ff:ff:ff", "⟦12:30:45", "⟦3c:22:fb:9a:01:7e:11:22",
    "3c:⟦22:fb:9a:01:7e:11", "⟦3c:22:fb:9a:01:7g", "⟦3c:22:fb:9a:01:7ea", "⟦3c:22-fb:9a:01:7e",
    "⟦24-01-31-12-30-45",
    "⟦1234.5678.9012", "3c-⟦22-fb-9a-01-7e-11", "⟦3c22.fb9a.017e.1", "⟦3c:22",
  ]) func others(_ text: String) { Marked(text).check { MACAddresses.match($0, at: $1) } }
}
