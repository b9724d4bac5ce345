#!/usr/bin/env python3
"""Compares what Writ says of a year of privacy events with what their generator expects.

usage: check_privacy.py WRIT EVENTS [FOLDER]

Failures, pending and history of the six rules of privacy.writ must be those of the generator's
expected files, event for event: as generated, with the lines shuffled (those of equal times keep their
order), split into seven files between different times, with so little memory that everything goes to
disk, compressed, and from standard input. Pending ones are found by what fails once the evidence is
declared to go on, history by what fails once it is declared complete.
"""
import gzip, json, os, random, shutil, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
RULES = {"erasure-in-time": "erasure", "breach-notified": "breach", "change-approved": "approval",
         "hop-audited": "hop_audit", "use-under-consent": "consent", "rate-limited": "rate"}
# Without a witness before the evidence this one passes: there is nothing that could fail instead.
PASSES_WITH_HISTORY = {"rate"}
UNTIL = "2100-01-01"


class Failure(Exception):
    pass


def scan(writ, folder, data, *options, stdin=None):
    """The places of failures by rule, and the report."""
    out = os.path.join(folder, "reports")
    shutil.rmtree(out, ignore_errors=True)
    command = [writ, "scan", "--rules", os.path.join(HERE, "privacy.writ"), "--format", "json,ndjson",
               "--as-of", UNTIL, "--output", out, "--max-findings", "20", *options, *data]
    before = time.time()
    done = subprocess.run(command, capture_output=True, text=True, stdin=stdin)
    if done.returncode not in (0, 1, 3) or not os.path.exists(out + "/writ-report.json"):
        raise Failure("%s: status %d\n%s" % (" ".join(command), done.returncode, done.stderr))
    failures = {rule: [] for rule in RULES.values()}
    with open(out + "/writ-findings.ndjson") as lines:
        for line in lines:
            finding = json.loads(line)
            if "fingerprint" not in finding:
                continue  # the summary
            place = finding["evidence"][0]
            failures[RULES[finding["rule"]]].append((os.path.basename(place["file"]), place["record"] - 1))
    with open(out + "/writ-report.json") as file:
        report = json.load(file)
    print("  %.1f s" % (time.time() - before))
    return failures, {RULES[rule["id"]]: rule for rule in report["rules"]}


def expected(folder):
    result = {}
    for rule in RULES.values():
        for name in (rule, rule + ".pending", rule + ".history"):
            with open("%s/expected/%s.txt" % (folder, name)) as lines:
                result[name] = {int(line.split()[0]) for line in lines}
    return result


def same(what, got, wanted):
    if len(got) != len(set(got)):
        raise Failure("%s: an event fails twice" % what)
    got = set(got)
    if got != wanted:
        raise Failure("%s: %d instead of %d; too many: %s; missing: %s" % (
            what, len(got), len(wanted), sorted(got - wanted)[:5], sorted(wanted - got)[:5]))


def check(name, writ, folder, wanted, data, place, *options, stdin=None):
    """`place` maps a file and a record in it to the generator's line number."""
    print(name)
    open_input = lambda: open(stdin, "rb") if stdin else None
    failures, report = scan(writ, folder, data, *options, stdin=open_input())
    later, _ = scan(writ, folder, data, "--until", UNTIL, *options, stdin=open_input())
    complete, _ = scan(writ, folder, data, "--history", "complete", *options, stdin=open_input())
    for rule in RULES.values():
        lines = lambda places: [place(*one) for one in places]
        label = "%s, %s" % (name, rule)
        same(label, lines(failures[rule]), wanted[rule])
        same(label + ", pending", set(lines(later[rule])) - wanted[rule], wanted[rule + ".pending"])
        if rule not in PASSES_WITH_HISTORY:
            same(label + ", history", set(lines(complete[rule])) - wanted[rule], wanted[rule + ".history"])
        counts = report[rule]["counts"]
        for key, suffix in (("failed", ""), ("pending", ".pending"), ("inconclusive", ".history")):
            if counts[key] != len(wanted[rule + suffix]):
                raise Failure("%s: %d %s instead of %d" % (label, counts[key], key, len(wanted[rule + suffix])))
    return report


def shuffled(lines):
    """In another order, but lines of equal times keep theirs."""
    order = list(range(len(lines)))
    random.Random(7).shuffle(order)
    places = {}
    for position, index in enumerate(order):
        places.setdefault(lines[index][9:29], []).append(position)
    result, origin = [None] * len(lines), [None] * len(lines)
    for index, line in enumerate(lines):
        group = places[line[9:29]]
        if isinstance(group, list):
            group = places[line[9:29]] = iter(sorted(group))
        position = next(group)
        result[position], origin[position] = line, index
    return result, origin


def split(lines, count):
    """Where the parts begin: between lines of different times."""
    starts = [0]
    for part in range(1, count):
        at = max(len(lines) * part // count, starts[-1] + 1)
        while at < len(lines) and lines[at][9:29] == lines[at - 1][9:29]:
            at += 1
        starts.append(at)
    return starts


def write(path, lines):
    with open(path, "w") as file:
        file.writelines(lines)


def main():
    writ, events = os.path.abspath(sys.argv[1]), sys.argv[2]
    folder = sys.argv[3] if len(sys.argv) > 3 else tempfile.mkdtemp(prefix="writ-privacy-")
    os.makedirs(folder, exist_ok=True)
    subprocess.run([sys.executable, os.path.join(HERE, "generate_privacy_log.py"), events, folder],
                   check=True, stdout=subprocess.DEVNULL)
    wanted = expected(folder)
    log = folder + "/events.jsonl"
    with open(log) as file:
        lines = file.readlines()
    same_line = lambda _, record: record
    plain = check("as generated", writ, folder, wanted, [log], same_line)
    spilled = check("little memory", writ, folder, wanted, [log], same_line,
                    "--memory", "1", "--temp", folder, "--jobs", "3", "--chunk-size", "10000")
    if plain != spilled:
        raise Failure("the report shows how much memory there was")
    mixed, origin = shuffled(lines)
    os.makedirs(folder + "/shuffled", exist_ok=True)
    write(folder + "/shuffled/events.jsonl", mixed)
    check("shuffled", writ, folder, wanted, [folder + "/shuffled"], lambda _, record: origin[record])
    starts = split(lines, 7)
    os.makedirs(folder + "/parts", exist_ok=True)
    for part, start in enumerate(starts):
        end = starts[part + 1] if part + 1 < len(starts) else len(lines)
        # In the reverse order of names.
        write("%s/parts/%d.jsonl" % (folder, 9 - part), lines[start:end])
    check("seven files", writ, folder, wanted, [folder + "/parts"],
          lambda name, record: starts[9 - int(name.split(".")[0])] + record)
    with gzip.open(folder + "/events.jsonl.gz", "wt", compresslevel=1) as file:
        file.writelines(lines)
    check("compressed", writ, folder, wanted, [folder + "/events.jsonl.gz"], same_line)
    check("standard input", writ, folder, wanted, ["-"], same_line, stdin=log)
    if len(sys.argv) <= 3:
        shutil.rmtree(folder)
    print("all as expected")


if __name__ == "__main__":
    try:
        main()
    except Failure as failure:
        sys.exit("differs: %s" % failure)
