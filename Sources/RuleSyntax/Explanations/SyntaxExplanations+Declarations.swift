import Diagnostics

extension SyntaxExplanations {
  static let declarations: [Explanation] = [
    Explanation(
      id: "empty-block",
      title: "a block without contents",
      text: #"""
        A sequence has at least one step.
        """#,
      wrong: #"""
        rule admin-access {
          title    "Admin access has an identity"
          severity high
          forbid sequence on user.id within 1h { }
        }
        """#,
      right: #"""
        rule admin-access {
          title    "Admin access has an identity"
          severity high
          forbid sequence on user.id within 1h { a: authentication }
        }
        """#),
    Explanation(
      id: "empty-file",
      title: "a file without declarations",
      text: #"""
        A rule file holds at least one declaration. An empty one may be the remains of a copy that went
        wrong, and then rules would be missing without a word.
        """#,
      wrong: "",
      right: #"""
        list admin_paths = ["/admin/**"]
        """#),
    Explanation(
      id: "expected-name",
      title: "a name is missing or is no name",
      text: #"""
        Names of rules, lists, kinds and fields stand without quotes: letters of ASCII, digits, `_` and
        `-`, beginning with a letter or `_`. A key of a record that is no such word stands in quotes behind
        a dot: `raw."@type"`.
        """#,
      wrong: #"""
        rule "Admin access" {
          title "Admin access has an identity"
        }
        """#,
      right: #"""
        rule admin-access {
          title "Admin access has an identity"
        }
        """#),
    Explanation(
      id: "expected-number",
      title: "a number is missing",
      text: #"""
        Here stands a number without a unit, or the name of a parameter that holds one.
        """#,
      wrong: #"""
        rule admin-access {
          title    "Admin access has an identity"
          severity high
          for each change as c
          require  at least "2" approval before c
        }
        """#,
      right: #"""
        rule admin-access {
          title    "Admin access has an identity"
          severity high
          for each change as c
          require  at least 2 approval before c
        }
        """#),
    Explanation(
      id: "expected-string",
      title: "a text in quotes is missing",
      text: #"""
        Titles, messages, reasons and paths of files are strings in double quotes, on one line.
        """#,
      wrong: #"""
        rule admin-access {
          title Admin
        }
        """#,
      right: #"""
        rule admin-access {
          title "Admin"
        }
        """#),
    Explanation(
      id: "expected-word",
      title: "a word or mark is missing",
      text: #"""
        The grammar asks for the named word or mark at this place. The help shows the form of the clause.
        """#,
      wrong: #"""
        table services from "services.csv" keyed name
        """#,
      right: #"""
        table services from "services.csv" keyed by name
        """#),
    Explanation(
      id: "incomplete-waiver",
      title: "a waiver is not complete",
      text: #"""
        A waiver accepts findings for a time. It says until when, who approved it, and why; without one of
        these nobody could defend it later.
        """#,
      wrong: #"""
        waive admin-access where source.workload == "batch" {
          until 2027-03-31
        }
        """#,
      right: #"""
        waive admin-access where source.workload == "batch" {
          until 2027-03-31  approved by "dpo"  because "migration, SEC-1234"
        }
        """#),
    Explanation(
      id: "reserved-word",
      title: "a word of the language as a name",
      text: #"""
        The words that begin declarations and clauses, and those that build conditions, are no names.
        Behind a dot any word may stand, and a field may begin with one if its dot follows directly:
        `source.ip`.
        """#,
      wrong: #"""
        list source = ["10.0.0.1"]
        """#,
      right: #"""
        list sources = ["10.0.0.1"]
        """#),
    Explanation(
      id: "stray-closing",
      title: "a `}` closes nothing",
      text: #"""
        There is one `}` more than there are `{`.
        """#,
      wrong: #"""
        list admin_paths = ["/admin/**"]
        }
        """#,
      right: #"""
        list admin_paths = ["/admin/**"]
        """#),
    Explanation(
      id: "stray-mark",
      title: "a mark that is not needed",
      text: #"""
        Clauses are separated by their words alone: no `,` or `;` stands between them, and no `:` or `=`
        after a clause's word.
        """#,
      wrong: #"""
        rule admin-access {
          title: "Admin access has an identity";
        }
        """#,
      right: #"""
        rule admin-access {
          title "Admin access has an identity"
        }
        """#),
    Explanation(
      id: "unclosed-brace",
      title: "a `{` is never closed",
      text: #"""
        The block that the marked `{` opens has no `}`: another declaration begins before it, or the file
        ends.
        """#,
      wrong: #"""
        rule admin-access {
          title "Admin access has an identity"

        list admin_paths = ["/admin/**"]
        """#,
      right: #"""
        rule admin-access {
          title "Admin access has an identity"
        }

        list admin_paths = ["/admin/**"]
        """#),
    Explanation(
      id: "unclosed-bracket",
      title: "a bracket is never closed",
      text: #"""
        Every `(`, `[` and `{` has its closing bracket. The place where it was opened is marked too.
        """#,
      wrong: #"""
        list admin_paths = ["/admin/**", "/internal/**"
        list more = ["/export/**"]
        """#,
      right: #"""
        list admin_paths = ["/admin/**", "/internal/**"]
        list more = ["/export/**"]
        """#),
    Explanation(
      id: "unexpected-text",
      title: "something stands behind a clause",
      text: #"""
        A clause ends where its grammar ends; the next thing must be the word of another clause or the
        closing `}`. Often a comma, a quote or an operator is missing before the marked place.
        """#,
      wrong: #"""
        rule admin-access {
          title "Admin access" "has an identity"
        }
        """#,
      right: #"""
        rule admin-access {
          title "Admin access has an identity"
        }
        """#),
    Explanation(
      id: "unknown-clause",
      title: "no clause begins so",
      text: #"""
        Every clause of a declaration begins with its word. The message lists those that this declaration
        has, or the one that was probably meant.
        """#,
      wrong: #"""
        rule admin-access {
          titel "Admin access has an identity"
        }
        """#,
      right: #"""
        rule admin-access {
          title "Admin access has an identity"
        }
        """#),
    Explanation(
      id: "unknown-declaration",
      title: "no declaration begins so",
      text: #"""
        At the top of a file stand declarations, each with its word: `pack`, `rule`, `define`, `list`,
        `table`, `param`, `calendar`, `state`, `source`, `dataset`, `detector`, `waive`, `gate` and `test`.
        Clauses such as `title` stand inside one.
        """#,
      wrong: #"""
        rul admin-access {
          title "Admin access has an identity"
        }
        """#,
      right: #"""
        rule admin-access {
          title "Admin access has an identity"
        }
        """#),
  ]
}
