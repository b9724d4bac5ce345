/// Takes the records of an OpenTelemetry export apart: into the parts of a span or log record, with its
/// attributes by their keys, and those that its resource and scope give to all their records.
///
/// What stands under `attributes` is a list of `{"key": …, "value": {"stringValue": …}}`; here it is as if
/// the record had an object with these keys, and the values that stand in the value's one member.
struct ExportParts {
  let text: ExportText
  let view: PathView

  /// Times that are 0 where there is none.
  private static let times: [StaticString] = [
    "timeUnixNano", "startTimeUnixNano", "endTimeUnixNano", "observedTimeUnixNano",
  ]
  /// The names that this format itself gives to what stands around a record.
  private static let around: [StaticString] = ["resource", "scope", "signal"]

  /// The parts of the span or log record at `index`, an object.
  func record(_ index: Int, into parts: inout [ExportPart]) {
    text.members(of: index) { key, value in
      let node = child(of: 0, key)
      guard node != 0, !Self.around.contains(where: { text.isText(key, $0) }) else { return true }
      if text.isText(key, "attributes") {
        keyValues(value, node, into: &parts)
      } else if text.isText(key, "body") {
        any(value, node, into: &parts)
      } else if text.isText(key, "kind") {
        enumeration(value, node, into: &parts)
      } else if text.isText(key, "status"), text.byte(value) == 0x7B {
        append(value, node, .object, &parts)
        text.members(of: value) { key, value in
          let below = child(of: node, key)
          guard below != 0 else { return true }
          if text.isText(key, "code") {
            enumeration(value, below, into: &parts)
          } else {
            plain(value, below, into: &parts)
          }
          return true
        }
      } else if !isNoTime(key, value) {
        plain(value, node, into: &parts)
      }
      return true
    }
  }

  /// The parts of a resource, an object: its attributes stand directly under the name.
  func resource(_ index: Int, into parts: inout [ExportPart]) {
    guard let node = child(named: "resource") else { return }
    append(index, node, .object, &parts)
    text.members(of: index) { key, value in
      if text.isText(key, "attributes") { keyValues(value, node, into: &parts, isShared: true) }
      return true
    }
  }

  /// The parts of a scope, an object.
  func scope(_ index: Int, into parts: inout [ExportPart]) {
    guard let node = child(named: "scope") else { return }
    append(index, node, .object, &parts)
    text.members(of: index) { key, value in
      let below = child(of: node, key)
      guard below != 0 else { return true }
      if text.isText(key, "attributes") {
        keyValues(value, below, into: &parts)
      } else {
        plain(value, below, into: &parts)
      }
      return true
    }
  }

  /// The name of the list that holds the records, as a text of its own.
  func signal(_ key: Int, into parts: inout [ExportPart]) {
    guard let node = child(named: "signal") else { return }
    scalar(key, node, into: &parts)
  }

  // MARK: Values

  /// A list of keys and values; what is no such list is unreadable, and so is everything of it that was
  /// not found.
  private func keyValues(
    _ index: Int, _ node: Int32, into parts: inout [ExportPart], isShared: Bool = false
  ) {
    if text.isNull(index) { return }
    guard text.byte(index) == 0x5B else {
      append(index, node, .unreadable, &parts)
      return
    }
    if !isShared { append(index, node, .keyed, &parts) }
    var isReadable = true
    var element = text.firstElement(index)
    while !text.isEnd(element) {
      if !keyValue(element, node, into: &parts) { isReadable = false }
      element = text.nextElement(element)
    }
    if !isReadable { append(index, node, .unreadable, &parts) }
  }

  private func keyValue(
    _ index: Int, _ node: Int32, into parts: inout [ExportPart]
  ) -> Bool {
    guard text.byte(index) == 0x7B else { return false }
    var keys: [Int] = []
    var values: [Int] = []
    text.members(of: index) { key, value in
      if text.isText(key, "key") {
        keys.append(value)
      } else if text.isText(key, "value") {
        values.append(value)
      }
      return keys.count + values.count < 3
    }
    guard keys.count == 1, values.count <= 1, text.byte(keys[0]) == 0x22 else { return false }
    let below = child(of: node, keys[0])
    guard below != 0 else { return true }
    guard let value = values.first else {
      // A key without a value: there is none.
      append(index, below, .scalar(SlotCode.null), &parts)
      return true
    }
    any(value, below, into: &parts)
    return true
  }

  /// A value in the one member that names its type.
  private func any(_ index: Int, _ node: Int32, into parts: inout [ExportPart]) {
    if text.isNull(index) {
      append(index, node, .scalar(SlotCode.null), &parts)
      return
    }
    guard text.byte(index) == 0x7B else {
      append(index, node, .unreadable, &parts)
      return
    }
    var found: (type: AnyType, value: Int)?
    var isReadable = true
    text.members(of: index) { key, value in
      guard let type = AnyType.all.first(where: { text.isText(key, $0.name) })?.type,
        !text.isNull(value)
      else { return true }
      isReadable = found == nil
      found = (type, value)
      return isReadable
    }
    guard isReadable else {
      append(index, node, .unreadable, &parts)
      return
    }
    guard let found else {
      append(index, node, .scalar(SlotCode.null), &parts)
      return
    }
    switch (found.type, text.byte(found.value)) {
    case (.text, 0x22), (.boolean, 0x74), (.boolean, 0x66): scalar(found.value, node, into: &parts)
    case (.number, 0x22): number(found.value, node, into: &parts)
    case (.number, 0x2D), (.number, 0x30...0x39): scalar(found.value, node, into: &parts)
    case (.list, 0x7B), (.keyed, 0x7B): container(found.value, found.type, node, into: &parts)
    default: append(index, node, .unreadable, &parts)
    }
  }

  private enum AnyType {
    case text, number, boolean, list, keyed

    static let all: [(name: StaticString, type: AnyType)] = [
      ("stringValue", .text), ("intValue", .number), ("boolValue", .boolean),
      ("doubleValue", .number), ("arrayValue", .list), ("kvlistValue", .keyed),
      ("bytesValue", .text),
    ]
  }

  /// A number in quotes, as JSON writes those of 64 bits, and what is none (`NaN`).
  private func number(_ index: Int, _ node: Int32, into parts: inout [ExportPart]) {
    let inside = text.inside(index)
    guard JSONScalar.isNumber(text.base, inside.lowerBound, inside.upperBound) else {
      scalar(index, node, into: &parts)
      return
    }
    parts.append(
      ExportPart(
        node: node, kind: .scalar(SlotCode.number), start: inside.lowerBound,
        end: inside.upperBound))
  }

  /// `{"values": […]}`
  private func container(
    _ index: Int, _ type: AnyType, _ node: Int32, into parts: inout [ExportPart]
  ) {
    var values: [Int] = []
    text.members(of: index) { key, value in
      if text.isText(key, "values"), !text.isNull(value) { values.append(value) }
      return values.count < 2
    }
    guard let list = values.first else {
      // An empty list is left out.
      append(index, node, .scalar(SlotCode.null), &parts)
      return
    }
    guard values.count == 1, text.byte(list) == 0x5B else {
      append(index, node, .unreadable, &parts)
      return
    }
    if type == .keyed {
      keyValues(list, node, into: &parts)
      return
    }
    append(list, node, .array, &parts)
    elements(of: list, node) { any($0, $1, into: &parts) }
  }

  /// JSON as it stands.
  private func plain(_ index: Int, _ node: Int32, into parts: inout [ExportPart]) {
    switch text.byte(index) {
    case 0x7B:
      append(index, node, .object, &parts)
      text.members(of: index) { key, value in
        let below = child(of: node, key)
        if below != 0 { plain(value, below, into: &parts) }
        return true
      }
    case 0x5B:
      append(index, node, .array, &parts)
      elements(of: index, node) { plain($0, $1, into: &parts) }
    default: scalar(index, node, into: &parts)
    }
  }

  private func elements(of index: Int, _ node: Int32, _ body: (Int, Int32) -> Void) {
    let from = Int(view.nodes[Int(node)].elementsStart)
    let to = Int(view.nodes[Int(node)].elementsEnd)
    guard from < to else { return }
    var number = 0
    var element = text.firstElement(index)
    while !text.isEnd(element) {
      for place in from..<to where view.elements[place].index == number {
        body(element, view.elements[place].node)
      }
      number += 1
      element = text.nextElement(element)
    }
  }

  /// A value of an enumeration: a number or a name, and here a text in any case.
  private func enumeration(_ index: Int, _ node: Int32, into parts: inout [ExportPart]) {
    switch text.byte(index) {
    case 0x2D, 0x30...0x39: append(index, node, .scalar(SlotCode.string), &parts)
    default: plain(index, node, into: &parts)
    }
  }

  private func scalar(_ index: Int, _ node: Int32, into parts: inout [ExportPart]) {
    let start = text.position(index)
    let end = text.end(index)
    if text.byte(index) == 0x22 {
      let inside = text.inside(index)
      let code = text.hasEscapes(inside) ? SlotCode.escapedString : SlotCode.string
      parts.append(
        ExportPart(
          node: node, kind: .scalar(code), start: inside.lowerBound, end: inside.upperBound))
      return
    }
    let code =
      text.byte(index) == 0x2D || JSONScalar.isDigit(text.byte(index))
      ? SlotCode.number : JSONScalar.word(text.base, start, end)
    parts.append(ExportPart(node: node, kind: .scalar(code), start: start, end: end))
  }

  private func append(
    _ index: Int, _ node: Int32, _ kind: ExportPart.Kind, _ parts: inout [ExportPart]
  ) {
    parts.append(
      ExportPart(node: node, kind: kind, start: text.position(index), end: text.end(index)))
  }

  // MARK: Names

  /// Whether this is a time of 0, which says that there is none.
  private func isNoTime(_ key: Int, _ value: Int) -> Bool {
    let isText = text.byte(value) == 0x22
    let bytes = isText ? text.inside(value) : text.position(value)..<text.end(value)
    return bytes.count == 1 && text.base[bytes.lowerBound] == 0x30
      && Self.times.contains { text.isText(key, $0) }
  }

  /// The node that the string at `key` leads to; 0 if nobody wants it.
  private func child(of node: Int32, _ key: Int) -> Int32 {
    let bytes = text.inside(key)
    guard text.hasEscapes(bytes) else {
      return view.child(of: node, key: text.base + bytes.lowerBound, length: bytes.count)
    }
    guard var plain = JSONScalar.unescaped(text.base, bytes.lowerBound, bytes.upperBound) else {
      return 0
    }
    let length = plain.count
    plain += [0, 0, 0, 0, 0, 0, 0, 0]
    return plain.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { view.child(of: node, key: $0, length: length) } ?? 0
    }
  }

  private func child(named name: String) -> Int32? {
    let bytes = Array(name.utf8) + [0, 0, 0, 0, 0, 0, 0, 0]
    let node = bytes.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { view.child(of: 0, key: $0, length: name.utf8.count) } ?? 0
    }
    return node == 0 ? nil : node
  }
}
