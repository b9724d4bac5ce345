/// A fixed sequence of numbers that look random.
struct SplitMix64 {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func below(_ count: Int) -> Int { Int(next() % UInt64(count)) }

  mutating func pick<T>(_ values: [T]) -> T { values[below(values.count)] }

  mutating func word(_ alphabet: String, _ length: Int) -> String {
    let letters = Array(alphabet)
    return String((0..<length).map { _ in letters[below(letters.count)] })
  }
}
