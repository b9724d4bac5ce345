"""Traces of a small shop and the audit records of its services, as the OpenTelemetry collector's file
exporter writes them (OTLP JSON), with mistakes in them.
"""
DAY = 1768176000  # 2026-01-12T00:00:00Z
CALLS = [("gateway", "POST /api/v2/cart/{id}/checkout"), ("checkout", "POST /payments"), ("payments", "POST /entries")]


def attribute(key, value):
    return {"key": key, "value": {"intValue": str(value)} if isinstance(value, int) else {"stringValue": value}}


def hops(r):
    """Each trace: (trace id, [(service, span id, parent id, start in ns, name, status)])."""
    for number in range(30):
        trace, at, parent, spans = "%032x" % r.getrandbits(128), (DAY + 28800 + number * 600) * 10**9, None, []
        for service, name in CALLS[: 1 + number % 3 if number % 3 else 3]:
            span = "%016x" % r.getrandbits(64)
            at += r.randrange(10**6, 40 * 10**6)
            spans.append((service, span, parent, at, name, 502 if number == 8 and service == "payments" else 201))
            parent = span
        yield number, trace, spans


def resource(service):
    return {"attributes": [attribute("service.name", service), attribute("service.namespace", "shop"),
                           attribute("k8s.cluster.name", "prod-eu")]}


def traces(r):
    for number, trace, spans in hops(r):
        entries = []
        for service, span, parent, at, name, status in spans:
            if number == 14 and service == "gateway":
                continue  # the sampler dropped the beginning
            if number == 20 and service == "checkout":
                continue  # and here the middle
            record = {"traceId": trace, "spanId": span}
            if parent:
                record["parentSpanId"] = parent
            method, path = name.split(" ")
            record.update(name=name, kind=2, startTimeUnixNano=str(at), endTimeUnixNano=str(at + 35 * 10**6),
                          attributes=[attribute("http.request.method", method), attribute("url.path", path.replace("{id}", "7")),
                                      attribute("http.response.status_code", status), attribute("user.id", "user-%d" % (number % 9)),
                                      attribute("client.address", "10.244.1.%d" % (10 + number))],
                          status={"code": 2} if status >= 500 else {})
            entries.append({"resource": resource(service),
                            "scopeSpans": [{"scope": {"name": "shop.http", "version": "1.4.0"}, "spans": [record]}]})
        yield {"resourceSpans": entries}


def audit_logs(r):
    for number, trace, spans in hops(r):
        entries = []
        for service, span, parent, at, name, status in spans:
            if (number, service) in ((5, "payments"), (8, "payments"), (11, "checkout")):
                continue  # nobody wrote a record
            late = 95 if number == 17 and service == "gateway" else 0  # or too late
            record = {"timeUnixNano": str(at + (2 + late) * 10**9), "observedTimeUnixNano": str(at + (3 + late) * 10**9),
                      "severityNumber": 9, "eventName": "order.audit", "body": {"stringValue": name},
                      "traceId": trace.upper() if number % 2 else trace, "spanId": span,
                      "attributes": [attribute("actor.id", "user-%d" % (number % 9)), attribute("event.outcome", "success")]}
            entries.append({"resource": resource(service), "scopeLogs": [{"scope": {"name": "shop.audit"}, "logRecords": [record]}]})
        yield {"resourceLogs": entries}
