import Testing
import Values

@testable import Mapping

/// Names put together from parts come apart into the same parts.
@Suite struct MeshNamesTests {
  private static let names = ["prod", "a", "pay-2", "kube-system", "0", "x.y", "ns", "sa", "svc"]

  private func apply(_ step: String, _ text: String) throws -> String {
    let parsed = parseStep(step)
    let conversion = try #require(Conversions.named(parsed.name))
    let decoder = SlotDecoder(
      mappings: [mapping(parsed)], type: conversion.output(with: parsed.arguments))
    return describe(Slot(kind: .string, bytes: Array(text.utf8)).decode(decoder))
  }

  @Test func spiffe() throws {
    for namespace in Self.names {
      for workload in Self.names {
        let text = "spiffe://cluster.local/ns/\(namespace)/sa/\(workload)"
        #expect(try apply(#"spiffe("principal")"#, text) == text)
        #expect(try apply(#"spiffe("namespace")"#, text) == namespace)
        #expect(try apply(#"spiffe("workload")"#, text) == workload)
      }
    }
    for other in [
      "spiffe://d/ns/a/sa/", "spiffe://d/ns//sa/b", "spiffe://d/ns/a/sa/b/c", "spiffe://d",
      "spiffe://d/sa/a/ns/b",
    ] {
      #expect(try apply(#"spiffe("workload")"#, other) == "missing")
    }
    for bad in [
      "", "-", "spiffe://", "spiffe:///ns/a/sa/b", "SPIFFE://d/ns/a/sa/b",
      "spiffe://a/x,spiffe://b/y", "x",
    ] {
      #expect(try apply(#"spiffe("workload")"#, bad) == "unreadable")
    }
  }

  @Test func clusters() throws {
    for (direction, plain, reporter) in [
      ("inbound", "inbound", "destination"), ("outbound", "outbound", "source"),
      ("inbound-vip", "inbound", "waypoint"),
    ] {
      for port in ["0", "9080", "65535"] {
        for subset in ["", "v1"] {
          for service in ["pay", "a-b"] {
            let host = "\(service).prod.svc.cluster.local"
            for text in [
              "\(direction)|\(port)|\(subset)|\(host)", "\(direction)_.\(port)_.\(subset)_.\(host)",
            ] {
              #expect(try apply(#"cluster("direction")"#, text) == plain)
              #expect(try apply(#"cluster("reporter")"#, text) == reporter)
              #expect(try apply(#"cluster("port")"#, text) == port)
              #expect(try apply(#"cluster("service")"#, text) == service)
              #expect(try apply(#"cluster("namespace")"#, text) == "prod")
            }
          }
        }
      }
    }
    #expect(try apply(#"cluster("direction")"#, "PassthroughCluster") == "outbound")
    #expect(try apply(#"cluster("service")"#, "BlackHoleCluster") == "missing")
    for other in [
      "", "-", "a|b|c|d", "outbound|70000||h", "outbound|80|h", "outbound|80||h|x", "httproute/a/b",
    ] {
      #expect(try apply(#"cluster("service")"#, other) == "missing", "\(other)")
    }
    #expect(try apply(#"cluster("namespace")"#, "outbound|443||api.example.com") == "missing")
  }

  @Test func denials() throws {
    for namespace in Self.names {
      for policy in Self.names {
        let text = "rbac_access_denied_matched_policy[ns[\(namespace)]-policy[\(policy)]-rule[3]]"
        #expect(try apply(#"rbac("decision")"#, text) == "deny")
        #expect(try apply(#"rbac("policy")"#, text) == "\(namespace)/\(policy)")
      }
    }
    #expect(try apply(#"rbac("policy")"#, "rbac_access_denied_matched_policy[mine]") == "mine")
    #expect(try apply(#"rbac("decision")"#, "ext_authz_denied") == "deny")
    #expect(try apply(#"rbac("policy")"#, "ext_authz_denied") == "missing")
    let none = "rbac_access_denied_matched_policy[none]"
    #expect(try apply(#"rbac("decision")"#, none) == "deny")
    #expect(try apply(#"rbac("policy")"#, none) == "absent")
    for other in ["", "-", "via_upstream", "rbac_access_denied_matched_policy[", "rate_limited"] {
      #expect(try apply(#"rbac("decision")"#, other) == "absent", "\(other)")
      #expect(try apply(#"rbac("policy")"#, other) == "missing", "\(other)")
    }
  }

  @Test func hostsAndPorts() throws {
    let expected = [
      ("a:1", "a", "1"), ("a", "a", "missing"), ("[::1]:65535", "::1", "65535"),
      ("[::1]", "::1", "missing"),
      ("::1", "::1", "missing"), ("1.2.3.4:80", "1.2.3.4", "80"),
      (":80", "unreadable", "unreadable"),
      ("a:", "unreadable", "unreadable"), ("a:65536", "unreadable", "unreadable"),
      ("a:b", "unreadable", "unreadable"),
      ("[::1", "unreadable", "unreadable"), ("[::1]80", "unreadable", "unreadable"),
      ("[1.2.3.4]:80", "unreadable", "unreadable"),
      ("[fe80::1%eth0]:80", "unreadable", "unreadable"),
      ("1:2:3", "unreadable", "unreadable"), ("/tmp/socket", "unreadable", "unreadable"),
      ("", "unreadable", "unreadable"),
    ]
    for (text, host, port) in expected {
      #expect(try apply("host", text) == host, "\(text)")
      #expect(try apply("port", text) == port, "\(text)")
    }
  }
}
