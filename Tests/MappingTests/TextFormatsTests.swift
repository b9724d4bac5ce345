import Foundation
import Testing
import Values

@testable import Mapping

@Suite struct TextFormatsTests {
  @Test(arguments: [
    ("/", "/"), ("/a/b", "/a/b"), ("/a//b///c", "/a/b/c"), ("/a/./b/../c", "/a/c"),
    ("/../../a", "/a"), ("/a/..", "/"), ("/a/b/..", "/a/"), ("/a/.", "/a/"), ("/a/", "/a/"),
    ("/a?x=/../y", "/a"), ("/a#f", "/a"), ("/%2e%2E/a", "/a"), ("/a%2fb", "/a/b"),
    ("/%252e", "/%2e"), ("/a%", "/a%"), ("/a%2", "/a%2"), ("/a%zz", "/a%zz"), ("/%3Fx", "/?x"),
    ("/%C3%A9", "/é"), ("http://h/a/../b?q", "/b"), ("HTTPS://h", "/"), ("http://h?q", "/"),
    ("*", "*"), ("h:443", "h:443"), ("", ""), ("?q", "/"), ("/.well-known", "/.well-known"),
    ("/...", "/..."), ("/a/..b", "/a/..b"), ("//", "/"), ("/a//..", "/"), ("/admin/%2e%2e/x", "/x"),
    ("http:/a", "http:/a"), ("/http://h/a", "/http:/h/a"),
  ])
  func paths(target: String, path: String) {
    let result = Array(target.utf8).withUnsafeBytes { URLPath.normalised($0) }
    #expect(result.map { String(decoding: $0, as: UTF8.self) } == path)
  }

  @Test func pathsThatAreNotUTF8() {
    for target in ["/%ff", "/%C3", "/%c3%28", "/%ED%A0%80", "/é%80"] {
      #expect(Array(target.utf8).withUnsafeBytes { URLPath.normalised($0) } == nil)
    }
  }

  /// Against a plain implementation over arrays of segments; and what is normal stays so.
  @Test func pathsAgainstAPlainReading() {
    var random = SplitMix64(seed: 21)
    let pieces = [
      "/", "/", "/", ".", "..", "x", "yz", "%2e", "%2f", "%41", "%", "?", "#", "-", "longersegment",
    ]
    var quick = 0
    for _ in 0..<100_000 {
      let target = "/" + (0..<random.below(10)).map { _ in random.pick(pieces) }.joined()
      let bytes = Array(target.utf8)
      let fast = bytes.withUnsafeBytes { URLPath.normalised($0) }
      let expected = plainPath(bytes)
      if fast != expected { Issue.record("\(target): \(fast as Any)") }
      if bytes.withUnsafeBytes({ URLPath.isNormal($0) }) {
        quick += 1
        #expect(expected == bytes)
      }
    }
    #expect(quick > 500)
  }

  private func plainPath(_ target: [UInt8]) -> [UInt8] {
    let end = target.firstIndex { $0 == 63 || $0 == 35 } ?? target.count
    var decoded: [UInt8] = []
    var index = 0
    while index < end {
      if target[index] == 37, index + 2 < end,
        let value = UInt8(
          String(decoding: target[(index + 1)...(index + 2)], as: UTF8.self), radix: 16)
      {
        decoded.append(value)
        index += 3
      } else {
        decoded.append(target[index])
        index += 1
      }
    }
    var segments: [String] = []
    let parts = String(decoding: decoded, as: UTF8.self).components(separatedBy: "/")
    for part in parts where !part.isEmpty && part != "." {
      if part == ".." { _ = segments.popLast() } else { segments.append(part) }
    }
    let last = parts.last ?? ""
    let isFolder = last.isEmpty || last == "." || last == ".."
    let text = "/" + segments.joined(separator: "/")
    return Array((isFolder && !segments.isEmpty ? text + "/" : text).utf8)
  }

  @Test func utf8AgainstTheLibrary() {
    var random = SplitMix64(seed: 22)
    var valid = 0
    for _ in 0..<200_000 {
      var bytes = Array(
        random.pick(["é", "a€b", "😀", "\u{7ff}\u{800}\u{ffff}\u{10ffff}", "abc"]).utf8)
      for _ in 0..<random.below(3) { bytes[random.below(bytes.count)] = UInt8(random.below(256)) }
      let expected = String(validating: bytes, as: UTF8.self) != nil
      #expect(bytes.withUnsafeBytes { UTF8Check.isValid($0) } == expected)
      if expected { valid += 1 }
    }
    #expect(valid > 50_000)
  }

  /// JSON texts, mutated, against Foundation: where both read, the values agree.
  @Test func jsonAgainstFoundation() throws {
    var random = SplitMix64(seed: 23)
    let seeds = [
      #"{"a": [1, 2.5, -3e2, true, false, "x\u00e9\n\"\\\/"], "b": {"c": null, "d": {}}, "e": []}"#,
      #"["\ud83d\ude00", "", {"k": "v"}, [[[]]]]"#, #"{"": 0}"#, #""plain""#, "12",
    ].map { Array($0.utf8) }
    let alphabet = Array(#"{}[]:,"\/u0159dD8e.-+ truefalsn"#.utf8) + [0x0a]
    var read = 0
    var refused = 0
    for _ in 0..<60_000 {
      var text = random.pick(seeds)
      for _ in 0..<random.below(4) where text.count > 1 {
        let at = random.below(text.count)
        switch random.below(3) {
        case 0: text.remove(at: at)
        case 1: text.insert(random.pick(alphabet), at: at)
        default: text[at] = random.pick(alphabet)
        }
      }
      guard String(validating: text, as: UTF8.self) != nil else { continue }
      let ours = text.withUnsafeBytes { JSONText.value(of: $0) }
      let foundation = try? JSONSerialization.jsonObject(
        with: Data(text), options: [.fragmentsAllowed])
      if let ours, let foundation {
        read += 1
        if !agrees(ours, foundation) {
          Issue.record("\(String(decoding: text, as: UTF8.self)): \(ours)")
        }
      } else if ours != nil {
        Issue.record("only we read \(String(decoding: text, as: UTF8.self))")
      } else {
        refused += 1
      }
    }
    #expect(read > 10_000 && refused > 10_000)
  }

  private func agrees(_ ours: Value?, _ foundation: Any) -> Bool {
    switch (ours, foundation) {
    case (nil, is NSNull): true
    case (.string(let text), let other as String): text == Text(other)
    case (.boolean(let value), let other as Bool): value == other
    case (.number(let number), let other as NSNumber):
      Double(number.description).map { abs($0 - other.doubleValue) <= abs($0) * 1e-12 } ?? false
    case (.list(let elements), let other as [Any]):
      elements.count == other.count && zip(elements, other).allSatisfy { agrees($0, $1) }
    case (.object(let members), let other as [String: Any]):
      members.count == other.count
        && members.allSatisfy { member in
          other[member.key.description].map { agrees(member.value, $0) } ?? false
        }
    default: false
    }
  }

  @Test func jsonLimits() {
    func read(_ text: String) -> Value? {
      Array(text.utf8).withUnsafeBytes { JSONText.value(of: $0) }
    }
    let nested = { (n: Int) in String(repeating: "[", count: n) + String(repeating: "]", count: n) }
    #expect(read(nested(256)) != nil)
    #expect(read(nested(257)) == nil)
    #expect(read(String(repeating: "[", count: 1_000_000)) == nil)
    #expect(read(#"{"a":1,"a":1.0}"#) == .object([.init(key: "a", value: .number(Number(1)))]))
    #expect(read(#"{"a":1,"a":2}"#) == nil)
    #expect(read(#"{"a":1,"\u0061":2}"#) == nil)
    #expect(read("123456789012345678901234567890123456789") == nil)
    let many = "{" + (0..<100_000).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
    guard case .object(let members)? = read(many + "}") else {
      Issue.record("not read")
      return
    }
    #expect(members.count == 100_000)
    #expect(read(many + ",\"k7\":7}") == .object(members))
    #expect(read(many + ",\"k7\":8}") == nil)
  }
}
