import Diagnostics

extension SyntaxExplanations {
  static let conditions: [Explanation] = [
    Explanation(
      id: "ambiguous-relation",
      title: "an `or` or a relation inside a relation needs parentheses",
      text: #"""
        After the `where` or `has` of a relation, `or` and a further relation could belong to the relation
        or to the condition around it. Both readings are common and they differ, so neither is guessed: the
        message shows both, and parentheses choose one. `and` with a comparison always belongs to the
        relation. The brackets of an aggregate such as `count(… where …)` leave no doubt; there any
        condition may stand.
        """#,
      wrong: #"""
        rule admin-access {
          title    "Admin access has an identity"
          severity high
          for each change as c
          require  some approval before c where actor.id == "ann" or actor.id == "bob"
        }
        """#,
      right: #"""
        rule admin-access {
          title    "Admin access has an identity"
          severity high
          for each change as c
          require  some approval before c where (actor.id == "ann" or actor.id == "bob")
        }
        """#),
    Explanation(
      id: "chained-comparison",
      title: "a comparison has two sides",
      text: #"""
        A comparison compares two values. For a range join two comparisons with `and`, or write `in` with
        both ends.
        """#,
      wrong: #"""
        rule admin-access {
          title    "Admin access has an identity"
          severity high
          for each request
          require  400 <= http.response.status_code < 500
        }
        """#,
      right: #"""
        rule admin-access {
          title    "Admin access has an identity"
          severity high
          for each request
          require  http.response.status_code in 400..499
        }
        """#),
    Explanation(
      id: "expected-condition",
      title: "a condition is missing",
      text: #"""
        After `where`, `require`, `unless`, `and`, `or` and `not` stands a condition: a comparison, a field
        that is true or false, the name of a `define`, or a relation.
        """#,
      wrong: #"""
        rule admin-access {
          title    "Admin access has an identity"
          severity high
          for each request
          require
          message  "no identity"
        }
        """#,
      right: #"""
        rule admin-access {
          title    "Admin access has an identity"
          severity high
          for each request
          require  user.id is present
          message  "no identity"
        }
        """#),
    Explanation(
      id: "expected-value",
      title: "a value is missing",
      text: #"""
        Here stands a value: a field such as `user.id`, a string in double quotes, a number, a date, a
        network, or a function of these. A list stands only after `in` and `matches any`.
        """#,
      wrong: #"""
        rule admin-access {
          title    "Admin access has an identity"
          severity high
          for each request
          require  http.response.status_code <
        }
        """#,
      right: #"""
        rule admin-access {
          title    "Admin access has an identity"
          severity high
          for each request
          require  http.response.status_code < 500
        }
        """#),
    Explanation(
      id: "foreign-operator",
      title: "an operator of another language",
      text: #"""
        Conditions are written in words: `and`, `or`, `not`, `matches`. Comparisons are `==`, `!=`, `<`,
        `<=`, `>` and `>=`, with the signs of the keyboard; a source maps with `<-`.
        """#,
      wrong: #"""
        rule admin-access {
          title    "Admin access has an identity"
          severity high
          for each request
          require  user.id is present && tls.established
        }
        """#,
      right: #"""
        rule admin-access {
          title    "Admin access has an identity"
          severity high
          for each request
          require  user.id is present and tls.established
        }
        """#),
    Explanation(
      id: "misordered-relation",
      title: "the parts of a relation stand in another order",
      text: #"""
        After the kind of a relation stand, in this order and each optional: the name (`as x`), the window
        (`within 7d before y`), the keys (`with same f, g`), the condition (`where …`), and what must hold
        (`has …`).
        """#,
      wrong: #"""
        rule admin-access {
          title    "Admin access has an identity"
          severity high
          for each change as c
          require  some approval with same change.id within 7d before c
        }
        """#,
      right: #"""
        rule admin-access {
          title    "Admin access has an identity"
          severity high
          for each change as c
          require  some approval within 7d before c with same change.id
        }
        """#),
    Explanation(
      id: "misplaced-not",
      title: "`not` stands at another place",
      text: #"""
        `not` stands before the whole comparison. Only `not in` and `is not` have it in the middle.
        """#,
      wrong: #"""
        rule admin-access {
          title    "Admin access has an identity"
          severity high
          for each request
          require  url.path not matches "/admin/**"
        }
        """#,
      right: #"""
        rule admin-access {
          title    "Admin access has an identity"
          severity high
          for each request
          require  not url.path matches "/admin/**"
        }
        """#),
    Explanation(
      id: "misplaced-parentheses",
      title: "parentheses round a value",
      text: #"""
        Parentheses group conditions. There is no arithmetic, so a value never needs them.
        """#,
      wrong: #"""
        rule admin-access {
          title    "Admin access has an identity"
          severity high
          for each request
          require  (http.duration) < 5s
        }
        """#,
      right: #"""
        rule admin-access {
          title    "Admin access has an identity"
          severity high
          for each request
          require  http.duration < 5s
        }
        """#),
    Explanation(
      id: "misplaced-regex",
      title: "a regular expression at another place",
      text: #"""
        A regular expression stands only after `matches`, and after `pattern` in a detector. It matches
        anywhere in the text unless it begins with `^` and ends with `$`.
        """#,
      wrong: #"""
        rule admin-access {
          title    "Admin access has an identity"
          severity high
          for each request
          require  url.path == /^.admin/
        }
        """#,
      right: #"""
        rule admin-access {
          title    "Admin access has an identity"
          severity high
          for each request
          require  url.path matches /^.admin/
        }
        """#),
    Explanation(
      id: "missing-because",
      title: "an exception without a reason",
      text: #"""
        `unless` takes subjects out of a rule. An auditor will ask why, so the reason belongs to the
        rule, and the report shows it with the number of subjects that were excepted.
        """#,
      wrong: #"""
        rule admin-access {
          title    "Admin access has an identity"
          severity high
          for each request
          require  user.id is present
          unless   source.ip in 10.20.0.0/16
        }
        """#,
      right: #"""
        rule admin-access {
          title    "Admin access has an identity"
          severity high
          for each request
          require  user.id is present
          unless   source.ip in 10.20.0.0/16 because "vulnerability scanner, SEC-118"
        }
        """#),
    Explanation(
      id: "missing-operator",
      title: "two values stand side by side",
      text: #"""
        Between a field and a value stands an operator that says how they are compared.
        """#,
      wrong: #"""
        rule admin-access {
          title    "Admin access has an identity"
          severity high
          for each request
          require  url.path "/health"
        }
        """#,
      right: #"""
        rule admin-access {
          title    "Admin access has an identity"
          severity high
          for each request
          require  url.path == "/health"
        }
        """#),
    Explanation(
      id: "missing-window",
      title: "a group without a window",
      text: #"""
        `for each` and a field makes groups of events; over which time they are counted is part of what the
        rule says: `per 1d` (adjacent windows), `in any 5m` (every window of that length) or `with gap 10m`
        (until nothing is seen for so long). For a rule about each event write the event's kind.
        """#,
      wrong: #"""
        rule admin-access {
          title    "Admin access has an identity"
          severity high
          for each user.id
          require  count(request) <= 100
        }
        """#,
      right: #"""
        rule admin-access {
          title    "Admin access has an identity"
          severity high
          for each user.id per 1d
          require  count(request) <= 100
        }
        """#),
    Explanation(
      id: "mixed-and-or",
      title: "`and` and `or` are mixed without parentheses",
      text: #"""
        A condition such as `a and b or c` can be read in two ways. Languages differ in which one they
        take, and readers too; a rule must mean exactly one thing. Put parentheses round the part that
        belongs together. Conditions joined by `and` alone, or by `or` alone, need none.
        """#,
      wrong: #"""
        rule admin-access {
          title    "Admin access has an identity"
          severity high
          for each request
          require  user.id is present and tls.established or source.ip in 10.0.0.0/8
        }
        """#,
      right: #"""
        rule admin-access {
          title    "Admin access has an identity"
          severity high
          for each request
          require  (user.id is present and tls.established) or source.ip in 10.0.0.0/8
        }
        """#),
    Explanation(
      id: "nested-too-deep",
      title: "nested too deep",
      text: #"""
        Conditions, values and calls nest at most 200 levels deep. Nobody can read more; give parts a name
        with `define`.
        """#,
      wrong: "define a = " + String(repeating: "(", count: 201) + "tls.established"
        + String(repeating: ")", count: 201),
      right: #"""
        define a = (tls.established)
        """#),
    Explanation(
      id: "single-equals",
      title: "`=` compares nothing",
      text: #"""
        `=` gives a name to something in a declaration. Two values are compared with `==`.
        """#,
      wrong: #"""
        rule admin-access {
          title    "Admin access has an identity"
          severity high
          for each request
          require  http.request.method = "GET"
        }
        """#,
      right: #"""
        rule admin-access {
          title    "Admin access has an identity"
          severity high
          for each request
          require  http.request.method == "GET"
        }
        """#),
    Explanation(
      id: "unbounded-window",
      title: "`after` needs a deadline",
      text: #"""
        What has not happened may still happen, so a relation to a later event without a deadline could
        never fail. Give one with `within`, or say `by end of data` to judge by what is there when the
        evidence ends.
        """#,
      wrong: #"""
        rule admin-access {
          title    "Admin access has an identity"
          severity high
          for each breach as b
          require  some notification after b with same breach.id
        }
        """#,
      right: #"""
        rule admin-access {
          title    "Admin access has an identity"
          severity high
          for each breach as b
          require  some notification within 72h after b with same breach.id
        }
        """#),
    Explanation(
      id: "unknown-operator",
      title: "a word that is no operator",
      text: #"""
        After a field stands one of `==`, `!=`, `<`, `<=`, `>`, `>=`, `in`, `not in`, `matches`, `starts
        with`, `ends with`, `contains`, `during`, `is present`, `is absent` and `is unknown`.
        """#,
      wrong: #"""
        rule admin-access {
          title    "Admin access has an identity"
          severity high
          for each request
          require  url.path equals "/health"
        }
        """#,
      right: #"""
        rule admin-access {
          title    "Admin access has an identity"
          severity high
          for each request
          require  url.path == "/health"
        }
        """#),
  ]
}
