import Values

struct GlobError: Error {}
struct Glob { init(_ pattern: String) throws(GlobError) {} }
struct RegexError: Error { var message: String; var offset: Int }
struct Regex { init(pattern: String, flags: String) throws(RegexError) {} }
struct BuiltInFunction { var name: String }
enum BuiltInFunctions {
  static let all: [BuiltInFunction] = []
  static func named(_ name: String) -> BuiltInFunction? { nil }
}
