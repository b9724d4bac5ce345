/// Why a record could not be used. The raw value is the id that reports show.
package enum UnreadableReason: String, Sendable, CaseIterable {
  /// The record ends too early: its line, or the input, stops inside it.
  case cutOff = "cut-off"
  /// Its line holds bytes that are not UTF-8.
  case invalidUTF8 = "invalid-utf8"
  /// Not JSON as RFC 8259 defines it.
  case invalidJSON = "invalid-json"
  /// JSON, but no object.
  case notAnObject = "not-an-object"
  /// Nested past the depth limit.
  case tooDeep = "too-deep"
  /// Longer than the longest record that is read.
  case tooLong = "too-long"
  /// No time, or none that can be read.
  case noTime = "no-time"
  /// The time lies after the latest that is believed.
  case futureTime = "future-time"
  /// A record of another format than the file's.
  case otherFormat = "other-format"
  /// The record names a kind that the vocabulary lacks.
  case unknownKind = "unknown-kind"
  /// A container runtime's partial line whose continuation was not found.
  case partialLine = "partial-line"
}

/// One record that could not be used, and its place.
package struct UnreadableRecord: Sendable, Equatable {
  package var reason: UnreadableReason
  /// The record's place in its chunk, counted from 0 over readable and unreadable records.
  package var ordinal: UInt32
  /// The record's first byte in the (decompressed) input.
  package var offset: UInt64

  package init(reason: UnreadableReason, ordinal: UInt32, offset: UInt64) {
    self.reason = reason
    self.ordinal = ordinal
    self.offset = offset
  }
}
