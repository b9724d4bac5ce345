import RuleModel
import Values

/// The built-in vocabulary as data: kinds, fields, their types, closed values and meaning.
///
/// Sources add their own fields and kinds to it (`Vocabulary.FieldDeclaration.declaredBy`).
package enum Schema {
  /// Each built-in kind with its parent and meaning, parents first.
  package static let kinds: [(name: String, parent: String?, meaning: String)] = [
    ("event", nil, "anything that a record tells"),
    ("traffic", "event", "something went over the network"),
    ("request", "traffic", "a request to a service and its response"),
    ("connection", "traffic", "a connection below the level of requests"),
    ("authorization", "event", "a decision whether something is allowed"),
    ("authentication", "event", "somebody proved who they are, or failed to"),
    ("change", "event", "configuration, code or rights were changed"),
    ("data_access", "event", "personal or confidential data was read"),
    ("data_request", "event", "a data subject asked for access, erasure or the like"),
    ("consent", "event", "a data subject gave or withdrew consent"),
    ("disclosure", "event", "personal data was given to a recipient"),
    ("deletion", "event", "personal data was erased"),
    ("breach", "event", "a personal data breach"),
    ("notification", "event", "somebody was told of something"),
    ("approval", "event", "somebody approved a change or an action"),
    ("span", "event", "a step of a distributed trace"),
    ("audit_record", "event", "an entry of an audit trail"),
    ("secret_access", "event", "a secret was read"),
  ]

  /// The vocabulary without what sources declare.
  package static let vocabulary: Vocabulary = {
    var fields: [String: Vocabulary.FieldDeclaration] = [:]
    fields.reserveCapacity(declarations.count)
    for declaration in declarations { fields[declaration.field.name] = declaration }
    var parents: [String: String?] = [:]
    for kind in kinds { parents.updateValue(kind.parent, forKey: kind.name) }
    return Vocabulary(fields: fields, kindParents: parents)
  }()

  /// The built-in fields in the order in which a reference shows them.
  package static let declarations: [Vocabulary.FieldDeclaration] = groups.flatMap { $0 }
}
