import Values

/// What a record may be, and how its time is understood.
package struct ExtractionLimits: Sendable {
  /// Records later than this are unreadable (`future-time`); nil for no limit.
  package var latestTime: Timestamp?
  /// The zone of times without an offset; nil makes such times unreadable.
  package var zone: Zone?
  /// The kinds that a record may name for itself; nil for any.
  package var knownKinds: Set<Text>?
  /// Longer records are unreadable (`too-long`). In bytes.
  package var maxRecordBytes: Int

  package init(
    latestTime: Timestamp? = nil, zone: Zone? = nil, knownKinds: Set<Text>? = nil,
    maxRecordBytes: Int = 16 << 20
  ) {
    self.maxRecordBytes = maxRecordBytes
    self.latestTime = latestTime
    self.zone = zone
    self.knownKinds = knownKinds
  }
}
