struct BuiltInFunction { var name: String }
enum BuiltInFunctions {
  static let all: [BuiltInFunction] = []
  static func named(_ name: String) -> BuiltInFunction? { nil }
}
