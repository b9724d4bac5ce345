import Columns
import RuleModel
import Values

@testable import Mapping

/// A slot as the reader would cut it from a record, from the JSON text of a value.
struct Slot {
  var kind: SlotKind
  var bytes: [UInt8]

  init(json: String) {
    let text = Array(json.utf8)
    switch text.first {
    case UInt8(ascii: "\""):
      bytes = Array(text.dropFirst().dropLast())
      kind = bytes.contains(UInt8(ascii: "\\")) ? .escapedString : .string
    case UInt8(ascii: "{"): (kind, bytes) = (.object, text)
    case UInt8(ascii: "["): (kind, bytes) = (.array, text)
    case UInt8(ascii: "t"): (kind, bytes) = (.true, [])
    case UInt8(ascii: "f"): (kind, bytes) = (.false, [])
    case UInt8(ascii: "n"): (kind, bytes) = (.null, [])
    default: (kind, bytes) = (.number, text)
    }
  }

  init(kind: SlotKind, bytes: [UInt8]) {
    self.kind = kind
    self.bytes = bytes
  }

  func decode(_ decoder: SlotDecoder, mapping: Int = 0) -> FieldState {
    bytes.withUnsafeBytes { decoder.decode(kind: kind, mapping: mapping, bytes: $0) }
  }
}

func mapping(
  _ conversions: CheckedSource.Conversion..., absentWhen: [Value] = [],
  missing: CheckedSource.Missing = .unknown
) -> CheckedSource.Mapping {
  CheckedSource.Mapping(
    path: RecordPath([.key("k")]), conversions: conversions, absentWhen: absentWhen,
    missing: missing)
}

/// `part(1, ",")` as a source writes it.
func parseStep(_ text: String) -> CheckedSource.Conversion {
  guard let open = text.firstIndex(of: "(") else { return .init(name: text) }
  let inner = text[text.index(after: open)..<text.index(before: text.endIndex)]
  var arguments: [Value] = []
  var rest = inner[...]
  while !rest.isEmpty {
    rest = rest.drop { $0 == " " || $0 == "," }
    if rest.first == "\"" {
      let body = rest.dropFirst()
      guard let close = body.firstIndex(of: "\"") else { break }
      arguments.append(.string(Text(String(body[..<close]))))
      rest = body[body.index(after: close)...]
    } else {
      let digits = rest.prefix { $0 != "," }
      if let number = Number(text: String(digits)) { arguments.append(.number(number)) }
      rest = rest.dropFirst(digits.count)
    }
  }
  return .init(name: String(text[..<open]), arguments: arguments)
}

func describe(_ state: FieldState) -> String {
  switch state {
  case .value(let value): value.description
  case .absent: "absent"
  case .unknown(.missing): "missing"
  case .unknown(.unreadableValue): "unreadable"
  case .unknown(let reason): "\(reason)"
  }
}
