/// What a field's name says about its values.
enum FieldClass: Equatable {
  /// Nothing: the values are looked at.
  case ordinary
  /// All its values are secret.
  case secret
  /// All its values are secret unless they are small numbers.
  case perhapsSecret
  /// An identifier of a trace, request or event, where long hexadecimal numbers are usual.
  case identifier
  /// A host, perhaps with a port.
  case address

  init(field: String) {
    if Self.identifiers.contains(field) {
      self = .identifier
      return
    }
    let segments = Self.segments(of: field)
    var result = FieldClass.ordinary
    for (index, segment) in segments.enumerated() {
      let isLast = index == segments.count - 1
      switch SensitiveName.strength(of: segment) {
      case .strong where isLast || segment.count > 4:
        self = .secret
        return
      case .weak where isLast && field != "error.code": result = .perhapsSecret
      default: break
      }
    }
    if Self.holdsObjectData(segments) {
      result = .secret
    } else if result == .ordinary, let last = segments.last, Self.namesIdentifier(last) {
      result = .identifier
    } else if result == .ordinary, let last = segments.last, Self.namesAddress(last) {
      result = .address
    }
    self = result
  }

  /// Whether the value is secret because of its field alone. `true`, `false` and the empty value
  /// never are.
  func hidesAllValues(_ value: UnsafeRawBufferPointer) -> Bool {
    switch self {
    case .ordinary, .identifier, .address: return false
    case .perhapsSecret: if value.count <= 3 && value.allSatisfy(\.isDigit) { return false }
    case .secret: break
    }
    return !(value.isEmpty || value.elementsEqual("true".utf8) || value.elementsEqual("false".utf8))
  }

  private static let identifiers: Set<String> = [
    "change.id", "event.id", "request.id", "span.id", "span.parent_id", "trace.id",
  ]

  /// The contents of a Kubernetes Secret or ConfigMap: `raw.requestObject.data.…`.
  private static func holdsObjectData(_ segments: [[UInt8]]) -> Bool {
    guard
      let object = segments.firstIndex(where: {
        $0.elementsEqual("requestObject".utf8) || $0.elementsEqual("responseObject".utf8)
      })
    else { return false }
    return segments[(object + 1)...].contains {
      $0.elementsEqual("data".utf8) || $0.elementsEqual("stringData".utf8)
    }
  }

  private static func namesAddress(_ segment: [UInt8]) -> Bool {
    ["address", "authority", "host", "service"].contains { segment.elementsEqual($0.utf8) }
  }

  private static func namesIdentifier(_ segment: [UInt8]) -> Bool {
    let letters = String(
      decoding: segment.filter(\.isAlphanumeric).map(\.lowercased), as: UTF8.self)
    return identifierNames.contains(letters)
  }

  private static let identifierNames: Set<String> = [
    "auditid", "correlationid", "eventid", "requestid", "spanid", "traceid", "traceparent", "uid",
    "xb3spanid", "xb3traceid", "xrequestid",
  ]

  /// The parts between dots and brackets; a quoted part is one, and of `domain/name` the name.
  private static func segments(of field: String) -> [[UInt8]] {
    var segments: [[UInt8]] = []
    var segment: [UInt8] = []
    var quoted = false
    for byte in field.utf8 {
      switch byte {
      case UInt8(ascii: "\""): quoted.toggle()
      case UInt8(ascii: "."), UInt8(ascii: "["), UInt8(ascii: "]"):
        if quoted { fallthrough }
        if !segment.isEmpty { segments.append(segment) }
        segment = []
      default: segment.append(byte)
      }
    }
    if !segment.isEmpty { segments.append(segment) }
    return segments.map { segment in
      guard let slash = segment.lastIndex(of: UInt8(ascii: "/")) else { return segment }
      return Array(segment[(slash + 1)...])
    }
  }
}
