import Values

/// What the evidence of a run covers, by kind of event (semantics C4, *Ends of the evidence*).
package struct Coverage: Sendable {
  /// One body of evidence that can record a kind.
  package struct Supplier: Hashable, Sendable {
    /// The source's number in the run, as in `RecordKey.source`.
    package var source: Int32
    /// `[begin, end)`; `begin` is `Int64.min` where the history is complete.
    package var begin: Int64
    package var end: Int64

    package init(source: Int32, begin: Int64, end: Int64) {
      self.source = source
      self.begin = begin
      self.end = end
    }
  }

  /// By kind, also for kinds above those that sources name. A kind that is missing here has no source.
  package var suppliers: [String: [Supplier]]
  /// By source number: how far its clock may be off, in nanoseconds.
  package var tolerances: [Int64]
  /// By source number: its name.
  package var sourceNames: [String]
  /// The first and last time of all events of the run; nil if there are none, or it is not told.
  /// Groups that always exist are judged in windows of it where the evidence is complete.
  package var horizon: ClosedRange<Int64>?

  package init(suppliers: [String: [Supplier]], tolerances: [Int64], sourceNames: [String]) {
    self.suppliers = suppliers
    self.tolerances = tolerances
    self.sourceNames = sourceNames
  }
}
