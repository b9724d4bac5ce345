#!/usr/bin/env python3
"""The benchmark's checks in DuckDB: the same as those of the rule files, in the same order.

usage: peer_duckdb.py mesh|ten|audit|privacy FILE [THREADS]      (needs: pip install duckdb)
Prints one JSON line: the counts per check, and the seconds (also of CPU time) of the queries that
evaluate all of them, without the start of Python and of DuckDB. `mesh` and `audit` are one scan; `ten`
adds checks 9 (admin calls of a user in a minute) and 10 (refused, then admitted) as a scan each;
`privacy` loads the events into a table and asks it six questions. SQL has no third value: what is
pending or rests on what lies before the log counts as a violation there.

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

TEN_COLUMNS = MESH_COLUMNS.replace("}", ",response_code:'INTEGER'}")
ADMIN_RATE = """select count(*) from (select 1 from {events}
    where path like '/admin/%' and jwt_sub is not null
    group by jwt_sub, time_bucket(interval 1 minute, start_time) having count(*) > 3)"""
REFUSED = """with e as (select start_time t, jwt_sub u, response_code c, path p from {events}
      where jwt_sub is not null
        and (response_code in (401, 403) or (response_code = 200 and path like '/admin/%')))
    select count(*) from e a where a.c = 200 and exists (select 1 from e b
      where b.c in (401, 403) and b.u = a.u and b.t <= a.t and b.t >= a.t - interval 10 second)"""

DAY = 86400
PRIVACY_COLUMNS = ["kind", "subject.id", "purpose", "event.action", "user.id", "trace.id", "span.id",
                   "change.id", "actor.id", "request.id", "breach.id"]


def followed_by(kind, other, keys, seconds):
    """Events of a kind that none of another kind with the same keys follows in time."""
    keys = ",".join(f'"{key}"' for key in keys)
    return f"""select count(*) from (select *,
        first_value(case when kind = '{other}' then t end ignore nulls) over (
          partition by {keys} order by n rows between current row and unbounded following) x
        from e where kind in ('{kind}', '{other}'))
      where kind = '{kind}' and (x is null or x - t > {seconds})"""


# In the order of the rules' names.
PRIVACY = [
    followed_by("breach", "notification", ["breach.id"], 72 * 3600),
    f"""select count(*) from e c where c.kind = 'change' and not exists (select 1 from e a
        where a.kind = 'approval' and a."change.id" = c."change.id" and a.n <= c.n
          and c.t - a.t <= {7 * DAY} and a."actor.id" <> c."actor.id")""",
    followed_by("data_request", "deletion", ["request.id", "subject.id"], 30 * DAY),
    """select count(*) from e h where h.kind = 'span' and not exists (select 1 from e a
        where a.kind = 'audit_record' and a."trace.id" = h."trace.id"
          and a."span.id" = h."span.id" and abs(a.t - h.t) <= 300)""",
    """select count(*) from (select *, count(*) over (partition by "user.id" order by t, n
          rows between unbounded preceding and current row)
        - count(*) over (partition by "user.id" order by t
          range between unbounded preceding and 60 preceding) c
        from e where kind = 'request') where c > 100""",
    """select count(*) from (select *,
        last_value(case when kind = 'consent' then "event.action" end ignore nulls) over (
          partition by "subject.id", purpose order by n
          rows between unbounded preceding and current row) s
        from e where kind in ('data_access', 'consent'))
      where kind = 'data_access' and s is distinct from 'granted'""",
]


def filters(db, events, checks, where="true"):
    """The counts of checks that one scan answers."""
    return list(db.execute(
        "select " + ", ".join(f"count(*) filter ({check})" for check in checks)
        + f" from {events} where {where}").fetchone())


def lines(path, columns):
    return f"read_json('{path}',format='newline_delimited',columns={columns})"


def ten(db, path):
    events = lines(path, TEN_COLUMNS)
    return filters(db, events, MESH) + [
        db.execute(query.format(events=events)).fetchone()[0] for query in (ADMIN_RATE, REFUSED)]


def privacy(db, path):
    columns = "{time:'TIMESTAMP'," + ",".join(f"'{name}':'VARCHAR'" for name in PRIVACY_COLUMNS) + "}"
    db.execute(f"""create table e as select row_number() over () - 1 n, epoch("time")::bigint t, *
        from {lines(path, columns)}""")
    return [db.execute(query).fetchone()[0] for query in PRIVACY]


WORKLOADS = {
    "mesh": lambda db, path: filters(db, lines(path, MESH_COLUMNS), MESH),
    "ten": ten,
    "audit": lambda db, path: filters(
        db, lines(path, AUDIT_COLUMNS), AUDIT, "stage = 'ResponseComplete'"),
    "privacy": privacy,
}


def main():
    workload, path = sys.argv[1], sys.argv[2]
    threads = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    db = duckdb.connect()
    db.execute(f"set threads={threads}")
    start, cpu = time.perf_counter(), time.process_time()
    counts = WORKLOADS[workload](db, path)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    print(json.dumps({"peer": "duckdb " + duckdb.__version__, "threads": threads,
                      "counts": counts, "seconds": round(seconds, 4),
                      "cpu": round(cpu, 4)}))


if __name__ == "__main__":
    main()
