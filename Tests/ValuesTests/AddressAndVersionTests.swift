import Testing

@testable import Values

#if canImport(Glibc)
  import Glibc
#endif

@Suite struct AddressAndVersionTests {
  @Test(arguments: [
    ("192.0.2.1", "192.0.2.1"), ("0.0.0.0", "0.0.0.0"), ("::", "::"), ("::1", "::1"),
    ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"), ("::ffff:10.1.2.3", "10.1.2.3"),
    ("::ffff:a01:203", "10.1.2.3"), ("1::", "1::"), ("1:0:0:2:0:0:0:3", "1:0:0:2::3"),
    ("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"), ("fe80::1", "fe80::1"),
    ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"), ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"),
  ])
  func readsAddresses(text: String, printed: String) {
    #expect(IPAddress(text: text)?.description == printed)
  }

  @Test(arguments: [
    "", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.4 ", "1.2.3.4:80", "[::1]", ":::",
    "fe80::1%eth0", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::", ":1", "1:", "g::",
    "1:2:3:4:5:6:7:8::", "::1.2.3", "1:2:3:4:5:6:7:1.2.3.4", "1.2.3.4::", "AWS Internal",
  ])
  func refusesAddresses(text: String) { #expect(IPAddress(text: text) == nil) }

  @Test func agreesWithTheSystem() {
    var random = SplitMix64(seed: 4)
    let seeds = ["2001:db8::1:0:0:1", "::ffff:1.2.3.4", "10.20.30.40", "1:2:3:4:5:6:7:8", "::"]
    let alphabet = Array("0123456789abcdefABCDEF:::...%g".utf8)
    var read = 0
    for _ in 0..<100_000 {
      var text = Array(random.pick(seeds).utf8)
      for _ in 0..<random.below(4) where !text.isEmpty {
        let at = random.below(text.count)
        switch random.below(3) {
        case 0: text.remove(at: at)
        case 1: text.insert(random.pick(alphabet), at: at)
        default: text[at] = random.pick(alphabet)
        }
      }
      let ours = text.withUnsafeBytes { IPAddress($0) }
      var four = in_addr()
      var six = in6_addr()
      let string = String(decoding: text, as: UTF8.self)
      var system: IPAddress?
      if inet_pton(AF_INET, string, &four) == 1 {
        system = IPAddress(bits: UInt128(UInt32(bigEndian: four.s_addr)), isIPv6: false)
      } else if inet_pton(AF_INET6, string, &six) == 1 {
        let bits = withUnsafeBytes(of: &six) { $0.reduce(UInt128(0)) { $0 << 8 | UInt128($1) } }
        system = IPAddress(bits: bits, isIPv6: true)
      }
      if ours != system { Issue.record("\(string): \(ours as Any), \(system as Any)") }
      if let ours {
        read += 1
        #expect(IPAddress(text: ours.description) == ours)
      }
    }
    #expect(read > 20_000)
  }

  @Test func networks() throws {
    let network = try #require(IPNetwork(text: "10.20.30.40/16"))
    #expect(network.description == "10.20.0.0/16")
    #expect(try network.contains(#require(IPAddress(text: "10.20.255.1"))))
    #expect(try network.contains(#require(IPAddress(text: "::ffff:10.20.1.1"))))
    #expect(try !network.contains(#require(IPAddress(text: "10.21.0.0"))))
    #expect(IPNetwork(text: "::ffff:10.0.0.0/104")?.description == "10.0.0.0/8")
    #expect(IPNetwork(text: "10.0.0.1")?.description == "10.0.0.1/32")
    #expect(IPNetwork(text: "2001:db8::/32")?.description == "2001:db8::/32")
    #expect(
      try #require(IPNetwork(text: "0.0.0.0/0")).contains(#require(IPAddress(text: "8.8.8.8"))))
    for text in [
      "10.0.0.0/33", "::/129", "10.0.0.0/", "/8", "10.0.0.0/08", "::ffff:1.2.3.4/90", "1.2.3.4/-1",
    ] {
      #expect(IPNetwork(text: text) == nil, "\(text)")
    }
  }

  @Test(arguments: [
    ("TLSv1.2", "1.2"), ("TLS 1.2", "1.2"), ("TLSv12", "1.2"), ("TLSv1_2", "1.2"),
    ("tlsv1.3", "1.3"), ("TLS1.1", "1.1"), ("TLSv1", "1.0"), ("TLSv1.0", "1.0"), ("TLSv10", "1.0"),
    ("DTLSv12", "1.2"), ("SSLv3", "0.3"), ("SSLv2", "0.2"), ("TLSv13-draft23", "1.3"),
    ("1.2", "1.2"), ("771", "1.2"), ("772", "1.3"), ("768", "0.3"), ("TLS_v1_3", "1.3"),
  ])
  func readsTLS(text: String, printed: String) {
    #expect(Version(tls: text)?.description == printed)
  }

  @Test(arguments: [
    "", "-", "UNDETERMINED", "TLS", "TLSv", "TLSv2", "TLSv1.4", "TLSv1.", "TLSv1.22", "SSLv23",
    "773", "2", "TLSv13x", "DTLS", "D1.2", "TLSVersion_unspecified", "1.2.3",
  ])
  func refusesTLS(text: String) { #expect(Version(tls: text) == nil) }

  @Test func versions() throws {
    #expect(Version(text: "v1.30.1")?.description == "1.30.1")
    #expect(Version(text: "1.2") == Version(text: "1.2.0"))
    #expect(try #require(Version(text: "1.10")) > #require(Version(text: "1.9")))
    for text in ["", "v", "1.", ".1", "1..2", "1.2-rc1", "4294967296", "1.2 ", "-1"] {
      #expect(Version(text: text) == nil, "\(text)")
    }
  }
}

/// Short texts of all kinds: what is read prints as something that reads as the same.
@Suite struct RandomTextTests {
  @Test func readingTwiceIsReadingOnce() {
    var random = SplitMix64(seed: 6)
    let alphabet = Array("0123456789..:/-+ eETZvVtlsSLkKiBmMudhw_\u{b5}".utf8) + [0xff]
    let seeds = [
      "1.2.3", "TLSv1.2", "10.0.0.0/8", "2001:db8::/32", "1.5KiB", "1h2m3.5s", "2026-01-31",
      "-12.50e-3", "0.1ms",
    ].map { Array($0.utf8) }
    var read = [0, 0, 0, 0, 0, 0]
    for _ in 0..<100_000 {
      var text = random.pick(seeds)
      for _ in 0..<random.below(4) where !text.isEmpty {
        let at = random.below(text.count)
        switch random.below(3) {
        case 0: text.remove(at: at)
        case 1: text.insert(random.pick(alphabet), at: at)
        default: text[at] = random.pick(alphabet)
        }
      }
      text.withUnsafeBytes { bytes in
        if let value = Version(bytes) {
          read[0] += 1
          #expect(Version(text: value.description) == value)
        }
        if let value = IPNetwork(bytes) {
          read[1] += 1
          #expect(IPNetwork(text: value.description) == value)
        }
        if let value = ByteSize.parse(bytes) {
          read[2] += 1
          #expect(ByteSize.description(value).withBytes { ByteSize.parse($0) } == value)
        }
        if let value = Duration(bytes) {
          read[3] += 1
          #expect(Duration(text: value.description) == value)
        }
        if let value = CalendarDate(bytes) {
          read[4] += 1
          #expect(CalendarDate(text: value.description) == value)
        }
        if let value = Number(text: bytes) {
          read[5] += 1
          #expect(Number(text: value.description) == value)
        }
        _ = Version(tls: bytes)
      }
    }
    for count in read { #expect(count > 500) }
    #expect(!Zone.dataVersion.isEmpty)
  }
}
