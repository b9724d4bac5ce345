/// A question about sensitive data, made ready: which types, in a value of which name, or in a record with
/// which exceptions.
package struct SensitiveQuestion: Sendable {
  /// Types that may stand at a place of the record, and below it.
  package struct Pardon: Sendable {
    package var types: TypeSet
    /// A JSON pointer.
    package var pointer: [UInt8]

    package init(types: TypeSet, pointer: [UInt8]) {
      self.types = types
      self.pointer = pointer
    }
  }

  package let types: TypeSet
  /// nil: of a whole record.
  let path: PathContext?
  let pardons: [Pardon]

  /// About a value; its field's name is the key that says what it may be.
  package init(types: TypeSet, field: String) {
    self.types = types
    let meaning = Array(field.utf8).withUnsafeBufferPointer { KeyClassifier.meaning(of: $0) }
    path = PathContext(meaning: meaning, isDistant: false, key: 0..<0)
    pardons = []
  }

  /// About a record.
  package init(types: TypeSet, pardons: [Pardon]) {
    self.types = types
    path = nil
    self.pardons = pardons
  }
}

/// Answers such questions. An instance serves one thread.
package final class SensitiveScreen {
  private let records = RecordScanner()
  private let values = ValueScanner(keys: KeyCache(bits: 6))

  package init() {}

  /// Whether the text holds any of the question's types in the clear, or masked too little.
  package func holds(_ question: SensitiveQuestion, _ text: Bytes) -> Bool {
    guard let path = question.path else {
      records.scan(text)
      return records.findings.contains { isLeak($0, question) }
    }
    values.scan(text, path: path, isText: true, mayBeEscaped: true)
    return values.claims.contains { $0.state.isLeak && question.types.contains($0.type) }
  }

  /// What the answer rests on: places of a record, without what stands there.
  package func leaks(_ question: SensitiveQuestion, _ record: Bytes) -> [(finding: Finding, pointer: String)] {
    records.scan(record)
    return records.findings.filter { isLeak($0, question) }.map {
      ($0, String(decoding: records.paths[$0.path], as: UTF8.self))
    }
  }

  private func isLeak(_ finding: Finding, _ question: SensitiveQuestion) -> Bool {
    guard finding.state.isLeak, question.types.contains(finding.type) else { return false }
    return !question.pardons.contains { pardon in
      guard pardon.types.contains(finding.type), !finding.isInKey else { return false }
      let path = records.paths[finding.path]
      guard path.starts(with: pardon.pointer) else { return false }
      return path.count == pardon.pointer.count
        || path[path.startIndex + pardon.pointer.count] == UInt8(ascii: "/")
    }
  }
}
