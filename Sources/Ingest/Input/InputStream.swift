/// The (decompressed) bytes of one input, in order.
///
/// Plain files are read with `read` into the caller's memory, never mapped: a file may be cut
/// short while it is read.
package final class InputStream {
  package enum Compression: String, Sendable { case gzip, zstd }

  package let file: InputFile
  package let compression: Compression?
  /// How many decompressed bytes have been read.
  package private(set) var offset: UInt64 = 0
  /// How many bytes as stored have been read.
  package var storedOffset: UInt64 { source.consumed }

  private let source: StoredBytes
  private var decoder: (any Decompressor)?

  /// Opens the input and looks at its first bytes.
  package init(_ file: InputFile) throws(InputError) {
    self.file = file
    source = try StoredBytes(FileHandle(file))
    let head = try source.peek(4)
    if head.starts(with: [0x1F, 0x8B]) {
      compression = .gzip
      decoder = GzipDecompressor(path: file.path)
    } else if head.elementsEqual([0x28, 0xB5, 0x2F, 0xFD])
      || (head.count == 4 && head[0] & 0xF0 == 0x50
        && head.dropFirst().elementsEqual([0x2A, 0x4D, 0x18]))
    {
      compression = .zstd
      decoder = ZstdDecompressor(path: file.path)
    } else {
      compression = nil
    }
  }

  /// Reads up to `count` bytes into `memory`; 0 at the end.
  ///
  /// Throws when the stream is cut off or damaged, after all bytes before that place have been
  /// returned; thereafter it throws again.
  package func read(
    into memory: UnsafeMutablePointer<UInt8>, count: Int
  ) throws(InputError) -> Int {
    guard count > 0 else { return 0 }
    do throws(InputError) {
      let got =
        if let decoder {
          try decoder.read(from: source, into: memory, count: count)
        } else {
          try source.read(into: memory, count: count)
        }
      offset += UInt64(got)
      return got
    } catch {
      throw InputError(
        kind: error.kind, path: error.path, message: error.message, offset: offset)
    }
  }
}

/// Turns stored bytes into the bytes that were compressed.
protocol Decompressor: AnyObject {
  /// Reads up to `count` bytes; 0 at the end. Returns what there is before it throws.
  func read(
    from source: StoredBytes, into memory: UnsafeMutablePointer<UInt8>, count: Int
  ) throws(InputError) -> Int
}
