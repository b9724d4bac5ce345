/// `SlotKind`'s raw values as constants, for loops in which a call into another module for each
/// slot would be felt. A test holds them equal to `SlotKind`.
enum SlotCode {
  @inline(__always) static var missing: UInt8 { 0 }
  @inline(__always) static var missingInWhole: UInt8 { 1 }
  @inline(__always) static var null: UInt8 { 2 }
  @inline(__always) static var string: UInt8 { 3 }
  @inline(__always) static var escapedString: UInt8 { 4 }
  @inline(__always) static var number: UInt8 { 5 }
  @inline(__always) static var `true`: UInt8 { 6 }
  @inline(__always) static var `false`: UInt8 { 7 }
  @inline(__always) static var object: UInt8 { 8 }
  @inline(__always) static var array: UInt8 { 9 }
  @inline(__always) static var mismatch: UInt8 { 10 }
  @inline(__always) static var disagree: UInt8 { 11 }
}
