import Diagnostics

extension SyntaxExplanations {
  static let text: [Explanation] = [
    Explanation(
      id: "control-character",
      title: "a control character",
      text: #"""
        Rule files are plain text. Tabs and line ends may stand between words; in a string a tab is written
        `\t`, another control character as `\u001b`.
        """#,
      wrong: "list admin_paths = [\"/admin\t/**\"]",
      right: #"""
        list admin_paths = ["/admin\t/**"]
        """#),
    Explanation(
      id: "empty-regex",
      title: "a regular expression without a pattern",
      text: #"""
        An empty pattern matches every text, so the condition would say no more than `is present`.
        """#,
      wrong: #"""
        rule admin-access {
          title    "Admin access has an identity"
          severity high
          for each request
          require  url.path matches //
        }
        """#,
      right: #"""
        rule admin-access {
          title    "Admin access has an identity"
          severity high
          for each request
          require  url.path is present
        }
        """#),
    Explanation(
      id: "foreign-comment",
      title: "a comment of another language",
      text: #"""
        A comment begins with `#` and ends with its line.
        """#,
      wrong: #"""
        // the paths of administrators
        list admin_paths = ["/admin/**"]
        """#,
      right: #"""
        # the paths of administrators
        list admin_paths = ["/admin/**"]
        """#),
    Explanation(
      id: "invalid-clock",
      title: "a time of day that is none",
      text: #"""
        The hours of a calendar are written `08:00`, from `00:00` to `24:00`, without quotes.
        """#,
      wrong: #"""
        calendar office_hours {
          hours Mon..Fri 8 to 18
        }
        """#,
      right: #"""
        calendar office_hours {
          hours Mon..Fri 08:00 to 18:00
        }
        """#),
    Explanation(
      id: "invalid-escape",
      title: "an escape that is none",
      text: #"""
        In a string a backslash begins an escape: `\" \\ \/ \b \f \n \r \t` or `\u` and four hexadecimal
        digits, as in JSON. A backslash itself is written twice. In a regular expression between `/` and `/`
        backslashes stand as they are.
        """#,
      wrong: #"""
        list admin_paths = ["C:\Users"]
        """#,
      right: #"""
        list admin_paths = ["C:\\Users"]
        """#),
    Explanation(
      id: "invalid-network",
      title: "an address or network that is none",
      text: #"""
        An IPv4 address has four numbers from 0 to 255; a network has the length of its prefix behind a
        `/`, from 0 to 32. Addresses and networks of IPv6 stand in quotes: `"fd00::/8"`.
        """#,
      wrong: #"""
        list internal = [10.0.0.300, 10.0.0.0/40]
        """#,
      right: #"""
        list internal = [10.0.0.30, 10.0.0.0/8]
        """#),
    Explanation(
      id: "invalid-number",
      title: "a number that is none",
      text: #"""
        A number has digits, perhaps a `-` before them, and a `.` between digits. A `_` between two digits
        makes it easier to read.
        """#,
      wrong: #"""
        rule admin-access {
          title    "Admin access has an identity"
          severity high
          for each request
          require  http.response.status_code < 5__00
        }
        """#,
      right: #"""
        rule admin-access {
          title    "Admin access has an identity"
          severity high
          for each request
          require  http.response.status_code < 5_00
        }
        """#),
    Explanation(
      id: "invalid-time",
      title: "a date or time that is none",
      text: #"""
        Dates are written `2026-03-31`, times as RFC 3339 has them, with the offset from UTC:
        `2026-03-31T18:00:00Z` or `2026-03-31T18:00:00+02:00`. They stand without quotes.
        """#,
      wrong: #"""
        dataset production {
          period 2026-1-1 to 2026-03-31
        }
        """#,
      right: #"""
        dataset production {
          period 2026-01-01 to 2026-03-31
        }
        """#),
    Explanation(
      id: "invalid-utf8",
      title: "a file that is not UTF-8",
      text: #"""
        Rule files are saved as UTF-8. Files in Latin-1 or UTF-16 look the same in an editor, but their
        bytes mean other characters.
        """#,
      wrong: "list names = [\"gr\u{FFFD}n\"]",
      right: #"""
        list names = ["grün"]
        """#),
    Explanation(
      id: "invisible-character",
      title: "a character that can't be seen",
      text: #"""
        Blanks of another width, characters without width and those that turn the direction of writing make
        a text that reads differently from what it means. Copied text often holds them. In a string they are
        written as escapes: `\u202e`.
        """#,
      wrong: "list\u{A0}admin_paths = [\"/admin/**\"]",
      right: #"""
        list admin_paths = ["/admin/**"]
        """#),
    Explanation(
      id: "unexpected-character",
      title: "a character without a meaning",
      text: #"""
        Outside strings and comments only ASCII letters, digits and the marks of the grammar have a
        meaning. A key with other characters stands in quotes behind a dot: `raw."@type"`. There is no
        arithmetic.
        """#,
      wrong: #"""
        rule admin-access {
          title    "Admin access has an identity"
          severity high
          for each request where raw.@type == "x"
          require  user.id is present
        }
        """#,
      right: #"""
        rule admin-access {
          title    "Admin access has an identity"
          severity high
          for each request where raw."@type" == "x"
          require  user.id is present
        }
        """#),
    Explanation(
      id: "unknown-unit",
      title: "a unit that is none",
      text: #"""
        Durations have the units `ms`, `s`, `m`, `h`, `d` and `w`, sizes `B`, `KB`, `MB`, `GB`, `KiB`, `MiB`
        and `GiB`, glued to the number. After a blank stand words: `72 hours`, `30 days`, `1 month`. A month
        or a year is a step in the calendar, and so has no short form.
        """#,
      wrong: #"""
        rule admin-access {
          title    "Admin access has an identity"
          severity high
          for each request
          require  http.duration < 5sec
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
      id: "unterminated-regex",
      title: "a regular expression is not closed",
      text: #"""
        A regular expression ends with `/` on the line that it begins on. A `/` inside it is written `\/`;
        inside a class such as `[^/]` it may stand alone.
        """#,
      wrong: #"""
        rule admin-access {
          title    "Admin access has an identity"
          severity high
          for each request
          require  url.path matches /^.admin
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
      id: "unterminated-string",
      title: "a string is not closed",
      text: #"""
        A string ends on the line that it begins on. A line end inside it is written `\n`, a double quote
        `\"`.
        """#,
      wrong: #"""
        rule admin-access {
          title "Admin access
        }
        """#,
      right: #"""
        rule admin-access {
          title "Admin access"
        }
        """#),
    Explanation(
      id: "wrong-quotes",
      title: "quotes of another kind",
      text: #"""
        Strings stand in the plain double quotes of the keyboard. Word processors and web pages replace
        them by typographic ones, and some languages use single ones.
        """#,
      wrong: #"""
        list admin_paths = [“/admin/**”]
        """#,
      right: #"""
        list admin_paths = ["/admin/**"]
        """#),
  ]
}
