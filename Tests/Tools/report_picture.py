#!/usr/bin/env python3
"""Takes the README's picture of a report: report_picture.py REPORT.html PICTURE.png [light|dark]"""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import browser  # noqa: E402


def main():
    if len(sys.argv) not in (3, 4):
        print(__doc__, file=sys.stderr)
        return 2
    if browser.find() is None:
        print("report_picture: no Chromium (Debian's package is chromium)", file=sys.stderr)
        return 2
    dark = sys.argv[3:] == ["dark"]
    with browser.Browser(1280, 1000, dark=dark) as tab:
        tab.open(sys.argv[1])
        tab.settle(0.5)
        tab.picture(sys.argv[2], whole=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
