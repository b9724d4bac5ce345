/// A part of a record that is sensitive, or was and is masked.
///
/// It holds places and no text of the record.
package struct Finding: Sendable, Equatable {
  package enum State: UInt8, Sendable, Equatable {
    /// In the clear.
    case unmasked
    /// Masked, but more is left to be seen than its type allows.
    case insufficientlyMasked
    /// An unsalted digest of something that can be counted through: a phone or card number.
    case weaklyPseudonymised
    /// Masked, a placeholder, or a digest under a key that says so.
    case masked

    /// Whether a rule that forbids unmasked data objects to it.
    package var isLeak: Bool { self != .masked }

    package var name: String {
      switch self {
      case .unmasked: "unmasked"
      case .insufficientlyMasked: "insufficiently masked"
      case .weaklyPseudonymised: "weakly pseudonymised"
      case .masked: "masked"
      }
    }
  }

  /// What decided, beside the form.
  package enum Context: UInt8, Sendable, Equatable {
    case form, textKey, column, path, words

    package var name: String {
      switch self {
      case .form: "form"
      case .textKey: "key in the text"
      case .column: "column"
      case .path: "key"
      case .words: "words nearby"
      }
    }
  }

  package var type: SensitiveType
  /// Index into `Catalogue.detectors`; for `custom` types, of the own detectors.
  package var detector: UInt16
  package var state: State
  package var confidence: Confidence
  package var context: Context
  /// Bytes of the record.
  package var range: Range<Int>
  /// The value (or key) that holds it: bytes of the record, without quotes.
  package var value: Range<Int>
  /// It stands in a member's name.
  package var isInKey: Bool
  /// The JSON pointer to the value, in `RecordScanner.paths`; empty for a record that is plain text.
  package var path: Range<Int>
}
