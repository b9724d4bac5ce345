import Values

/// The parts of Istio's names for upstream clusters (`outbound|9080|v1|reviews.prod.svc.cluster.local`)
/// and of the server names that its proxies send each other (`outbound_.9080_._.reviews.…`).
struct ClusterName {
  /// `inbound`, `outbound`, `inbound-vip`.
  var direction: String
  var port: UInt16?
  /// Empty for `inbound|9080||`.
  var host: ArraySlice<UInt8> = []

  /// Nil if the name has another form.
  init?(_ text: [UInt8]) {
    for (name, direction) in Self.wellKnown where text.elementsEqual(name.utf8) {
      self.direction = direction
      return
    }
    var parts = text.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)
    if parts.count == 1 {
      let separator = Array("_.".utf8)
      parts = []
      var start = 0
      while parts.count < 3, let place = text.firstPlace(of: separator, from: start) {
        parts.append(text[start..<place])
        start = place + 2
      }
      parts.append(text[start...])
    }
    guard parts.count == 4, let port = HostAndPort.port(parts[1]),
      let direction = ["inbound", "outbound", "inbound-vip"]
        .first(where: { parts[0].elementsEqual($0.utf8) })
    else { return nil }
    self.direction = direction
    self.port = port
    host = parts[3]
  }

  /// Names without parts.
  private static let wellKnown = [
    ("PassthroughCluster", "outbound"), ("BlackHoleCluster", "outbound"),
    ("InboundPassthroughCluster", "inbound"), ("InboundPassthroughClusterIpv4", "inbound"),
    ("InboundPassthroughClusterIpv6", "inbound"),
  ]

  /// The labels of a Kubernetes service's host name: service, namespace, `svc`, ….
  private var kubernetesLabels: [ArraySlice<UInt8>]? {
    let labels = host.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard labels.count >= 3, labels[2].elementsEqual("svc".utf8), !labels[0].isEmpty,
      !labels[1].isEmpty
    else { return nil }
    return labels
  }

  /// The service's name: the first label of a Kubernetes service, another host in full.
  var service: ArraySlice<UInt8>? {
    if let labels = kubernetesLabels { return labels[0] }
    return host.isEmpty ? nil : host
  }

  var namespace: ArraySlice<UInt8>? { kubernetesLabels?[1] }
}
