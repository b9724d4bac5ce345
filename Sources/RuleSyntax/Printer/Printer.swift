import Diagnostics

/// Writes parts of the tree as text, each in one spelling, on one line: what was written with
/// other blanks, quotes or line ends prints the same, and what is printed reads as the same tree.
package enum Printer {
  /// A string in double quotes, with JSON's escapes for quotes, backslashes and what a terminal
  /// would act on or not show.
  package static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default:
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator:
          for unit in String(scalar).utf16 {
            let hex = String(unit, radix: 16)
            result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
          }
        default: result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }

  package static func text(of literal: LiteralSyntax) -> String {
    switch literal.content {
    case .string(let text): quoted(text)
    case .number(let written), .network(let written): written
    case .quantity(let number, let unit): quantity(number, unit)
    case .time(let time): time.written
    case .boolean(let value): value ? "true" : "false"
    }
  }

  package static func text(of quantity: QuantitySyntax) -> String {
    switch quantity {
    case .quantity(let number, let unit, _): self.quantity(number, unit)
    case .name(let name): name.content
    }
  }

  /// `72h`, `1 month`
  private static func quantity(_ number: String, _ unit: String) -> String {
    Units.gluedSet.contains(unit) ? number + unit : "\(number) \(unit)"
  }

  package static func text(of reference: ReferenceSyntax) -> String {
    var result = reference.base.content
    for step in reference.steps {
      switch step.content {
      case .key(let key, _): result += "." + self.key(key)
      case .subscripted(let keys): result += "[\(keys.map(text).joined(separator: ", "))]"
      }
    }
    return result
  }

  package static func text(of path: PathSyntax) -> String {
    var result = ""
    for step in path.steps {
      switch step.content {
      case .key(let key): result += (result.isEmpty ? "" : ".") + self.key(key)
      case .index(let place): result += "[\(place)]"
      }
    }
    return result
  }

  /// A key as it stands behind a dot: in quotes only if it is no word.
  private static func key(_ key: String) -> String {
    let bytes = Array(key.utf8)
    guard let first = bytes.first, isWordStart(first) else { return quoted(key) }
    for (index, byte) in bytes.enumerated() where !isWordPart(byte) {
      let next = index + 1 < bytes.count ? bytes[index + 1] : 0
      guard byte == UInt8(ascii: "-"), isLetter(next) || isDigit(next) else { return quoted(key) }
    }
    return key
  }

  package static func text(of operand: OperandSyntax) -> String {
    switch operand {
    case .literal(let literal): text(of: literal)
    case .reference(let reference): text(of: reference)
    case .call(let name, let arguments, _):
      "\(name.content)(\(arguments.map(text).joined(separator: ", ")))"
    case .aggregate(let aggregate): text(of: aggregate)
    case .list(let set): text(of: set)
    case .damaged: "…"
    }
  }

  package static func text(of set: SetSyntax) -> String {
    let items = set.items.map(text).joined(separator: ", ")
    return set.isBracketed ? "[\(items)]" : items
  }

  package static func text(of item: SetItemSyntax) -> String {
    let first = text(of: item.first)
    guard let last = item.last else { return first }
    return "\(first)..\(text(of: last))"
  }

  package static func text(of type: TypeSyntax) -> String {
    (type.isList ? "list of " : "") + type.name.content
  }

  static func text(of references: [ReferenceSyntax]) -> String {
    references.map(text).joined(separator: ", ")
  }
}
