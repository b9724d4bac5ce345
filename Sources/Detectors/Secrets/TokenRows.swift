extension TokenTable {
  /// In the order of their ids.
  static let rows: [TokenRow] = [
    TokenRow("adafruit-io-key", "Adafruit IO key", ["aio_"], .alnum, 28...28),
    TokenRow("adobe-client-secret", "Adobe client secret", ["p8e-", "p8e_"], .alnum, 32...32),
    TokenRow("age-secret-key", "age secret key", ["AGE-SECRET-KEY-1"], .capital, 58...58),
    TokenRow(
      "airtable-token", "Airtable personal access token", ["pat"], .dotted, 79...79, contains: "."),
    TokenRow("alibaba-access-key", "Alibaba Cloud access key id", ["LTAI"], .alnum, 12...20),
    TokenRow("anthropic-key", "Anthropic API key", ["sk-ant-"], .url, 80...120),
    TokenRow(
      "artifactory-token", "JFrog Artifactory token", ["AKCp", "cmVmdGtu"], .alnum, 56...69),
    TokenRow(
      "atlassian-token", "Atlassian API token", ["ATATT3", "ATCTT3", "ATBB"], .any, 24...220),
    TokenRow(
      "aws-access-key-id", "AWS access key id", ["AKIA", "ASIA", "ABIA", "ACCA"], .base32, 16...16,
      type: .awsAccessKey),
    TokenRow("aws-bedrock-key", "AWS Bedrock API key", ["ABSK"], .base64, 100...270),
    TokenRow("buildkite-token", "Buildkite token", ["bkua_", "bkct_", "bkaj_"], .alnum, 32...60),
    TokenRow("circleci-token", "CircleCI token", ["CCIPAT_", "CCIPRJ_"], .word, 40...80),
    TokenRow("clojars-token", "Clojars deploy token", ["CLOJARS_"], .alnum, 60...60),
    TokenRow("cloudflare-ca-key", "Cloudflare origin CA key", ["v1.0-"], .url, 140...180),
    TokenRow("contentful-token", "Contentful token", ["CFPAT-"], .url, 40...64),
    TokenRow(
      "databricks-token", "Databricks token", ["dapi", "dkea", "dose", "ddae"], .hex, 32...32),
    TokenRow("dependency-track-key", "Dependency-Track API key", ["odt_"], .alnum, 32...48),
    TokenRow(
      "digitalocean-token", "DigitalOcean token", ["dop_v1_", "doo_v1_", "dor_v1_"], .hex, 64...64),
    TokenRow(
      "discord-webhook", "Discord webhook",
      ["https://discord.com/api/webhooks/", "https://discordapp.com/api/webhooks/"], .any, 60...120),
    TokenRow("dockerhub-token", "Docker Hub token", ["dckr_pat_", "dckr_oat_"], .url, 27...36),
    TokenRow(
      "doppler-token", "Doppler token",
      ["dp.pt.", "dp.st.", "dp.sa.", "dp.ct.", "dp.scim.", "dp.audit."], .dotted, 40...64),
    TokenRow("dropbox-token", "Dropbox token", ["sl."], .url, 60...220),
    TokenRow("duffel-token", "Duffel token", ["duffel_test_", "duffel_live_"], .url, 40...60),
    TokenRow(
      "dynatrace-token", "Dynatrace token", ["dt0c01.", "dt0s16.", "dt0s02."], .dotted, 80...110),
    TokenRow("easypost-key", "EasyPost API key", ["EZAK", "EZTK"], .alnum, 54...54),
    TokenRow("facebook-token", "Meta access token", ["EAA"], .alnum, 60...260),
    TokenRow("figma-token", "Figma token", ["figd_", "figu_"], .url, 36...64),
    TokenRow("flutterwave-key", "Flutterwave key", ["FLWSECK_TEST-", "FLWSECK-"], .url, 24...48),
    TokenRow("flyio-token", "Fly.io token", ["fo1_", "fm1r_", "fm2_"], .any, 40...900),
    TokenRow("frameio-token", "Frame.io token", ["fio-u-"], .url, 64...64),
    TokenRow(
      "gcp-api-key", "Google API key", ["AIza"], .url, 35...35, type: .gcpKey),
    TokenRow(
      "gcp-oauth-secret", "Google OAuth client secret", ["GOCSPX-"], .url, 28...28, type: .gcpKey),
    TokenRow(
      "gcp-oauth-token", "Google OAuth access token", ["ya29."], .dotted, 40...1200, type: .gcpKey),
    TokenRow(
      "github-fine-grained-token", "GitHub fine-grained token", ["github_pat_"], .word, 70...90,
      type: .githubToken),
    TokenRow(
      "github-token", "GitHub token", ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"], .alnum, 36...255,
      type: .githubToken),
    TokenRow(
      "gitlab-token", "GitLab token",
      [
        "glpat-", "gldt-", "glptt-", "glrt-", "glsoat-", "glcbt-", "glft-", "glimt-", "glagent-",
        "gloas-", "glffct-",
        "GR1348941",
      ], .dotted, 20...64),
    TokenRow("grafana-token", "Grafana token", ["glsa_", "glc_"], .any, 32...400),
    TokenRow("groq-key", "Groq API key", ["gsk_"], .alnum, 40...64),
    TokenRow("heroku-key", "Heroku API key", ["HRKU-"], .url, 36...80),
    TokenRow(
      "hubspot-token", "HubSpot token", ["pat-na1-", "pat-eu1-", "pat-na2-"], .url, 36...36),
    TokenRow("huggingface-token", "Hugging Face token", ["hf_", "api_org_"], .alnum, 34...40),
    TokenRow("infracost-key", "Infracost API key", ["ico-"], .alnum, 32...32),
    TokenRow("intra42-secret", "42 API secret", ["s-s4t2ud-", "s-s4t2af-"], .hex, 64...64),
    TokenRow("ionic-token", "Ionic token", ["ion_"], .alnum, 42...42),
    TokenRow("langsmith-key", "LangSmith API key", ["lsv2_pt_", "lsv2_sk_"], .word, 40...60),
    TokenRow("linear-key", "Linear API key", ["lin_api_", "lin_oauth_"], .alnum, 40...64),
    TokenRow("lob-key", "Lob API key", ["live_pub_", "test_pub_"], .hex, 31...35),
    TokenRow("mailgun-key", "Mailgun key", ["key-"], .hex, 32...32),
    TokenRow("mapbox-token", "Mapbox secret token", ["sk.eyJ"], .dotted, 60...200),
    TokenRow("mercury-token", "Mercury token", ["secret-token:mercury_"], .word, 40...100),
    TokenRow("netlify-token", "Netlify token", ["nfp_"], .alnum, 36...48),
    TokenRow(
      "new-relic-key", "New Relic key", ["NRAK-", "NRII-", "NRJS-", "NRAA-"], .url, 19...48),
    TokenRow("notion-token", "Notion token", ["ntn_", "secret_"], .alnum, 40...56),
    TokenRow("npm-token", "npm token", ["npm_"], .alnum, 36...36),
    TokenRow("octopus-key", "Octopus Deploy key", ["API-"], .capital, 25...29),
    TokenRow(
      "openai-key", "OpenAI API key", ["sk-proj-", "sk-svcacct-", "sk-admin-", "sk-None-", "sk-"],
      .url, 40...180, contains: "T3BlbkFJ"),
    TokenRow("openrouter-key", "OpenRouter API key", ["sk-or-v1-"], .hex, 64...64),
    TokenRow("openshift-token", "OpenShift token", ["sha256~"], .url, 43...43),
    TokenRow("paystack-key", "Paystack key", ["sk_paystack_"], .alnum, 40...48),
    TokenRow("perplexity-key", "Perplexity API key", ["pplx-"], .alnum, 40...64),
    TokenRow(
      "plaid-token", "Plaid access token",
      ["access-sandbox-", "access-development-", "access-production-"], .url, 36...36),
    TokenRow(
      "planetscale-token", "PlanetScale token", ["pscale_tkn_", "pscale_pw_", "pscale_oauth_"],
      .dotted, 32...64),
    TokenRow("postman-key", "Postman API key", ["PMAK-"], .url, 55...64),
    TokenRow("prefect-key", "Prefect API key", ["pnu_", "pnb_"], .alnum, 36...36),
    TokenRow("pulumi-token", "Pulumi token", ["pul-"], .hex, 40...40),
    TokenRow("pypi-token", "PyPI token", ["pypi-AgE"], .url, 50...300),
    TokenRow("readme-key", "ReadMe API key", ["rdme_"], .alnum, 70...70),
    TokenRow("replicate-token", "Replicate token", ["r8_"], .alnum, 37...40),
    TokenRow("rubygems-key", "RubyGems API key", ["rubygems_"], .hex, 48...48),
    TokenRow("scalingo-token", "Scalingo token", ["tk-us-"], .url, 48...48),
    TokenRow("sendgrid-key", "SendGrid API key", ["SG."], .dotted, 66...66, contains: "."),
    TokenRow("sendinblue-key", "Brevo API key", ["xkeysib-"], .url, 81...81),
    TokenRow("sentry-token", "Sentry token", ["sntrys_", "sntryu_"], .any, 40...400),
    TokenRow("shippo-token", "Shippo token", ["shippo_live_", "shippo_test_"], .hex, 40...40),
    TokenRow(
      "shopify-token", "Shopify token", ["shpat_", "shpca_", "shppa_", "shpss_"], .hex, 32...32),
    TokenRow(
      "slack-token", "Slack token",
      [
        "xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xoxo-", "xoxc-", "xoxd-", "xapp-", "xoxe-",
        "xoxe.xoxp-", "xoxe.xoxb-",
      ],
      .any, 20...260, type: .slackToken),
    TokenRow(
      "slack-webhook", "Slack webhook",
      [
        "https://hooks.slack.com/services/", "http://hooks.slack.com/services/",
        "https://hooks.slack.com/workflows/", "https://hooks.slack.com/triggers/",
      ],
      .any, 30...90, type: .slackToken),
    TokenRow("snyk-token", "Snyk token", ["snyk_"], .dotted, 30...120),
    TokenRow("sonar-token", "SonarQube token", ["squ_", "sqp_", "sqa_"], .hex, 40...40),
    TokenRow("sourcegraph-token", "Sourcegraph token", ["sgp_"], .word, 40...64),
    TokenRow("square-token", "Square token", ["sq0atp-", "sq0csp-", "EAAAE"], .url, 22...60),
    TokenRow("stackhawk-key", "StackHawk API key", ["hawk."], .dotted, 41...60),
    TokenRow(
      "stripe-key", "Stripe secret key",
      ["sk_live_", "sk_test_", "rk_live_", "rk_test_", "sk_prod_"], .alnum,
      16...250, type: .stripeKey),
    TokenRow(
      "stripe-webhook-secret", "Stripe webhook secret", ["whsec_"], .any, 24...64, type: .stripeKey),
    TokenRow("supabase-key", "Supabase key", ["sbp_", "sb_secret_"], .url, 31...60),
    TokenRow(
      "tailscale-key", "Tailscale key", ["tskey-auth-", "tskey-api-", "tskey-client-", "tskey-"],
      .url, 20...80),
    TokenRow("tencent-key", "Tencent Cloud secret id", ["AKID"], .alnum, 32...32),
    TokenRow("twilio-key", "Twilio API key", ["SK"], .hex, 32...32),
    TokenRow("typeform-token", "Typeform token", ["tfp_"], .any, 40...70),
    TokenRow("vault-token", "HashiCorp Vault token", ["hvs.", "hvb.", "hvr."], .url, 24...300),
    TokenRow("vercel-token", "Vercel token", ["vcp_", "vck_", "vca_"], .alnum, 24...64),
    TokenRow("xai-key", "xAI API key", ["xai-"], .alnum, 70...90),
    TokenRow("yandex-token", "Yandex token", ["AQVN", "t1."], .any, 35...220),
    TokenRow(
      "zapier-webhook", "Zapier webhook", ["https://hooks.zapier.com/hooks/catch/"], .any, 12...40),
  ]
}
