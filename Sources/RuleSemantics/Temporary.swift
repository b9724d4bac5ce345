import Values

struct GlobError: Error { var message: String }
struct Glob { init(_ pattern: String) throws(GlobError) {} }
struct RegexError: Error { var message: String; var offset: Int }
struct Regex { init(pattern: String, flags: String) throws(RegexError) {} }
struct BuiltInFunction { var name: String }
enum BuiltInFunctions {
  static let all: [BuiltInFunction] = []
  static func named(_ name: String) -> BuiltInFunction? { nil }
}
struct Conversion {
  struct Example { var step: String }
  var name: String
  var output: ValueType { .json }
  var inputs: [ValueType] { [] }
  var parameters: [Int] { [] }
  var examples: [Example] { [] }
  func accepts(_ type: ValueType) -> Bool { true }
  func problem(with arguments: [Value]) -> String? { nil }
}
enum Conversions {
  static let all: [Conversion] = []
  static func named(_ name: String) -> Conversion? { Conversion(name: name) }
}
