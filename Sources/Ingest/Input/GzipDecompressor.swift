import CZlib

/// Inflates gzip, one member after another.
final class GzipDecompressor: Decompressor {
  private var stream = z_stream()
  private let path: String
  /// Inside a member: its trailer has not been seen.
  private var isOpen = false
  private var failure: InputError?

  init(path: String) {
    self.path = path
    // 15 bits of window; 16 asks for gzip's frame.
    let code = inflateInit2_(
      &stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    if code != Z_OK {
      failure = InputError(kind: .failed, path: path, message: "zlib could not be started")
    }
  }

  deinit { inflateEnd(&stream) }

  func read(
    from source: StoredBytes, into memory: UnsafeMutablePointer<UInt8>, count: Int
  ) throws(InputError) -> Int {
    if let failure { throw failure }
    let wanted = UInt32(clamping: count)
    stream.next_out = memory
    stream.avail_out = wanted
    while stream.avail_out > 0 {
      let input = try source.available()
      if input.isEmpty {
        if isOpen { fail(.cutOff, "the gzip stream ends too early") }
        break
      }
      if !isOpen {
        // Some writers fill the last block up with zeros.
        if stream.total_out > 0 || stream.total_in > 0, input[0] == 0 {
          source.consume(1)
          continue
        }
        if stream.total_in > 0 || stream.total_out > 0 {
          let (out, room) = (stream.next_out, stream.avail_out)
          inflateReset(&stream)
          (stream.next_out, stream.avail_out) = (out, room)
        }
        isOpen = true
      }
      // zlib does not write through `next_in`.
      stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
      stream.avail_in = UInt32(clamping: input.count)
      let code = inflate(&stream, Z_NO_FLUSH)
      source.consume(input.count - Int(stream.avail_in))
      if code == Z_STREAM_END {
        isOpen = false
      } else if code != Z_OK && code != Z_BUF_ERROR {
        fail(.corrupt, "the gzip stream is damaged")
        break
      }
    }
    let got = Int(wanted - stream.avail_out)
    if got == 0, let failure { throw failure }
    return got
  }

  private func fail(_ kind: InputError.Kind, _ message: String) {
    failure = InputError(kind: kind, path: path, message: message)
  }
}
