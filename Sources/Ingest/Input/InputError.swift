/// Why an input could not be opened or read to its end.
package struct InputError: Error, Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    case notFound, notReadable, isFolder, failed
    /// The compressed stream ends too early.
    case cutOff
    /// The compressed stream is damaged.
    case corrupt
  }

  package var kind: Kind
  package var path: String
  /// For people, lower case, without the path.
  package var message: String
  /// How many (decompressed) bytes were read before.
  package var offset: UInt64

  package init(kind: Kind, path: String, message: String, offset: UInt64 = 0) {
    self.kind = kind
    self.path = path
    self.message = message
    self.offset = offset
  }
}
