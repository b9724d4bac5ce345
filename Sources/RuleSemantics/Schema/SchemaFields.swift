import RuleModel
import Values

extension Schema {
  private static func field(
    _ name: String, _ type: ValueType, _ meaning: String, values: [String] = []
  ) -> Vocabulary.FieldDeclaration {
    Vocabulary.FieldDeclaration(
      field: Field(name: name, type: type, closedValues: values.map { Text($0) }),
      meaning: meaning, values: values)
  }

  /// The fields in groups that belong together. Closed sets never hold `unknown`: that is a
  /// state of a field, not a value.
  static let groups: [[Vocabulary.FieldDeclaration]] = [
    event, trace, network, identity, http, transport, authorization, resource, privacy,
  ]

  private static let event = [
    field("time", .timestamp, "when it happened"),
    field("observed_time", .timestamp, "when it was collected"),
    field("event.id", .string, "the record's identity"),
    field("event.action", .string, "what was done"),
    field(
      "event.outcome", .string, "whether it succeeded", values: ["failure", "success"]),
    field(
      "event.stage", .string, "how far the event had come when the record was written",
      values: ["complete", "panic", "received", "request", "response", "started"]),
    field("error.code", .string, "the error's code, where there was one"),
    field("error.message", .string, "the error's text, where there was one"),
    field("service.name", .string, "the service that wrote the record"),
    field("service.namespace", .string, "the namespace of the service that wrote the record"),
    field("cloud.account.id", .string, "the cloud account it happened in"),
    field("cloud.region", .string, "the cloud region it happened in"),
    field("k8s.cluster.name", .string, "the Kubernetes cluster it happened in"),
  ]

  private static let trace = [
    field("request.id", .string, "joins the stages and hops of one request"),
    field("trace.id", .string, "the distributed trace that it belongs to"),
    field("span.id", .string, "the span's identity"),
    field("span.parent_id", .string, "the identity of the span that caused it"),
    field(
      "span.kind", .string, "the span's side of the call",
      values: ["client", "consumer", "internal", "producer", "server"]),
    field("span.name", .string, "the operation that the span stands for"),
  ]

  private static let network = [
    field("source.address", .string, "the client as seen"),
    field("source.ip", .ip, "the client's IP address"),
    field("source.port", .integer, "the client's port"),
    field("source.workload", .string, "the workload that called"),
    field("source.namespace", .string, "the namespace of the workload that called"),
    field(
      "source.principal", .string,
      "the caller's cryptographic identity (SPIFFE ID or certificate subject)"),
    field("destination.address", .string, "the server"),
    field("destination.ip", .ip, "the server's IP address"),
    field("destination.port", .integer, "the server's port"),
    field("destination.workload", .string, "the workload that was called"),
    field("destination.service", .string, "the service that was called"),
    field("destination.namespace", .string, "the namespace of what was called"),
    field(
      "destination.principal", .string,
      "the server's cryptographic identity (SPIFFE ID or certificate subject)"),
    field(
      "reporter", .string,
      "which end's proxy wrote the record; one request has a record at each hop",
      values: ["destination", "source", "waypoint"]),
    field("proxy.response_flags", .list(of: .string), "the proxy's flags on how it ended"),
    field("proxy.response_details", .string, "the proxy's reason for the response"),
    field("proxy.termination_details", .string, "the proxy's reason for ending the connection"),
    field("ratelimit.limited", .boolean, "whether a rate limit refused it"),
    field("ratelimit.policy", .string, "the rate limit that applied"),
  ]

  private static let identity = [
    field("user.id", .string, "the human or API identity; absent for anonymous callers"),
    field("user.name", .string, "the user's name"),
    field("user.groups", .list(of: .string), "the groups that the user is in"),
    field(
      "user.type", .string, "what sort of identity it is",
      values: ["admin", "service", "system", "user"]),
    field("user.effective.name", .string, "whom the user acted as"),
    field("user.mfa", .boolean, "whether the user proved a second factor"),
    field("user_agent", .string, "the client's program, as it says itself"),
    field("actor.id", .string, "who approved, changed or decided"),
  ]

  private static let http = [
    field("http.request.method", .string, "GET, POST, …"),
    field("http.request.body.size", .size, "the size of the request's body"),
    field("http.response.status_code", .integer, "the HTTP status"),
    field("http.response.body.size", .size, "the size of the response's body"),
    field("http.duration", .duration, "how long the request took"),
    field(
      "url.path", .string,
      "the path, normalised: without the query, percent-decoded once, `//` and dot segments "
        + "resolved"),
    field("url.query", .string, "what follows the `?`"),
    field("url.host", .string, "the host that the client asked for"),
    field("url.scheme", .string, "http or https"),
    field("url.original", .string, "the path and query as logged"),
  ]

  private static let transport = [
    field("tls.established", .boolean, "whether the connection was encrypted with TLS"),
    field("tls.version", .version, "1.2, 1.3, …; SSL 3.0 is 0.3"),
    field("tls.cipher", .string, "the cipher suite"),
    field("tls.server_name", .string, "the server name that the client asked for (SNI)"),
    field("tls.mutual", .boolean, "whether both ends proved their identity"),
  ]

  private static let authorization = [
    field(
      "authz.decision", .string, "what the policy decided", values: ["allow", "audit", "deny"]),
    field("authz.policy", .string, "the policy that decided"),
    field("authz.reason", .string, "the policy's reason"),
  ]

  private static let resource = [
    field("resource.type", .string, "the type of the object acted on"),
    field("resource.group", .string, "the API group of the object acted on"),
    field("resource.subresource", .string, "the part of the object acted on"),
    field("resource.name", .string, "the name of the object acted on"),
    field("resource.namespace", .string, "the namespace of the object acted on"),
    field("change.id", .string, "the change's ticket or identity"),
    field("change.before", .string, "the configuration before the change"),
    field("change.after", .string, "the configuration after the change"),
  ]

  private static let privacy = [
    field("subject.id", .string, "the data subject"),
    field("subject.ids", .list(of: .string), "the data subjects that one record concerns"),
    field("purpose", .string, "what personal data was processed for"),
    field("classification", .string, "how confidential the data is"),
    field("recipient.name", .string, "to whom data was given"),
    field("recipient.country", .string, "the recipient's country"),
    field("legal_basis", .string, "the legal basis of the processing"),
    field("breach.id", .string, "the breach's identity"),
    field("breach.risk", .string, "how high the risk to people is"),
    field("breach.aware_at", .timestamp, "when the controller became aware of the breach"),
  ]
}
