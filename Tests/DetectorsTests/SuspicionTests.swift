import Testing

@testable import Detectors

/// What passes without being scanned must be what the scanners leave alone.
@Suite struct SuspicionTests {
  private static let fields = [
    "url.path", "trace.id", "source.address", "raw.any", "http.response.status_code",
  ]

  private func check(_ text: String) -> Bool {
    Array(text.utf8).withUnsafeBytes { bytes in
      let isPlain = Suspicion.isPlainPath(bytes)
      if isPlain, bytes.count <= Masker.lengthLimit {
        for field in Self.fields { #expect(Masker(field: field).masked(bytes) == text) }
      }
      for field in Self.fields {
        let masker = Masker(field: field)
        if let plain = masker.plain(bytes) { #expect(plain == masker.mask(bytes)) }
      }
      return isPlain
    }
  }

  @Test(arguments: 0..<6) func plainPathsHaveNothingToMask(seed: UInt64) {
    let words = [
      "api", "v1", "orders", "eyj", "sk", "ya29", "akia", "bearer", "password", "token", "secret",
      "4111111111111111", "411111", "0123456789abcdef", "deadbeefdeadbeefdead",
      "x9k2j4h6g8f0d1s3a5",
      "spiffe", "basic", "key", "00000000", "abcdefghijklmnopqrst", "/", "//", "7",
    ]
    var state = seed &+ 11
    func below(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }
    var plain = 0
    for _ in 0..<2000 {
      var text = below(2) == 0 ? "/" : ""
      for _ in 0..<(1 + below(9)) {
        text += words[below(words.count)] + (below(3) == 0 ? "" : "/")
      }
      if check(text) { plain += 1 }
    }
    #expect(plain > 100)
  }

  @Test func limits() {
    #expect(check("/api/v1/orders/64938"))
    #expect(check(""))
    #expect(check("/a/" + String(repeating: "b", count: 19) + "/123456"))
    #expect(!check("/a/" + String(repeating: "b", count: 20)))
    #expect(!check("/a/1234567"))
    #expect(!check("/a/1234/567"))
    for special in ["A", "_", "-", ".", "?", "=", "%", "@", ":", " ", "é"] {
      #expect(!check("/a/b" + special))
    }
    // Longer than what is shown.
    _ = check(String(repeating: "/abc", count: 600))
  }
}
