#!/usr/bin/env python3
"""Measures Writ and, on the same files in the same run, DuckDB; prints docs/performance.md's tables.

usage: run.py [--runs N] [--events N] [--megabytes N] [--only mesh,ten,privacy,rules,audit,start]

Both run on one thread, in turn, N times (default 5); what is printed is the median. Files and
the virtual environment with DuckDB are kept in .build/bench. Writ's time is the whole
process's, from start to exit with both reports written; DuckDB's is its one query's, without
the start of Python and DuckDB, which favours DuckDB. Memory is the peak resident set of the
process. Exit status 1: the two counted differently.
"""
import argparse
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
BUILD = os.path.join(ROOT, ".build", "bench")
WRIT = os.path.join(ROOT, ".build", "release", "writ")
SAMPLE = os.path.join(ROOT, "examples", "logs", "kubernetes-audit-2017.log")


class Run:
    """What one process did."""

    def __init__(self, command):
        output, errors = (os.path.join(BUILD, name) for name in ("output.txt", "errors.txt"))
        with open(output, "wb") as out, open(errors, "wb") as err:
            start = time.perf_counter()
            child = os.posix_spawn(command[0], command, os.environ, file_actions=[
                (os.POSIX_SPAWN_DUP2, out.fileno(), 1), (os.POSIX_SPAWN_DUP2, err.fileno(), 2)])
            _, status, usage = os.wait4(child, 0)
            self.seconds = time.perf_counter() - start
        self.status = os.waitstatus_to_exitcode(status)
        self.cpu = usage.ru_utime + usage.ru_stime
        self.peak = usage.ru_maxrss * 1024
        with open(output, encoding="utf-8") as file:
            self.output = file.read()
        with open(errors, encoding="utf-8") as file:
            self.errors = file.read()


def median(values):
    return statistics.median(list(values))


def number_and_name(rule):
    """`bench-10-…` behind `bench-9-…`."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", rule["id"])]


def scan(rules, data, source, counted=("failed",)):
    """One scan: the counts of failed subjects in the order of rule ids, and the run. `counted`: what
    else counts as failed where the peer has no third value."""
    reports = os.path.join(BUILD, "reports")
    shutil.rmtree(reports, ignore_errors=True)
    run = Run([
        WRIT, "scan", "--jobs", "1", "--source", source, "--output", reports,
        "--allow-inconclusive", *(option for file in rules for option in ("--rules", file)), data])
    if run.status not in (0, 1):
        sys.exit(f"writ scan ended with status {run.status}: {run.errors}")
    with open(os.path.join(reports, "writ-report.json"), encoding="utf-8") as file:
        report = json.load(file)
    counts = [sum(rule["counts"][name] for name in counted)
              for rule in sorted(report["rules"], key=number_and_name)]
    return counts, run


def duckdb_python():
    """A Python with DuckDB, in an environment of its own."""
    folder = os.path.join(BUILD, "venv")
    python = os.path.join(folder, "bin", "python")
    if not os.path.exists(python):
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    if subprocess.run([python, "-c", "import duckdb"], capture_output=True).returncode != 0:
        subprocess.run([python, "-m", "pip", "install", "--quiet", "duckdb"], check=True)
    return python


def generated(name, command):
    """A file that a command writes, made once."""
    path = os.path.join(BUILD, name)
    if not os.path.exists(path):
        print(f"generating {name}", file=sys.stderr)
        with open(path + ".part", "wb") as file:
            subprocess.run([sys.executable, *command], stdout=file, check=True)
        os.rename(path + ".part", path)
    read_into_page_cache(path)
    return path


def generated_privacy(events):
    """The log of generate_privacy_log.py, which writes a folder."""
    folder = os.path.join(BUILD, f"privacy-{events}")
    path = os.path.join(folder, "events.jsonl")
    if not os.path.exists(path):
        print("generating the privacy log", file=sys.stderr)
        subprocess.run([sys.executable, os.path.join(HERE, "generate_privacy_log.py"), str(events),
                        folder + ".part"], stdout=subprocess.DEVNULL, check=True)
        os.rename(folder + ".part", folder)
    read_into_page_cache(path)
    return path


def read_into_page_cache(path):
    """What is measured is not the disk. What the generator wrote lies in the page cache as it was
    written, in small pieces, which are slow to copy out of it; a log that is scanned was mostly read
    from the disk, in large ones. So the file goes out of the cache first, and is then read."""
    with open(path, "rb", buffering=0) as file:
        os.fsync(file.fileno())
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while file.read(1 << 24):
            pass


def compare(title, workload, rules, data, source, runs, counted=("failed",)):
    """Writ and DuckDB in turn on one file. False if they count differently."""
    rules = [os.path.join(HERE, file) for file in rules]
    python = duckdb_python()
    ours, theirs, queries, cpu = [], [], [], []
    for _ in range(runs):
        counts, run = scan(rules, data, source, counted)
        ours.append(run)
        run = Run([python, os.path.join(HERE, "peer_duckdb.py"), workload, data, "1"])
        if run.status != 0:
            sys.exit(f"DuckDB ended with status {run.status}: {run.errors}")
        peer = json.loads(run.output)
        theirs.append(run)
        queries.append(peer["seconds"])
        cpu.append(peer["cpu"])
        if counts != peer["counts"]:
            print(f"{title}: the counts differ\n  writ    {counts}\n  duckdb  {peer['counts']}")
            return False
    size = os.path.getsize(data) / 1e6
    print(f"\n### {title}\n\n{size:,.0f} MB, counts {counts} from both\n")
    print("| | scan, s | its CPU time, s | whole process, s | MB/s | peak memory, MB |")
    print("|---|---|---|---|---|---|")

    def row(name, scans, cpu, runs):
        seconds = median(scans)
        print(f"| {name} | {seconds:.3f} | {median(cpu):.3f} "
              f"| {median(run.seconds for run in runs):.3f} | {size / seconds:,.0f} "
              f"| {max(run.peak for run in runs) / 1e6:,.0f} |")

    row("Writ, reports written", [run.seconds for run in ours], [run.cpu for run in ours], ours)
    row(peer["peer"], queries, cpu, theirs)
    writ, duck = median(run.seconds for run in ours), median(queries)
    lowest = min(queries) / max(run.seconds for run in ours)
    highest = max(queries) / min(run.seconds for run in ours)
    print(f"\nWrit's whole process is {duck / writ:.2f} times as fast as DuckDB's queries alone "
          f"({lowest:.2f} to {highest:.2f}), "
          f"and {median(run.seconds for run in theirs) / writ:.2f} times as fast as its process; "
          f"by CPU time {median(cpu) / median(run.cpu for run in ours):.2f} times.")
    return True


def many_rules(data, runs):
    """10, 100 and 1,000 rules over the same file, in turn."""
    sizes = (10, 100, 1000)
    files = {n: generated(f"rules-{n}.writ", [os.path.join(HERE, "generate_rules.py"), str(n)])
             for n in sizes}
    done, failed = {n: [] for n in sizes}, {}
    for _ in range(runs):
        for n in sizes:
            counts, run = scan([files[n]], data, "envoy-json")
            done[n].append(run)
            failed[n] = sum(counts)
    base = median(run.seconds for run in done[10])
    print("\n### Many rules on the mesh log\n")
    print("| rules | failed subjects | whole process, s | times 10 rules | CPU time, s "
          "| peak memory, MB |")
    print("|---|---|---|---|---|---|")
    for n in sizes:
        middle = median(run.seconds for run in done[n])
        print(f"| {n:,} | {failed[n]:,} | {middle:.3f} | {middle / base:.2f} "
              f"| {median(run.cpu for run in done[n]):.3f} "
              f"| {max(run.peak for run in done[n]) / 1e6:,.0f} |")


def start_up(runs):
    """`writ check` of the benchmark's rules, whole process."""
    done = []
    for _ in range(max(20, runs * 4)):
        run = Run([WRIT, "check", os.path.join(HERE, "mesh.writ")])
        if run.status != 0:
            sys.exit(f"writ check ended with status {run.status}: {run.errors}")
        done.append(run)
    print("\n### Start-up\n")
    print(f"`writ check` of eight rules and the shipped sources, {len(done)} times: "
          f"median {median(run.seconds for run in done) * 1000:.1f} ms, "
          f"slowest {max(run.seconds for run in done) * 1000:.1f} ms, "
          f"{done[0].peak / 1e6:.0f} MB.")


def machine():
    model = platform.processor() or platform.machine()
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            names = [line.split(":", 1)[1].strip() for line in file
                     if line.startswith("model name")]
        model = names[0] if names else model
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    version = subprocess.run([WRIT, "--version"], capture_output=True, text=True).stdout.strip()
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} " \
           f"{platform.release()}; {version}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--megabytes", type=int, default=500)
    parser.add_argument("--only", default="mesh,ten,privacy,rules,audit,start")
    options = parser.parse_args()
    chosen = options.only.split(",")
    os.makedirs(BUILD, exist_ok=True)
    if not os.path.exists(WRIT):
        sys.exit("build first: swift build -c release --product writ")
    print(f"{machine()}; medians of {options.runs}")

    equal = True
    if {"mesh", "ten", "rules"} & set(chosen):
        mesh = generated(f"mesh-{options.events}.jsonl", [
            os.path.join(HERE, "generate_mesh_log.py"), str(options.events), "1"])
    if "mesh" in chosen:
        equal &= compare("Eight checks on a mesh log", "mesh", ["mesh.writ"],
                         mesh, "envoy-json", options.runs)
    if "ten" in chosen:
        equal &= compare("Ten checks, two of them about time, on a mesh log", "ten",
                         ["mesh.writ", "mesh-time.writ"], mesh, "envoy-json", options.runs)
    if "privacy" in chosen:
        privacy = generated_privacy(options.events)
        equal &= compare("Six rules about time on privacy events", "privacy", ["privacy.writ"],
                         privacy, "native", options.runs, ("failed", "pending", "inconclusive"))
    if "rules" in chosen:
        many_rules(mesh, options.runs)
    if "audit" in chosen:
        audit = generated(f"audit-{options.megabytes}.jsonl", [
            os.path.join(HERE, "generate_audit_log.py"), SAMPLE, str(options.megabytes)])
        equal &= compare("Eight checks on Kubernetes audit events", "audit",
                         ["audit.writ"], audit, "kubernetes-audit", options.runs)
    if "start" in chosen:
        start_up(options.runs)
    sys.exit(0 if equal else 1)


if __name__ == "__main__":
    main()
