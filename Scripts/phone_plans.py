#!/usr/bin/env python3
"""Makes Sources/Detectors/Contact/PhonePlans.swift: an automaton of all telephone numbers that can be in use.

The data is that of libphonenumber (Apache-2.0), read from the PyPI package `phonenumbers`:

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install phonenumbers
    /tmp/venv/bin/python Scripts/phone_plans.py > Sources/Detectors/Contact/PhonePlans.swift
"""
import re
import sre_constants as c
import sre_parse
import sys
import textwrap

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


KINDS = ("fixed_line", "mobile", "toll_free", "personal_number", "voip", "uan", "shared_cost", "premium_rate", "pager",
         "voicemail")


class Numbers:
    """The smallest automaton of the numbers of all plans: each state once, whatever leads to it."""

    def __init__(self):
        self.states = [(False, (0,) * 10)]
        self.known = {self.states[0]: 0}
        self.trunks = {}
        plans = {code: self.plan(code, regions) for code, regions in sorted(p.COUNTRY_CODE_TO_REGION_CODE.items())}
        self.root = self.codes("", {str(code): state for code, state in plans.items()})

    def state(self, is_end, following):
        return self.known.setdefault((is_end, following), len(self.known))

    def plan(self, code, regions):
        """The state before the national number of a country code, which several regions may share."""
        parts = []
        for region in regions:
            if region == "001":
                data = p.PhoneMetadata.metadata_for_nongeo_region(code)
            else:
                data = p.PhoneMetadata.metadata_for_region(region)
            if data.national_prefix and data.national_prefix.isdigit():
                self.trunks.setdefault(code, data.national_prefix)
            for name in KINDS:
                kind = getattr(data, name)
                if kind and kind.national_number_pattern and kind.national_number_pattern != "NA":
                    automaton = Automaton(re.sub(r"\s", "", kind.national_number_pattern))
                    lengths = frozenset(kind.possible_length or data.general_desc.possible_length)
                    parts.append((automaton, lengths))
        known = {}

        def walk(places, length):
            if not any(places) or length > 15:
                return 0
            if (places, length) not in known:
                is_end = any(part.end in place and length in lengths for (part, lengths), place in zip(parts, places))
                following = tuple(
                    walk(tuple(part.step(place, digit) for (part, _), place in zip(parts, places)), length + 1)
                    for digit in range(10))
                known[places, length] = self.state(is_end, following)
            return known[places, length]

        return walk(tuple(part.closure({part.start}) for part, _ in parts), 0)

    def codes(self, prefix, plans):
        if prefix in plans:
            return plans[prefix]
        if not any(code.startswith(prefix) for code in plans):
            return 0
        return self.state(False, tuple(self.codes(prefix + str(digit), plans) for digit in range(10)))


def written(numbers):
    """The automaton in printable characters, and the root's number.

    A state is a list of runs of digits with the same following state: a sign of the run's length, what kind of
    target follows and, in the first, whether a number may end there; then the target.
    """
    order = list(numbers.known)
    uses = [0] * len(order)
    for _, following in order:
        for index, target in enumerate(following):
            if index == 0 or following[index - 1] != target:
                uses[target] += 1
    # The states that most lead to have the short names.
    places = [0] + sorted(range(1, len(order)), key=lambda number: (-uses[number], number))
    names = {number: name for name, number in enumerate(places)}
    letters = [chr(code) for code in range(0x23, 0x7F) if chr(code) != "\\"]
    base = len(letters)
    text = []
    for number in places[1:]:
        is_end, following = order[number]
        index = 0
        while index < 10:
            end = index
            while end < 10 and following[end] == following[index]:
                end += 1
            name = names[following[index]]
            kind = 0 if name == 0 else 1 if name < base else 2
            sign = end - index - 1 + 10 * kind + (30 if is_end and index == 0 else 0)
            text.append(letters[sign])
            if kind == 1:
                text.append(letters[name])
            elif kind == 2:
                text.append(letters[name // base] + letters[name % base])
            index = end
    return "".join(text), names[numbers.root], len(places)


def main():
    numbers = Numbers()
    text, root, count = written(numbers)
    trunks = " ".join(f"{code}:{prefix}" for code, prefix in sorted(numbers.trunks.items()))
    lines = "\n".join("    " + text[at:at + 94] for at in range(0, len(text), 94))
    trunk_lines = "\n".join("    " + line for line in textwrap.wrap(trunks, 94))
    sys.stdout.write(f"""// Made by Scripts/phone_plans.py from the metadata of libphonenumber (phonenumbers {p.__version__}, Apache-2.0).
// Do not edit.

/// The numbering plans of all countries; `PhoneAutomaton` reads them.
enum PhonePlans {{
  static let stateCount = {count}
  /// The state before the country's code.
  static let root = {root}

  /// Code and national trunk prefix.
  static let trunks: StaticString = \"\"\"
{trunk_lines}
    \"\"\"

  /// From state 1 on, for each state runs of digits that lead to the same state: a character of the run's
  /// length less one, 10 or 20 more if one or two characters of the target follow, and 30 more in the first
  /// run if a number may end in the state.
  static let states: StaticString = \"\"\"
{lines}
    \"\"\"
}}
""")


main()
