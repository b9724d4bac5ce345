#!/usr/bin/env python3
"""Repeats a Kubernetes audit log until it has a given size, to standard output.

usage: generate_audit_log.py SAMPLE MEGABYTES
Each round has audit IDs of its own and times later by the sample's length, so that every
event is a new one. The same arguments give the same bytes.
"""
import datetime
import re
import sys

TIME = re.compile(r'"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)((?:\.\d+)?Z)"')
IDENTITY = re.compile(r'("auditID":"[0-9a-f-]{24})[0-9a-f]{12}"')


def main():
    path, limit = sys.argv[1], int(sys.argv[2]) * 1_000_000
    with open(path, encoding="utf-8") as file:
        lines = [line.rstrip("\n") for line in file if line.strip()]
    parse = lambda text: datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%S")
    times = sorted({match.group(1) for line in lines for match in TIME.finditer(line)})
    length = parse(times[-1]) - parse(times[0]) + datetime.timedelta(seconds=1)
    heads = {match.group(1) for line in lines for match in IDENTITY.finditer(line)}
    identities = {match.group(0) for line in lines for match in IDENTITY.finditer(line)}
    if len(heads) != len(identities):
        sys.exit("audit IDs of the sample are too alike to be renumbered")

    written, turn = 0, 0
    while written < limit:
        moved = {text: (parse(text) + turn * length).strftime("%Y-%m-%dT%H:%M:%S")
                 for text in times}
        later = lambda match: '"%s%s"' % (moved[match.group(1)], match.group(2))
        fresh = r'\g<1>%012x"' % turn
        for line in lines:
            text = IDENTITY.sub(fresh, TIME.sub(later, line)) + "\n"
            sys.stdout.write(text)
            written += len(text.encode())
        turn += 1


if __name__ == "__main__":
    main()
