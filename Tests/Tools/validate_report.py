#!/usr/bin/env python3
"""Validates JSON reports with the python package jsonschema, an implementation that is not ours.

usage: validate_report.py REPORT…

Exit status: 0 valid, 1 not, 2 the package is missing (Debian: python3-jsonschema) or wrong usage.
"""

import json
import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def main():
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        import jsonschema
    except ImportError:
        print("validate_report: no python package jsonschema", file=sys.stderr)
        return 2
    with open(os.path.join(ROOT, "docs/schema/writ-report.schema.json"), encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    wrong = 0
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as file:
            report = json.load(file)
        for error in list(validator.iter_errors(report))[:20]:
            wrong += 1
            place = "/".join(map(str, error.absolute_path))
            print(f"{path}: /{place}: {error.message[:300]}", file=sys.stderr)
        # The check itself must be able to fail.
        report["surplus"] = 1
        if validator.is_valid(report):
            wrong += 1
            print(f"{path}: a member too many was not noticed", file=sys.stderr)
    print(f"validate_report: {len(sys.argv) - 1} reports, {wrong} problems")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
