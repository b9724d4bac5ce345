import Columns
import RuleModel
import Values

/// What a row's value needs, as plain bits: no references, so that reading it costs no counting.
struct MappingPlan: Sendable {
  enum TextShape: UInt8 { case none, asItIs, path }

  enum IntegerShape: UInt8 { case none, whole, scaled, rfc3339 }

  var text = TextShape.none
  var integer = IntegerShape.none
  /// What a `scaled` number is multiplied by.
  var scale: Int64 = 1
  var isDashAbsent = false
  var isEmptyAbsent = false
  /// The number that is absent.
  var absentNumber: Int64?
  /// Further texts, or other values, are absent: ask `mappings`.
  var hasOtherAbsent = false
  /// Whether the value is only asked whether it is there.
  var isPresence = false
  var hasConversions = false

  init(_ mapping: CheckedSource.Mapping, type: ValueType, hasZone: Bool) {
    for value in mapping.absentWhen {
      switch value {
      case .string("-"): isDashAbsent = true
      case .string(""): isEmptyAbsent = true
      case .number(let number) where absentNumber == nil && number.integer != nil:
        absentNumber = number.integer
      default: hasOtherAbsent = true
      }
    }
    let names = mapping.conversions.map(\.name)
    hasConversions = !names.isEmpty
    switch type {
    case .string:
      if names.isEmpty { text = .asItIs } else if names == ["path"] { text = .path }
    case .integer: if names.isEmpty || names == ["int"] { integer = .whole }
    case .boolean: isPresence = names == ["present"]
    case .size: if names.isEmpty || names == ["size"] { integer = .whole }
    case .duration:
      switch names {
      case [], ["seconds"]: scale(by: .second)
      case ["ms"]: scale(by: .millisecond)
      case ["ns"]: integer = .whole
      default: break
      }
    case .timestamp:
      switch names {
      case [], ["rfc3339"]: integer = .rfc3339
      case ["epoch_ms"]: scale(by: .millisecond)
      case ["epoch_ns"]: integer = .whole
      default: break
      }
    default: break
    }
  }

  private mutating func scale(by unit: DurationUnit) {
    integer = .scaled
    scale = unit.nanoseconds
  }
}

/// What a slot of a string column says, without a copy of the text.
package enum TextState {
  /// Valid until the scratch is used again and the batch is refilled.
  case bytes(UnsafeRawBufferPointer)
  case absent
  case unknown(UnknownReason)
}

extension SlotDecoder {
  /// Whether `decodeBytes` serves every mapping of the column: a string column whose conversions
  /// are none, or `path`.
  package var decodesBytes: Bool {
    type == .string && closedValues.isEmpty && plans.allSatisfy { $0.text != .none }
  }

  /// As `decode`, for columns with `decodesBytes`. Allocates nothing but scratch that grows; a text
  /// that needs no change is borrowed from `bytes`.
  package func decodeBytes(
    kind: SlotKind, mapping index: Int, bytes: UnsafeRawBufferPointer, scratch: ByteScratch
  ) -> TextState {
    if kind == .string, index < plans.count {
      let plan = plans[index]
      // Most values: not absent, and already normal.
      if bytes.count > 1 || !(plan.isDashAbsent || plan.isEmptyAbsent), !plan.hasOtherAbsent {
        if plan.text == .asItIs { return .bytes(bytes) }
        if plan.text == .path, URLPath.isNormal(bytes) { return .bytes(bytes) }
      }
    }
    return decodeBytesWithChanges(kind: kind, mapping: index, bytes: bytes, scratch: scratch)
  }

  @inline(never)
  private func decodeBytesWithChanges(
    kind: SlotKind, mapping index: Int, bytes: UnsafeRawBufferPointer, scratch: ByteScratch
  ) -> TextState {
    switch kind {
    case .string, .escapedString: break
    case .missing: return missing == .absent ? .absent : .unknown(.missing)
    case .missingInWhole, .null: return .absent
    case .disagree: return .unknown(.recordsDisagree)
    default: return .unknown(.unreadableValue)
    }
    guard index < plans.count, plans[index].text != .none else {
      return .unknown(.unreadableValue)
    }
    let plan = plans[index]
    var text = bytes
    let room = scratch.reserve(bytes.count &+ 1)
    if kind == .escapedString {
      guard let length = JSONString.unescape(bytes, into: room) else {
        return .unknown(.unreadableValue)
      }
      text = UnsafeRawBufferPointer(start: room, count: length)
    }
    if isAbsent(text, plan: plan, mapping: index) { return .absent }
    if plan.text == .path {
      if let path = URLPath.borrowedPath(text) {
        return isAbsent(path, plan: plan, mapping: index) ? .absent : .bytes(path)
      }
      guard let length = URLPath.normalise(text, into: room) else {
        return .unknown(.unreadableValue)
      }
      text = UnsafeRawBufferPointer(start: room, count: length)
      if isAbsent(text, plan: plan, mapping: index) { return .absent }
    }
    return .bytes(text)
  }

  private func isAbsent(_ text: UnsafeRawBufferPointer, plan: MappingPlan, mapping: Int) -> Bool {
    if text.isEmpty { return plan.isEmptyAbsent }
    if plan.isDashAbsent, text.count == 1, text[0] == UInt8(ascii: "-") { return true }
    guard plan.hasOtherAbsent else { return false }
    return mappings[mapping].absentWhen.contains { value in
      if case .string(let absent) = value { absent.bytes.elementsEqual(text) } else { false }
    }
  }

  /// Whether `decodeInteger` may serve the column's slots.
  package var decodesIntegers: Bool { plans.contains { $0.integer != .none } }

  /// The number that a slot's value is: an `int` itself, bytes of a `size`, nanoseconds of a
  /// `duration`, nanoseconds since 1970 of a `timestamp`.
  ///
  /// Nil means: ask `decode`. Numbers without a fraction, texts that are one, and RFC 3339 are read
  /// here; what is absent, unknown or unusual is not. Allocates nothing.
  package func decodeInteger(
    kind: SlotKind, mapping index: Int, bytes: UnsafeRawBufferPointer
  ) -> Int64? {
    guard index < plans.count, kind == .number || kind == .string else { return nil }
    let plan = plans[index]
    if plan.hasOtherAbsent { return nil }
    switch plan.integer {
    case .none: return nil
    case .rfc3339: return kind == .string ? Timestamp(rfc3339: bytes)?.nanoseconds : nil
    case .whole:
      // A duration or a size as a text has a unit, so that its digits alone are no number of it.
      guard kind == .number || type == .integer || plan.hasConversions else {
        return nil
      }
      let number = Self.smallInteger(bytes, isSize: type == .size)
      return number == plan.absentNumber ? nil : number
    case .scaled:
      guard kind == .number || plan.hasConversions,
        let number = Self.smallInteger(bytes, isSize: false), number != plan.absentNumber
      else { return nil }
      let product = number.multipliedReportingOverflow(by: plan.scale)
      return product.overflow ? nil : product.partialValue
    }
  }

  /// The truth value of a slot of a `bool` column: JSON's own, or whether there is a value.
  ///
  /// Nil means: ask `decode`. Allocates nothing.
  package func decodeBoolean(
    kind: SlotKind, mapping index: Int, bytes: UnsafeRawBufferPointer
  ) -> Bool? {
    guard type == .boolean, index < plans.count else { return nil }
    let plan = plans[index]
    if plan.hasOtherAbsent || plan.absentNumber != nil { return nil }
    if plan.isPresence {
      switch kind {
      case .null, .missingInWhole: return false
      case .string, .number, .true, .false:
        return bytes.count > 1 || kind == .true || kind == .false ? true : nil
      default: return nil
      }
    }
    guard !plan.hasConversions else { return nil }
    return kind == .true ? true : kind == .false ? false : nil
  }

  /// Up to 18 digits with an optional sign before; for a size without.
  @inline(__always)
  private static func smallInteger(_ bytes: UnsafeRawBufferPointer, isSize: Bool) -> Int64? {
    var index = 0
    let isNegative = bytes.count > 1 && bytes[0] == UInt8(ascii: "-")
    if isNegative { index = 1 }
    guard bytes.count > index, bytes.count <= 18, !(isNegative && isSize) else { return nil }
    var value: Int64 = 0
    while index < bytes.count {
      let digit = bytes[index].digit
      guard digit < 10 else { return nil }
      value = value &* 10 &+ Int64(digit)
      index &+= 1
    }
    return isNegative ? -value : value
  }
}
