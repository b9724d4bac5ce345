/// Which names (of fields, parameters, headers, keys) announce a secret.
enum SensitiveName {
  enum Strength { case none, weak, strong }

  /// Blanks, punctuation and case do not count: `X-Api-Key` is `xapikey`. Only the last 64 letters
  /// and digits of a name are looked at.
  static func strength(of name: some BidirectionalCollection<UInt8>) -> Strength {
    var letters: [UInt8] = []
    for byte in name.reversed() where byte.isAlphanumeric {
      letters.append(byte.lowercased)
      if letters.count == 64 { break }
    }
    guard letters.count >= 2 else { return .none }
    letters.reverse()
    let word = String(decoding: letters, as: UTF8.self)
    if strong.contains(word) || word.hasSuffix("authorization") { return .strong }
    if parts.contains(where: { contains(letters, $0) }) { return .strong }
    return weak.contains(word) ? .weak : .none
  }

  /// A name that has one of these in it is sensitive.
  private static let parts: [[UInt8]] = [
    "passw", "passphrase", "passcode", "pwd", "secret", "token", "apikey", "accesskey",
    "privatekey", "signingkey", "encryptionkey", "accountkey", "sharedkey", "subscriptionkey",
    "masterkey", "authkey", "sshkey", "credential", "sessid", "sessionid", "sessionkey", "cookie",
    "signature", "bearer", "assertion", "samlres", "samlreq", "authcode", "authorizationcode",
  ].map { Array($0.utf8) }

  private static let strong: Set<String> = [
    "auth", "cvc", "cvv", "jwt", "otp", "pass", "pw", "sig", "totp", "xauth", "xsrf", "csrf",
  ]

  /// Names that also mean harmless things.
  private static let weak: Set<String> = ["code", "key", "pin", "session", "sid", "ticket"]

  private static func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
    guard text.count >= part.count else { return false }
    return (0...text.count - part.count).contains { start in
      text[start..<start + part.count].elementsEqual(part)
    }
  }
}
