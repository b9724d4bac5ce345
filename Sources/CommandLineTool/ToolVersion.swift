/// What this build calls itself.
package enum ToolVersion {
  /// The tool's own version: every report carries it.
  package static let current = "0.1.0"
  /// The version of the rule language that this build reads; it grows on its own.
  package static let language = "1"
}
