import Diagnostics

extension SemanticExplanations {
  static let relations: [Explanation] = [
    Explanation(
      id: "bad-aggregate",
      title: "something can not be computed of the events",
      text: #"""
        `sum` and `avg` add numbers, durations and sizes; `min`, `max` and percentiles need values that
        have an order. What is computed with is a field of the events that stand behind `of`.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each user.id per 1d
          require  sum(subject.id of data_access) <= 200
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          for each user.id per 1d
          require  distinct(subject.id of data_access) <= 200
        }
        """#),
    Explanation(
      id: "bad-count",
      title: "a number of events is none, or has its own word",
      text: #"""
        Behind `at least`, `at most` and `exactly` stands a whole number, or a parameter that is one.
        `at least 1` is `some`, `at most 0` is `no`: a rule says it in one way.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each change as c
          require  at least 1 approval within 7d before c with same change.id
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
    Explanation(
      id: "bad-duration",
      title: "a length of time can not be this",
      text: #"""
        A length is zero or more. Months and years are whole numbers from 1; `in any` and `with gap` need
        more than zero.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each breach as b
          require  some notification within 1.5 months after b with same breach.id
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          for each breach as b
          require  some notification within 45 days after b with same breach.id
        }
        """#),
    Explanation(
      id: "bad-group-window",
      title: "a window of groups has no such length",
      text: #"""
        Windows of `per` fill a day, a week, a month or a year, side by side: `5m`, `1h`, `6h`, `1d`, `1w`,
        `1 month`, `1 year`. `in any` and `with gap` take a length that is always the same.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each user.id per 7h
          require  count(data_access) <= 100
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          for each user.id per 6h
          require  count(data_access) <= 100
        }
        """#),
    Explanation(
      id: "bad-key",
      title: "`with same` names no key that two events can share",
      text: #"""
        Behind `with same` stand fields of the related event, which its anchor has too; for other names
        `with same span.id as s.span.parent_id`. Both are one value of one type, not a list. A group's
        events have its keys already; rows of a table are joined by `as s.column`.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each span as s
          require  some audit_record within 60s around s with same time as s.trace.id
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          for each span as s
          require  some audit_record within 60s around s with same trace.id
        }
        """#),
    Explanation(
      id: "bad-limit",
      title: "a limit makes no sense in every window",
      text: #"""
        `in any 5m` looks at every window that ends at an event. A lower limit there is vacuous, for a
        window may begin just before its event. Upper limits on `count`, `distinct`, `max` and sums of
        sizes stand there: further events can but violate them. For all others write `per`, or `gap`.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each source.workload in any 5m
          require  count(request) >= 1
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          for each source.workload per 5m
          require  count(request) >= 1
        }
        """#),
    Explanation(
      id: "bad-window",
      title: "a window makes no sense here",
      text: #"""
        `latest` and `first` need an order: `before` or `after`, not `around`. The nearer end of `between`
        comes first. A group has one window, behind `for each`.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each data_access as use
          require  latest consent within 1h around use with same subject.id has event.action == "granted"
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
      id: "costly-condition",
      title: "a relation would need everything that ever happened",
      text: #"""
        Looking back without a bound is answered from a summary of each key: that can tell whether there is
        an event, how many, the sum, the latest. It can't count different values, and can compare the
        events with the one that is judged only by equality, one `!=` or one `<`. Bound the window, or
        simplify the comparison.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each data_access as use
          require  distinct(subject.id of data_access before use with same user.id) <= 200
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          for each data_access as use
          require  distinct(subject.id of data_access within 1d before use with same user.id) <= 200
        }
        """#),
    Explanation(
      id: "empty-window",
      title: "a window takes in one moment only",
      text: #"""
        `within 0s` takes in what happens at the very same time. That may be meant, so it is no error.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each span as s
          require  some audit_record within 0s around s with same trace.id
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          for each span as s
          require  some audit_record within 1s around s with same trace.id
        }
        """#),
    Explanation(
      id: "every-candidate",
      title: "a relation looks at every candidate",
      text: #"""
        Keys, equalities with the other event, and one `!=` or one `<` are looked up at once. Anything else
        is asked of every candidate in the window: with many events of one key that takes its time.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each change as c
          require  some approval within 7d before c with same change.id
                   where lower(actor.id) != lower(c.actor.id) and actor.id != c.user.id
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          for each change as c
          require  some approval within 7d before c with same change.id
                   where lower(actor.id) != lower(c.actor.id)
        }
        """#),
    Explanation(
      id: "misplaced-aggregate",
      title: "a computed value stands where it can not",
      text: #"""
        `count(…)`, `sum(…)` and the like stand on a side of a comparison, not in a function, before `in`
        or alone.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each user.id per 1d
          require  count(data_access) in 1..100
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          for each user.id per 1d
          require  count(data_access) >= 1 and count(data_access) <= 100
        }
        """#),
    Explanation(
      id: "misplaced-relation",
      title: "a relation stands where it can not",
      text: #"""
        Relations, states and computed values stand in `require`, `forbid` and `unless` of a rule: not in the
        `where` that chooses what is judged, in definitions, sources, states or steps, nor inside `any …
        has`. A group is judged by what is computed of its events.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each change as c where some approval before c with same change.id
          require  actor.id is present
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          for each change as c
          require  actor.id is present
          unless   no approval before c with same change.id because "judged by the rule on approvals"
        }
        """#),
  ]
}
