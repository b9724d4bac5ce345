import Diagnostics
import RuleModel
import RuleSyntax
import Values

/// A name that rules can use beside fields and kinds: a definition, list, table, parameter, calendar
/// or state. All share one name space.
final class Symbol {
  enum Content {
    case define(ConditionSyntax)
    case list(ListEntries)
    case table(Table)
    case param(type: ValueType, value: Value, isOverridden: Bool)
    case calendar(Calendar)
    case state(StateDeclaration, DeclarationPlace)
    /// Its declaration has an error, which has been said.
    case broken(noun: String)
  }

  let name: Name
  let text: SourceText
  var content: Content
  var isUsed = false

  init(name: Name, text: SourceText, content: Content) {
    self.name = name
    self.text = text
    self.content = content
  }

  /// What the symbol is, with its article.
  var noun: String {
    switch content {
    case .define: "a definition"
    case .list: "a list"
    case .table: "a table"
    case .param: "a parameter"
    case .calendar: "a calendar"
    case .state: "a state"
    case .broken(let noun): noun
    }
  }
}

/// The entries of a list before a use gives them a type.
enum ListEntries {
  case inline([SetItemSyntax])
  /// Lines of a file, with their places in it.
  case file(SourceText, [Spanned<String>])
}
