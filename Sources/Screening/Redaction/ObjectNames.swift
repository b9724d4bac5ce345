import Detectors

/// The names of members in a JSON record, by the object that they stand in.
struct ObjectNames {
  /// Where each name stands in the record, without quotes, and its object's number.
  private(set) var names: [(range: Range<Int>, object: Int)] = []

  /// Linear in the record's length. What is no JSON has no names.
  init(_ record: Bytes) {
    var open: [(object: Int, isArray: Bool, awaitsName: Bool)] = []
    var objects = 0
    var index = 0
    while index < record.count {
      switch record[index] {
      case UInt8(ascii: "{"):
        open.append((objects, false, true))
        objects += 1
      case UInt8(ascii: "["): open.append((0, true, false))
      case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = open.popLast()
      case UInt8(ascii: ","):
        if let last = open.indices.last { open[last].awaitsName = !open[last].isArray }
      case UInt8(ascii: "\""):
        let start = index + 1
        index = start
        while index < record.count, record[index] != UInt8(ascii: "\"") {
          index += record[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        index = min(index, record.count)
        if let last = open.indices.last, open[last].awaitsName {
          names.append((start..<index, open[last].object))
          open[last].awaitsName = false
        }
      default: break
      }
      index += 1
    }
  }
}
