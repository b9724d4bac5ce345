import Diagnostics

extension SemanticExplanations {
  static let types: [Explanation] = [
    Explanation(
      id: "bad-glob",
      title: "a text is no glob",
      text: #"""
        In a glob `*` stands for any characters but `/`, `**` for any characters, `?` for one
        character but `/`, and a backslash takes the next character as it is. A glob is not
        empty and does not end in a single backslash.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  url.path matches ""
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  url.path matches "/admin/**"
        }
        """#),
    Explanation(
      id: "bad-hole",
      title: "braces in a text do not name a field",
      text: #"""
        In `message` and `remedy` braces hold the name of a field, whose value is put there:
        `{url.path}`. A brace in the text itself is doubled: `{{`, `}}`.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  user.id is present
          message  "nobody called {url.path"
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  user.id is present
          message  "nobody called {url.path}"
        }
        """#),
    Explanation(
      id: "bad-number",
      title: "a number can not be held exactly",
      text: #"""
        Numbers are exact decimals of at most 38 digits; durations are whole nanoseconds and
        sizes whole bytes of 64 bits.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  http.response.status_code < 1234567890123456789012345678901234567890
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  http.response.status_code < 600
        }
        """#),
    Explanation(
      id: "bad-path",
      title: "a field or path has parts that it can not have",
      text: #"""
        Only what the record holds (`raw.…`), and elements of it, have keys and places inside. A
        field of the vocabulary is one value, or a list whose elements a quantifier names.
        Places in lists are whole numbers from 0.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  user.groups[0] == "admin"
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  any user.groups as g has g == "admin"
        }
        """#),
    Explanation(
      id: "bad-regex",
      title: "a regular expression can not be read",
      text: #"""
        Between the slashes stands a pattern of PCRE2; behind them may stand the flags i (case
        does not count), m (`^` and `$` at every line), s (`.` takes line ends) and x (blanks do
        not count). A `/` in the pattern is written `\/`. The mark shows where the reading
        stopped.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  url.path matches /^\/users\/(\d+/
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  url.path matches /^\/users\/(\d+)/
        }
        """#),
    Explanation(
      id: "bad-time",
      title: "there is no such date or time",
      text: #"""
        Dates are written `2026-01-31`, times as in RFC 3339 with their offset from UTC:
        `2026-01-31T08:00:00Z`, `2026-01-31T09:00:00+01:00`. Years from 1677 to 2262 can be
        held.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  date(time) <= 2026-02-30
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  date(time) <= 2026-02-28
        }
        """#),
    Explanation(
      id: "list-needs-quantifier",
      title: "a list is compared as if it were one value",
      text: #"""
        A field such as `user.groups` holds several values. `any … as x has …` asks whether one
        of them is as told, `every … has …` whether all are, `no … has …` whether none is. Of an
        empty or absent list `any` is false, `every` and `no` are true.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  user.groups == "system:masters"
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  any user.groups as g has g == "system:masters"
        }
        """#),
    Explanation(
      id: "literal-comparison",
      title: "no field is compared",
      text: #"""
        Both sides of the comparison are written in the rule, so it says the same for every
        event. One side must be a field.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  200 == 200
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  http.response.status_code == 200
        }
        """#),
    Explanation(
      id: "no-order",
      title: "this type has no order",
      text: #"""
        `<`, `<=`, `>`, `>=` and ranges are for numbers, times, dates, durations, sizes and
        versions. Texts have no order that means the same to everybody (`"10" < "9"` as text),
        so they are compared with `==` or looked up in a list. Addresses are looked up in
        networks and ranges.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  user.name < "m"
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  user.name in ["ann", "bob"]
        }
        """#),
    Explanation(
      id: "not-a-condition",
      title: "a value stands where a condition is expected",
      text: #"""
        `where`, `require`, `unless` and `define` take something that is true or false: a
        comparison, a test such as `is present`, a field of type bool, or a definition.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  user.id
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  user.id is present
        }
        """#),
    Explanation(
      id: "not-a-value",
      title: "something that is no value stands where one is expected",
      text: #"""
        A kind of event, the event itself, a list, a table, a row, a definition or a calendar is
        not a value and can't be compared. A list stands after `in` or `matches any`, a
        definition stands alone, a calendar after `during`, and of a row a column is named.
        """#,
      wrong: #"""
        list admins = ["ann", "bob"]
        rule example {
          title    "An example"
          severity high
          for each request
          require  user.id == admins
        }
        """#,
      right: #"""
        list admins = ["ann", "bob"]
        rule example {
          title    "An example"
          severity high
          for each request
          require  user.id in admins
        }
        """#),
    Explanation(
      id: "presence-of-value",
      title: "`is present` is asked of something that is always there",
      text: #"""
        `is present`, `is absent` and `is unknown` ask about the state of a field, a key of the
        record, or a table's row or cell. A literal, a parameter or the result of a function has
        no such state: ask it of the field.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  "ann" is present
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  user.id is present
        }
        """#),
    Explanation(
      id: "quantifier-misuse",
      title: "`any`, `every` or `no` is not used as it is meant",
      text: #"""
        Over the elements of a list stand `any`, `every` or `no`, a name for the element, and
        `has` with a condition: `any user.groups as g has g == "admin"`. `some`, `at least`,
        `where` and windows are for related events.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  some user.groups as g has g == "admin"
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  any user.groups as g has g == "admin"
        }
        """#),
    Explanation(
      id: "type-mismatch",
      title: "two things that are compared are of different types",
      text: #"""
        Each field has a type, and is compared with values of that type: a text in quotes with a
        string, `200` with a whole number, `1.2` with a version, `2026-01-01` with a date. What
        does not fit could never be equal; the message says what to write.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  http.response.status_code == "200"
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  http.response.status_code == 200
        }
        """#),
    Explanation(
      id: "unit-missing",
      title: "a number needs its unit",
      text: #"""
        A duration or size is written with its unit, so that nobody has to guess whether seconds
        or milliseconds are meant: `500ms`, `2s`, `10MB`.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  http.duration < 500
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  http.duration < 500ms
        }
        """#),
    Explanation(
      id: "unit-unwanted",
      title: "a number has a unit where none belongs",
      text: #"""
        The field is a plain number: a status code, a port. It is compared with a number without
        a unit.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  http.response.status_code < 500ms
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  http.response.status_code < 500
        }
        """#),
    Explanation(
      id: "untyped-value",
      title: "a key of the record has no type here",
      text: #"""
        What stands below `raw` has the type of what it is compared with. A function of times or
        dates needs to know how the record spells them: declare a field for the key in a source,
        with its conversion.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  hour(raw.started) < 8
        }
        """#,
      right: #"""
        source acme {
          time ts as rfc3339
          kind request
          acme.started: timestamp <- started | rfc3339
        }
        rule example {
          title    "An example"
          severity high
          for each request
          require  hour(acme.started) < 8
        }
        """#),
    Explanation(
      id: "wrong-arguments",
      title: "a function, conversion or table gets the wrong number or sort of arguments",
      text: #"""
        The message says what it takes.
        """#,
      wrong: #"""
        source acme {
          time ts as rfc3339
          kind request
          user.groups <- groups | split
        }
        """#,
      right: #"""
        source acme {
          time ts as rfc3339
          kind request
          user.groups <- groups | split(",")
        }
        """#),
  ]
}
