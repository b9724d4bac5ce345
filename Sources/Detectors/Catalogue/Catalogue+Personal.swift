extension Catalogue {
  static let contact: [Detector] = [
    Detector(
      id: "email", type: .email, category: .contact, title: "E-mail address",
      form:
        "a local part, `@`, and a domain name with a top-level domain that there is; letters beyond ASCII too",
      check:
        "the top-level domain is in the public list; logins of machines (`git@host:path`) are none",
      trigger: "`@`, also as `%40`, `\\u0040` or `&#64;`",
      visible: Detector.VisiblePart(first: 1, last: 0),
      references: ["RFC 5321", "Public Suffix List"],
      examples: [
        "invalid login for ⟦maria.keller@mail.example.de⟧",
        "{\"to\":[\"⟦o'neil+news@corp.co.uk⟧\"]}",
        "/signup?next=/&who=⟦jan%2Ebos%40post.nl⟧", "geschickt an ⟦jörg@müller-gmbh.de⟧.",
      ],
      lookAlikes: [
        "clone git@github.com:org/repo.git", "installed left-pad@1.3.0", "icon@2x.png",
        "root@db-1 logged in",
        "svc@web.default.svc.cluster.local", "@types/node@20.1.0",
      ]),
    Detector(
      id: "phone", type: .phone, category: .contact, title: "Telephone number",
      form:
        "`+` or `00`, a country's code and its digits; national numbers and those without `+` where a key or word says what they are",
      check: "the country's numbering plan: length and first digits", context: .raises,
      trigger: "`+`, `(`, or seven digits", visible: Detector.VisiblePart(first: 0, last: 4),
      references: ["ITU-T E.164", "libphonenumber's metadata"],
      examples: [
        "call back ⟦+49 30 901820⟧ today", "{\"mobile\":\"⟦0171 2345678⟧\"}",
        "{\"phoneNumber\":\"⟦(201) 555-0123⟧\"}",
        "SMS sent to mobile ⟦0044 20 7946 0958⟧", "tel=⟦%2B33612345678⟧&lang=fr",
      ],
      lookAlikes: [
        "order 2015550123 shipped", "at 2026-01-01T10:00:00+02:00", "v1.2.3+20260101",
        "{\"invoice_no\":\"2015550123\"}",
        "{\"phone_count\":\"4930901820\"}",
      ]),
    Detector(
      id: "date-of-birth", type: .dateOfBirth, category: .contact, title: "Date of birth",
      form: "a date in numbers or with a month's name in eight languages",
      check: "a day that there is, from 1900 on",
      context: .required, trigger: "digits with `-`, `.` or `/`, or eight of them",
      visible: Detector.VisiblePart(first: 0, last: 4),
      examples: [
        "{\"dateOfBirth\":\"⟦1984-02-29⟧\"}", "Person geboren am ⟦6. März 1941⟧ in Ulm",
        "née le ⟦21/12/1990⟧",
        "dob=⟦19840229⟧&x=1", "date of birth ⟦21st of December 1985⟧",
        "{\"birthDate\":\"⟦December 21, 1985⟧\"}", "birthday: ⟦21 December 2005⟧",
      ],
      lookAlikes: [
        "{\"created\":\"1984-02-29\"}", "Vertrag vom 25.09.2022",
        "{\"dob_verified_at\":\"2026-01-04\"}",
        "{\"birthday_voucher_expires\":\"2028-12-25\"}", "{\"dateOfBirth\":\"1984-02-30\"}",
      ]),
  ]

  static let payment: [Detector] = [
    Detector(
      id: "payment-card", type: .paymentCard, category: .payment, title: "Payment card number",
      form: "13 to 19 digits, plain or in the groups that cards have",
      check:
        "the network's range and length, Luhn's check digit; not under a key that names something else",
      trigger: "13 digits", visible: Detector.VisiblePart(first: 6, last: 4),
      references: ["ISO/IEC 7812-1", "PCI DSS 4.0, requirement 3.4"],
      examples: [
        "charging card ⟦4111 1111 1111 1111⟧", "got 174000 123 ⟦4111 1111 1111 1111⟧ 12",
        "{\"pan\":⟦5555555555554444⟧}",
        "amex ⟦3782-822463-10005⟧ declined",
        "card=⟦6011111111111117⟧&cvv",
      ],
      lookAlikes: [
        "card 4111 1111 1111 1112", "{\"ref\":\"4222222222222\"}", "1.4111111111111111",
        "{\"trace_id\":\"4111111111111111\"}",
        "txn 4111111111111111 settled",
        "{\"ts\":1714365098000000000}",
      ]),
    Detector(
      id: "iban", type: .iban, category: .payment, title: "Bank account number (IBAN)",
      form: "two letters, two digits, and the account number of that country, plain or in groups",
      check: "the country's length and structure, remainder modulo 97",
      trigger: "two letters before two digits",
      visible: Detector.VisiblePart(first: 4, last: 4),
      references: ["ISO 13616", "SWIFT IBAN Registry"],
      examples: [
        "transfer to ⟦DE89 3704 0044 0532 0130 00⟧ scheduled",
        "{\"iban\":\"⟦GB82WEST12345698765432⟧\"}",
        "iban=⟦NL91ABNA0417164300⟧",
      ],
      lookAlikes: ["DE89 3704 0044 0532 0130 01", "asset DE89370400", "{\"iban_country\":\"DE\"}"]),
  ]

  static let online: [Detector] = [
    Detector(
      id: "ip-address", type: .ipAddress, category: .onlineIdentifier, title: "Public IP address",
      form:
        "IPv4 in four numbers, IPv6 in groups between colons; with a port, in brackets, in lists",
      check:
        "not private, local, documented or a well-known resolver's; no version (`Chrome/1.2.3.4`)",
      trigger: "a number before a dot, hexadecimal digits before a colon",
      visible: Detector.VisiblePart(first: 9, last: 0),
      references: ["RFC 791", "RFC 4291", "IANA special-purpose registries", "GDPR, recital 30"],
      examples: [
        "connection from ⟦81.2.69.142⟧ refused", "{\"client\":\"⟦81.2.69.142⟧:443\"}",
        "peer [⟦2a02:2e0:3fe:1001:7777:772e:2:85⟧]:443", "x=⟦81.2.69.142⟧/⟦81.2.69.144⟧",
        "GET /lookup/⟦81.2.69.142⟧/json", "10.0.0.1-⟦81.2.69.142⟧",
      ],
      lookAlikes: [
        "10.1.2.3", "127.0.0.1:80", "pkg==4.30.217.72", "driver-4.30.217.72",
        "Chrome/120.0.5770.115", "{\"version\":\"4.30.217.72\"}",
        "upgraded to version 4.30.217.72",
        "std::vector", "12:30:45", "203.0.113.9", "1.3.6.1.4.1.311",
      ]),
    Detector(
      id: "mac-address", type: .macAddress, category: .onlineIdentifier,
      title: "Hardware address (MAC)",
      form:
        "six pairs of hexadecimal digits between `:` or `-`, or three groups of four between `.`",
      check: "neither all 0 nor all f", trigger: "two hexadecimal digits before `:` or `-`",
      visible: Detector.VisiblePart(first: 6, last: 0), references: ["IEEE 802"],
      examples: [
        "device ⟦3c:22:fb:9a:01:7e⟧ joined", "mac:⟦ac:de:48:00:11:22⟧",
        "{\"hw\":\"⟦AF-60-3D-7A-CE-7E⟧\"}", "{\"mac\":\"⟦3C-22-FB-9A-01-7E⟧\"}",
        "arp ⟦3c22.fb9a.017e⟧",
      ],
      lookAlikes: [
        "00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff", "12:30:45", "26-01-31-12-30-45",
        "3c:22:fb:9a:01:7e:11:22",
      ]),
  ]
}
