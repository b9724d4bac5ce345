import Foundation
import Testing

@testable import Detectors

@Suite struct MaskTests {
  @Test(
    arguments: [
      (
        "url.original", "https://alice:hunter2@db.example.com/x",
        "https://[masked]@db.example.com/x"
      ),
      ("url.original", "https://ghtoken@example.com/", "https://[masked]@example.com/"),
      ("url.original", "postgres://u:p/a?ss#w@db:5432/x", "postgres://[masked]@db:5432/x"),
      (
        "error.message", "dial alice:hunter2@db.internal: refused",
        "dial alice:[masked]@db.internal: refused"
      ),
      ("url.query", "a=1&access_token=abc&b=2", "a=1&access_token=[masked]&b=2"),
      (
        "url.query", "api_key=k1&code=xyz9&session=s&sig=q",
        "api_key=[masked]&code=[masked]&session=[masked]&sig=[masked]"
      ),
      (
        "url.query", "X-Amz-Signature=ab12&X-Amz-Date=20260101T000000Z",
        "X-Amz-Signature=[masked]&X-Amz-Date=20260101T000000Z"
      ),
      ("url.query", "password=a%26b&x=1", "password=[masked]&x=1"),
      (
        "url.query", "next=%2Fx%3Fpass%77ord%3Dhunter2%26y%3D1",
        "next=%2Fx%3Fpass%77ord%3D[masked]%26y%3D1"
      ),
      ("url.query", "q=pass%2577ord%253Dhunter2", "q=pass%2577ord%253D[masked]"),
      ("url.path", "/login;jsessionid=abc", "/login;jsessionid=[masked]"),
      ("raw.requestHeaders.authorization", "Bearer abc.def", "Bearer [masked]"),
      ("raw.headers.\"x-api-key\"", "abc", "[masked]"),
      ("raw.headers.cookie", "a=b; c=d", "[masked]"),
      ("raw.headers.\"Set-Cookie\"", "sid=1", "[masked]"),
      ("raw.password", "hunter2", "[masked]"),
      ("raw.requestObject.data.user", "YWRtaW4=", "[masked]"),
      ("error.message", "Authorization: Basic YWxpY2U6eA==", "Authorization: [masked]"),
      ("error.message", "got Bearer abcDEF123 from client", "got Bearer [masked] from client"),
      ("error.message", "ran psql --password hunter2 -h db", "ran psql --password [masked] -h db"),
      (
        "raw.body", #"{"user":"bob","password":"hun\"ter2","n":1}"#,
        #"{"user":"bob","password":"[masked]","n":1}"#
      ),
      ("raw.body", #"{\"password\":\"hunter2\",\"n\":1}"#, #"{\"password\":\"[masked]\",\"n\":1}"#),
      ("raw.body", #"{"tokens":["a","b"],"n":1}"#, #"{"tokens":[masked],"n":1}"#),
      ("raw.body", "<password>hunter2</password>", "<password>[masked]</password>"),
      ("user.id", "alice@example.com", "a***@example.com"),
      ("user.id", "é@example.com", "***@example.com"),
      ("user.id", "élise@example.com", "é***@example.com"),
      ("url.path", "/users/alice%40example.com/x", "/users/a***%40example.com/x"),
      ("url.path", "/users/alice%2540example.com/x", "/users/a***%2540example.com/x"),
      ("raw.body", #"alice\u0040example.com"#, #"a***\u0040example.com"#),
      ("raw.body", "alice&#64;example.com", "a***&#64;example.com"),
      ("url.path", "/cards/4111111111111111", "/cards/****1111"),
      ("url.path", "/cards/4111-1111-1111-1111/x", "/cards/****1111/x"),
      ("url.query", "card=4111%201111%201111%201111", "card=****1111"),
      ("raw.note", "4111 1111 1111 1111 12 25 123", "****"),
      ("url.path", "/reset/Zx81kQpW03mBv7LtYc2Rf9", "/reset/[masked token]"),
      ("url.path", "/t/eyJhbGciOi.eyJzdWIiOiJ.abc", "/t/[masked token]"),
      ("raw.key_used", "AKIAIOSFODNN7EXAMPLE", "[masked token]"),
      ("raw.note", "use ghp_abcd1234efgh now", "use [masked token] now"),
      (
        "raw.image", "nginx@sha256:" + String(repeating: "0a", count: 32),
        "nginx@sha256:[masked token]"
      ),
      ("raw.note", String(repeating: "0a1b", count: 8), "[masked token]"),
    ] as [(String, String, String)])
  func masks(field: String, value: String, expected: String) {
    #expect(mask(field: field, value: value) == expected)
  }

  @Test(
    arguments: [
      ("source.principal", "spiffe://cluster.local/ns/prod-eu1/sa/bookinfo-productpage"),
      ("source.principal", "spiffe://A1b2C3d4E5f6G7h8I9j0K1l2M3n4/ns/x/sa/y"),
      ("request.id", "0b6e2d3e-9f0a-4c1b-8f6e-123456789012"),
      ("url.path", "/orders/01234567-8901-2345-6789-012345678901/items"),
      ("trace.id", "4bf92f3577b34da6a3ce929d0e0e4736"),
      ("raw.x_b3_traceid", "4bf92f3577b34da6a3ce929d0e0e4736"),
      ("raw.traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
      ("span.id", "1234567890123456789"),
      ("url.path", "/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication"),
      ("url.path", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"),
      ("url.path", "/admin/export/2026-01-01"),
      ("source.ip", "192.168.100.200"), ("source.address", "2001:db8::1"),
      ("source.address", "10.0.0.1:44321"), ("destination.address", "auth-token:8080"),
      ("user.name", "system:serviceaccount:external-secrets:external-secrets"),
      ("destination.workload", "payments-7d9f8b6c5d-x2x4z"),
      ("raw.upstream_cluster", "outbound|9080||reviews.default.svc.cluster.local"),
      (
        "proxy.response_details",
        "rbac_access_denied_matched_policy[ns[prod]-policy[deny-all]-rule[0]]"
      ),
      ("tls.cipher", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"),
      ("user.name", "system:serviceaccount:kube-system:replicaset-controller"),
      ("user_agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"),
      ("event.action", "DescribeInstanceStatus"), ("time", "2026-01-01T05:45:59.123456789Z"),
      ("http.response.status_code", "403"), ("error.code", "404"),
      ("raw.responseStatus.code", "403"),
      ("raw.annotations.\"authorization.k8s.io/decision\"", "allow"),
      ("raw.spec.automountServiceAccountToken", "false"),
      ("tls.server_name", "payments.prod.svc.cluster.local"), ("url.query", "limit=500&watch=true"),
      ("resource.type", "secrets"), ("http.duration", "2ms"), ("raw.cookie", ""), ("user.id", "-"),
    ] as [(String, String)])
  func keeps(field: String, value: String) {
    #expect(mask(field: field, value: value) == value)
  }

  @Test func cutsLongValuesBetweenCharacters() {
    let masked = mask(field: "url.path", value: "a" + String(repeating: "é", count: 1000))
    #expect(masked.hasPrefix("aéé"))
    #expect(masked.hasSuffix("… (978 bytes more)"))
    #expect(!masked.contains("\u{FFFD}"))
  }

  @Test func repairsWhatIsNotUTF8() {
    let bytes: [UInt8] = [0x61, 0xFF, 0x62]
    #expect(bytes.withUnsafeBytes { mask(field: "url.path", value: $0) } == "a\u{FFFD}b")
  }

  @Test func hidesWhatIsEncodedTooDeeply() {
    var value = "password=hunter2"
    for _ in 0..<9 { value = percentEncoded(value) }
    #expect(mask(field: "url.query", value: value) == "[masked]")
  }

  /// Quadratic behaviour would take minutes here.
  @Test(
    arguments: [
      "a@", "password=", "\"token\":{", "//a:b@", "ghp_aaaa-", "%", "%25", "-----BEGIN PRIVATE KEY",
      "4 ", "4111-", "Bearer ", "--token ", "&#", "\\", "\\\\", "aB3/", "spiffe://", "'", "@@",
      "////",
      "pw:", "01234567-",
    ])
  func isLinear(piece: String) {
    let value = String(repeating: piece, count: 200_000 / piece.utf8.count)
    #expect(!mask(field: "url.path", value: value).isEmpty)
  }
}

/// A fixed sequence of numbers that look random.
struct SplitMix64 {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func below(_ count: Int) -> Int { Int(next() % UInt64(count)) }

  mutating func pick<T>(_ values: [T]) -> T { values[below(values.count)] }

  mutating func word(_ alphabet: String, _ length: Int) -> String {
    let letters = Array(alphabet)
    return String((0..<length).map { _ in letters[below(letters.count)] })
  }
}

func percentEncoded(_ text: String) -> String {
  text.utf8.map { byte in
    if byte.isAlphanumeric { return String(UnicodeScalar(byte)) }
    let hex = String(byte, radix: 16, uppercase: true)
    return "%" + (hex.count == 1 ? "0" : "") + hex
  }.joined()
}

@Suite struct MaskFuzz {
  /// `make fuzz` asks for more by WRIT_FUZZ_FACTOR.
  static let rounds =
    20_000 * (ProcessInfo.processInfo.environment["WRIT_FUZZ_FACTOR"].flatMap(Int.init) ?? 1)

  static let alphanumeric = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

  /// A secret in surroundings that announce it.
  static func planted(_ random: inout SplitMix64) -> (value: String, secret: String) {
    let length = 6 + random.below(30)
    switch random.below(8) {
    case 0:
      let secret = random.word(alphanumeric + "!$*~.,;", length)
      return ("https://user:\(secret)@host.example/path", secret)
    case 1:
      let secret = random.word(alphanumeric + "-_.~+/%", length)
      let name = random.pick([
        "access_token", "api_key", "password", "client_secret", "sig", "session", "refreshToken",
        "X-Amz-Security-Token", "id_token", "code", "PHPSESSID",
      ])
      return ("x=1&\(name)=\(secret)&y=2", secret)
    case 2:
      let secret = random.word(alphanumeric + " ,;:{}[]=&", length)
      return (#"{"a":"b","dbPassword" : "\#(secret)","c":1}"#, secret)
    case 3:
      let digits = random.word("0123456789", 16)
      let separator = random.pick(["", " ", "-"])
      let groups = stride(from: 0, to: 16, by: 4).map { start in
        String(digits.dropFirst(start).prefix(4))
      }
      let card = groups.joined(separator: separator)
      return ("/pay/\(card)/done", String(card.dropLast(4)))
    case 4:
      let local = random.pick(["alice", "bob.b", "o'neil", "a+b"]) + random.word("xyz", 4)
      return ("to=\(local)@mail.example.org, ok", String(local.dropFirst()))
    case 5:
      let secret = random.word(alphanumeric, 40)
      return ("/files/\(secret)/raw", secret)
    case 6:
      let secret = random.word("0123456789abcdef", 32 + random.below(33))
      return ("digest \(secret) end", secret)
    default:
      let secret = random.word(alphanumeric + "-._~+/", 8 + length) + "A1"
      return ("header Bearer \(secret)", secret)
    }
  }

  @Test func neverShowsThePlantedSecret() {
    var random = SplitMix64(state: 1)
    var tried = 0
    for _ in 0..<Self.rounds {
      let (plain, secret) = Self.planted(&random)
      var value = plain
      var encodedSecret = secret
      for _ in 0..<random.below(3) {
        value = percentEncoded(value)
        encodedSecret = percentEncoded(encodedSecret)
      }
      let masked = mask(field: "url.original", value: value)
      #expect(!masked.contains(encodedSecret), "\(value) gives \(masked)")
      #expect(masked != value, "\(value)")
      tried += 1
    }
    #expect(tried == Self.rounds && tried > 0)
  }

  @Test func survivesAnything() {
    var random = SplitMix64(state: 2)
    let pieces: [[UInt8]] = [
      "password", "=", ":", "//", "@", "%", "%25", "%40", "\\u0040", "\\", "\"", "&", "&#64;",
      "&amp;",
      "<token>", "eyJ", "4111111111111111", "Bearer ", "--secret ", "-----BEGIN PRIVATE KEY-----",
      "spiffe://", "0123456789abcdef", " ", "{", "[", "é",
    ].map { Array($0.utf8) }
    var longest = 0
    for _ in 0..<Self.rounds {
      var bytes: [UInt8] = []
      for _ in 0..<random.below(12) {
        if random.below(3) == 0 {
          bytes.append(UInt8(truncatingIfNeeded: random.next()))
        } else {
          bytes += random.pick(pieces)
        }
      }
      let masked = bytes.withUnsafeBytes {
        mask(field: random.pick(["url.path", "raw.cookie", "trace.id", "raw.code"]), value: $0)
      }
      longest = max(longest, masked.utf8.count)
    }
    #expect(longest > 40)
  }
}
