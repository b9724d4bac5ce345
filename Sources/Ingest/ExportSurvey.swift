import Mapping
import Values

/// Names what a record of an OpenTelemetry export holds, the way its source reaches it: attributes by
/// their keys, those of the resource and scope under theirs.
struct ExportSurvey {
  typealias Step = SurveyStep

  /// Called with each place, outer ones first, and whether null stands there.
  let note: ([Step], Bool) -> Void

  /// A span or log record.
  func record(_ bytes: UnsafeRawBufferPointer) {
    for member in members(of: bytes) {
      let path = [Step(key: member.key.bytes)]
      if member.key == "body" { any(member.value, path) } else { named(member, path) }
    }
  }

  /// A resource: its attributes stand directly under its name.
  func resource(_ bytes: UnsafeRawBufferPointer) {
    for member in members(of: bytes) where member.key == "attributes" {
      keyValues(member.value, [Step(key: Array("resource".utf8))])
    }
  }

  func scope(_ bytes: UnsafeRawBufferPointer) {
    for member in members(of: bytes) {
      named(member, [Step(key: Array("scope".utf8)), Step(key: member.key.bytes)])
    }
  }

  private func members(of bytes: UnsafeRawBufferPointer) -> [Value.Member] {
    guard case .object(let members)? = JSONText.value(of: bytes) else { return [] }
    return members
  }

  private func named(_ member: Value.Member, _ path: [Step]) {
    if member.key == "attributes" {
      keyValues(member.value, path)
    } else {
      plain(member.value, path)
    }
  }

  private func keyValues(_ value: Value?, _ path: [Step]) {
    guard case .list(let entries)? = value else {
      note(path, value == nil)
      return
    }
    for case .object(let entry) in entries {
      guard case .string(let key)?? = entry.first(where: { $0.key == "key" })?.value else {
        continue
      }
      any(entry.first { $0.key == "value" }?.value ?? nil, path + [Step(key: key.bytes)])
    }
  }

  private func any(_ value: Value?, _ path: [Step]) {
    guard case .object(let members)? = value,
      let member = members.first(where: { $0.value != nil })
    else {
      note(path, true)
      return
    }
    if case .object(let values)? = member.value, let list = values.first?.value {
      if member.key == "kvlistValue" {
        keyValues(list, path)
        return
      }
      note(path, false)
      guard case .list(let elements) = list else { return }
      for element in elements { any(element, path + [Step(key: [], isElement: true)]) }
      return
    }
    note(path, false)
  }

  private func plain(_ value: Value?, _ path: [Step]) {
    note(path, value == nil)
    switch value {
    case .object(let members)?:
      for member in members { plain(member.value, path + [Step(key: member.key.bytes)]) }
    case .list(let elements)?:
      for element in elements { plain(element, path + [Step(key: [], isElement: true)]) }
    default: break
    }
  }
}
