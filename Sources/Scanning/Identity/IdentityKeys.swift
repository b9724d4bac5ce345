import CKernels
import Ingest
import RuleModel

/// Tells of whole chunks that none of their records can have an identity, so that they need not be taken
/// apart to count identities: the keys that the identity is read from stand nowhere in them.
struct IdentityKeys {
  /// For each field of the identity: quoted keys, one of which stands in every record that holds the
  /// field; nil where that can't be said.
  private let keys: [[[UInt8]]?]
  // How a key can be written without its own letters.
  private static let escape: [UInt8] = [0x5C, 0x75]

  init(_ source: CheckedSource) {
    guard source.format == .json else {
      keys = []
      return
    }
    keys = (source.identity?.fields ?? []).map { field in
      var found: [[UInt8]] = []
      for mapping in source.mappings[field] ?? [] {
        guard let key = Self.lastKey(mapping.path) else { return nil }
        found.append(key)
      }
      if source.fieldsByName { found += Self.firstKeys(ofName: field.name) }
      return found
    }
  }

  private static func lastKey(_ path: RecordPath) -> [UInt8]? {
    guard case .key(let key)? = path.steps.last, isPlain(key.bytes) else { return nil }
    return [0x22] + key.bytes + [0x22]
  }

  // A name with dots may be one key, or nested in any way: its record has one of these keys.
  private static func firstKeys(ofName name: String) -> [[UInt8]] {
    let bytes = Array(name.utf8)
    let ends = bytes.indices.filter { bytes[$0] == UInt8(ascii: ".") } + [bytes.count]
    return ends.map { [0x22] + bytes[..<$0] + [0x22] }
  }

  // Nothing that JSON lets a writer escape in another way than by its number.
  private static func isPlain(_ key: [UInt8]) -> Bool {
    key.allSatisfy { $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C && $0 != 0x2F }
  }

  /// Cost: a look at each byte for each key.
  func mayStand(in bytes: UnsafeRawBufferPointer) -> Bool {
    guard !keys.isEmpty else { return true }
    for field in keys {
      guard let field else { continue }
      if !field.contains(where: { Self.contains(bytes, $0) }) {
        return Self.contains(bytes, Self.escape)
      }
    }
    return true
  }

  private static func contains(_ bytes: UnsafeRawBufferPointer, _ part: [UInt8]) -> Bool {
    guard let start = bytes.bindMemory(to: UInt8.self).baseAddress else { return false }
    return writ_contains(start, bytes.count, part, part.count) != 0
  }
}
