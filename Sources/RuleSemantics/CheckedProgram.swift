import RuleModel
import Values

/// The rule files of a run, checked: everything that is resolved before data is read.
package struct CheckedProgram: Sendable {
  /// A folder of rules with its title; its rules are those in its folder and below.
  package struct Pack: Sendable {
    package var name: String
    package var title: String
    package var description: String
    package var zone: String?
    /// The folder of the file that declares it; empty is the current one.
    package var folder: String
  }

  /// A parameter with the value that this run uses.
  package struct Parameter: Sendable {
    package var name: String
    package var type: ValueType
    package var value: Value
    package var isOverridden: Bool
  }

  /// A rule file with the SHA-256 of its bytes, in hexadecimal.
  package struct File: Sendable {
    package var path: String
    package var sha256: String
  }

  /// The built-in fields and kinds, and those that the sources declare.
  package var vocabulary: Vocabulary
  /// Sorted by id. Rules with errors are not among them.
  package var rules: [CheckedRule] = []
  /// Sorted by name.
  package var sources: [CheckedSource] = []
  /// Sorted by name.
  package var datasets: [DataSet] = []
  /// In the order of the files.
  package var tests: [CheckedTest] = []
  package var waivers: [Waiver] = []
  /// Sorted by folder.
  package var packs: [Pack] = []
  /// Sorted by name.
  package var parameters: [Parameter] = []
  package var files: [File] = []
  /// Sorted by name.
  package var detectors: [DetectorDeclared] = []

  package init(vocabulary: Vocabulary) { self.vocabulary = vocabulary }

  /// The parameters that `--set` changed, with their values as written.
  package var parametersOverridden: [Parameter] { parameters.filter(\.isOverridden) }
}
