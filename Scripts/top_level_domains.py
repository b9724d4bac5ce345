#!/usr/bin/env python3
"""Makes Sources/Detectors/Contact/TopLevelDomains.swift from the Public Suffix List's ICANN part.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install tldextract
    /tmp/venv/bin/python Scripts/top_level_domains.py > Sources/Detectors/Contact/TopLevelDomains.swift
"""
import os

import tldextract

path = os.path.join(os.path.dirname(tldextract.__file__), ".tld_set_snapshot")
names = set()
for line in open(path, encoding="utf-8"):
    if "END ICANN DOMAINS" in line:
        break
    line = line.strip()
    if line and not line.startswith("//"):
        last = line.lstrip("!*.").split(".")[-1]
        names.add(last.encode("idna").decode() if not last.isascii() else last)
names -= {"arpa", "onion", "test", "localhost", "local", "invalid"}
print(f"""// Made by Scripts/top_level_domains.py from the Public Suffix List (Mozilla, MPL-2.0; tldextract {tldextract.__version__}).
// Do not edit.

enum TopLevelDomains {{
  /// In small letters; those beyond ASCII as `xn--…`.
  static let names = \"\"\"""")
line = "   "
for name in sorted(names):
    if len(line) + len(name) + 1 > 110:
        print(line)
        line = "   "
    line += " " + name
print(line)
print('    """\n}')
