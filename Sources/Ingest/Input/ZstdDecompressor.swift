import CZstd

/// Decompresses zstd, one frame after another.
final class ZstdDecompressor: Decompressor {
  private let stream: OpaquePointer?
  private let path: String
  /// Inside a frame.
  private var isOpen = false
  private var failure: InputError?

  init(path: String) {
    self.path = path
    stream = ZSTD_createDStream()
    if stream == nil {
      failure = InputError(kind: .failed, path: path, message: "zstd could not be started")
    }
  }

  deinit { ZSTD_freeDStream(stream) }

  func read(
    from source: StoredBytes, into memory: UnsafeMutablePointer<UInt8>, count: Int
  ) throws(InputError) -> Int {
    if let failure { throw failure }
    var output = ZSTD_outBuffer(dst: memory, size: count, pos: 0)
    while output.pos < output.size {
      let bytes = try source.available()
      var input = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
      let before = output.pos
      let code = ZSTD_decompressStream(stream, &output, &input)
      source.consume(input.pos)
      if ZSTD_isError(code) != 0 {
        fail(.corrupt, "the zstd stream is damaged")
        break
      }
      // Between frames, an empty input leaves the decoder asking for the next frame's head.
      if !bytes.isEmpty || output.pos > before { isOpen = code != 0 }
      if bytes.isEmpty, output.pos == before {
        if isOpen { fail(.cutOff, "the zstd stream ends too early") }
        break
      }
    }
    if output.pos == 0, let failure { throw failure }
    return output.pos
  }

  private func fail(_ kind: InputError.Kind, _ message: String) {
    failure = InputError(kind: kind, path: path, message: message)
  }
}
