#!/usr/bin/env python3
"""Writes the generated examples: a mesh, its traces and its control plane over one day, and a quarter of
an organisation's dealings with personal data, with mistakes in them.

usage: generate.py FOLDER

The same bytes every time. Names, addresses and identities are invented (documentation ranges of
RFC 5737 for addresses outside).
"""
import json
import os
import random
import sys
import time
import uuid

from generate_privacy import privacy
from generate_traces import audit_logs, traces

DAY = 1768176000  # 2026-01-12T00:00:00Z, a Monday
SERVICES = ["checkout", "payments", "orders", "users", "catalog", "search", "ledger", "reports", "auth"]
CALLS = [  # method, path, service, weight
    ("GET", "/api/v1/items/%d", "catalog", 30), ("GET", "/search?q=shoes&page=%d", "search", 24),
    ("POST", "/api/v2/cart/%d/checkout", "checkout", 12), ("GET", "/api/v1/orders/%d", "orders", 16),
    ("GET", "/users/%d/profile", "users", 12), ("GET", "/healthz", "catalog", 14),
    ("POST", "/payments/%d", "payments", 8), ("POST", "/auth/login", "auth", 6),
    ("GET", "/metrics", "orders", 4), ("GET", "/admin/users/%d", "users", 3),
    ("PUT", "/admin/settings", "auth", 2), ("GET", "/internal/export/%d", "reports", 2),
    ("DELETE", "/users/%d", "users", 2), ("POST", "/audit/events", "ledger", 4),
]
CALLERS = {"payments": ["checkout", "gateway"], "ledger": ["payments", "checkout"],
           "reports": ["reports"], "orders": ["checkout", "gateway"]}


def rfc3339(nanoseconds, digits):
    seconds, rest = divmod(nanoseconds, 10**9)
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + (".%09d" % rest)[:digits + 1] + "Z"


def mesh(r, count):
    """Access log lines of gateways, in the default keys of Istio and the usual names for the rest."""
    at = DAY * 10**9
    for number in range(count):
        at += r.randrange(1, 2 * 86400 * 10**9 // count)
        method, path, service, _ = r.choices(CALLS, [c[3] for c in CALLS])[0]
        if "%d" in path:
            path %= r.randrange(1, 9999)
        caller = r.choice(CALLERS.get(service, ["gateway", "checkout", "orders"]))
        user = "user-%d" % r.randrange(400)
        status = r.choices([200, 201, 204, 301, 404, 429], [80, 5, 4, 2, 5, 1])[0]
        record = {
            "start_time": rfc3339(at, 3), "method": method, "path": path, "protocol": "HTTP/2",
            "response_code": status, "response_flags": "RL" if status == 429 else "-",
            "response_code_details": "via_upstream", "connection_termination_details": None,
            "upstream_transport_failure_reason": None,
            "bytes_received": r.randrange(0, 4000), "bytes_sent": r.randrange(100, 90000),
            "duration": r.randrange(1, 900), "user_agent": "Go-http-client/2.0",
            "request_id": str(uuid.UUID(int=r.getrandbits(128), version=4)),
            "authority": service + ".prod:8080",
            "upstream_cluster": "outbound|8080||" + service + ".prod.svc.cluster.local",
            "downstream_remote_address": "10.244.%d.%d:%d" % (r.randrange(4), r.randrange(2, 250), r.randrange(30000, 60000)),
            "downstream_local_address": "10.96.0.%d:8080" % (20 + SERVICES.index(service)),
            "downstream_tls_version": "TLSv1.3", "downstream_tls_cipher": "TLS_AES_128_GCM_SHA256",
            "downstream_peer_uri_san": "spiffe://cluster.local/ns/prod/sa/" + caller,
            "downstream_local_uri_san": "spiffe://cluster.local/ns/prod/sa/" + service,
            "jwt_sub": user, "x_ratelimit_limit": None, "x_purpose": None, "trace_id": "%032x" % r.getrandbits(128),
        }
        if path == "/healthz":
            record.update(jwt_sub=None, trace_id=None, downstream_peer_uri_san=None, user_agent="kube-probe/1.31")
        if path == "/metrics":
            record.update(downstream_peer_uri_san="spiffe://cluster.local/ns/monitoring/sa/prometheus", jwt_sub=None)
        if path.startswith("/internal/export/"):
            record.update(x_purpose="monthly-figures", x_ratelimit_limit="5, 5;w=3600")
        if path == "/auth/login":
            record.update(jwt_sub=None, x_ratelimit_limit="10, 10;w=60")
        if method in ("PUT", "DELETE") and "jwt_sub" in record and record["jwt_sub"]:
            record["jwt_sub"] = "clerk-%d" % r.randrange(5)
        # One mistake every so often, each of another sort.
        mistake = {
            17: dict(path="/admin/users/17", method="GET", jwt_sub=None, downstream_peer_uri_san=None, response_code=200),
            31: dict(downstream_tls_version=None, downstream_tls_cipher=None, downstream_peer_uri_san=None),
            46: dict(downstream_tls_version="TLSv1.1", downstream_tls_cipher="ECDHE-RSA-AES128-SHA"),
            58: dict(path="/payments/41", method="POST", downstream_tls_version="TLSv1.2", downstream_tls_cipher="AES128-SHA"),
            73: dict(path="/search?email=jane.doe%40example.com"),
            85: dict(path="/payments/42?card=4111111111111111", method="POST"),
            110: dict(path="/internal/export/7", method="GET", response_code=200,
                      downstream_peer_uri_san="spiffe://cluster.local/ns/prod/sa/search"),
            150: dict(path="/auth/login", method="POST", x_ratelimit_limit=None, response_code=401, jwt_sub=None),
            163: dict(response_code=403, response_code_details="rbac_access_denied_matched_policy[none]", upstream_cluster=None,
                      downstream_peer_uri_san="spiffe://cluster.local/ns/legacy/sa/default"),
            171: dict(downstream_peer_uri_san="spiffe://partner.example/ns/shop/sa/sync"),
            188: dict(trace_id=None),
            221: dict(upstream_cluster="outbound|8080||ledger.prod.svc.cluster.local", path="/entries/9", method="POST", response_code=201,
                      downstream_peer_uri_san="spiffe://cluster.local/ns/prod/sa/search"),
        }.get(number % 260, {})
        record.update(mistake)
        yield record


def call(at, audit_id, verb, uri, user, groups, ip, ref, code, **more):
    """The two stages that the API server writes of a request."""
    reason = more.pop("reason", None)
    base = {
        "kind": "Event", "apiVersion": "audit.k8s.io/v1", "level": "RequestResponse" if "requestObject" in more else "Metadata",
        "auditID": audit_id, "requestURI": uri, "verb": verb,
        "user": {"username": user, "groups": groups} if user else {},
        "sourceIPs": [ip], "userAgent": more.pop("agent", "kubectl/v1.31.0"),
        "requestReceivedTimestamp": rfc3339(at, 6),
    }
    effective = more.pop("effective", None)
    if effective:
        base["impersonatedUser"] = {"username": effective, "groups": ["system:authenticated"]}
    if ref:
        base["objectRef"] = ref
    received = dict(base, stage="RequestReceived", stageTimestamp=rfc3339(at, 6))
    complete = dict(base, stage="ResponseComplete", stageTimestamp=rfc3339(at + 4 * 10**6, 6),
                    responseStatus={"metadata": {}, "code": code}, **more)
    if code == 403:
        complete["responseStatus"].update(status="Failure", reason="Forbidden")
        complete["annotations"] = {"authorization.k8s.io/decision": "forbid", "authorization.k8s.io/reason": ""}
    elif code != 401:
        complete["annotations"] = {
            "authorization.k8s.io/decision": "allow",
            "authorization.k8s.io/reason": reason if reason is not None
            else 'RBAC: allowed by ClusterRoleBinding "team" of ClusterRole "edit" to User "%s"' % user}
    return [received, complete]


def kubernetes(r):
    """A day at the API server: the usual, and somebody who should not."""
    people, flux = ["system:authenticated"], "system:serviceaccount:flux-system:kustomize-controller"
    accounts = lambda ns: ["system:serviceaccounts", "system:serviceaccounts:" + ns, "system:authenticated"]
    at = DAY * 10**9
    calls = []

    def add(verb, uri, user, groups, ip, ref, code, **more):
        nonlocal at
        at += r.randrange(10**9, 900 * 10**9)
        calls.append((at, str(uuid.UUID(int=r.getrandbits(128), version=4)), verb, uri, user, groups, ip, ref, code, more))

    def pod(user, groups, ip, namespace, name, spec, code=201):
        add("create", "/api/v1/namespaces/%s/pods" % namespace, user, groups, ip,
            {"resource": "pods", "namespace": namespace, "name": name, "apiVersion": "v1"}, code,
            requestObject={"kind": "Pod", "apiVersion": "v1", "metadata": {"name": name, "namespace": namespace}, "spec": spec})

    controller = "system:serviceaccount:kube-system:replicaset-controller"
    digest = "registry.example/shop/%s@sha256:" + "%064x"
    for number in range(24):
        service = SERVICES[number % len(SERVICES)]
        add("get", "/api/v1/namespaces/prod/configmaps/" + service, "system:serviceaccount:prod:" + service, accounts("prod"),
            "10.244.1.%d" % (10 + number), {"resource": "configmaps", "namespace": "prod", "name": service, "apiVersion": "v1"}, 200,
            agent=service + "/1.4")
        add("get", "/livez", "system:anonymous", ["system:unauthenticated"], "172.18.0.2", None, 200, agent="kube-probe/1.31", reason="")
        if number % 3 == 0:
            pod(controller, accounts("kube-system"), "172.18.0.3", "prod", "%s-%05x" % (service, r.getrandbits(20)),
                {"containers": [{"name": "app", "image": digest % (service, r.getrandbits(256)),
                                 "securityContext": {"privileged": False, "runAsNonRoot": True}}]})
        if number % 6 == 0:
            add("patch", "/apis/security.istio.io/v1/namespaces/prod/authorizationpolicies/" + service, flux, accounts("flux-system"),
                "10.244.0.9", {"resource": "authorizationpolicies", "namespace": "prod", "name": service,
                               "apiGroup": "security.istio.io", "apiVersion": "v1"}, 200,
                requestObject={"spec": {"action": "ALLOW", "rules": [{"from": [{"source": {"principals": ["cluster.local/ns/prod/sa/gateway"]}}]}]}})
    # What an auditor would ask about.
    add("get", "/api/v1/namespaces/prod/secrets/payments-key", "mallory", people, "198.51.100.23",
        {"resource": "secrets", "namespace": "prod", "name": "payments-key", "apiVersion": "v1"}, 200)
    add("list", "/api/v1/namespaces/prod/secrets", "system:serviceaccount:prod:search", accounts("prod"), "10.244.2.7",
        {"resource": "secrets", "namespace": "prod", "apiVersion": "v1"}, 200, agent="search/1.4")
    add("create", "/api/v1/namespaces/prod/pods/payments-5d9f/exec?command=sh&stdin=true&tty=true", "mallory", people, "198.51.100.23",
        {"resource": "pods", "subresource": "exec", "namespace": "prod", "name": "payments-5d9f", "apiVersion": "v1"}, 101)
    add("create", "/api/v1/namespaces/prod/serviceaccounts/ledger/token", "mallory", people, "198.51.100.23",
        {"resource": "serviceaccounts", "subresource": "token", "namespace": "prod", "name": "ledger", "apiVersion": "v1"}, 201)
    add("get", "/api/v1/namespaces/prod/configmaps", "system:serviceaccount:prod:ledger", accounts("prod"), "198.51.100.23",
        {"resource": "configmaps", "namespace": "prod", "apiVersion": "v1"}, 200, agent="curl/8.5.0")
    add("create", "/apis/rbac.authorization.k8s.io/v1/clusterroles", "mallory", people, "198.51.100.23",
        {"resource": "clusterroles", "name": "helper", "apiGroup": "rbac.authorization.k8s.io", "apiVersion": "v1"}, 201,
        requestObject={"kind": "ClusterRole", "apiVersion": "rbac.authorization.k8s.io/v1", "metadata": {"name": "helper"},
                       "rules": [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*", "escalate"]}]})
    add("create", "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", "mallory", people, "198.51.100.23",
        {"resource": "clusterrolebindings", "name": "helper", "apiGroup": "rbac.authorization.k8s.io", "apiVersion": "v1"}, 201,
        requestObject={"kind": "ClusterRoleBinding", "apiVersion": "rbac.authorization.k8s.io/v1", "metadata": {"name": "helper"},
                       "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "helper"},
                       "subjects": [{"kind": "User", "name": "mallory"}]})
    add("patch", "/apis/security.istio.io/v1/namespaces/prod/peerauthentications/default", "mallory", people, "198.51.100.23",
        {"resource": "peerauthentications", "namespace": "prod", "name": "default", "apiGroup": "security.istio.io", "apiVersion": "v1"}, 200,
        requestObject={"spec": {"mtls": {"mode": "PERMISSIVE"}}})
    pod("mallory", people, "198.51.100.23", "default", "debug",
        {"hostNetwork": True, "hostPID": True, "volumes": [{"name": "tmp", "emptyDir": {}}],
         "containers": [{"name": "sh", "image": "alpine:latest", "securityContext": {"privileged": True}}]})
    add("patch", "/api/v1/namespaces/kube-system/configmaps/audit-policy", "mallory", people, "198.51.100.23",
        {"resource": "configmaps", "namespace": "kube-system", "name": "audit-policy", "apiVersion": "v1"}, 200,
        requestObject={"data": {"policy.yaml": "rules: []"}})
    add("delete", "/api/v1/namespaces/kube-system", "mallory", people, "198.51.100.23",
        {"resource": "namespaces", "name": "kube-system", "namespace": "kube-system", "apiVersion": "v1"}, 403)
    add("list", "/api/v1/namespaces/prod/pods", "breakglass", ["system:masters", "system:authenticated"], "10.0.0.4",
        {"resource": "pods", "namespace": "prod", "apiVersion": "v1"}, 200, reason="", effective="alice")
    add("get", "/api/v1/namespaces/default/services", "system:anonymous", ["system:unauthenticated"], "203.0.113.5",
        {"resource": "services", "namespace": "default", "apiVersion": "v1"}, 200, agent="python-requests/2.31.0")
    add("create", "/api/v1/namespaces/prod/services", flux, accounts("flux-system"), "10.244.0.9",
        {"resource": "services", "namespace": "prod", "name": "reports", "apiVersion": "v1"}, 201,
        requestObject={"kind": "Service", "apiVersion": "v1", "metadata": {"name": "reports"}, "spec": {"type": "ClusterIP"}})
    add("update", "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/injector", flux, accounts("flux-system"), "10.244.0.9",
        {"resource": "mutatingwebhookconfigurations", "name": "injector", "apiGroup": "admissionregistration.k8s.io", "apiVersion": "v1"}, 200,
        requestObject={"webhooks": []})
    add("get", "/api/v1/namespaces/prod/secrets/db", "bob", people, "10.0.0.7",
        {"resource": "secrets", "namespace": "prod", "name": "db", "apiVersion": "v1"}, 403)

    for when, audit_id, verb, uri, user, groups, ip, ref, code, more in calls:
        for record in call(when, audit_id, verb, uri, user, groups, ip, ref, code, **dict(more)):
            yield record


def approvals():
    """Native events: an organisation's own records, as Writ names things."""
    for number, (when, change, who, what) in enumerate([
            ("2026-01-12T08:10:00+01:00", "CHG-1041", "ann", "authorizationpolicies"),
            ("2026-01-12T10:45:00+01:00", "CHG-1042", "ben", "gateways"),
            ("2026-01-12T21:30:00+01:00", "CHG-1043", "ann", "peerauthentications")]):
        yield {"kind": "approval", "time": when, "event.id": "approval-%d" % (number + 1), "change.id": change,
               "actor.id": who, "resource.type": what}
    for number, (when, change, who, what, service) in enumerate([
            ("2026-01-12T09:02:11+01:00", "CHG-1041", "dora", "authorizationpolicies", "payments"),
            ("2026-01-12T11:20:45+01:00", "CHG-1042", "carl", "gateways", "checkout"),
            ("2026-01-12T22:41:03+01:00", "CHG-1043", "ann", "peerauthentications", "payments"),
            ("2026-01-12T23:05:59+01:00", None, "carl", "gateways", "search")]):
        yield {"kind": "change", "time": when, "event": {"id": "change-%d" % (number + 1), "outcome": "success"},
               "change.id": change, "actor.id": who, "resource": {"type": what, "group": "example.com"},
               "destination": {"service": service}}


def write(folder, name, records):
    with open(os.path.join(folder, name), "w", newline="\n") as file:
        for record in records:
            file.write(json.dumps(record, separators=(",", ":")) + "\n")


def main():
    folder = sys.argv[1]
    write(folder, "mesh.jsonl", mesh(random.Random(7), 520))
    write(folder, "kubernetes-audit.jsonl", kubernetes(random.Random(11)))
    write(folder, "changes.jsonl", approvals())
    write(folder, "otlp-traces.jsonl", traces(random.Random(13)))
    write(folder, "otlp-audit.jsonl", audit_logs(random.Random(13)))
    write(folder, "privacy.jsonl", privacy(random.Random(17)))


if __name__ == "__main__":
    main()
