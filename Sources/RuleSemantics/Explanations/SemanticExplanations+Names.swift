import Diagnostics

extension SemanticExplanations {
  static let names: [Explanation] = [
    Explanation(
      id: "alias-taken",
      title: "a name would hide another one",
      text: #"""
        The name of an event, element or row, and the name of a declaration, must not already
        mean something else: a field, the beginning of field names, a declaration, or another
        element. Otherwise the same text would mean two things.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  any user.groups as url has url == "admin"
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
      id: "definition-too-large",
      title: "definitions make a condition too large",
      text: #"""
        A `define` is replaced by its condition wherever it is used. Definitions that use others
        several times, and those again others, can grow beyond all bounds though each is short.
        A rule's definitions may add 100,000 parts to it, and conditions may be 500 deep.
        """#,
      wrong: #"""
        define d0 = d1 or not d1
        define d1 = d2 or not d2
        define d2 = d3 or not d3
        define d3 = d4 or not d4
        define d4 = d5 or not d5
        define d5 = d6 or not d6
        define d6 = d7 or not d7
        define d7 = d8 or not d8
        define d8 = d9 or not d9
        define d9 = d10 or not d10
        define d10 = d11 or not d11
        define d11 = d12 or not d12
        define d12 = d13 or not d13
        define d13 = d14 or not d14
        define d14 = d15 or not d15
        define d15 = d16 or not d16
        define d16 = d17 or not d17
        define d17 = d18 or not d18
        define d18 = user.id is present
        rule example {
          title    "An example"
          severity high
          for each request
          require  d0
        }
        """#,
      right: #"""
        define d1 = user.id is present
        define d0 = d1 or actor.id is present
        rule example {
          title    "An example"
          severity high
          for each request
          require  d0
        }
        """#),
    Explanation(
      id: "duplicate-clause",
      title: "a clause stands twice",
      text: #"""
        A clause such as `title` or `require` stands once in its block. `unless`, `controls`,
        `tags` and `references` may be repeated. Two conditions that must both hold are joined
        with `and`.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  user.id is present
          require  user.name is present
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  user.id is present and user.name is present
        }
        """#),
    Explanation(
      id: "duplicate-name",
      title: "two declarations have one name",
      text: #"""
        Definitions, lists, tables, parameters and calendars share their names, over all files
        of a run; so do sources, and data sets. In a test an event gives each field once. Which
        of two was meant can't be told, so one of them needs another name.
        """#,
      wrong: #"""
        list admins = ["ann"]
        list admins = ["bob"]
        rule example {
          title    "An example"
          severity high
          for each request
          require  user.id in admins
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
      id: "duplicate-pack",
      title: "a pack is declared twice, or two packs share a folder",
      text: #"""
        A pack's rules are those in the folder of the file that declares it, and in the folders
        below. So a folder holds one pack, and a pack has one name.
        """#,
      wrong: #"""
        pack mesh { title "Mesh" }
        pack kubernetes { title "Kubernetes" }
        """#,
      right: #"""
        pack mesh { title "Mesh" }
        """#),
    Explanation(
      id: "duplicate-rule",
      title: "two rules have one id",
      text: #"""
        A rule's id is what findings, waivers and tests refer to. It is unique over all files of
        a run.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          forbid   connection
        }
        rule example {
          title    "An example"
          severity high
          forbid   request
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          forbid   connection
        }
        rule another-example {
          title    "An example"
          severity high
          forbid   request
        }
        """#),
    Explanation(
      id: "missing-clause",
      title: "a clause that is needed is missing",
      text: #"""
        A rule needs a title, a severity, a subject (`for each`) and a judgement (`require` or
        `forbid`); a source its time and kind; a data set an input; a calendar its hours; a test
        a case.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          forbid   connection
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          forbid   connection
        }
        """#),
    Explanation(
      id: "recursive-definition",
      title: "a definition comes back to itself",
      text: #"""
        A `define` is replaced by its condition wherever it is used. One that needs itself,
        directly or through others, would have no end. The same holds for kinds and their
        parents.
        """#,
      wrong: #"""
        define trusted = internal or user.id is present
        define internal = trusted
        rule example {
          title    "An example"
          severity high
          for each request
          require  trusted
        }
        """#,
      right: #"""
        define trusted = internal or user.id is present
        define internal = source.ip in 10.0.0.0/8
        rule example {
          title    "An example"
          severity high
          for each request
          require  trusted
        }
        """#),
    Explanation(
      id: "unknown-column",
      title: "the table has no column of this name",
      text: #"""
        The columns of a table are those of its file. One whose type the declaration does not
        name holds strings.
        """#,
      wrong: #"""
        table services from "lists/services.csv" keyed by name (tier: string)
        rule example {
          title    "An example"
          severity high
          for each request
          require  services[destination.service].teir == "gold"
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
      id: "unknown-conversion",
      title: "there is no conversion of this name",
      text: #"""
        In a source, `|` is followed by a conversion: `int`, `lower`, `split(",")`, … The
        reference of sources lists them all.
        """#,
      wrong: #"""
        source acme {
          time ts as rfc3339
          kind request
          user.name <- user | lowr
        }
        """#,
      right: #"""
        source acme {
          time ts as rfc3339
          kind request
          user.name <- user | lower
        }
        """#),
    Explanation(
      id: "unknown-field",
      title: "there is no field of this name",
      text: #"""
        A rule names the fields of the vocabulary (`url.path`, `user.id`, …) and those that a
        source declares with their type. A name that is neither is an error, because a rule that
        asks for a field nobody records would never find anything.

        The record's own keys are reached through `raw`: `raw.requestObject.spec`.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  user.idd is present
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
      id: "unknown-function",
      title: "there is no function of this name",
      text: #"""
        The functions are few and built in; the language's reference lists them with examples.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  lowercase(user.name) != "root"
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  lower(user.name) != "root"
        }
        """#),
    Explanation(
      id: "unknown-kind",
      title: "there is no kind of event of this name",
      text: #"""
        After `for each`, `forbid`, `kind` and `supplies` stands a kind of event: `request`,
        `change`, `authentication`, … A source declares a kind of its own by naming its parent:
        `kind payment: data_access`.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each requests
          require  user.id is present
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
      id: "unknown-name",
      title: "there is no list, table, calendar or parameter of this name",
      text: #"""
        A list, table, calendar or parameter is declared at the top of any rule file of the run,
        and is known in all of them.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  source.ip in our_networks
        }
        """#,
      right: #"""
        list our_networks = [10.0.0.0/8]
        rule example {
          title    "An example"
          severity high
          for each request
          require  source.ip in our_networks
        }
        """#),
    Explanation(
      id: "unknown-parameter",
      title: "`--set` names a parameter that no rule file declares",
      text: #"""
        `--set NAME=VALUE` changes the value of a `param` for one run. The name must be that of
        a declared parameter, or the change would be without effect.
        """#,
      wrong: #"""
        # writ check --set max_call=50
        param max_calls: int = 100
        rule example {
          title    "An example"
          severity high
          for each request
          require  http.response.status_code < max_calls
        }
        """#,
      right: #"""
        # writ check --set max_calls=50
        param max_calls: int = 100
        rule example {
          title    "An example"
          severity high
          for each request
          require  http.response.status_code < max_calls
        }
        """#),
    Explanation(
      id: "unknown-rule",
      title: "a test or waiver names a rule that does not exist",
      text: #"""
        A `test` and a `waive` name a rule of the same run by its id. A waiver that names no
        rule would cover nothing, and nobody would notice; so it is an error.
        """#,
      wrong: #"""
        rule no-connections {
          title    "An example"
          severity high
          forbid   connection
        }
        waive no-connection {
          until 2027-03-31 approved by "dpo" because "migration, SEC-1234"
        }
        """#,
      right: #"""
        rule no-connections {
          title    "An example"
          severity high
          forbid   connection
        }
        waive no-connections {
          until 2027-03-31 approved by "dpo" because "migration, SEC-1234"
        }
        """#),
    Explanation(
      id: "unknown-source",
      title: "a data set names a source that does not exist",
      text: #"""
        After `as` stands the name of a `source` declaration. `writ sources` lists those that
        are known.
        """#,
      wrong: #"""
        dataset logs {
          input "logs/*.jsonl" as acme-gatway
        }
        source acme-gateway {
          time ts as rfc3339
          kind request
        }
        """#,
      right: #"""
        dataset logs {
          input "logs/*.jsonl" as acme-gateway
        }
        source acme-gateway {
          time ts as rfc3339
          kind request
        }
        """#),
    Explanation(
      id: "unknown-type",
      title: "there is no type of this name",
      text: #"""
        Types are string, int, decimal, bool, timestamp, date, duration, size, version and ip,
        and `list of` one of them.
        """#,
      wrong: #"""
        param limit: integer = 500
        rule example {
          title    "An example"
          severity high
          for each request
          require  http.response.status_code < limit
        }
        """#,
      right: #"""
        param limit: int = 500
        rule example {
          title    "An example"
          severity high
          for each request
          require  http.response.status_code < limit
        }
        """#),
    Explanation(
      id: "unknown-value",
      title: "the field never has this value",
      text: #"""
        Some fields have a closed set of values: `event.outcome` is success or failure,
        `authz.decision` allow, deny or audit. A comparison with any other text could never be
        true. Where the value is not known, the field is in the state unknown: `event.outcome is
        unknown`.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  event.outcome == "succes"
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          for each request
          require  event.outcome == "success"
        }
        """#),
    Explanation(
      id: "unknown-word",
      title: "this word is none of those that may stand here",
      text: #"""
        A severity is critical, high, medium, low or info; a status stable, experimental or
        deprecated; a day Mon to Sun; a source's format json, envoy-text, otlp-json or
        ztunnel-text.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity hihg
          forbid   connection
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          forbid   connection
        }
        """#),
    Explanation(
      id: "unknown-zone",
      title: "there is no time zone of this name",
      text: #"""
        Zones are named as in the IANA database: `Europe/Berlin`, `America/New_York`, `UTC`.
        Abbreviations such as CET are not enough, since they do not say when clocks change.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          zone     "Europe/Berlim"
          forbid   connection
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          zone     "Europe/Berlin"
          forbid   connection
        }
        """#),
  ]
}
