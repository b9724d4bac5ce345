#!/usr/bin/env python3
"""Writes N rules over the mesh log that share their fields, to standard output.

usage: generate_rules.py N
Every rule has two conditions: one of its own, and one out of ten that all rules share. Few
events fail any of them, so that what is measured is the evaluation and not the report.
"""
import sys

OWN = [
    lambda n: f'user.id == "user-{n}"',
    lambda n: f'url.path starts with "/users/{n}/"',
    lambda n: f'url.path matches "/api/v1/*/{n}"',
    lambda n: f"http.response.body.size == {n * 7}B",
    lambda n: f'source.principal ends with "/sa/batch-{n}"',
    lambda n: f'url.path contains "/{n}/checkout"',
    lambda n: f'user_agent contains "Chrome/{n}."',
    lambda n: f"http.duration == {n % 900 + 1}ms",
]
SHARED = [
    "not tls.established",
    "tls.version < 1.3",
    'url.path matches "/admin/**"',
    "user.id is absent",
    "source.principal is absent",
    'http.request.method == "DELETE"',
    "http.response.status_code in [401, 403]",
    "http.response.status_code >= 500",
    'http.request.method in ["PUT", "POST"]',
    "http.duration > 890ms",
]


def main():
    for n in range(int(sys.argv[1])):
        own, shared = OWN[n % len(OWN)](n // len(OWN)), SHARED[n % len(SHARED)]
        print(f'rule generated-{n:04d} {{\n'
              f'  title     "Generated rule {n}"\n'
              f'  severity  low\n'
              f'  forbid    request where {own} and {shared}\n'
              f'  message   "a request that rule {n} forbids"\n'
              f'}}\n')


if __name__ == "__main__":
    main()
