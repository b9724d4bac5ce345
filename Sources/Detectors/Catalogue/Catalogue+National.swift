extension Catalogue {
  private static func number(
    _ id: String, _ type: SensitiveType, _ title: String, form: String, check: String,
    category: SensitiveCategory = .nationalIdentifier, context: Detector.ContextUse,
    references: [String],
    examples: [String], lookAlikes: [String]
  ) -> Detector {
    Detector(
      id: id, type: type, category: category, title: title, form: form, check: check,
      context: context,
      trigger: "digits", confidence: context == .none ? .high : .medium,
      visible: Detector.VisiblePart(first: 0, last: 4), references: references, examples: examples,
      lookAlikes: lookAlikes)
  }

  static let national: [Detector] = [
    number(
      "be-nrn", .beNRN, "Belgian national register number", form: "11 digits, or `YY.MM.DD-SSS.CC`",
      check: "date, 97 minus the remainder modulo 97", context: .required,
      references: ["Royal decree of 3 April 1984"],
      examples: ["rijksregisternummer ⟦85.07.30-033.28⟧", "{\"niss\":\"⟦85073003328⟧\"}"],
      lookAlikes: [
        "rijksregisternummer 85.07.30-033.29", "rijksregisternummer 85.13.30-033.28",
        "ref 85073003328",
      ]),
    number(
      "br-cpf", .brCPF, "Brazilian taxpayer number (CPF)", form: "11 digits, or `DDD.DDD.DDD-CC`",
      check: "two check digits modulo 11", context: .raises, references: ["Receita Federal"],
      examples: ["cliente ⟦529.982.247-25⟧", "{\"cpf\":\"⟦52998224725⟧\"}"],
      lookAlikes: [
        "529.982.247-26", "{\"cpf\":\"529.982-247.25\"}", "pedido 52998224725",
        "{\"cpf\":\"11111111111\"}",
      ]),
    number(
      "ca-sin", .caSIN, "Canadian social insurance number",
      form: "nine digits, or three groups of three",
      check: "Luhn's check digit", context: .required, references: ["Service Canada"],
      examples: ["{\"sin\":\"⟦130 692 544⟧\"}", "social insurance number ⟦130692544⟧"],
      lookAlikes: ["{\"sin\":\"130 692 545\"}", "order 130692544"]),
    number(
      "ch-ahv", .chAHV, "Swiss social insurance number (AHV)",
      form: "13 digits that begin with 756",
      check: "the check digit of EAN-13", context: .none, references: ["Zentrale Ausgleichsstelle"],
      examples: ["AHV ⟦756.9217.0769.85⟧", "{\"data\":\"⟦7569217076985⟧\"}"],
      lookAlikes: ["756.9217.0769.84", "{\"ean\":\"7569217076985\"}"]),
    number(
      "de-steuer-id", .deSteuerID, "German tax identification number",
      form: "11 digits, or `DD DDD DDD DDD`",
      check: "one digit two or three times among the first ten, ISO 7064 mod 11,10",
      context: .required,
      references: ["Bundeszentralamt für Steuern"],
      examples: ["Steuer-ID ⟦86 095 742 719⟧ übernommen", "{\"steuerId\":\"⟦86095742719⟧\"}"],
      lookAlikes: ["Vorgang 86095742719", "{\"steuerId\":\"86095742718\"}"]),
    number(
      "es-dni", .esDNI, "Spanish identity number (DNI)", form: "eight digits and a letter",
      check: "the letter is the number modulo 23", context: .required,
      references: ["Real Decreto 1553/2005"],
      examples: [
        "DNI ⟦12345678Z⟧ verificado", "DNI ⟦12.345.678-Z⟧ verificado", "{\"nif\":\"⟦12345678-z⟧\"}",
      ],
      lookAlikes: ["DNI 12345678A", "DNI 1234567Z", "build 12345678Z"]),
    number(
      "es-nie", .esNIE, "Spanish foreigner's number (NIE)",
      form: "X, Y or Z, seven digits, a letter",
      check: "the letter is the number modulo 23", context: .none,
      references: ["Real Decreto 557/2011"],
      examples: ["{\"doc\":\"⟦X1234567L⟧\"}", "NIE ⟦X-1234567-L⟧"],
      lookAlikes: ["X1234567A", "X12345678"]),
    number(
      "fi-hetu", .fiHETU, "Finnish personal identity code",
      form: "six digits, the century's sign, three digits, a letter or digit",
      check: "date, modulo 31", context: .none,
      references: ["Digital and Population Data Services Agency"],
      examples: ["henkilötunnus ⟦131052-308T⟧", "{\"v\":\"⟦131052A308T⟧\"}"],
      lookAlikes: ["131052-308U", "310298-308T", "321352-308T"]),
    number(
      "fr-nir", .frNIR, "French social security number (NIR)",
      form: "15 digits, plain or in groups; departments 2A and 2B",
      check: "month, department, 97 minus the remainder modulo 97", context: .none,
      references: ["INSEE"],
      examples: [
        "{\"x\":\"⟦2 55 08 14 168 025 38⟧\"}", "NIR ⟦255081416802538⟧",
        "numéro de sécurité sociale ⟦1 78 06 2A 350 016 36⟧",
      ],
      lookAlikes: ["255081416802539", "{\"order_id\":\"255081416802538\"}"]),
    number(
      "in-aadhaar", .inAadhaar, "Indian Aadhaar number", form: "12 digits, or three groups of four",
      check: "first digit from 2, Verhoeff's check digit", context: .required,
      references: ["UIDAI"],
      examples: ["aadhaar ⟦2341 2341 2346⟧", "{\"aadhaar_number\":\"⟦234123412346⟧\"}"],
      lookAlikes: ["aadhaar 2341 2341 2347", "tracking 234123412346"]),
    number(
      "it-codice-fiscale", .itCodiceFiscale, "Italian tax code",
      form: "16 letters and digits in the order of name, date, place, check",
      check: "the check letter; letters for digits (omocodia) too", context: .none,
      references: ["Decreto ministeriale 23 dicembre 1976"],
      examples: [
        "cliente ⟦RSSMRA85T10A562S⟧ registrato", "cliente ⟦RSS MRA 85T10 A562S⟧ registrato",
        "cf=⟦rssmra85t10a562s⟧",
      ],
      lookAlikes: ["RSSMRA85T10A562T", "ABCDEF12A34B567C"]),
    number(
      "nl-bsn", .nlBSN, "Dutch citizen service number (BSN)",
      form: "nine digits, plain or in groups",
      check: "the eleven test", context: .required, references: ["Logisch ontwerp BSN"],
      examples: ["BSN ⟦111222333⟧ gecontroleerd", "{\"burgerservicenummer\":⟦111222333⟧}"],
      lookAlikes: ["BSN 111222334", "BSN 11-1222-333", "order 111222333"]),
    number(
      "pl-pesel", .plPESEL, "Polish PESEL", form: "11 digits",
      check: "date with the century in the month, weighted check digit",
      context: .required, references: ["Ustawa o ewidencji ludności"],
      examples: ["PESEL ⟦44051401359⟧ zapisany", "{\"pesel\":\"⟦44051401359⟧\"}"],
      lookAlikes: ["PESEL 44051401358", "{\"pesel_batch_no\":\"44051401359\"}"]),
    number(
      "se-personnummer", .sePersonnummer, "Swedish personal number",
      form: "ten or twelve digits, with `-` or `+` before the last four",
      check: "date, Luhn's check digit", context: .required, references: ["Skatteverket, SKV 704"],
      examples: ["personnummer ⟦811218-9876⟧", "{\"personnummer\":\"⟦198112189876⟧\"}"],
      lookAlikes: ["personnummer 811218-9875", "part 811218-9876", "personnummer 811318-9876"]),
    number(
      "uk-nhs", .ukNHS, "NHS number", form: "ten digits, or `DDD DDD DDDD`", check: "modulo 11",
      category: .health,
      context: .required, references: ["NHS Data Dictionary"],
      examples: ["NHS number ⟦943 476 5919⟧", "{\"nhsNumber\":\"⟦9434765919⟧\"}"],
      lookAlikes: ["NHS number 943 476 5918", "call 9434765919"]),
    number(
      "uk-nino", .ukNINO, "UK national insurance number",
      form: "two letters, six digits, A to D; plain or in pairs",
      check: "prefixes that are given out", context: .none, references: ["HMRC NIM39110"],
      examples: ["nino ⟦AB 12 34 56 C⟧ accepted", "{\"x\":\"⟦AB123456C⟧\"}"],
      lookAlikes: ["BG123456C", "AB123456E", "DA123456A"]),
    number(
      "us-ssn", .usSSN, "US social security number",
      form: "`DDD-DD-DDDD`; nine digits where a key or word says so",
      check: "area, group and serial that are given out", context: .raises,
      references: ["Social Security Administration"],
      examples: [
        "ssn ⟦536-22-8726⟧ on file", "ssn ⟦004-31-8963⟧ on file", "{\"data\":\"⟦536-22-8726⟧\"}",
        "{\"ssn\":\"⟦536228726⟧\"}",
      ],
      lookAlikes: [
        "666-22-8726", "{\"ssn\":\"078-05-1120\"}", "957-536-22-8726-77", "900-22-8726",
        "{\"part_no\":\"536-22-8726\"}", "order 536228726",
      ]),
  ]
}
