import Testing

@testable import Detectors

@Suite struct SensitiveNamesTests {
  @Test func everyTypeAndGroupHasItsName() {
    for type in SensitiveType.allCases where type != .custom {
      #expect(SensitiveNames.meaning(of: type.name) == .types(TypeSet(type)))
      #expect(
        SensitiveNames.meaning(of: type.name.replacing("_", with: " ")) == .types(TypeSet(type)))
    }
    #expect(SensitiveNames.meaning(of: "custom") == nil)
    #expect(SensitiveNames.meaning(of: "nothing") == nil)
  }

  @Test func groupsHoldEveryTypeOnce() throws {
    var all: TypeSet = []
    for category in SensitiveCategory.allCases {
      guard case .types(let types)? = SensitiveNames.meaning(of: category.name) else {
        Issue.record("\(category)")
        continue
      }
      #expect(!types.isEmpty && all.isDisjoint(with: types))
      all.formUnion(types)
    }
    #expect(all == TypeSet(SensitiveType.allCases.filter { $0 != .custom }))
    guard case .types(let personal)? = SensitiveNames.meaning(of: "personal data") else {
      Issue.record("personal data")
      return
    }
    #expect(personal.contains(.email) && personal.contains(.ukNHS) && personal.contains(.iban))
    #expect(!personal.contains(.password))
  }

  @Test func singleDetectorsHaveNames() {
    for name in SensitiveNames.detectors {
      guard case .detector(let index)? = SensitiveNames.meaning(of: name) else {
        Issue.record("\(name)")
        continue
      }
      #expect(Catalogue.detectors[Int(index)].id == name)
    }
    #expect(SensitiveNames.detectors.contains("gitlab-token"))
  }
}

@Suite struct SensitiveScreenTests {
  /// Finds `E` and digits, as many as there are.
  static func staff(check: Check? = nil, near: [String] = [], last: Int = 2) -> OwnDetectors {
    OwnDetectors([
      OwnDetector(
        name: "staff_number", category: .contact, check: check, near: near,
        visible: Detector.VisiblePart(first: 0, last: last)
      ) { text, found in
        var index = 0
        while index < text.count {
          guard text[index] == UInt8(ascii: "E") else {
            index += 1
            continue
          }
          var end = index + 1
          while end < text.count, text[end] &- 48 < 10 { end += 1 }
          if end > index + 3 { found(index..<end) }
          index = end
        }
        return true
      }
    ])
  }

  static let ownQuestion = SensitiveQuestion(types: [], own: [0])

  static func find(
    _ record: String, _ own: OwnDetectors? = nil
  ) -> [SensitivePlace] {
    let screen = SensitiveScreen(own: own)
    return Array(record.utf8).withUnsafeBufferPointer { bytes in
      screen.look(atRecord: bytes)
      return screen.leaks.map { screen.place(of: $0) }
    }
  }

  @Test func ownDetectorsSeeKeysWordsAndEncodings() {
    let own = Self.staff(near: ["staff", "badge no"])
    let found = [
      #"{"staffId":"E12345"}"#, #"{"badge_no":"E12345"}"#, #"{"BadgeNo":{"value":"E12345"}}"#,
      #"{"x":"the staff member E12345 left"}"#, #"{"x":"q=staff%20E12345"}"#,
      #"{"x":"E12345 (badge no)"}"#, #"{"staff":["E12345"]}"#, "staff E12345",
      #"{"x":"{\"staff\":\"\u0045123456\"}"}"#,
    ]
    for record in found {
      #expect(Self.find(record, own).contains { $0.type == "staff_number" }, "\(record)")
    }
    let notFound = [
      #"{"part":"E12345"}"#, #"{"staffing":"E12345"}"#, #"{"badge":"no","x":"E12345"}"#,
      #"{"x":"staff\#(String(repeating: ".", count: 60))E12345"}"#, #"{"staff":"E12"}"#,
    ]
    for record in notFound {
      #expect(!Self.find(record, own).contains { $0.type == "staff_number" }, "\(record)")
    }
  }

  @Test func ownDetectorsCheck() {
    #expect(!Self.find(#"{"x":"E1234566"}"#, Self.staff(check: .luhn)).isEmpty)
    #expect(Self.find(#"{"x":"E1234567"}"#, Self.staff(check: .luhn)).isEmpty)
  }

  // Whoever declares a detector changes nothing for those who do not ask for it.
  @Test func ownDetectorsChangeNothingElse() {
    let records = [
      #"{"x":"E1234@example.com","n":"4111111111111111"}"#, #"{"password":"E123456"}"#,
      #"{"tel":"+49 30 901820","E123456":"a@b.org"}"#, "E12345 ann@example.com",
    ]
    for record in records {
      let alone = Self.find(record)
      let together = Self.find(record, Self.staff()).filter { $0.type != "staff_number" }
      #expect(alone.map(\.type) == together.map(\.type), "\(record)")
      #expect(alone.map(\.length) == together.map(\.length))
    }
  }

  @Test func shortValuesAndNamesAreLookedAt() {
    #expect(Self.find(#"{"x":"E123"}"#, Self.staff()).map(\.place) == ["/x"])
    let inName = Self.find(#"{"E12345":1}"#, Self.staff())
    #expect(inName.map(\.isInName) == [true])
    #expect(inName.allSatisfy { !$0.place.contains("12345") })
  }

  @Test func whatReachesALimitIsNotKnown() {
    let screen = SensitiveScreen(
      own: OwnDetectors([
        OwnDetector(
          name: "x", category: .contact, check: nil, near: [],
          visible: Detector.VisiblePart(first: 0, last: 0)
        ) { _, _ in false }
      ]))
    Array("anything".utf8).withUnsafeBufferPointer { screen.look(at: $0, of: FieldNames(["x"])) }
    #expect(!screen.finds(Self.ownQuestion) && screen.isCutShort(Self.ownQuestion))
    #expect(!screen.isCutShort(SensitiveQuestion(types: TypeSet(.email))))
    screen.look(at: Bytes(start: nil, count: 0), of: FieldNames(["x"]))
    #expect(screen.isCutShort(Self.ownQuestion))
  }

  @Test func fieldNamesAreContext() {
    let screen = SensitiveScreen()
    let question = SensitiveQuestion(types: TypeSet(.password))
    func holds(_ names: [String]) -> Bool {
      Array("Tr0ub4dor&3".utf8).withUnsafeBufferPointer {
        screen.look(at: $0, of: FieldNames(names))
      }
      return screen.finds(question)
    }
    #expect(holds(["password"]) && holds(["spec", "db_password"]))
    #expect(!holds(["url.path"]) && !holds(["password_policy"]))
  }
}

@Suite struct SensitiveExcerptTests {
  @Test(arguments: [
    ("ann.b@example.com", SensitiveType.email, 0, 0, "a•••@e•••.com"),
    ("4111111111111111", .paymentCard, 0, 4, "•••1111"),
    ("4111111111111111", .paymentCard, 6, 4, "•••1111"),
    ("41111111111111111111111111111111", .paymentCard, 6, 4, "411111•••1111"),
    ("hunter2", .password, 0, 0, "•••"), ("E12", .custom, 0, 2, "•••"),
    ("a%40b.org", .email, 0, 0, "•••"), ("4111 1111 1111 1111", .paymentCard, 0, 4, "•••"),
    ("<script>alert(1)</script>", .custom, 3, 3, "•••"),
  ])
  func showLittle(text: String, type: SensitiveType, first: Int, last: Int, shown: String) {
    let excerpt = Array(text.utf8).withUnsafeBufferPointer {
      SensitiveExcerpt.text(
        of: $0, type: type, visible: Detector.VisiblePart(first: first, last: last))
    }
    #expect(excerpt == shown)
  }

  @Test func neverShowMoreThanAThirdButForDomainsEnds() {
    for detector in Catalogue.detectors where detector.type != .email {
      for length in 1..<40 {
        let text = [UInt8](repeating: UInt8(ascii: "7"), count: length)
        let excerpt = text.withUnsafeBufferPointer {
          SensitiveExcerpt.text(of: $0, type: detector.type, visible: detector.visible)
        }
        #expect(excerpt.unicodeScalars.count - 3 <= length / 3)
      }
    }
  }
}
