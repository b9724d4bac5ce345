# make demo       build, scan the sample logs, say where the reports are
# make test       the tests
# make check      everything that must hold before a change is taken (.ci/run calls it)
# make bench      the figures of docs/performance.md, against DuckDB
# make privacy-check  rules about time on a million events, against what is expected of each
# make fuzz       the fuzz tests with many more rounds
# make agreement  hundreds of thousands of random rules about time, engine against reference
# make format     format the Swift sources
# make install    install under PREFIX (default /usr/local)

SWIFT  ?= swift
STRIP  ?= strip
PREFIX ?= /usr/local
DESTDIR ?=

SOURCES := Sources Tests Package.swift
WRIT    := .build/release/writ

.PHONY: all demo test check lint build release rules-test report-test demo-check \
        install-check bench privacy-check fuzz agreement format install uninstall clean libraries

all: release

# Installs PCRE2, simdjson, zlib, zstd and the time-zone data where they are missing.
libraries:
	@.ci/libraries

# Swift's own libraries go into the binary: it starts faster and runs where no Swift is installed.
release: libraries
	$(SWIFT) build -c release --product writ --static-swift-stdlib

# The sample has findings (status 1) and rules that its logs can't decide; anything else than
# 0 or 1 is a failure of the demo. The real logs are judged without the rules about the sample shop's
# limits, such as that each of its services is called every day: they are of other systems, years apart.
mesh_rules := $(filter-out %/limits.writ,$(wildcard rules/mesh/*.writ))
demo: release
	@found=0; \
	for arguments in \
	  "--output reports --rules rules/mesh --rules rules/kubernetes --rules rules/privacy --rules examples/mesh" \
	  "--output reports/privacy --rules rules/gdpr --rules examples/gdpr" \
	  "--output reports/real $(mesh_rules:%=--rules %) --rules rules/kubernetes --rules rules/privacy examples/logs"; do \
	  echo "writ scan $$arguments"; $(WRIT) scan $$arguments; status=$$?; echo; \
	  if [ $$status -gt 1 ]; then \
	    echo "the demo failed with status $$status" >&2; exit $$status; fi; \
	  if [ $$status -eq 1 ]; then found=1; fi; \
	done; \
	if [ $$found -eq 1 ]; then \
	  echo "The samples break rules on purpose: status 1 is how a scan with findings ends."; fi; \
	echo "The reports are in $$(pwd)/reports:"; \
	echo "  writ-report.html           for people: open it in a browser. A day of a small shop: its mesh,"; \
	echo "                             its cluster, the traces of its requests"; \
	echo "  writ-report.json           for programs: docs/schema/ describes it"; \
	echo "  privacy/writ-report.html   a quarter of dealings with personal data, judged by rules"; \
	echo "                             about time: deadlines, consent, deletion, each with its events"; \
	echo "  real/writ-report.html      logs of real systems, with what their formats don't record"

# Debug: the tests' own traps and overflow checks are part of them, and on two cores the
# debug build and its run together take less time than the release build alone.
test: libraries
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build

lint:
	$(SWIFT) format lint --strict --recursive $(SOURCES)

# Warnings are errors in Package.swift, for every target.
check: libraries lint test release rules-test demo-check install-check report-test
	@echo "check: all of it holds"

# The rules' own tests.
rules-test: release
	$(WRIT) test rules

# The demo as a user has it, in a folder of its own.
demo-check: demo
	@for file in writ-report.json writ-report.html privacy/writ-report.json privacy/writ-report.html \
	  real/writ-report.json real/writ-report.html; do \
	  test -s reports/$$file || { echo "the demo left no reports/$$file" >&2; exit 1; }; \
	done

# What `make install` leaves finds its rules, and is without symbols (a third of its size).
MOST_BYTES := 80000000
install-check: release
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
	$(MAKE) --no-print-directory -s install DESTDIR="$$folder" PREFIX=/usr && \
	cd "$$folder" && usr/bin/writ check && size=$$(stat -c %s usr/bin/writ) && \
	if [ $$size -gt $(MOST_BYTES) ]; then \
	  echo "the installed writ has $$size bytes: was it stripped?" >&2; exit 1; fi

# The report in a real browser: nothing in it executes. Only where a browser is installed.
report-test: demo
	@if [ ! -e Tests/Tools/report-injection ]; then :; \
	elif command -v chromium >/dev/null; then Tests/Tools/report-injection; \
	else echo "no chromium: the report was not opened in a browser"; fi

bench: release
	python3 Benchmarks/run.py
	python3 Benchmarks/sensitive.py

# Six rules over a year of privacy events, event for event: as generated, shuffled, in seven files, with
# next to no memory, compressed, from standard input.
EVENTS ?= 1000000
privacy-check: release
	python3 Benchmarks/check_privacy.py $(WRIT) $(EVENTS)

# FACTOR times the usual rounds; a round that fails says its seed.
FACTOR ?= 20
fuzz: libraries
	WRIT_FUZZ_FACTOR=$(FACTOR) WRIT_AGREEMENT_WORLDS=$$((60 * $(FACTOR))) \
	  $(SWIFT) test --filter 'Fuzz|Hostile|TextFormat|Agreement'

# WORLDS worlds of 12 rules each; hours. From world FIRST on, to go on or to run parts side by side.
WORLDS ?= 25000
FIRST  ?= 0
agreement: libraries
	WRIT_TIME_WORLDS=$(WORLDS) WRIT_TIME_FIRST=$(FIRST) $(SWIFT) test \
	  --filter 'EngineAgreementTests|OracleEngineTests'

format:
	$(SWIFT) format --in-place --recursive $(SOURCES)

install: release
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/share/writ"
	install -m 755 $(WRIT) "$(DESTDIR)$(PREFIX)/bin/writ"
	$(STRIP) "$(DESTDIR)$(PREFIX)/bin/writ"
	rm -rf "$(DESTDIR)$(PREFIX)/share/writ/rules"
	cp -R rules "$(DESTDIR)$(PREFIX)/share/writ/rules"

uninstall:
	rm -f "$(DESTDIR)$(PREFIX)/bin/writ"
	rm -rf "$(DESTDIR)$(PREFIX)/share/writ"

clean:
	$(SWIFT) package clean
	rm -rf reports/writ-report.json reports/writ-report.html reports/writ-findings.ndjson
