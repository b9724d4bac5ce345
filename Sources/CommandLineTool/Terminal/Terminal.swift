import ArgumentParser

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What a stream's other end can show.
struct Terminal {
  /// A person looks at it.
  var isInteractive: Bool
  var useColour: Bool
  /// In columns; 80 where nobody says.
  var width: Int

  enum Stream: Int32 { case output = 1, error = 2 }

  /// `colour` is what the user asked for; nil: colour on a terminal, unless NO_COLOR is set
  /// to something or the terminal is dumb.
  init(_ stream: Stream, colour: Bool? = nil) {
    isInteractive = isatty(stream.rawValue) == 1
    var size = winsize()
    let known =
      isInteractive && ioctl(stream.rawValue, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    width = known ? Int(size.ws_col) : 80
    useColour =
      colour
      ?? (isInteractive && Environment.value("NO_COLOR") == nil
        && Environment.value("TERM") != "dumb")
  }
}

/// The process's environment. An empty variable counts as not set.
enum Environment {
  static func value(_ name: String) -> String? {
    guard let pointer = getenv(name), pointer.pointee != 0 else { return nil }
    return String(cString: pointer)
  }
}

/// `--colour` and `--no-colour`, shared by the commands that print for people.
struct ColourOptions: ParsableArguments {
  @Flag(
    inversion: .prefixedNo,
    help: "Colour, or none. Default: on a terminal, unless NO_COLOR is set.")
  var colour: Bool?
}
