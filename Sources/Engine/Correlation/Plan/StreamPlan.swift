import RuleModel

/// What a row of a stream holds, and under which key it goes where. A stream puts the events of one
/// set (a selection's, or the pairs of `with each`) into one partition.
struct StreamPlan: Hashable {
  /// Where a part of the key comes from.
  struct KeyPart: Hashable {
    /// Of the set's values, or `ColumnSource.element`; -1: open, every group agrees (`ends … by F`
    /// with fewer keys).
    var value: Int
    /// What it is compared as; nil: as it is.
    var kind: ValueKind?
    /// Into an element.
    var path = RecordPath([])
  }

  /// What its rows are in their partition.
  struct Roles: OptionSet, Hashable {
    let rawValue: UInt8

    /// Others are related to them. One whose key is not known is beside every group that agrees.
    static let related = Roles(rawValue: 1)
    /// They ask, or are judged. One whose key is not known is judged outside of all groups.
    static let anchor = Roles(rawValue: 2)
    /// A missing key counts like an unknown one (boundaries of states, C6).
    static let absentAgrees = Roles(rawValue: 4)
    /// Rows without a key are judged, each where it falls.
    static let scattered = Roles(rawValue: 8)
  }

  var partition: Int
  var set: Int
  var keys: [KeyPart]
  var roles: Roles
  /// Which of the set's values and answers the rows hold, ascending; an element is before all values.
  var values: [Int]
  var answers: [Int]
  /// Rows hold the event's number, by which answers are looked up.
  var isNumbered: Bool
  /// How many values and answers the set has.
  var valueCount: Int
  var answerCount: Int
}

/// The head of a row's payload; behind it stand the event's number (if the stream is numbered), the
/// answers (two bits each), the values (`ValueCode`) and the reasons.
enum RowLayout {
  static let flags = 0
  static let chunk = 1
  static let ordinal = 5
  static let length = 9
  static let head = 13
  /// Of a pair: time, offset, source, file, sequence, chunk, ordinal, length of the `with each` event;
  /// then the numbers of the bags of reasons why the pair and its key are not known.
  static let pair = 40
  static let pairHead = pair + 8

  /// Kind and condition hold.
  static let isCertain: UInt8 = 1
  /// A part of the key is unknown, or absent where that agrees with every group.
  static let keyIsUnknown: UInt8 = 2
  /// The key is absent: no group has it.
  static let keyIsAbsent: UInt8 = 4
  /// The row is a pair: behind the head (and number) stands the place of the `with each` event.
  static let isPair: UInt8 = 16
  /// Reasons stand behind the values: why kind or condition is unknown, why the key is, why answers are.
  static let hasReasons: UInt8 = 8

  static func answerBytes(_ count: Int) -> Int { (count + 3) / 4 }
}

/// Keys of a partition's rows outside its groups. Both come in the partition before it, which is read first.
enum OutsideKey {
  /// Beside all groups that agree in the parts that are known: a mask of the others, then those known.
  static let agreeing: UInt8 = 1
  /// In no group; what follows only spreads them.
  static let loose: UInt8 = 2
  /// More parts than the mask has bits are all taken as unknown.
  static let mostParts = 64
}
