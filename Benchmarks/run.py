#!/usr/bin/env python3
"""Measures Writ and, on the same files in the same run, DuckDB; prints docs/performance.md's tables.

usage: run.py [--runs N] [--events N] [--megabytes N] [--only mesh,rules,audit,start]

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


def measure(command):
    """Runs a command: exit status, standard output, seconds, peak resident bytes."""
    output = os.path.join(BUILD, "output.txt")
    with open(output, "wb") as file:
        start = time.perf_counter()
        child = os.posix_spawn(command[0], command, os.environ, file_actions=[
            (os.POSIX_SPAWN_DUP2, file.fileno(), 1)])
        _, status, usage = os.wait4(child, 0)
        seconds = time.perf_counter() - start
    with open(output, encoding="utf-8") as file:
        text = file.read()
    return os.waitstatus_to_exitcode(status), text, seconds, usage.ru_maxrss * 1024


def scan(rules, data, source):
    """One scan: counts of failed subjects by rule, seconds, peak bytes."""
    reports = os.path.join(BUILD, "reports")
    shutil.rmtree(reports, ignore_errors=True)
    status, _, seconds, peak = measure([
        WRIT, "scan", "--jobs", "1", "--source", source, "--output", reports,
        "--allow-inconclusive", "--rules", rules, data])
    if status not in (0, 1):
        sys.exit(f"writ scan ended with status {status}")
    with open(os.path.join(reports, "writ-report.json"), encoding="utf-8") as file:
        report = json.load(file)
    counts = [rule["counts"]["failed"]
              for rule in sorted(report["rules"], key=lambda rule: rule["id"])]
    return counts, seconds, peak


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
    with open(path, "rb") as file:  # Into the page cache: what is measured is not the disk.
        while file.read(1 << 24):
            pass
    return path


def compare(title, workload, rules, data, source, runs):
    """Writ and DuckDB in turn on one file. False if they count differently."""
    python = duckdb_python()
    ours, theirs, our_peaks, their_peaks, their_process = [], [], [], [], []
    for _ in range(runs):
        counts, seconds, peak = scan(rules, data, source)
        ours.append(seconds)
        our_peaks.append(peak)
        _, text, seconds, peak = measure(
            [python, os.path.join(HERE, "peer_duckdb.py"), workload, data, "1"])
        peer = json.loads(text)
        theirs.append(peer["seconds"])
        their_process.append(seconds)
        their_peaks.append(peak)
        if counts != peer["counts"]:
            print(f"{title}: the counts differ\n  writ    {counts}\n  duckdb  {peer['counts']}")
            return False
    size = os.path.getsize(data) / 1e6
    row = lambda name, seconds, peak, process: print(
        f"| {name} | {seconds:.3f} | {process:.3f} | {size / seconds:,.0f} | {peak / 1e6:,.0f} |")
    writ, duck = statistics.median(ours), statistics.median(theirs)
    print(f"\n### {title}\n\n{size:,.0f} MB, counts {counts} from both\n")
    print("| | scan, s | whole process, s | MB/s | peak memory, MB |\n|---|---|---|---|---|")
    row("Writ, reports written", writ, max(our_peaks), writ)
    row(peer["peer"], duck, max(their_peaks), statistics.median(their_process))
    print(f"\nWrit's whole process is {duck / writ:.2f} times as fast as DuckDB's query alone "
          f"({min(theirs) / max(ours):.2f} to {max(theirs) / min(ours):.2f}), "
          f"and {statistics.median(their_process) / writ:.2f} times as fast as its process.")
    return True


def many_rules(data, runs):
    """10, 100 and 1,000 rules over the same file, in turn."""
    sizes = (10, 100, 1000)
    files = {n: generated(f"rules-{n}.writ", [os.path.join(HERE, "generate_rules.py"), str(n)])
             for n in sizes}
    seconds, peaks, failed = {n: [] for n in sizes}, {n: 0 for n in sizes}, {}
    for _ in range(runs):
        for n in sizes:
            counts, elapsed, peak = scan(files[n], data, "envoy-json")
            seconds[n].append(elapsed)
            peaks[n] = max(peaks[n], peak)
            failed[n] = sum(counts)
    base = statistics.median(seconds[10])
    print("\n### Many rules on the mesh log\n")
    print("| rules | failed subjects | whole process, s | times 10 rules | peak memory, MB |")
    print("|---|---|---|---|---|")
    for n in sizes:
        middle = statistics.median(seconds[n])
        print(f"| {n:,} | {failed[n]:,} | {middle:.3f} | {middle / base:.2f} "
              f"| {peaks[n] / 1e6:,.0f} |")


def start_up(runs):
    """`writ check` of the benchmark's rules, whole process."""
    command = [WRIT, "check", os.path.join(HERE, "mesh.writ")]
    times = []
    for _ in range(max(20, runs * 4)):
        status, _, seconds, peak = measure(command)
        if status != 0:
            sys.exit(f"writ check ended with status {status}")
        times.append(seconds)
    print("\n### Start-up\n")
    print(f"`writ check` of eight rules and the shipped sources, {len(times)} times: "
          f"median {statistics.median(times) * 1000:.1f} ms, "
          f"slowest {max(times) * 1000:.1f} ms, {peak / 1e6:.0f} MB.")


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
    parser.add_argument("--only", default="mesh,rules,audit,start")
    options = parser.parse_args()
    chosen = options.only.split(",")
    os.makedirs(BUILD, exist_ok=True)
    if not os.path.exists(WRIT):
        sys.exit("build first: swift build -c release --product writ")
    print(f"{machine()}; medians of {options.runs}")

    equal = True
    if "mesh" in chosen or "rules" in chosen:
        mesh = generated(f"mesh-{options.events}.jsonl", [
            os.path.join(HERE, "generate_mesh_log.py"), str(options.events), "1"])
    if "mesh" in chosen:
        equal &= compare("Eight checks on a mesh log", "mesh", os.path.join(HERE, "mesh.writ"),
                         mesh, "envoy-json", options.runs)
    if "rules" in chosen:
        many_rules(mesh, options.runs)
    if "audit" in chosen:
        audit = generated(f"audit-{options.megabytes}.jsonl", [
            os.path.join(HERE, "generate_audit_log.py"), SAMPLE, str(options.megabytes)])
        equal &= compare("Eight checks on Kubernetes audit events", "audit",
                         os.path.join(HERE, "audit.writ"), audit, "kubernetes-audit",
                         options.runs)
    if "start" in chosen:
        start_up(options.runs)
    sys.exit(0 if equal else 1)


if __name__ == "__main__":
    main()
