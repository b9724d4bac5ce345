import Testing

@testable import Detectors

/// Examples of the catalogue are what it finds, look-alikes what it does not.
@Suite struct CatalogueTests {
  static let examples = Catalogue.detectors.flatMap { detector in
    detector.examples.map { (detector.id, detector.type, $0) }
  }
  static let lookAlikes = Catalogue.detectors.flatMap { detector in
    detector.lookAlikes.map { (detector.id, detector.type, $0) }
  }

  static func find(_ text: String) -> (record: [UInt8], findings: [Finding]) {
    let record = Array(text.utf8)
    let scanner = RecordScanner()
    record.withUnsafeBufferPointer { scanner.scan($0) }
    return (record, Array(scanner.findings))
  }

  @Test(arguments: examples) func examplesAreFound(
    _ id: String, _ type: SensitiveType, _ example: String
  ) {
    let parts = example.split(separator: "⟧", omittingEmptySubsequences: false)
    var expected: [String] = []
    for part in parts.dropLast() {
      guard let open = part.firstIndex(of: "⟦") else { continue }
      expected.append(String(part[part.index(after: open)...]))
    }
    let text = example.filter { $0 != "⟦" && $0 != "⟧" }
    let (record, findings) = Self.find(text)
    let found = findings.filter { $0.type == type && $0.state == .unmasked }.map {
      String(decoding: record[$0.range], as: UTF8.self)
    }
    #expect(found == expected, "\(id): \(example)")
  }

  @Test(arguments: lookAlikes) func lookAlikesAreNot(
    _ id: String, _ type: SensitiveType, _ text: String
  ) {
    let (_, findings) = Self.find(text)
    #expect(!findings.contains { $0.type == type && $0.state != .masked }, "\(id): \(text)")
  }

  /// A long list of measurements has no telephone numbers and the like, but a card's number is found in it.
  @Test(arguments: [" ", "-", "/", "."]) func longListsHoldOnlyStrongForms(_ separator: String) {
    let numbers = (0..<60).map { String(1000 + $0 * 7) }
    let list = numbers.joined(separator: separator)
    #expect(Self.find("{\"v\":\"ssn \(list)\"}").findings.isEmpty)
    let (record, findings) = Self.find("{\"v\":\"\(list) 4111 1111 1111 1111 \(list)\"}")
    #expect(
      findings.map { String(decoding: record[$0.range], as: UTF8.self) } == ["4111 1111 1111 1111"])
  }

  @Test func idsAreUnique() {
    let ids = Catalogue.detectors.map(\.id)
    #expect(Set(ids).count == ids.count)
    #expect(TokenTable.rows.map(\.id) == TokenTable.rows.map(\.id).sorted())
    #expect(TokenTable.rows.count >= 60)
  }

  @Test func bytesHaveTheirClasses() {
    for value in 0..<256 {
      let byte = UInt8(value)
      let expected: UInt8 =
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): ByteClass.lower
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): ByteClass.upper
        case UInt8(ascii: "0")...UInt8(ascii: "9"): ByteClass.digit
        case UInt8(ascii: "_"): ByteClass.underscore
        case 0x80...: ByteClass.high
        default: "@+*:=[(<{%-#".utf8.contains(byte) ? ByteClass.site : 0
        }
      #expect(ByteClass.of(byte) == expected)
    }
  }
}
