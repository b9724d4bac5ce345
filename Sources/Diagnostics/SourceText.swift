/// One text that diagnostics point into: a rule file, a list file, a command-line argument.
package final class SourceText: Sendable {
  /// As the user gave it; shown in messages.
  package let name: String
  package let bytes: [UInt8]

  /// Byte offset of each line's first byte; the first is 0. LF, CRLF and CR end a line.
  package let lineStarts: [UInt32]

  /// The text must be shorter than 4 GiB.
  package init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
    var starts: [UInt32] = [0]
    for (index, byte) in bytes.enumerated() {
      if byte == 10 || (byte == 13 && !(index + 1 < bytes.count && bytes[index + 1] == 10)) {
        starts.append(UInt32(index + 1))
      }
    }
    lineStarts = starts
  }
}

/// A stretch of a text: byte offsets `[start, end)`.
package struct SourceSpan: Hashable, Sendable {
  package var start: UInt32
  package var end: UInt32

  package init(start: UInt32, end: UInt32) {
    self.start = start
    self.end = end
  }

  /// From the beginning of `self` to the end of `other`.
  package func joined(with other: SourceSpan) -> SourceSpan {
    SourceSpan(start: min(start, other.start), end: max(end, other.end))
  }
}
