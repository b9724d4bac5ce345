/// One input, found and not yet opened.
package struct InputFile: Sendable, Hashable {
  /// As a report shows it; `-` for standard input.
  package var path: String
  /// Standard input rather than a file.
  package var isStandardInput: Bool
  /// Bytes as stored; 0 for what has no size.
  package var size: UInt64

  package init(path: String, isStandardInput: Bool = false, size: UInt64 = 0) {
    self.path = path
    self.isStandardInput = isStandardInput
    self.size = size
  }

  package static let standardInput = InputFile(path: "-", isStandardInput: true)
}
