package enum Catalogue { struct TokenEntry { var type: SensitiveType; var index: UInt16 }
  static let tokens: [TokenEntry] = TokenTable.rows.map { TokenEntry(type: $0.type, index: 0) } + [TokenEntry(type: .vendorToken, index: 0), TokenEntry(type: .vendorToken, index: 0)] }
