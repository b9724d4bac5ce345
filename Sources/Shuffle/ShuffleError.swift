#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Why rows could not be kept or read. After one the store gives no rows any more: a part of them
/// would be a wrong answer.
public enum ShuffleError: Error, Equatable, CustomStringConvertible {
  /// No file can be made in the temporary folder.
  case temporaryFolder(path: String, code: Int32)
  /// The temporary folder takes no more.
  case spill(folder: String, code: Int32)
  /// What was written to the temporary folder can't be read back.
  case readBack(folder: String, code: Int32)
  /// A run that the caller named can't be written.
  case write(path: String, code: Int32)
  /// A run that the caller named can't be opened or read.
  case open(path: String, code: Int32)
  /// The bytes are not those of a whole run.
  case damaged(run: String, offset: UInt64, Damage)
  /// The run's layout has another version, or its keys are ordered by another hash.
  case otherLayout(run: String, version: UInt32, hashBits: UInt32)
  /// One key's rows are more than are held in memory at once.
  case groupTooLarge(partition: UInt16, limit: Int)
  case rowTooLarge(bytes: Int, limit: Int)
  case outOfMemory(bytes: Int)

  /// What is wrong with the bytes of a run.
  public enum Damage: String, Sendable {
    case notRun = "it does not begin as a run"
    case cutOff = "it is cut off"
    case index = "its index is not as it was written"
    case checksum = "a block is not as it was written"
    case row = "a row does not fit its block"
    case order = "its keys are not in order"
  }

  /// One line for people: what happened, where, and what to do.
  public var description: String {
    switch self {
    case .temporaryFolder(let path, let code):
      """
      cannot make a file in the temporary folder \(visible(path)): \(Self.text(of: code)); \
      name another one with --temp, or let more stay in memory with --memory
      """
    case .spill(let folder, let code):
      """
      cannot write to the temporary folder \(visible(folder)): \(Self.text(of: code)); \
      make room there, name another one with --temp, or let more stay in memory with --memory
      """
    case .readBack(let folder, let code):
      """
      cannot read back from the temporary folder \(visible(folder)): \(Self.text(of: code)); \
      name another one with --temp
      """
    case .write(let path, let code): "cannot write \(visible(path)): \(Self.text(of: code))"
    case .open(let path, let code): "cannot read \(visible(path)): \(Self.text(of: code))"
    case .damaged(let run, let offset, let damage):
      "\(visible(run)) is not a whole run: at byte \(offset), \(damage.rawValue)"
    case .otherLayout(let run, let version, let hashBits):
      """
      \(visible(run)) can't be merged: it has layout \(version) with keys ordered by \(hashBits) \
      bits of their hash
      """
    case .groupTooLarge(let partition, let limit):
      """
      the events of one key (partition \(partition)) take more than \(limit >> 20) MiB; \
      raise --memory, or let the rule ask for a further equal field
      """
    case .rowTooLarge(let bytes, let limit):
      "an event takes \(bytes) bytes, more than the \(limit) that can be kept of one"
    case .outOfMemory(let bytes):
      "the system gives no further \(bytes) bytes of memory; lower --memory"
    }
  }

  /// Whether the file system is full or over its quota.
  public var isOutOfSpace: Bool {
    switch self {
    case .temporaryFolder(_, let code), .spill(_, let code), .write(_, let code):
      code == ENOSPC || code == EDQUOT || code == EFBIG
    default: false
    }
  }

  private static func text(of code: Int32) -> String {
    guard let text = strerror(code) else { return "error \(code)" }
    return String(cString: text)
  }
}

/// A path as it may be shown: without what moves a terminal's cursor.
private func visible(_ path: String) -> String {
  var shown = String.UnicodeScalarView()
  for scalar in path.unicodeScalars {
    let isControl = scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value)
    shown.append(isControl ? "\u{fffd}" : scalar)
  }
  return String(shown)
}
