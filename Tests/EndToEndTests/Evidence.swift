import Foundation

/// Small logs and rules that the tests scan. Times are fixed, and so is `--as-of`.
enum Evidence {
  static let rule = """
    rule admin-needs-user {
      title     "Admin calls have a user"
      severity  high
      controls  GDPR "Art. 32(1)(b)"
      for each  request where url.path matches "/admin/**"
      require   user.id is present
      message   "{url.path} without a user"
      remedy    "Require a token."
    }

    """

  /// One native record a line; `user` nil leaves the key out, "" writes null.
  static func request(_ index: Int, path: String = "/admin/users", user: String? = "alice")
    -> String
  {
    let time = String(
      format: "2026-01-01T%02d:%02d:%02dZ", index / 3600 % 24, index / 60 % 60, index % 60)
    let key =
      switch user {
      case nil: ""
      case "": #","user.id":null"#
      case let user?: #","user.id":"\#(user)""#
      }
    return #"{"kind":"request","time":"\#(time)","url.path":"\#(path)"\#(key)}"# + "\n"
  }

  static let passing = (0..<3).map { request($0) }.joined()
  static let failing = passing + request(3, user: "")
  static let inconclusive = passing + request(3, user: nil)
  static let unreadable = passing + "{\"kind\":\"request\",\n"
  static let notApplicable = request(0, path: "/healthz")

  static let asOf = ["--as-of", "2026-06-01"]
}
