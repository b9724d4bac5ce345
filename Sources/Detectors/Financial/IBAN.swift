/// International bank account numbers: the registry's lengths and structures, and mod 97.
enum IBAN {
  /// Country, and its BBAN: counts of digits (n), capital letters (a), letters or digits (c). Source: SWIFT
  /// IBAN Registry.
  private static let structures: [String: String] = [
    "AD": "8n12c", "AE": "19n", "AL": "8n16c", "AT": "16n", "AZ": "4a20c", "BA": "16n", "BE": "12n",
    "BG": "4a6n8c", "BH": "4a14c", "BI": "23n", "BR": "23n1a1c", "BY": "4c4n16c", "CH": "5n12c",
    "CR": "18n",
    "CY": "8n16c", "CZ": "20n", "DE": "18n", "DJ": "23n", "DK": "14n", "DO": "4c20n", "EE": "16n",
    "EG": "25n", "ES": "20n", "FI": "14n", "FK": "2a12n", "FO": "14n", "FR": "10n11c2n",
    "GB": "4a14n",
    "GE": "2a16n", "GI": "4a15c", "GL": "14n", "GR": "7n16c", "GT": "4c20c", "HN": "4a20n",
    "HR": "17n",
    "HU": "24n", "IE": "4a14n", "IL": "19n", "IQ": "4a15n", "IS": "22n", "IT": "1a10n12c",
    "JO": "4a4n18c",
    "KW": "4a22c", "KZ": "3n13c", "LB": "4n20c", "LC": "4a24c", "LI": "5n12c", "LT": "16n",
    "LU": "3n13c",
    "LV": "4a13c", "LY": "21n", "MC": "10n11c2n", "MD": "2c18c", "ME": "18n", "MK": "3n10c2n",
    "MN": "16n",
    "MR": "23n", "MT": "4a5n18c", "MU": "4a19n3a", "NI": "4a20n", "NL": "4a10n", "NO": "11n",
    "OM": "3n16c",
    "PK": "4a16c", "PL": "24n", "PS": "4a21c", "PT": "21n", "QA": "4a21c", "RO": "4a16c",
    "RS": "18n",
    "RU": "14n15c", "SA": "2n18c", "SC": "4a20n3a", "SD": "14n", "SE": "20n", "SI": "15n",
    "SK": "20n",
    "SM": "1a10n12c", "SO": "19n", "ST": "21n", "SV": "4a20n", "TL": "19n", "TN": "20n",
    "TR": "5n1n16c",
    "UA": "6n19c", "VA": "18n", "VG": "4a16n", "XK": "16n", "YE": "4a4n18c",
    // Used, though not registered.
    "AO": "21n", "BF": "2c22n", "BJ": "2c22n", "CF": "23n", "CG": "23n", "CI": "2c22n", "CM": "23n",
    "CV": "21n", "DZ": "22n", "GA": "23n", "GQ": "23n", "GW": "2c19n", "IR": "22n", "KM": "23n",
    "MA": "24n", "MG": "23n", "ML": "2c22n", "MZ": "21n", "NE": "2a22n", "SN": "2c22n", "TD": "23n",
    "TG": "2a22n",
  ]

  /// By the two letters, `26 * first + second`: the BBAN's characters as runs; empty: no such country.
  private static let table: [[(count: Int, kind: UInt8)]] = {
    var table = [[(count: Int, kind: UInt8)]](repeating: [], count: 26 * 26)
    for (country, structure) in structures {
      let letters = Array(country.utf8)
      var runs: [(count: Int, kind: UInt8)] = []
      var count = 0
      for byte in structure.utf8 {
        if let digit = digit(byte) {
          count = count * 10 + digit
        } else {
          runs.append((count, byte))
          count = 0
        }
      }
      table[Int(letters[0] - 65) * 26 + Int(letters[1] - 65)] = runs
    }
    return table
  }()

  /// How many countries have a structure.
  static var countries: Int { structures.count }

  private static func digit(_ byte: UInt8) -> Int? {
    byte &- UInt8(ascii: "0") < 10 ? Int(byte &- UInt8(ascii: "0")) : nil
  }

  /// Norway's.
  private static let shortest = 15

  /// The number that begins at a word's start; groups may be apart by a blank or a hyphen.
  static func match(_ text: Bytes, at start: Int) -> Range<Int>? {
    guard start + shortest <= text.count else { return nil }
    let first = text[start] & 0xDF
    let second = text[start + 1] & 0xDF
    guard first &- 65 < 26, second &- 65 < 26, let a = digit(text[start + 2]),
      let b = digit(text[start + 3]),
      (2...98).contains(a * 10 + b)
    else { return nil }
    let runs = table[Int(first - 65) * 26 + Int(second - 65)]
    guard !runs.isEmpty else { return nil }
    var rest = 0
    var index = start + 4
    for run in runs {
      for _ in 0..<run.count {
        index += Separators.groupWidth(text, index)
        guard index < text.count, let value = value(text[index], run.kind) else { return nil }
        rest = (value > 9 ? rest * 100 + value : rest * 10 + value) % 97
        index += 1
      }
    }
    // The country and the check digits move to the end.
    rest = (rest * 100 + Int(first) - 55) % 97
    rest = (rest * 100 + Int(second) - 55) % 97
    rest = (rest * 100 + a * 10 + b) % 97
    guard rest == 1 else { return nil }
    if index < text.count, ByteClass.isWord(text[index]), Separators.width(text, index) == 0 {
      return nil
    }
    return start..<index
  }

  private static func value(_ byte: UInt8, _ kind: UInt8) -> Int? {
    if let digit = digit(byte) { return kind == UInt8(ascii: "a") ? nil : digit }
    let letter = byte & 0xDF
    guard letter &- 65 < 26, byte & 0xC0 == 0x40, kind != UInt8(ascii: "n") else { return nil }
    return Int(letter) - 55
  }
}

extension Separators {
  /// How many bytes a single separator between groups takes: a blank of any kind, `-` or `.`; 0 if there is
  /// none.
  @inline(__always)
  static func groupWidth(_ text: Bytes, _ index: Int) -> Int {
    guard index < text.count else { return 0 }
    switch text[index] {
    case 0x20, UInt8(ascii: "-"), UInt8(ascii: "."): return 1
    // A blank of a form.
    case UInt8(ascii: "+"): return 1
    case 0xC2 where index + 1 < text.count && text[index + 1] == 0xA0: return 2
    case 0xE2 where index + 2 < text.count && text[index + 1] == 0x80:
      // U+2000 to U+200B, U+2010 to U+2015, U+202F.
      let third = text[index + 2]
      return third <= 0x8B || (0x90...0x95).contains(third) || third == 0xAF ? 3 : 0
    default: return 0
    }
  }
}
