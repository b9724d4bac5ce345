/// What a finding is: the kinds of sensitive data that Writ tells apart.
///
/// Several detectors may report one type (each vendor's token is a `vendorToken`); rules and reports
/// name types, categories or single detectors.
package enum SensitiveType: UInt8, CaseIterable, Sendable, Hashable {
  // Contact
  case email, phone, dateOfBirth
  // Payment
  case paymentCard, iban
  // National identifiers
  case beNRN, brCPF, caSIN, chAHV, deSteuerID, esDNI, esNIE, fiHETU, frNIR, inAadhaar,
    itCodiceFiscale
  case nlBSN, plPESEL, sePersonnummer, ukNHS, ukNINO, usSSN
  // Online identifiers
  case ipAddress, macAddress
  // Credentials
  case apiSecret, awsAccessKey, awsSecretKey, basicAuth, bearerToken, gcpKey, githubToken, jwt,
    password
  case privateKey, sessionToken, slackToken, stripeKey, urlPassword, vendorToken
  /// What a `detector` of a rule file finds.
  case custom

  /// Its name in rules, options and reports.
  package var name: String {
    switch self {
    case .email: "email"
    case .phone: "phone"
    case .dateOfBirth: "date_of_birth"
    case .paymentCard: "payment_card"
    case .iban: "iban"
    case .beNRN: "be_nrn"
    case .brCPF: "br_cpf"
    case .caSIN: "ca_sin"
    case .chAHV: "ch_ahv"
    case .deSteuerID: "de_steuer_id"
    case .esDNI: "es_dni"
    case .esNIE: "es_nie"
    case .fiHETU: "fi_hetu"
    case .frNIR: "fr_nir"
    case .inAadhaar: "in_aadhaar"
    case .itCodiceFiscale: "it_codice_fiscale"
    case .nlBSN: "nl_bsn"
    case .plPESEL: "pl_pesel"
    case .sePersonnummer: "se_personnummer"
    case .ukNHS: "uk_nhs"
    case .ukNINO: "uk_nino"
    case .usSSN: "us_ssn"
    case .ipAddress: "ip_address"
    case .macAddress: "mac_address"
    case .apiSecret: "api_secret"
    case .awsAccessKey: "aws_access_key"
    case .awsSecretKey: "aws_secret_key"
    case .basicAuth: "basic_auth"
    case .bearerToken: "bearer_token"
    case .gcpKey: "gcp_key"
    case .githubToken: "github_token"
    case .jwt: "jwt"
    case .password: "password"
    case .privateKey: "private_key"
    case .sessionToken: "session_token"
    case .slackToken: "slack_token"
    case .stripeKey: "stripe_key"
    case .urlPassword: "url_password"
    case .vendorToken: "vendor_token"
    case .custom: "custom"
    }
  }
}

/// The groups of types that a rule can name at once. A type belongs to one of them.
package enum SensitiveCategory: UInt8, CaseIterable, Sendable, Hashable {
  /// Personal data (GDPR Art. 4(1)): contact data and dates of birth.
  case contact
  /// Online identifiers (GDPR recital 30).
  case onlineIdentifier
  /// National identification numbers (GDPR Art. 87).
  case nationalIdentifier
  /// Data concerning health (GDPR Art. 9).
  case health
  /// Account and card numbers (PCI DSS requirement 3).
  case payment
  /// Passwords, keys and tokens (GDPR Art. 32, PCI DSS requirement 8).
  case credentials

  package var name: String {
    switch self {
    case .contact: "contact data"
    case .onlineIdentifier: "online identifiers"
    case .nationalIdentifier: "national identifiers"
    case .health: "health data"
    case .payment: "payment data"
    case .credentials: "credentials"
    }
  }
}

/// How sure a finding is.
package enum Confidence: UInt8, Comparable, CaseIterable, Sendable {
  case low, medium, high

  package static func < (left: Confidence, right: Confidence) -> Bool {
    left.rawValue < right.rawValue
  }

  package var name: String {
    switch self {
    case .low: "low"
    case .medium: "medium"
    case .high: "high"
    }
  }
}
