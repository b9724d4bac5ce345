import Columns
import RuleModel
import Values

/// Decodes the slots of one column of one source: conversions, `absent when`, what a missing key
/// means. Deterministic in the slot's kind, mapping and bytes, so its results can be cached by
/// them.
package struct SlotDecoder: Sendable {
  /// One for each mapping that the slot's `mappings` byte can name.
  package let mappings: [CheckedSource.Mapping]
  package let type: ValueType
  /// The zone of times that are written without an offset; nil makes them unreadable.
  package let zone: Zone?
  /// What a key that none of the mappings finds means: absent if every mapping says so.
  package let missing: CheckedSource.Missing
  /// The field's closed set of values; empty if it has none.
  package let closedValues: [Text]
  /// The mappings' shapes, for the paths that decode a value a row.
  let plans: [MappingPlan]
  private let steps: [[Step]]

  /// What of a conversion is needed for each value.
  private struct Step: Sendable {
    let apply: @Sendable (Piece, [Value]) -> Converted
    let arguments: [Value]
    let seesAbsence: Bool
  }

  /// The conversions must be known and their arguments without problems; a mapping with an unknown
  /// one makes its values unreadable.
  package init(
    mappings: [CheckedSource.Mapping], type: ValueType, zone: Zone? = nil,
    closedValues: [Text] = []
  ) {
    self.mappings = mappings
    self.type = type
    self.zone = zone
    self.closedValues = closedValues
    missing = mappings.allSatisfy { $0.missing == .absent } ? .absent : .unknown
    steps = mappings.map { mapping in
      mapping.conversions.map { step in
        let conversion = Conversions.named(step.name) ?? Self.unknownConversion(step.name)
        return Step(
          apply: conversion.apply, arguments: step.arguments, seesAbsence: conversion.seesAbsence)
      }
    }
    plans = mappings.map { MappingPlan($0, type: type, hasZone: zone != nil) }
  }

  /// The decoder of a column; nil if the source has no mapping for the field, which makes it
  /// unknown in every record.
  package init?(_ request: ColumnRequest, source: CheckedSource, zone: Zone? = nil) {
    switch request {
    case .raw(let path):
      self.init(mappings: [CheckedSource.Mapping(path: path)], type: .json)
    case .field(let field):
      let declared = source.mappings[field] ?? []
      if source.fieldsByName {
        let byName = CheckedSource.Mapping(
          path: RecordPath(field.name.split(separator: ".").map { .key(Text(String($0))) }),
          missing: declared.last?.missing ?? .unknown)
        self.init(
          mappings: declared + [byName], type: field.type, zone: zone,
          closedValues: field.closedValues)
      } else if declared.isEmpty {
        return nil
      } else {
        self.init(
          mappings: declared, type: field.type, zone: zone, closedValues: field.closedValues)
      }
    }
  }

  private static func unknownConversion(_ name: String) -> Conversion {
    Conversion(
      name: name, parameters: [], inputs: [], output: .json, summary: "", examples: []
    ) { _, _ in .unreadable }
  }

  /// What a slot says. `bytes` are as `SlotKind` describes them, and valid UTF-8.
  package func decode(
    kind: SlotKind, mapping index: Int, bytes: UnsafeRawBufferPointer
  ) -> FieldState {
    let piece: Piece
    switch kind {
    case .missing: return missing == .absent ? absence(0) : .unknown(.missing)
    case .missingInWhole, .null: return absence(index)
    case .mismatch: return .unknown(.unreadableValue)
    case .disagree: return .unknown(.recordsDisagree)
    case .string: piece = .value(.string(Text(bytes: Array(bytes))))
    case .escapedString:
      guard let text = JSONString.unescaped(bytes) else { return .unknown(.unreadableValue) }
      piece = .value(.string(Text(bytes: text)))
    case .number: piece = .number(written: Array(bytes))
    case .true: piece = .value(.boolean(true))
    case .false: piece = .value(.boolean(false))
    case .object, .array:
      guard let value = JSONText.value(of: bytes) else { return .unknown(.unreadableValue) }
      piece = .value(value)
    }
    return decode(piece, mapping: index)
  }

  /// What absence comes to: it is a value to `present`.
  private func absence(_ index: Int) -> FieldState {
    guard index < steps.count, steps[index].last?.seesAbsence == true else {
      return .absent
    }
    return .value(.boolean(false))
  }

  private func decode(_ piece: Piece, mapping index: Int) -> FieldState {
    guard index < mappings.count else { return .unknown(.unreadableValue) }
    let absentWhen = mappings[index].absentWhen
    var piece = piece
    // `absent when "-"` also holds before a conversion that could make nothing of it.
    if !absentWhen.isEmpty, let value = native(piece, type: .json), absentWhen.contains(value) {
      return absence(index)
    }
    for step in steps[index] {
      switch step.apply(piece, step.arguments) {
      case .value(let value): piece = .value(value)
      case .absent: return absence(index)
      case .missing: return .unknown(.missing)
      case .unreadable: return .unknown(.unreadableValue)
      }
    }
    guard let value = native(piece, type: type) else {
      return .unknown(.unreadableValue)
    }
    if absentWhen.contains(value) { return .absent }
    if !closedValues.isEmpty, case .string(let text) = value, !closedValues.contains(text) {
      return .unknown(text == "unknown" ? .missing : .unreadableValue)
    }
    return .value(value)
  }

  /// The value as one of `type`, by the conversion that a type's own spelling suggests: RFC 3339
  /// or epoch seconds for a timestamp, `2s` or a number of seconds for a duration, a text for an
  /// address. Nil if it is none.
  private func native(_ piece: Piece, type: ValueType) -> Value? {
    switch type {
    case .json:
      if case .value(let value) = piece { return value }
      return piece.number.map { .number($0) }
    case .string, .boolean:
      guard case .value(let value) = piece, value.type == type else { return nil }
      return value
    case .integer:
      guard let number = piece.number, number.isWhole else { return nil }
      return .number(number)
    case .decimal: return piece.number.map { .number($0) }
    case .timestamp:
      if case .value(.timestamp(let time)) = piece { return .timestamp(time) }
      if let text = piece.text { return timestamp(text).map { .timestamp($0) } }
      return piece.number.flatMap { Timestamp(epochSeconds: $0) }.map { .timestamp($0) }
    case .date:
      if case .value(.date(let date)) = piece { return .date(date) }
      return piece.text?.withUnsafeBytes { CalendarDate($0) }.map { .date($0) }
    case .duration:
      if case .value(.duration(let duration)) = piece { return .duration(duration) }
      if let text = piece.text {
        return text.withUnsafeBytes { Duration($0) }.map { .duration($0) }
      }
      return piece.number.flatMap { Duration(number: $0, unit: .second) }.map { .duration($0) }
    case .size:
      if case .value(.size(let bytes)) = piece { return .size(bytes) }
      if let text = piece.text {
        return text.withUnsafeBytes { ByteSize.parse($0) }.map { .size($0) }
      }
      return piece.number.flatMap { ByteSize.bytes($0, unit: "B") }.map { .size($0) }
    case .version:
      if case .value(.version(let version)) = piece { return .version(version) }
      return piece.textOrNumber?.withUnsafeBytes { Version($0) ?? Version(tls: $0) }
        .map { .version($0) }
    case .ip:
      if case .value(.ip(let address)) = piece { return .ip(address) }
      return piece.text?.withUnsafeBytes { IPAddress($0) }.map { .ip($0) }
    case .list(let element):
      guard case .value(.list(let elements)) = piece else {
        // A list of one is often written without its brackets.
        return native(piece, type: element).map { .list([$0]) }
      }
      var result: [Value] = []
      result.reserveCapacity(elements.count)
      for item in elements {
        guard let value = native(.value(item), type: element) else { return nil }
        result.append(value)
      }
      return .list(result)
    }
  }

  private func timestamp(_ text: [UInt8]) -> Timestamp? {
    text.withUnsafeBytes { bytes in
      Timestamp(rfc3339: bytes)
        ?? zone.flatMap { Timestamp(localWithoutOffset: bytes, zone: $0) }
    }
  }
}
