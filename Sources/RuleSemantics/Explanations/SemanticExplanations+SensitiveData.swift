import Diagnostics

extension SemanticExplanations {
  /// Problems with `no unmasked …` and with detectors.
  static let sensitiveData: [Explanation] = dataTests + detectors

  private static func rule(_ requirement: String) -> String {
    """
    rule example {
      title    "An example"
      severity high
      for each request
      require  \(requirement)
    }
    """
  }

  private static func detector(_ clauses: String) -> String {
    """
    detector employee_number {
      title    "Employee number"
      category personal data
    \(clauses)
    }
    """
  }

  private static let dataTests = [
    Explanation(
      id: "unknown-data-type",
      title: "there is no type of sensitive data of that name",
      text: #"""
        Types have names like `email`, `payment_card` and `us_ssn`; groups of types are `personal data`,
        `contact data`, `online identifiers`, `national identifiers`, `health data`, `payment data` and
        `credentials`. A detector of a rule file is a type of its own, and so is each token of a
        vendor: `gitlab-token`. `writ detectors` lists them.
        """#,
      wrong: rule("no unmasked e_mail in url.path"),
      right: rule("no unmasked email in url.path")),
    Explanation(
      id: "repeated-data-type",
      title: "a type, a field or an exception is named twice",
      text: #"""
        What is named twice is an error, since another name may have been meant. What is among a group that
        was named before it is a warning: `email` is one of `personal data`.
        """#,
      wrong: rule("no unmasked email, payment_card, email in url.path"),
      right: rule("no unmasked email, payment_card in url.path")),
    Explanation(
      id: "idle-exception",
      title: "an exception is for what is not asked for",
      text: #"""
        An exception lets types stand in a field that the condition forbids everywhere else. One for a type
        that the condition does not name changes nothing, so something else must have been meant.
        """#,
      wrong: rule("no unmasked credentials in any field except email in user.id"),
      right: rule("no unmasked personal data in any field except email in user.id")),
    Explanation(
      id: "no-sensitive-data",
      title: "what is named can't hold sensitive data",
      text: #"""
        Texts, numbers, dates, addresses and lists and objects of them are looked through. Truth values,
        times, durations, sizes, versions and fields with a few fixed values hold nothing of the
        kind, and neither does what is computed.
        """#,
      wrong: rule("no unmasked email in tls.established"),
      right: rule("no unmasked email in url.path")),
    Explanation(
      id: "misplaced-data-test",
      title: "there is no record to look through here",
      text: #"""
        `no unmasked …` is about the record of one event. A group of events has none, a source can't
        ask for it, and it can't be asked about another event from within a relation: say it of that
        event itself.
        """#,
      wrong: #"""
        rule example {
          title    "An example"
          severity high
          for each user.id per 1d
          require  no unmasked email in any field
        }
        """#,
      right: #"""
        rule example {
          title    "An example"
          severity high
          for each user.id per 1d
          require  count(request where not (no unmasked email in any field)) == 0
        }
        """#),
  ]

  private static let detectors = [
    Explanation(
      id: "taken-detector-name",
      title: "a detector has the name of one that is built in",
      text: #"""
        Types, groups and detectors share their names; `_`, `-` and a blank are the same in them. Another
        meaning for a name that everybody knows would mislead whoever reads a rule.
        """#,
      wrong: #"""
        detector payment_card {
          title    "Our cards"
          category payment data
          pattern  /\b9[0-9]{15}\b/
          examples { matches "9123456789012345" }
        }
        """#,
      right: #"""
        detector customer_card {
          title    "Our cards"
          category payment data
          pattern  /\b9[0-9]{15}\b/
          examples { matches "9123456789012345" }
        }
        """#),
    Explanation(
      id: "unknown-check",
      title: "there is no check of that name",
      text: #"""
        Checks are `luhn`, `ean`, `iban`, `mod11`, `mod97`, `iso7064-mod11-2`, `iso7064-mod11-10` and
        `verhoeff`. They look at the digits of what the pattern finds, `iban` and `mod97` at its letters,
        too.
        """#,
      wrong: detector(
        #"""
          pattern  /\bE[0-9]{7}\b/
          check    lunh
          examples { matches "E1234566" }
        """#),
      right: detector(
        #"""
          pattern  /\bE[0-9]{7}\b/
          check    luhn
          examples { matches "E1234566" }
        """#)),
    Explanation(
      id: "empty-pattern",
      title: "a detector's pattern matches the empty text",
      text: #"""
        Such a pattern would be found in every value, between any two characters.
        """#,
      wrong: detector(
        #"""
          pattern  /[0-9]*/
          examples { matches "17" }
        """#),
      right: detector(
        #"""
          pattern  /[0-9]{6}/
          examples { matches "170000" }
        """#)),
    Explanation(
      id: "slow-pattern",
      title: "a detector's pattern may take too long",
      text: #"""
        A detector looks through every value of every record, also through those that someone made to keep
        it busy. So its pattern must not be one that can match a text in many ways: a repetition in a
        repetition where both can take the same (`(a+)+`), alternatives in a repetition that overlap
        (`(a|ab|b)*`), two repetitions after each other that share characters (`\d+\d+`, `.*x.*`). What
        can't be told is refused, too: references back, recursion, conditions, `\p{…}`, `[:…:]`, the
        flag `x`, and patterns of more than some 160 places, counts written out. The test is one-sided: it
        also refuses some patterns that would do no harm. A match is at most 256 bytes long.
        """#,
      wrong: detector(
        #"""
          pattern  /([a-z]+)+[0-9]/
          examples { matches "abc1" }
        """#),
      right: detector(
        #"""
          pattern  /[a-z]+[0-9]/
          examples { matches "abc1" }
        """#)),
    Explanation(
      id: "bad-mask",
      title: "`mask` or `near` of a detector can't be used",
      text: #"""
        `mask last 4` says how many characters at the end of a value excerpts may show, `mask first 2` how
        many at its beginning: 0 to 6, and never more than a third of the value. `near` takes words.
        """#,
      wrong: detector(
        #"""
          pattern  /\bE[0-9]{7}\b/
          mask     last 12
          examples { matches "E1234566" }
        """#),
      right: detector(
        #"""
          pattern  /\bE[0-9]{7}\b/
          mask     last 2
          examples { matches "E1234566" }
        """#)),
    Explanation(
      id: "failed-example",
      title: "a detector's example does not come out as it says",
      text: #"""
        The examples are run whenever the rules are checked: in each text after `matches` the detector
        must find something, in none after `not`. A text that begins with `{` is looked through as a
        record.
        """#,
      wrong: detector(
        #"""
          pattern  /\bE[0-9]{7}\b/
          near     "staff"
          examples { matches "part E1234566" }
        """#),
      right: detector(
        #"""
          pattern  /\bE[0-9]{7}\b/
          near     "staff"
          examples { matches "staff E1234566" not "part E1234566" }
        """#)),
  ]
}
