#!/usr/bin/env python3
"""Measures `writ sensitive` and, on the same files in the same run, ripgrep and Hyperscan.

usage: sensitive.py [--runs N] [--megabytes N]

Writ's time is the whole process's on one thread: reading, records, all detectors, the JSON report. The peers
search for 19 patterns of the same kinds of values and count lines or matches: no check digits, no context, no
decoding. ripgrep (Debian's package) runs on one thread without Unicode classes; Hyperscan (PyPI) over the file
in memory, its time without reading. Files and the environment are kept in .build/bench. A peer that is not
there is left out, and that is said.
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys

from run import BUILD, HERE, WRIT, Run, generated, machine

PATTERNS = [
    r"[A-Za-z0-9._+-]+(@|%40)[A-Za-z0-9-]+\.[A-Za-z.]{2,}", r"\+[1-9][0-9 ()-]{7,16}[0-9]",
    r"\b[3-6][0-9]{12,18}\b", r"\b[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}\b", r"\b[0-9]{3}-[0-9]{2}-[0-9]{4}\b",
    r"\b(AKIA|ASIA)[A-Z2-7]{16}\b", r"gh[pousr]_[A-Za-z0-9]{36}", r"eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}",
    r"xox[bpars]-[A-Za-z0-9-]{10,}", r"[sr]k_(live|test)_[A-Za-z0-9]{16,}", r"AIza[A-Za-z0-9_-]{35}",
    r"glpat-[A-Za-z0-9_-]{20}", r"-----BEGIN [A-Z ]*PRIVATE KEY-----", r"://[^/\s:@]+:[^/\s@]+@",
    r"[Bb]earer [A-Za-z0-9._~+/-]{12,}", r"[Bb]asic [A-Za-z0-9+/]{8,}=*", r'''(password|passwd|pwd)["']?[=:] ?["']?[^\s"'&]+''',
    r'''(api_?key|secret|token)["']?[=:] ?["']?[A-Za-z0-9_-]{12,}''', r"\b([0-9]{1,3}\.){3}[0-9]{1,3}\b",
]

HYPERSCAN = """
import sys, time, hyperscan
patterns = [p.encode() for p in sys.argv[2:]]
database = hyperscan.Database()
database.compile(expressions=patterns, ids=list(range(len(patterns))), elements=len(patterns),
                 flags=[hyperscan.HS_FLAG_SINGLEMATCH * 0] * len(patterns))
data = open(sys.argv[1], "rb").read()
found = [0]
def note(*_):
    found[0] += 1
start = time.process_time()
database.scan(data, match_event_handler=note)
print(time.process_time() - start, found[0])
"""


def hyperscan_python():
    folder = os.path.join(BUILD, "venv")
    python = os.path.join(folder, "bin", "python")
    if not os.path.exists(python):
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    if subprocess.run([python, "-c", "import hyperscan"], capture_output=True).returncode != 0:
        subprocess.run([python, "-m", "pip", "install", "--quiet", "hyperscan"], check=False)
    found = subprocess.run([python, "-c", "import hyperscan"], capture_output=True).returncode == 0
    return python if found else None


def writ(path):
    reports = os.path.join(BUILD, "reports-sensitive")
    shutil.rmtree(reports, ignore_errors=True)
    run = Run([WRIT, "sensitive", "--jobs", "1", "--format", "json", "--output", reports, path])
    if run.status not in (0, 1):
        sys.exit(f"writ sensitive ended with status {run.status}: {run.errors}")
    return run


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--megabytes", type=int, default=200)
    options = parser.parse_args()
    os.makedirs(BUILD, exist_ok=True)
    print(f"{machine()}; medians of {options.runs}\n")
    rg, python = shutil.which("rg"), hyperscan_python()
    for name, peer in (("ripgrep", rg), ("Hyperscan", python)):
        if peer is None:
            print(f"{name} is not there: left out")
    print("| log | writ sensitive, CPU s | MB/s | peak memory, MB | ripgrep, MB/s | Hyperscan, MB/s |")
    print("|---|---|---|---|---|---|")
    for mode in ("private", "public", "dense"):
        path = generated(f"sensitive-{mode}-{options.megabytes}.jsonl", [
            os.path.join(HERE, "generate_sensitive_log.py"), str(options.megabytes), mode])
        size = os.path.getsize(path) / 1e6
        ours, theirs, scans = [], [], []
        for _ in range(options.runs):
            ours.append(writ(path))
            if rg:
                theirs.append(Run([rg, "-j1", "--no-unicode", "--no-mmap", "-c",
                                   *(part for one in PATTERNS for part in ("-e", one)), path]))
                if theirs[-1].status > 1:
                    sys.exit(f"ripgrep ended with status {theirs[-1].status}: {theirs[-1].errors}")
            if python:
                done = subprocess.run([python, "-c", HYPERSCAN, path, *PATTERNS], capture_output=True, text=True)
                if done.returncode == 0:
                    scans.append(float(done.stdout.split()[0]))
        cpu = statistics.median(run.cpu for run in ours)
        peak = max(run.peak for run in ours) / 1e6
        grep = f"{size / statistics.median(run.cpu for run in theirs):,.0f}" if theirs else "–"
        hyper = f"{size / statistics.median(scans):,.0f}" if scans else "–"
        print(f"| {mode}, {size:,.0f} MB | {cpu:.2f} | {size / cpu:,.0f} | {peak:,.0f} | {grep} | {hyper} |")


if __name__ == "__main__":
    main()
