import CZlib
import CZstd

/// Compresses what is written and passes it on. `finish` ends the stream; without it what was passed on is
/// not whole.
package final class CompressedSink: ByteSink {
  package enum Format: Sendable { case gzip, zstd }

  private let sink: any ByteSink
  private let path: String
  // zlib knows the structure by its address, so it must not move.
  private var gzip: UnsafeMutablePointer<z_stream>?
  private var zstd: OpaquePointer?
  private let block: UnsafeMutablePointer<UInt8>
  private static let blockBytes = 128 << 10

  /// The same bytes in give the same bytes out: no time, no name in the header.
  ///
  /// - Parameter path: what error messages call it.
  package init(_ format: Format, _ sink: any ByteSink, path: String) throws(SinkError) {
    self.sink = sink
    self.path = path
    block = .allocate(capacity: Self.blockBytes)
    switch format {
    case .gzip:
      let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
      stream.initialize(to: z_stream())
      gzip = stream
      // 15 bits of window; 16 asks for gzip's frame.
      guard
        deflateInit2_(
          stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
          Int32(MemoryLayout<z_stream>.size)) == Z_OK
      else { throw .system(operation: "compress", path: path, code: 12) }
    case .zstd:
      guard let stream = ZSTD_createCStream(), ZSTD_isError(ZSTD_initCStream(stream, 3)) == 0 else {
        throw .system(operation: "compress", path: path, code: 12)
      }
      zstd = stream
    }
  }

  deinit {
    if let gzip {
      deflateEnd(gzip)
      gzip.deallocate()
    }
    if let zstd { ZSTD_freeCStream(zstd) }
    block.deallocate()
  }

  package func write(_ bytes: UnsafeRawBufferPointer) throws(SinkError) {
    var rest = bytes
    // zlib counts in 32 bits.
    while rest.count > 1 << 30 {
      try compress(UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30)), isLast: false)
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(1 << 30))
    }
    if !rest.isEmpty { try compress(rest, isLast: false) }
  }

  /// Ends the stream. Once only, after the last write.
  package func finish() throws(SinkError) {
    try compress(UnsafeRawBufferPointer(start: nil, count: 0), isLast: true)
  }

  private func compress(_ bytes: UnsafeRawBufferPointer, isLast: Bool) throws(SinkError) {
    if zstd != nil {
      try compressZstd(bytes, isLast: isLast)
    } else {
      try compressGzip(bytes, isLast: isLast)
    }
  }

  private func compressGzip(_ bytes: UnsafeRawBufferPointer, isLast: Bool) throws(SinkError) {
    guard let stream = gzip else { return }
    // zlib does not write through `next_in`.
    stream.pointee.next_in = UnsafeMutablePointer(
      mutating: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
    stream.pointee.avail_in = UInt32(bytes.count)
    var isOver = false
    while !isOver {
      stream.pointee.next_out = block
      stream.pointee.avail_out = UInt32(Self.blockBytes)
      let code = deflate(stream, isLast ? Z_FINISH : Z_NO_FLUSH)
      guard code != Z_STREAM_ERROR else {
        throw .system(operation: "compress", path: path, code: 5)
      }
      try pass(Self.blockBytes - Int(stream.pointee.avail_out))
      isOver =
        isLast ? code == Z_STREAM_END : stream.pointee.avail_in == 0 && stream.pointee.avail_out > 0
    }
  }

  private func compressZstd(_ bytes: UnsafeRawBufferPointer, isLast: Bool) throws(SinkError) {
    guard let stream = zstd else { return }
    var input = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
    while true {
      var output = ZSTD_outBuffer(dst: block, size: Self.blockBytes, pos: 0)
      let left = ZSTD_compressStream2(
        stream, &output, &input, isLast ? ZSTD_e_end : ZSTD_e_continue)
      guard ZSTD_isError(left) == 0 else {
        throw .system(operation: "compress", path: path, code: 5)
      }
      try pass(output.pos)
      if isLast ? left == 0 : input.pos == input.size { return }
    }
  }

  private func pass(_ count: Int) throws(SinkError) {
    if count > 0 { try sink.write(UnsafeRawBufferPointer(start: block, count: count)) }
  }
}
