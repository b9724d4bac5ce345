#!/usr/bin/env python3
"""Makes Sources/Detectors/Contact/PhonePlans.swift: which lengths and first three digits national numbers have.

The data is that of libphonenumber (Apache-2.0), read from the PyPI package `phonenumbers`:

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install phonenumbers
    /tmp/venv/bin/python Scripts/phone_plans.py > Sources/Detectors/Contact/PhonePlans.swift
"""
import re
import sre_constants as c
import sre_parse
import sys

import phonenumbers as p

DIGITS = frozenset(range(10))


def digits_of(items):
    found = set()
    for op, arg in items:
        if op is c.LITERAL:
            found.add(arg - 48)
        elif op is c.RANGE:
            found.update(range(arg[0] - 48, arg[1] - 47))
        elif op is c.CATEGORY:
            found |= DIGITS
    return frozenset(found)


class Automaton:
    """Positions of a pattern and what follows each, for its words of digits."""

    def __init__(self, pattern):
        self.steps = []
        self.free = []
        start, end = self.build(sre_parse.parse(pattern))
        self.start, self.end = start, end

    def state(self):
        self.steps.append([])
        self.free.append([])
        return len(self.steps) - 1

    def build(self, items):
        start = here = self.state()
        for op, arg in items:
            first, last = self.piece(op, arg)
            self.free[here].append(first)
            here = last
        return start, here

    def piece(self, op, arg):
        if op is c.LITERAL or op is c.IN or op is c.CATEGORY:
            found = digits_of([(op, arg)] if op is not c.IN else arg)
            first, last = self.state(), self.state()
            self.steps[first].append((found, last))
            return first, last
        if op is c.SUBPATTERN:
            return self.build(arg[3])
        if op is c.BRANCH:
            first, last = self.state(), self.state()
            for part in arg[1]:
                one, other = self.build(part)
                self.free[first].append(one)
                self.free[other].append(last)
            return first, last
        if op in (c.MAX_REPEAT, c.MIN_REPEAT):
            least, most, part = arg
            if most is c.MAXREPEAT:
                most = least + 15
            first = here = self.state()
            last = self.state()
            for number in range(most):
                if number >= least:
                    self.free[here].append(last)
                one, other = self.build(part)
                self.free[here].append(one)
                here = other
            self.free[here].append(last)
            return first, last
        raise ValueError(op)

    def closure(self, states):
        seen, todo = set(states), list(states)
        while todo:
            for following in self.free[todo.pop()]:
                if following not in seen:
                    seen.add(following)
                    todo.append(following)
        return frozenset(seen)

    def step(self, states, digit):
        return self.closure({to for state in states for found, to in self.steps[state] if digit in found})

    def prefixes(self, length, depth=3):
        """The first `depth` digits of words of that length, as numbers."""
        known = {}

        def ends(states, left):
            if not states:
                return False
            if left == 0:
                return self.end in states
            if (states, left) not in known:
                known[states, left] = any(ends(self.step(states, digit), left - 1) for digit in range(10))
            return known[states, left]

        found = set()

        def walk(states, number, done):
            if not ends(states, length - done):
                return
            if done == depth:
                found.add(number)
                return
            for digit in range(10):
                following = self.step(states, digit)
                if following:
                    walk(following, number * 10 + digit, done + 1)

        walk(self.closure({self.start}), 0, 0)
        return found


def ranges(numbers):
    text, numbers = [], sorted(numbers)
    index = 0
    while index < len(numbers):
        end = index
        while end + 1 < len(numbers) and numbers[end + 1] == numbers[end] + 1:
            end += 1
        text.append(f"{numbers[index]:03}" + (f"-{numbers[end]:03}" if end > index else ""))
        index = end + 1
    return ",".join(text)


def plans():
    """By country code and length, the first three digits; by country code, the trunk prefix."""
    table, trunk = {}, {}
    for code, regions in sorted(p.COUNTRY_CODE_TO_REGION_CODE.items()):
        for region in regions:
            if region == "001":
                data = p.PhoneMetadata.metadata_for_nongeo_region(code)
            else:
                data = p.PhoneMetadata.metadata_for_region(region)
            if data.national_prefix and data.national_prefix.isdigit():
                trunk.setdefault(code, data.national_prefix)
            for kind in (data.fixed_line, data.mobile, data.toll_free, data.personal_number, data.voip, data.uan,
                         data.shared_cost, data.premium_rate):
                pattern = kind.national_number_pattern if kind else None
                if not pattern or pattern == "NA":
                    continue
                automaton = Automaton(re.sub(r"\s", "", pattern))
                for length in kind.possible_length or data.general_desc.possible_length:
                    if 6 <= length <= 14:
                        table.setdefault((code, length), set()).update(automaton.prefixes(length))
    return table, trunk


def main():
    table, trunk = plans()
    out = sys.stdout
    out.write(f"""// Made by Scripts/phone_plans.py from the metadata of libphonenumber (phonenumbers {p.__version__}, Apache-2.0).
// Do not edit.

/// National numbers by country code: `code length prefixes`, of which each has three digits.
enum PhonePlans {{
  /// Code and national trunk prefix.
  static let trunks = \"\"\"
    {" ".join(f"{code}:{prefix}" for code, prefix in sorted(trunk.items()))}
    \"\"\"

  static let plans = \"\"\"
""")
    for (code, length), numbers in sorted(table.items()):
        if numbers:
            out.write(f"    {code} {length} {ranges(numbers)}\n")
    out.write('    """\n}\n')


main()
