import Diagnostics

extension SemanticExplanations {
  static let judgements: [Explanation] = [
    Explanation(
      id: "missing-else",
      title: "a computed value has none without events",
      text: #"""
        Without an event a count and a sum are 0 and a gap is the whole window. A minimum, an average, a
        percentile, a share, a latest or first value is nothing: `else` says what is taken then.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each user.id per 1d
          require  max(http.response.body.size of data_access) <= 1GB
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          for each user.id per 1d
          require  max(http.response.body.size of data_access) else 0B <= 1GB
        }
        """#),
    Explanation(
      id: "missing-has",
      title: "`has` is missing, or stands beside `where`",
      text: #"""
        `latest K …` and `first K …` choose an event; `has` says what it must hold. `some K … has C` means
        the same as `some K … where C`: one of the two is written.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each data_access as use
          require  latest consent before use with same subject.id
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          for each data_access as use
          require  latest consent before use with same subject.id has event.action == "granted"
        }
        """#),
    Explanation(
      id: "missing-key",
      title: "nothing says which events belong together",
      text: #"""
        `with each` pairs an event with others of the same fields; the events of a table's row have a key of
        it; and what has no bounded window needs `with same`.
        """#,
      wrong: #"""
        table services from "lists/services.csv" keyed by name
        rule example {
          title    "An example"
          severity high
          for each row s of services per 1h
          require  count(request) >= 1
        }
        """#,
      right: #"""
        table services from "lists/services.csv" keyed by name
        rule example {
          title    "An example"
          severity high
          for each row s of services per 1h
          require  count(request with same destination.service as s.name) >= 1
        }
        """#),
    Explanation(
      id: "no-members",
      title: "nothing says which events a group is of",
      text: #"""
        The events of a group are those of the kinds that `count(…)` and the like name. A rule about groups
        has at least one of them.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each user.id per 1d
          require  user.id != "root"
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          for each user.id per 1d
          require  count(data_access) <= 100
        }
        """#),
    Explanation(
      id: "not-of-the-group",
      title: "a field of one event is asked of a group",
      text: #"""
        A group of events has its keys, its window (`window.start`, `window.end`) and the cells of its row. What
        its events hold is counted: `count(K where …)`.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each user.id per 1d
          require  count(data_access) <= 100 or purpose == "billing"
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          for each user.id per 1d
          require  count(data_access where purpose != "billing") <= 100
        }
        """#),
    Explanation(
      id: "open-window",
      title: "a relation has no window",
      text: #"""
        Without a window a relation looks at all the evidence, before and after. What is still to come counts
        too, so that `no` and limits can't be decided before the end.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each data_access as use
          require  some approval with same request.id
          unless   use.user.type == "system" because "batch jobs"
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          for each data_access as use
          require  some approval before use with same request.id
          unless   use.user.type == "system" because "batch jobs"
        }
        """#),
    Explanation(
      id: "out-of-reach",
      title: "a name can not be reached from here",
      text: #"""
        A relation stands on the event directly around it and compares with that alone. A relation inside
        another one does not see the event that is judged; a step of a sequence does not see the others.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each change as c
          require  some approval as a within 7d before c with same change.id
                   where (no deletion before a with same actor.id where user.id == c.user.id)
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          for each change as c
          require  some approval as a within 7d before c with same change.id
                   where (no deletion before a with same actor.id)
        }
        """#),
    Explanation(
      id: "reads-another-event",
      title: "a relation's condition says nothing about the related event",
      text: #"""
        Behind `where` and `has` each part is about the related event, whose fields stand there without a
        name. What is about another event alone stands outside of the relation.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each change as c
          require  some approval within 7d before c with same change.id where c.resource.type == "roles"
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          for each change as c
          require  some approval within 7d before c with same change.id where resource.type == "roles"
        }
        """#),
    Explanation(
      id: "relation-too-deep",
      title: "relations stand too deep in each other",
      text: #"""
        Relations nest two deep: a relation, and one inside its `where` or `has`. For more, let the rule begin
        with one of the inner events.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each data_request as r
          require  some deletion as d within 30d after r with same subject.id
                   where (some notification as n within 7d after d with same request.id
                          where (some approval before n with same request.id))
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          for each deletion as d
          require  some notification as n within 7d after d with same request.id
                   where (some approval before n with same request.id)
        }
        """#),
    Explanation(
      id: "state-never-starts",
      title: "nothing starts a state",
      text: #"""
        A state begins with an event (`starts`), or is on before the evidence begins (`initially from`). One that
        nothing starts would never be on.
        """#,
      wrong: #"""
        state consented by subject.id {
          ends consent where event.action == "withdrawn"
        }
        rule example {
          title    "An example"
          severity high
          for each data_access as use
          require  consented for use
        }
        """#,
      right: #"""
        state consented by subject.id {
          starts consent where event.action == "granted"
          ends consent where event.action == "withdrawn"
        }
        rule example {
          title    "An example"
          severity high
          for each data_access as use
          require  consented for use
        }
        """#),
    Explanation(
      id: "too-few-steps",
      title: "a sequence has one step",
      text: #"""
        A sequence is at least two steps, in their order. For how often one thing happens write a limit:
        `at most 4 …`, `count(…) <= 4`.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          forbid sequence on user.id within 1h {
            a: authentication where event.outcome == "failure"
          }
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          forbid sequence on user.id within 1h {
            a: authentication where event.outcome == "failure" at least 5 times
            b: authentication where event.outcome == "success"
          }
        }
        """#),
    Explanation(
      id: "unknown-event",
      title: "no event has the name",
      text: #"""
        A window starts from an event by its name, which `as` gives: `for each change as c`, then `within 7d
        before c`. Of another event's field write its name too: `b.breach.aware_at`. A related event's own name
        can't be what it is related to.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each change
          require  some approval within 7d before c with same change.id
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          for each change as c
          require  some approval within 7d before c with same change.id
        }
        """#),
  ]
}
