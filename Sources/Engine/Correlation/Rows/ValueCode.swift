import Mapping
import RuleModel
import Values

/// How a field's state stands in a row and in a key: a tag, and what it says. Two states have equal
/// bytes exactly if they are equal, so keys are compared and hashed by their bytes.
///
///     absent      00
///     unknown     10…13, by `UnknownReason`
///     string      20 length bytes          length: one byte, or FF and four
///     number      22 exponent(4) significand(8), or 21 exponent(4) significand(16)
///     boolean     23 byte
///     timestamp, duration, size            24, 26, 27 and eight bytes
///     date        25 and four
///     version     28 length parts(4 each)
///     address     29 family(1) bits(16)
///     network     2a family(1) bits(16) prefix(1)
///     list        2b length elements
///     object      2c length (key, value)…  a member that is null has the value `absent`
enum ValueCode {
  static let absent: UInt8 = 0x00
  static let unknown: UInt8 = 0x10
  static let string: UInt8 = 0x20
  static let longNumber: UInt8 = 0x21
  static let number: UInt8 = 0x22
  static let boolean: UInt8 = 0x23
  static let timestamp: UInt8 = 0x24
  static let date: UInt8 = 0x25
  static let duration: UInt8 = 0x26
  static let size: UInt8 = 0x27
  static let version: UInt8 = 0x28
  static let address: UInt8 = 0x29
  static let network: UInt8 = 0x2a
  static let list: UInt8 = 0x2b
  static let object: UInt8 = 0x2c

  @inline(__always)
  static func isUnknown(_ tag: UInt8) -> Bool { tag & 0xf0 == unknown }

  @inline(__always)
  static func isValue(_ tag: UInt8) -> Bool { tag >= string }

  static func reason(_ tag: UInt8) -> UnknownReason {
    UnknownReason(rawValue: tag & 0x0f) ?? .missing
  }

  /// Longer texts than any record that is read.
  static let longestText = 1 << 30
}

extension RowBytes {
  @inline(__always)
  mutating func append(string bytes: UnsafeRawBufferPointer) {
    let length = min(bytes.count, ValueCode.longestText)
    reserve(length &+ 6)
    base.storeBytes(of: ValueCode.string, toByteOffset: count, as: UInt8.self)
    count &+= 1
    append(length: length)
    if let start = bytes.baseAddress, length > 0 {
      (base + count).copyMemory(from: start, byteCount: length)
    }
    count &+= length
  }

  @inline(__always)
  mutating func append(length: Int) {
    if length < 0xff {
      append(UInt8(truncatingIfNeeded: length))
    } else {
      append(UInt8(0xff))
      append(UInt32(truncatingIfNeeded: length))
    }
  }

  mutating func append(_ state: FieldState) {
    switch state {
    case .value(let value): append(value)
    case .absent: append(ValueCode.absent)
    case .unknown(let reason): append(ValueCode.unknown | reason.rawValue)
    }
  }

  mutating func append(_ value: Value) {
    switch value {
    case .string(let text): text.bytes.withUnsafeBytes { append(string: $0) }
    case .number(let number): append(number)
    case .boolean(let flag):
      append(ValueCode.boolean)
      append(UInt8(flag ? 1 : 0))
    case .timestamp(let time): append(ValueCode.timestamp, time.nanoseconds)
    case .duration(let duration): append(ValueCode.duration, duration.nanoseconds)
    case .size(let size): append(ValueCode.size, size)
    case .date(let date):
      append(ValueCode.date)
      append(date.daysSinceEpoch)
    case .version(let version):
      append(ValueCode.version)
      append(length: 4 * version.parts.count)
      for part in version.parts { append(part) }
    case .ip(let address):
      append(ValueCode.address)
      append(address)
    case .network(let network):
      append(ValueCode.network)
      append(network.base)
      append(network.prefixLength)
    case .list(let elements):
      append(tagged: ValueCode.list) { scratch in for one in elements { scratch.append(one) } }
    case .object(let members):
      append(tagged: ValueCode.object) { scratch in
        for member in members {
          member.key.bytes.withUnsafeBytes { scratch.append(string: $0) }
          if let value = member.value {
            scratch.append(value)
          } else {
            scratch.append(ValueCode.absent)
          }
        }
      }
    }
  }

  private mutating func append(_ tag: UInt8, _ number: Int64) {
    append(tag)
    append(number)
  }

  private mutating func append(_ number: Number) {
    if let small = Int64(exactly: number.significand) {
      append(ValueCode.number)
      append(number.exponent)
      append(small)
    } else {
      append(ValueCode.longNumber)
      append(number.exponent)
      append(number.significand)
    }
  }

  private mutating func append(_ address: IPAddress) {
    append(UInt8(address.isIPv6 ? 6 : 4))
    append(address.bits)
  }

  // The length is only known behind the contents: it always takes four bytes.
  private mutating func append(tagged tag: UInt8, _ contents: (inout RowBytes) -> Void) {
    append(tag)
    append(UInt8(0xff))
    let place = count
    append(UInt32(0))
    contents(&self)
    store(UInt32(truncatingIfNeeded: count - place - 4), at: place)
  }
}

/// A coded state in memory that somebody else owns.
struct CodedState {
  let start: UnsafeRawPointer

  @inline(__always)
  var tag: UInt8 { start.load(as: UInt8.self) }

  /// The bytes that it takes, its tag included.
  var size: Int {
    switch tag {
    case ValueCode.string, ValueCode.version, ValueCode.list, ValueCode.object:
      let (length, header) = Self.length(start + 1)
      return 1 &+ header &+ length
    case ValueCode.longNumber: return 21
    case ValueCode.number: return 13
    case ValueCode.boolean: return 2
    case ValueCode.timestamp, ValueCode.duration, ValueCode.size: return 9
    case ValueCode.date: return 5
    case ValueCode.address: return 18
    case ValueCode.network: return 19
    default: return 1
    }
  }

  /// A coded length, and how many bytes it takes.
  @inline(__always)
  static func length(_ start: UnsafeRawPointer) -> (length: Int, header: Int) {
    let first = start.load(as: UInt8.self)
    if first < 0xff { return (Int(first), 1) }
    return (Int(UInt32(littleEndian: (start + 1).loadUnaligned(as: UInt32.self))), 5)
  }

  /// The contents of a string, version, list or object.
  @inline(__always)
  var contents: UnsafeRawBufferPointer {
    let (length, header) = Self.length(start + 1)
    return UnsafeRawBufferPointer(start: start + 1 + header, count: length)
  }

  private func read<Number: FixedWidthInteger & BitwiseCopyable>(
    _ offset: Int, as type: Number.Type
  ) -> Number {
    Number(littleEndian: (start + offset).loadUnaligned(as: type))
  }

  /// The eight bytes of a timestamp, duration or size.
  @inline(__always)
  var int64: Int64 { read(1, as: Int64.self) }

  var state: FieldState {
    let tag = tag
    if tag == ValueCode.absent { return .absent }
    if ValueCode.isUnknown(tag) { return .unknown(ValueCode.reason(tag)) }
    return .value(value)
  }

  /// Of a state that is a value.
  var value: Value {
    switch tag {
    case ValueCode.string: return .string(Text(bytes: Array(contents)))
    case ValueCode.number:
      return .number(
        Number(significand: Int128(read(5, as: Int64.self)), exponent: read(1, as: Int32.self)))
    case ValueCode.longNumber:
      return .number(
        Number(significand: read(5, as: Int128.self), exponent: read(1, as: Int32.self)))
    case ValueCode.boolean: return .boolean(start.load(fromByteOffset: 1, as: UInt8.self) != 0)
    case ValueCode.timestamp: return .timestamp(Timestamp(nanoseconds: int64))
    case ValueCode.duration: return .duration(Duration(nanoseconds: int64))
    case ValueCode.size: return .size(int64)
    case ValueCode.date: return .date(CalendarDate(daysSinceEpoch: read(1, as: Int32.self)))
    case ValueCode.version:
      let contents = contents
      return .version(
        Version(
          parts: (0..<contents.count / 4).map {
            UInt32(littleEndian: contents.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self))
          }))
    case ValueCode.address: return .ip(address)
    case ValueCode.network:
      return .network(
        IPNetwork(
          address: address, prefixLength: start.load(fromByteOffset: 18, as: UInt8.self)))
    case ValueCode.object: return .object(members)
    default: return .list(elements)
    }
  }

  private var address: IPAddress {
    IPAddress(
      bits: read(2, as: UInt128.self), isIPv6: start.load(fromByteOffset: 1, as: UInt8.self) == 6)
  }

  private var elements: [Value] {
    var result: [Value] = []
    let contents = contents
    guard var next = contents.baseAddress else { return [] }
    let end = next + contents.count
    while next < end {
      let one = CodedState(start: next)
      result.append(one.value)
      next += one.size
    }
    return result
  }

  private var members: [Value.Member] {
    var result: [Value.Member] = []
    let contents = contents
    guard var next = contents.baseAddress else { return [] }
    let end = next + contents.count
    while next < end {
      let key = CodedState(start: next)
      let value = CodedState(start: next + key.size)
      result.append(
        Value.Member(
          key: Text(bytes: Array(key.contents)),
          value: value.tag == ValueCode.absent ? nil : value.value))
      next = value.start + value.size
    }
    return result
  }
}

extension Value {
  /// What stands at a path of it, as a kind of value.
  func converted(_ kind: ValueKind?, at path: RecordPath) -> FieldState {
    var value = self
    for step in path.steps {
      let found: Value??
      switch (step, value) {
      case (.key(let key), .object(let members)):
        found = members.first { $0.key == key }.map { $0.value }
      case (.index(let index), .list(let elements)):
        found = elements.indices.contains(index) ? .some(elements[index]) : nil
      default: return .unknown(.unreadableValue)
      }
      guard let found else { return .unknown(.missing) }
      guard let found else { return .absent }
      value = found
    }
    guard let kind else { return .value(value) }
    return Coercion.convert(value, to: kind).map(FieldState.value) ?? .unknown(.unreadableValue)
  }
}
