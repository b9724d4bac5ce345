extension Catalogue {
  private static func secret(
    _ id: String, _ type: SensitiveType, _ title: String, form: String, check: String = "",
    context: Detector.ContextUse = .none, trigger: String, visible: (Int, Int) = (4, 4),
    references: [String] = [],
    examples: [String], lookAlikes: [String]
  ) -> Detector {
    Detector(
      id: id, type: type, category: .credentials, title: title, form: form, check: check,
      context: context,
      trigger: trigger, confidence: context == .required ? .medium : .high,
      visible: Detector.VisiblePart(first: visible.0, last: visible.1), references: references,
      examples: examples, lookAlikes: lookAlikes)
  }

  static let credentials: [Detector] = [
    secret(
      "api-secret", .apiSecret, "Secret of an interface",
      form: "12 characters or more under a key like `api_key`, `client_secret`, `token`",
      check: "letters and digits mixed, enough entropy; no placeholder, path, word or date",
      context: .required,
      trigger: "a key that names one",
      examples: [
        "{\"api_key\":\"⟦Zk39fhQ20xLwPq7Rt5Vb⟧\"}",
        "client_secret=⟦9f8e7d6c5b4a39281706f5e4d3c2b1a0⟧",
      ],
      lookAlikes: [
        "{\"next_page_token\":\"Zk39fhQ20xLwPq7Rt5Vb\"}", "{\"api_key\":\"${API_KEY}\"}",
        "{\"token_type\":\"bearer\"}",
        "{\"secretName\":\"db-credentials-v2\"}", "token expired", "api key rotated successfully",
      ]),
    secret(
      "aws-access-key", .awsAccessKey, "AWS access key id",
      form: "`AKIA`, `ASIA`, `ABIA` or `ACCA` and 16 characters of base32",
      trigger: "the prefix", examples: ["using access key ⟦AKIAYZKQP6TSZYADCFX7⟧"],
      lookAlikes: ["AIDAYZKQP6TSZYADCFX7", "AROAYZKQP6TSZYADCFX7", "AKIA"]),
    secret(
      "aws-secret-key", .awsSecretKey, "AWS secret access key",
      form: "40 characters of base64 under a key that names it",
      check: "enough entropy; not hexadecimal", context: .required, trigger: "a key that names one",
      examples: ["AWS_SECRET_ACCESS_KEY=⟦vPbgYO8/EneE8VU9o129Czu//IDhlEhxQYnDbHeQ⟧"],
      lookAlikes: ["{\"sha\":\"vPbgYO8/EneE8VU9o129Czu//IDhlEhxQYnDbHeQ\"}"]),
    secret(
      "basic-auth", .basicAuth, "Basic credentials", form: "`Basic` and base64",
      check: "it stands for `user:password`",
      trigger: "`basic`", visible: (0, 0), references: ["RFC 7617"],
      examples: ["Authorization: Basic ⟦YWRtaW46R0ByZDNuNTA5NA==⟧"],
      lookAlikes: ["basic plan upgraded to premium", "Basic YWJjZA=="]),
    secret(
      "bearer-token", .bearerToken, "Bearer token", form: "`Bearer` and a token",
      check: "digits, enough entropy", trigger: "`bearer`",
      references: ["RFC 6750"],
      examples: ["{\"authorization\":\"Bearer ⟦86cc0bdd96dd22f91cde0e518960dac741f82e2d⟧\"}"],
      lookAlikes: ["bearer tokens older than a day", "{\"token_type\":\"Bearer\"}"]),
    secret(
      "gcp-key", .gcpKey, "Google key or token",
      form: "`AIza` and 35 characters; `ya29.` and a token; `GOCSPX-` and 28 characters",
      trigger: "the prefix", examples: ["{\"k\":\"⟦AIzaSyEsKsbPivRbf5dmasas5TzdoQ1TvkoJGvU⟧\"}"],
      lookAlikes: ["AIzaSyShort"]),
    secret(
      "github-token-any", .githubToken, "GitHub token",
      form: "`ghp_`, `gho_`, `ghu_`, `ghs_`, `ghr_` and 36 characters; `github_pat_`",
      trigger: "the prefix", examples: ["note: ⟦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⟧"],
      lookAlikes: ["ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "ghp_short"]),
    secret(
      "jwt", .jwt, "JSON Web Token", form: "two to five parts of base64 between dots",
      check: "the first is JSON that names an algorithm",
      trigger: "`eyJ`", references: ["RFC 7519"],
      examples: [
        "jwt=⟦eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U⟧|x"
      ],
      lookAlikes: [
        "fetched page after=eyJpZCI6NTA0Njg5LCJkaXIiOiJmd2QifQ==", "eyJhbGciOiJIUzI1NiJ9",
      ]),
    secret(
      "password", .password, "Password",
      form: "the value of a key, an option or a word that names a password; of any form",
      check: "no placeholder, setting, sentence or date", context: .required,
      trigger: "a key, an option or a word", visible: (0, 0),
      examples: [
        "{\"password\":\"⟦hunter2!⟧\"}", "user=app;password=⟦Dr@g0n6209⟧;",
        "mysqldump -u root -p⟦Sh@d0w9366⟧ shop",
        "curl -u bob:⟦t0psecret⟧ https://x.example", "login with password ⟦Garden1995*⟧ failed",
      ],
      lookAlikes: [
        "{\"password_policy\":\"strict-v2\"}", "invalid password supplied",
        "{\"password\":\"${DB_PASSWORD}\"}", "{\"password\":\"\"}",
        "password=n/a card declined", "ssh -p 2222 host",
      ]),
    secret(
      "private-key", .privateKey, "Private key",
      form: "a block from `BEGIN … PRIVATE KEY` to `END`, also PGP and OpenSSH",
      check: "40 characters of base64 or more; fewer is a mask", trigger: "`-----BEGIN`",
      visible: (0, 0), references: ["RFC 7468"],
      examples: [
        "{\"k\":\"⟦-----BEGIN PRIVATE KEY-----\\nMC4CAQAwBQYDK2VwBCIEIAJIwotvSesw70zJNW7/2FR+iBa8nIKZ/U30tODMAIJF\\n-----END PRIVATE KEY-----⟧\"}"
      ],
      lookAlikes: [
        "-----BEGIN CERTIFICATE-----\nMC4CAQAwBQYDK2VwBCIEIAJIwotvSesw70zJNW7/2FR+iBa8nIKZ/U30tODMAIJF\n-----END CERTIFICATE-----",
        "-----BEGIN PUBLIC KEY-----\nMC4CAQAwBQYDK2VwBCIEIAJIwotvSesw70zJNW7/2FR+iBa8nIKZ\n-----END PUBLIC KEY-----",
      ]),
    secret(
      "session-token", .sessionToken, "Session token",
      form: "16 characters or more behind a session cookie's name", check: "enough entropy",
      context: .required, trigger: "the cookie's name",
      examples: [
        "Cookie: JSESSIONID=⟦2ed42b2b549f65699338e021dbf5d187⟧; Path=/",
        "{\"cookie\":\"sessionid=⟦5f4fd2e29618b6afd4c7f7f28a1a83ee⟧; theme=dark\"}",
      ],
      lookAlikes: ["{\"session_id\":\"e68826f47b0b6031\"}", "Cookie: theme=dark"]),
    secret(
      "slack-token-any", .slackToken, "Slack token or webhook",
      form: "`xoxb-`, `xoxp-`, `xapp-` and others; `https://hooks.slack.com/…`",
      trigger: "the prefix",
      examples: ["slack_token=⟦xoxb-123456789012-1234567890123-AbCdEfGhIjKlMnOpQrStUvWx⟧"],
      lookAlikes: ["xoxb-xxxxxxxxxxxxxxxxxxxxxxxxxxxx", "https://slack.com/help"]),
    secret(
      "stripe-key-any", .stripeKey, "Stripe secret key",
      form: "`sk_`, `rk_` with `live_` or `test_`; `whsec_`", trigger: "the prefix",
      references: ["Stripe, API keys"], examples: ["got \"⟦rk_live_0ARKDWxNrBs59MNc3TDfBadT⟧\""],
      lookAlikes: ["pk_live_0ARKDWxNrBs59MNc3TDfBadT", "evt_QzRDV9Y1hPCa3yTTEpsKhDXa"]),
    secret(
      "url-password", .urlPassword, "Password in a URL", form: "`scheme://user:password@host`",
      check: "no mask, no port",
      trigger: "`://`", visible: (0, 0), references: ["RFC 3986"],
      examples: [
        "connection refused: postgres://app:⟦s3cr%40t⟧@db:5432/core",
        "redis://:⟦1h1FeicbP9QSm⟧@db.internal:6379/6",
      ],
      lookAlikes: ["http://host:8443/@scope/pkg", "https://user@host/", "redis://:***@db:6379"]),
    secret(
      "vendor-token", .vendorToken, "Vendor's token",
      form: "the prefixes of more than eighty vendors", trigger: "the prefix",
      examples: ["using token ⟦glpat-t0mIBgDbwMN3GdpSiouR⟧"],
      lookAlikes: ["glpat-xxxxxxxxxxxxxxxxxxxx"]),
  ]
}
