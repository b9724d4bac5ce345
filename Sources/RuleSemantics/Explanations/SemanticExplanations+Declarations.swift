import Diagnostics

extension SemanticExplanations {
  static let declarations: [Explanation] = [
    Explanation(
      id: "bad-hours",
      title: "hours of a calendar end before they begin",
      text: #"""
        Hours are of one day, from 00:00 to 24:00. Hours over midnight are two lines.
        """#,
      wrong: #"""
        calendar night {
          hours Mon..Sun 22:00 to 06:00
        }
        rule example {
          title    "An example"
          severity high
          for each request
          require  time during night
        }
        """#,
      right: #"""
        calendar night {
          hours Mon..Sun 22:00 to 24:00
          hours Mon..Sun 00:00 to 06:00
        }
        rule example {
          title    "An example"
          severity high
          for each request
          require  time during night
        }
        """#),
    Explanation(
      id: "bad-parameter",
      title: "the value of `--set` does not fit the parameter",
      text: #"""
        The value is written as in a rule, without quotes: `--set max_calls=50`, `--set
        timeout=5s`. Values of a list are separated by commas.
        """#,
      wrong: #"""
        # writ check --set timeout=5
        param timeout: duration = 5s
        rule example {
          title    "An example"
          severity high
          for each request
          require  http.duration < timeout
        }
        """#,
      right: #"""
        # writ check --set timeout=5s
        param timeout: duration = 5s
        rule example {
          title    "An example"
          severity high
          for each request
          require  http.duration < timeout
        }
        """#),
    Explanation(
      id: "bad-period",
      title: "a period ends before it begins",
      text: #"""
        A period is written from its first day to its last; both belong to it whole, in the zone
        of the data set.
        """#,
      wrong: #"""
        dataset logs {
          period 2026-03-31 to 2026-01-01
          input "logs"
        }
        """#,
      right: #"""
        dataset logs {
          period 2026-01-01 to 2026-03-31
          input "logs"
        }
        """#),
    Explanation(
      id: "bad-test-value",
      title: "an event of a test can not hold this value",
      text: #"""
        Fields have values of their type, lists stand in brackets, and keys below `raw` hold
        what JSON can hold: texts, numbers, true and false, lists and objects.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  user.id is present
        }
        test example {
          passes request { user.id: "ann", user.groups: "admin" }
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  user.id is present
        }
        test example {
          passes request { user.id: "ann", user.groups: ["admin"] }
        }
        """#),
    Explanation(
      id: "constant-condition",
      title: "a condition is the same for every event",
      text: #"""
        A warning: no field has a say in it, so that the rule judges everything, nothing, or
        always the same.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  user.id is present or true
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
      id: "conversion-mismatch",
      title: "a conversion does not give what is needed",
      text: #"""
        The conversions of a mapping are steps: each takes what the one before gives, and the
        last gives the type of the field. What the record holds may be given to any of them.
        """#,
      wrong: #"""
        source acme {
          time ts as rfc3339
          kind request
          http.response.status_code <- code | lower
        }
        """#,
      right: #"""
        source acme {
          time ts as rfc3339
          kind request
          http.response.status_code <- code | int
        }
        """#),
    Explanation(
      id: "empty-list",
      title: "a list holds nothing",
      text: #"""
        An empty list would quietly match nothing, so that a rule with `in` would never find
        anything. A list file holds one entry a line; blank lines and what follows a `#` are
        skipped.
        """#,
      wrong: #"""
        list admins = []
        rule example {
          title    "An example"
          severity high
          for each request
          require  user.id in admins
        }
        """#,
      right: #"""
        list admins = ["ann"]
        rule example {
          title    "An example"
          severity high
          for each request
          require  user.id in admins
        }
        """#),
    Explanation(
      id: "empty-range",
      title: "a range holds nothing",
      text: #"""
        A warning: the first value of the range is greater than its last.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  http.response.status_code in 599..500
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  http.response.status_code in 500..599
        }
        """#),
    Explanation(
      id: "field-redeclared",
      title: "a source declares a field or kind that exists with another type",
      text: #"""
        A field means the same in all sources, so that one rule can judge them all. A field of
        the vocabulary keeps its type: convert the key to it, or choose another name.
        """#,
      wrong: #"""
        source acme {
          time ts as rfc3339
          kind request
          user.id: int <- uid
        }
        """#,
      right: #"""
        source acme {
          time ts as rfc3339
          kind request
          user.id <- uid | string
        }
        """#),
    Explanation(
      id: "list-entry",
      title: "an entry of a list file does not fit",
      text: #"""
        The entries of a list file are written as in a rule, without quotes, and have the type
        of what they are compared with: networks and addresses, numbers, versions, texts. The
        message shows the line of the file and where the list is used.
        """#,
      wrong: #"""
        # the file holds the line `localhost`
        list networks from "lists/hosts.txt"
        rule example {
          title    "An example"
          severity high
          for each request
          require  source.ip in networks
        }
        """#,
      right: #"""
        # the file holds the line `10.0.0.0/8`
        list networks from "lists/networks.txt"
        rule example {
          title    "An example"
          severity high
          for each request
          require  source.ip in networks
        }
        """#),
    Explanation(
      id: "never-true",
      title: "a condition can never be true",
      text: #"""
        A warning: a field would need two values at once, or be in an empty list. Often `or` was
        meant, or `in […]`.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  url.path == "/a" and url.path == "/b"
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  url.path in ["/a", "/b"]
        }
        """#),
    Explanation(
      id: "not-supported-yet",
      title: "this version can not evaluate the construct yet",
      text: #"""
        The language knows gates. This version reads them, but does not carry them out yet. It says so
        instead of passing what it has not checked.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  user.id is present
        }
        gate production { fail on fail of severity >= high }
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
      id: "table-cell",
      title: "a cell of a table does not fit its column",
      text: #"""
        Cells have the type that the table's declaration gives their column, and are written as
        in a rule, without quotes. An empty cell is absent; the key of a row can't be.
        """#,
      wrong: #"""
        # the file holds `soon` in the column live_from
        table services from "lists/soon.csv" keyed by name (live_from: date)
        rule example {
          title    "An example"
          severity high
          for each request
          require  services[destination.service].live_from <= 2026-01-01
        }
        """#,
      right: #"""
        table services from "lists/services.csv" keyed by name (live_from: date)
        rule example {
          title    "An example"
          severity high
          for each request
          require  services[destination.service].live_from <= 2026-01-01
        }
        """#),
    Explanation(
      id: "table-duplicate-key",
      title: "a key stands twice in a table",
      text: #"""
        A look-up takes the row whose key columns are equal. Two rows with one key would leave
        open which of them holds.
        """#,
      wrong: #"""
        # two rows of the file begin with `payments`
        table services from "lists/twice.csv" keyed by name (tier: string)
        rule example {
          title    "An example"
          severity high
          for each request
          require  services[destination.service].tier == "gold"
        }
        """#,
      right: #"""
        table services from "lists/services.csv" keyed by name (tier: string)
        rule example {
          title    "An example"
          severity high
          for each request
          require  services[destination.service].tier == "gold"
        }
        """#),
    Explanation(
      id: "table-header",
      title: "a table's file lacks a column",
      text: #"""
        The first line of a CSV file names the columns. Each column that the declaration names,
        and each key, must be among them, once.
        """#,
      wrong: #"""
        table services from "lists/services.csv" keyed by service (tier: string)
        rule example {
          title    "An example"
          severity high
          for each request
          require  services[destination.service].tier == "gold"
        }
        """#,
      right: #"""
        table services from "lists/services.csv" keyed by name (tier: string)
        rule example {
          title    "An example"
          severity high
          for each request
          require  services[destination.service].tier == "gold"
        }
        """#),
    Explanation(
      id: "table-row",
      title: "a row of a table can not be read",
      text: #"""
        Tables are CSV as RFC 4180 has it: as many cells in each row as in the header, cells
        with commas, quotes or line ends in double quotes, a quote inside them doubled.
        """#,
      wrong: #"""
        # a row of the file has two cells, its header three
        table services from "lists/short.csv" keyed by name (tier: string)
        rule example {
          title    "An example"
          severity high
          for each request
          require  services[destination.service].tier == "gold"
        }
        """#,
      right: #"""
        table services from "lists/services.csv" keyed by name (tier: string)
        rule example {
          title    "An example"
          severity high
          for each request
          require  services[destination.service].tier == "gold"
        }
        """#),
    Explanation(
      id: "unreadable-file",
      title: "a file that a rule file names can not be read",
      text: #"""
        The paths of lists, tables and calendars are relative to the folder of the rule file.
        What can't be read is an error: a check against a missing list would pass or fail for no
        reason.
        """#,
      wrong: #"""
        list networks from "lists/netwroks.txt"
        rule example {
          title    "An example"
          severity high
          for each request
          require  source.ip in networks
        }
        """#,
      right: #"""
        list networks from "lists/networks.txt"
        rule example {
          title    "An example"
          severity high
          for each request
          require  source.ip in networks
        }
        """#),
    Explanation(
      id: "unused-name",
      title: "nothing uses a definition, list or parameter",
      text: #"""
        A warning: what nothing uses is either left over or meant for a rule that misspells it.
        """#,
      wrong: #"""
        list admins = ["ann"]
        rule example {
          title    "An example"
          severity high
          for each request
          require  user.id == "ann"
        }
        """#,
      right: #"""
        list admins = ["ann"]
        rule example {
          title    "An example"
          severity high
          for each request
          require  user.id in admins
        }
        """#),
  ]
}
