extension SlotDecoder {
  /// The bytes of a `SlotKind.string` that are more than so many are the value itself, in every record:
  /// shorter ones may be texts that mean absent. nil where bytes are no value before they are converted.
  package var keepsTextsAbove: Int? {
    guard type == .string || type == .json, closedValues.isEmpty,
      mappings.allSatisfy({ $0.conversions.isEmpty })
    else { return nil }
    var longest = -1
    for case .string(let text) in mappings.flatMap(\.absentWhen) {
      longest = max(longest, text.bytes.count)
    }
    return longest
  }
}
