#!/usr/bin/env python3
"""The benchmark's checks in DuckDB: the same as mesh.writ and audit.writ, in the same order.

usage: peer_duckdb.py mesh|audit FILE [THREADS]      (needs: pip install duckdb)
Prints one JSON line: the counts per check, and the seconds (also of CPU time) of the one scan
that evaluates all of them, without the start of Python and of DuckDB.

The columns are declared, so that DuckDB reads nothing it does not need. The audit checks look
at the last stage of each request only, which on this file counts what Writ counts after it
has merged the stages of a request into one event.
"""
import json
import sys
import time

import duckdb

MESH_COLUMNS = ("{start_time:'TIMESTAMP',method:'VARCHAR',path:'VARCHAR',"
                "downstream_tls_version:'VARCHAR',downstream_peer_uri_san:'VARCHAR',"
                "jwt_sub:'VARCHAR',trace_id:'VARCHAR'}")
MESH = [
    "downstream_tls_version is null",
    "downstream_tls_version not in ('TLSv1.3')",
    "path like '/admin/%' and jwt_sub is null",
    "downstream_peer_uri_san is null",
    r"regexp_matches(path,'[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}|\b\d{13,19}\b')",
    "path like '/internal/export/%' and not regexp_matches(downstream_peer_uri_san,'/sa/reports$')",
    r"method='DELETE' and regexp_matches(path,'^/users/\d+')",
    "trace_id is null",
]

AUDIT_COLUMNS = ("{stage:'VARCHAR',verb:'VARCHAR',requestURI:'VARCHAR',"
                 "\"user\":'STRUCT(username VARCHAR)',"
                 "impersonatedUser:'STRUCT(username VARCHAR)',"
                 "objectRef:'STRUCT(resource VARCHAR, namespace VARCHAR, name VARCHAR)',"
                 "responseStatus:'STRUCT(code INTEGER)'}")
AUDIT = [
    "impersonatedUser.username is not null",
    "objectRef.resource = 'secrets'",
    "objectRef.resource in ('roles','clusterroles') and verb in ('create','update','patch')",
    "objectRef.resource in ('rolebindings','clusterrolebindings') and verb = 'delete'",
    "responseStatus.code = 403",
    "responseStatus.code >= 400 and verb = 'delete'",
    "objectRef.namespace = 'default' and verb not in ('get','list','watch')",
    "objectRef.resource like 'cluster%' and objectRef.name like 'audit2rbac:s%' and verb <> 'get'",
]


def main():
    workload, path = sys.argv[1], sys.argv[2]
    threads = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    columns, checks, events = {
        "mesh": (MESH_COLUMNS, MESH, "true"),
        "audit": (AUDIT_COLUMNS, AUDIT, "stage = 'ResponseComplete'"),
    }[workload]
    db = duckdb.connect()
    db.execute(f"set threads={threads}")
    start, cpu = time.perf_counter(), time.process_time()
    counts = db.execute(
        "select " + ", ".join(f"count(*) filter ({check})" for check in checks)
        + f" from read_json('{path}',format='newline_delimited',columns={columns})"
        + f" where {events}").fetchone()
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    print(json.dumps({"peer": "duckdb " + duckdb.__version__, "threads": threads,
                      "counts": list(counts), "seconds": round(seconds, 4),
                      "cpu": round(cpu, 4)}))


if __name__ == "__main__":
    main()
