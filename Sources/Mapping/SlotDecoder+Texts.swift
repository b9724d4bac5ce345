extension SlotDecoder {
  /// Whether the bytes of a `SlotKind.string` are the value itself, and are a value in every record.
  package var keepsTexts: Bool {
    (type == .string || type == .json) && closedValues.isEmpty
      && mappings.allSatisfy { $0.conversions.isEmpty && $0.absentWhen.isEmpty }
  }
}
