#!/usr/bin/env python3
"""Compares the validators of Sources/Detectors with python-stdnum, phonenumbers and Python's own modules.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install python-stdnum phonenumbers
    swift build --build-tests
    /tmp/venv/bin/python Tests/Tools/check_identifiers.py [--count 1000000] [--seed 1] [--only KIND,KIND]

Random values (of the right form, half of them with the right check digit, some with one character changed) are
written to a file; the test `IdentifierLines` says what our validators say of them. Every difference is either
explained by one of the reasons below, which are counted, or shown, and then the exit status is 1.
"""
import argparse
import collections
import datetime
import ipaddress
import os
import random
import subprocess
import sys
import tempfile

import phonenumbers
from stdnum import iban, luhn, mac, verhoeff
from stdnum.be import bis, nn
from stdnum.br import cpf
from stdnum.ca import sin
from stdnum.ch import ssn as ahv
from stdnum.de import idnr
from stdnum.es import dni, nie
from stdnum.fi import hetu
from stdnum.fr import nir
from stdnum.gb import nhs
from stdnum.in_ import aadhaar
from stdnum.iso7064 import mod_11_10
from stdnum.it import codicefiscale
from stdnum.nl import bsn
from stdnum.pl import pesel
from stdnum.se import personnummer
from stdnum.us import ssn

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def digits(r, count):
    return "".join(r.choices("0123456789", k=count))


def date(r, first=1900, last=2034):
    start = datetime.date(first, 1, 1)
    return start + datetime.timedelta(days=r.randrange((datetime.date(last, 12, 31) - start).days + 1))


def loose(r, low, high, width=2):
    """A number that is mostly, but not always, in the range."""
    value = r.randint(low, high) if r.random() < 0.9 else r.randrange(10 ** width)
    return f"{value:0{width}}"


def last_digits(value, valid, count=1):
    """The value with the check digits for which it is valid; some other ones if there are none."""
    for number in range(10 ** count):
        candidate = value + f"{number:0{count}}"
        if valid(candidate):
            return candidate
    return value + "0" * count


# Values of each kind: of its form, check digits right where `right` says so.

def make_ssn(r, right):
    return r.choice(["{}{}{}", "{}-{}-{}"]).format(loose(r, 1, 899, 3), loose(r, 1, 99), loose(r, 1, 9999, 4))


def make_idnr(r, right):
    first = r.sample("0123456789", 9)
    first += r.choice([first[0], digits(r, 1)])
    if r.random() < 0.3:
        first[1] = first[0]
    r.shuffle(first)
    return last_digits("".join(first), mod_11_10.is_valid) if right else "".join(first) + digits(r, 1)


def make_bsn(r, right):
    first = digits(r, 8)
    return last_digits(first, bsn.is_valid) if right else first + digits(r, 1)


def make_pesel(r, right):
    day = date(r, 1800, 2299)
    month = day.month + {18: 80, 19: 0, 20: 20, 21: 40, 22: 60}[day.year // 100]
    first = f"{day.year % 100:02}" + r.choice([f"{month:02}", loose(r, 1, 12)]) + loose(r, 1, 31) + digits(r, 4)
    return first + pesel.calc_check_digit(first) if right else first + digits(r, 1)


def make_personnummer(r, right):
    day = date(r, 1830, 2025)
    short = f"{day.year % 100:02}{day.month:02}" + loose(r, 1, 31) + digits(r, 3)
    short += luhn.calc_check_digit(short) if right else digits(r, 1)
    full = r.choice(["", f"{day.year // 100}"])
    sign = r.choice(["", "-"]) if full or r.random() < 0.9 else "+"
    return full + short[:6] + sign + short[6:]


def make_nrn(r, right):
    day = date(r, 1900, 2025)
    month = day.month + r.choice([0, 0, 20, 40])
    first = f"{day.year % 100:02}" + r.choice([f"{month:02}", loose(r, 0, 12)]) + loose(r, 1, 31) + digits(r, 3)
    check = 97 - int(("2" if day.year >= 2000 else "") + first) % 97
    value = first + (f"{check:02}" if right else digits(r, 2))
    if r.random() < 0.5:
        value = f"{value[:2]}.{value[2:4]}.{value[4:6]}-{value[6:9]}.{value[9:]}"
    return value


def make_aadhaar(r, right):
    first = digits(r, 11)
    first += verhoeff.calc_check_digit(first) if right else digits(r, 1)
    return r.choice([first, f"{first[:4]} {first[4:8]} {first[8:]}"])


def make_luhn9(r, right):
    first = digits(r, 8)
    first += luhn.calc_check_digit(first) if right else digits(r, 1)
    return r.choice([first, f"{first[:3]} {first[3:6]} {first[6:]}"])


def make_cpf(r, right):
    first = digits(r, 9) if r.random() < 0.99 else digits(r, 1) * 9
    value = first + (cpf._calc_check_digits(first) if right else digits(r, 2))
    return r.choice([value, f"{value[:3]}.{value[3:6]}.{value[6:9]}-{value[9:]}"])


def make_ahv(r, right):
    first = ("756" if r.random() < 0.95 else digits(r, 3)) + digits(r, 9)
    check = -sum((3 if place % 2 else 1) * int(digit) for place, digit in enumerate(first)) % 10
    value = first + (str(check) if right else digits(r, 1))
    return r.choice([value, f"{value[:3]}.{value[3:7]}.{value[7:11]}.{value[11:]}"])


def make_nir(r, right):
    first = r.choice("1212121234780569") + digits(r, 2) + loose(r, 1, 12) + loose(r, 1, 95) + digits(r, 6)
    value = first + (f"{97 - int(first) % 97:02}" if right else digits(r, 2))
    return r.choice([value, f"{value[:13]} {value[13:]}"])


def make_corsican(r, right):
    letter = r.choice("AB")
    head, tail = r.choice("12") + digits(r, 2) + loose(r, 1, 12), digits(r, 6)
    check = 97 - int(head + {"A": "19", "B": "18"}[letter] + tail) % 97
    return head + "2" + letter + tail + (f"{check:02}" if right else digits(r, 2))


def make_dni(r, right):
    first = digits(r, 8)
    return first + r.choice(["", "-"]) + (dni.calc_check_digit(first) if right else r.choice(LETTERS))


def make_nie(r, right):
    first = r.choice("XYZ") + digits(r, 7)
    return first + (nie.calc_check_digit(first) if right else r.choice(LETTERS))


def make_codice(r, right):
    value = "".join(r.choices(LETTERS, k=6)) + digits(r, 2) + r.choice("ABCDEHLMPRST" if r.random() < 0.95 else LETTERS)
    value += loose(r, 1, 31) if r.random() < 0.5 else loose(r, 41, 71)
    value += r.choice(LETTERS) + digits(r, 3)
    if r.random() < 0.3:
        value = list(value)
        for place in r.sample([6, 7, 9, 10, 12, 13, 14], r.randint(1, 7)):
            value[place] = "LMNPQRSTUV"[int(value[place])]
        value = "".join(value)
    return value + (codicefiscale.calc_check_digit(value) if right else r.choice(LETTERS))


def make_hetu(r, right):
    day = date(r, 1800, 2099)
    head = loose(r, 1, 31) + f"{day.month:02}{day.year % 100:02}"
    sign = r.choice({18: "+", 19: "-UVWXY", 20: "ABCDEF"}[day.year // 100])
    serial = digits(r, 3)
    check = hetu._calc_checksum(head + serial) if right else r.choice("0123456789" + LETTERS)
    return head + sign + serial + check


def make_iban(r, right):
    country = r.choice(sorted(iban._ibandb.prefixes, key=lambda entry: entry[1]))[1]
    structure = iban._ibandb.info(country)[0][1]["bban"]
    value = ""
    for part in structure.replace("!", "").replace("n", "n ").replace("a", "a ").replace("c", "c ").split():
        letters = {"n": "0123456789", "a": LETTERS, "c": "0123456789" + LETTERS}[part[-1]]
        value += "".join(r.choices(letters, k=int(part[:-1])))
    if r.random() < 0.05:
        value = value[:-1]
    check = 98 - int("".join(str(int(letter, 36)) for letter in value + country + "00")) % 97
    result = country + (f"{check:02}" if right else digits(r, 2)) + value
    return " ".join(result[at:at + 4] for at in range(0, len(result), 4)) if r.random() < 0.3 else result


REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
CODES = sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)
KINDS_OF_PHONES = [phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE]
EXAMPLES = [example for region in REGIONS for kind in KINDS_OF_PHONES
            if (example := phonenumbers.example_number_for_type(region, kind))]


def make_phone(r, right):
    example = r.choice(EXAMPLES)
    number = phonenumbers.national_significant_number(example)
    if right:
        kept = len(number) - r.randint(0, min(7, len(number)))
        number = number[:kept] + digits(r, len(number) - kept)
    else:
        number = digits(r, r.randint(6, 12))
    return f"+{example.country_code}{number}"


# The codes of `PhoneNumbers.common`.
COMMON = {1, 7, 20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 54, 55, 56, 57, 60, 61, 62,
          63, 64, 65, 66, 81, 82, 84, 86, 90, 91, 92, 212, 234, 254, 351, 352, 353, 354, 356, 357, 358, 359, 370, 371, 372,
          380, 381, 385, 386, 420, 421, 852, 966, 971, 972}
COMMON_EXAMPLES = [example for example in EXAMPLES if example.country_code in COMMON]


def make_national(r, right):
    """A number as it is dialled in its country, which stands behind a `|` that is cut off for ours."""
    example = r.choice(COMMON_EXAMPLES)
    number = phonenumbers.national_significant_number(example)
    kept = len(number) - r.randint(0, min(7, len(number)))
    if not right:
        kept = min(kept, 1)
    number = number[:kept] + digits(r, len(number) - kept)
    parsed = phonenumbers.PhoneNumber(country_code=example.country_code, national_number=int(number))
    if number.startswith("0"):
        parsed.italian_leading_zero = True
    style = phonenumbers.PhoneNumberFormat.NATIONAL
    return phonenumbers.format_number(parsed, style) + f"|{example.country_code}"


def is_national(value):
    value, code = value.split("|")
    for region in phonenumbers.COUNTRY_CODE_TO_REGION_CODE[int(code)]:
        try:
            if phonenumbers.is_valid_number(phonenumbers.parse(value, region)):
                return True
        except phonenumbers.NumberParseException:
            pass
    return False


def make_mac(r, right):
    sign = r.choice(":-")
    pairs = [f"{r.randrange(256):02x}" for _ in range(6 if r.random() < 0.9 else r.randint(4, 8))]
    return sign.join(pairs) if right else sign.join(pairs).replace("a", "g")


def make_ipv4(r, right):
    most = 255 if right else 400
    parts = [str(r.randint(0, most)) for _ in range(4 if r.random() < 0.95 else r.randint(3, 5))]
    if not right and r.random() < 0.2:
        parts[r.randrange(len(parts))] = "0" + parts[0]
    return ".".join(parts)


def make_ipv6(r, right):
    first = r.choice([0x2001, 0x2a02, 0x2600, 0xfe80, 0xfd00, 0xff02, r.randrange(0x2000, 0x4000)])
    value = first << 112 | r.getrandbits(112)
    for _ in range(r.randrange(4)):
        value &= ~(0xffff << 16 * r.randrange(7))
    address = ipaddress.IPv6Address(value)
    text = r.choice([str(address), address.exploded])
    if not right:
        place = r.randrange(len(text))
        text = text[:place] + r.choice(["", ":", "0", "f"]) + text[place + 1:]
    return text


def make_date(r, right):
    day = date(r)
    year, month, number = f"{day.year}", f"{day.month:02}", f"{day.day:02}"
    if not right:
        month, number = loose(r, 1, 12), loose(r, 1, 31)
    return f"{year}-{month}-{number}"


def is_date(value):
    try:
        return 1900 <= datetime.date.fromisoformat(value).year <= 2035
    except ValueError:
        return False


def is_address(kind):
    def check(value):
        try:
            kind(value)
            return True
        except ValueError:
            return False
    return check


def is_phone(value):
    try:
        number = phonenumbers.parse(value, None)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number(number)


def without_luhn_rule(r, right):
    first = digits(r, r.randint(8, 18))
    return first + (luhn.calc_check_digit(first) if right else digits(r, 1))


def make_verhoeff(r, right):
    first = digits(r, r.randint(4, 18))
    return first + (verhoeff.calc_check_digit(first) if right else digits(r, 1))


def make_mod_11_10(r, right):
    first = digits(r, r.randint(4, 18))
    return first + (mod_11_10.calc_check_digit(first) if right else digits(r, 1))


def make_nhs(r, right):
    first = digits(r, 9)
    check = -sum((10 - place) * int(digit) for place, digit in enumerate(first)) % 11
    value = first + (str(check % 10) if right else digits(r, 1))
    return r.choice([value, f"{value[:3]} {value[3:6]} {value[6:]}"])


KINDS = {
    "luhn": (without_luhn_rule, luhn.is_valid),
    "verhoeff": (make_verhoeff, verhoeff.is_valid),
    "mod_11_10": (make_mod_11_10, mod_11_10.is_valid),
    "us_ssn": (make_ssn, ssn.is_valid),
    "uk_nhs": (make_nhs, nhs.is_valid),
    "de_steuer_id": (make_idnr, idnr.is_valid),
    "nl_bsn": (make_bsn, bsn.is_valid),
    "pl_pesel": (make_pesel, pesel.is_valid),
    "se_personnummer": (make_personnummer, personnummer.is_valid),
    "be_nrn": (make_nrn, lambda value: nn.is_valid(value) or bis.is_valid(value)),
    "in_aadhaar": (make_aadhaar, aadhaar.is_valid),
    "ca_sin": (make_luhn9, sin.is_valid),
    "br_cpf": (make_cpf, cpf.is_valid),
    "ch_ahv": (make_ahv, ahv.is_valid),
    "fr_nir": (make_nir, nir.is_valid),
    "fr_nir_corsica": (make_corsican, nir.is_valid),
    "es_dni": (make_dni, dni.is_valid),
    "es_nie": (make_nie, nie.is_valid),
    "it_codice_fiscale": (make_codice, codicefiscale.is_valid),
    "fi_hetu": (make_hetu, lambda value: hetu.is_valid(value, allow_temporary=True)),
    "iban": (make_iban, lambda value: iban.is_valid(value, check_country=False)),
    "phone": (make_phone, is_phone),
    "phone_national": (make_national, is_national),
    "mac_address": (make_mac, lambda value: mac.is_valid(value, validate_manufacturer=False)),
    "ipv4": (make_ipv4, is_address(ipaddress.IPv4Address)),
    "ipv6": (make_ipv6, is_address(ipaddress.IPv6Address)),
    "date_of_birth": (make_date, is_date),
}


def plain(value):
    return "".join(character for character in value if character.isalnum())


def is_day(year, month, day):
    try:
        datetime.date(year, month, day)
        return True
    except ValueError:
        return False


def is_filler(value, mine):
    return not mine and len(set(plain(value))) == 1


def is_other_month(value, mine):
    """Of a NIR: what is no month, and no sign of an unknown one; or a sex that nobody has."""
    month = int(plain(value)[3:5])
    return not mine and (value[0] not in "123478" or not (1 <= month <= 12 or 20 <= month <= 42 or 50 <= month <= 99)
                         or plain(value)[5:7] == "00")


def is_thrice_in_a_row(value, mine):
    first = plain(value)[:10]
    return not mine and any(digit * 3 in first for digit in "0123456789")


def is_far_year(value, mine):
    return not mine and not (1 <= int(value[2:4]) <= 12 or 21 <= int(value[2:4]) <= 32)


def is_coordination(value, mine):
    return mine and int(plain(value)[-6:-4]) > 60


def is_other_century(value, mine):
    return not mine and len(plain(value)) == 12 and value[:2] not in ("18", "19", "20")


def is_leap_year(value, mine):
    """29 February of a year whose century nobody tells: in one of them it was a day."""
    return len(plain(value)) == 10 and plain(value)[2:6] in ("0229", "0289")


def is_far_day(value, mine):
    return not mine and int(plain(value)[4:6]) > 31


def is_future(value, mine):
    """They know what year it is, we the last one that records may tell of."""
    return mine and datetime.date.today().year - 2000 < int(value[:2]) <= 35


def is_dialled_abroad(value, mine):
    """00 is where numbers of other countries begin, which our other scanner reads."""
    return not mine and value.startswith("00")


def is_day_of_nobody(value, mine):
    omocodia = {letter: str(number) for number, letter in enumerate("LMNPQRSTUV")}
    day = int("".join(omocodia.get(letter, letter) for letter in value[9:11]))
    return not mine and not (1 <= day <= 31 or 41 <= day <= 71)


def is_rewritten(value, mine):
    """Their parser takes off a trunk prefix, or puts an area code before a local number."""
    number = phonenumbers.parse(value, None)
    return not mine and value != f"+{number.country_code}{phonenumbers.national_significant_number(number)}"


# Why we decide otherwise: kind, reason, and whether it holds for a value that only we, or only they, accept.
REASONS = [
    ("us_ssn", "all digits equal: a filler", is_filler),
    ("uk_nhs", "all digits equal: a filler", is_filler),
    ("nl_bsn", "all digits equal: a filler", is_filler),
    ("br_cpf", "all digits equal: a filler", is_filler),
    ("de_steuer_id", "a digit three times in a row, which is not given out", is_thrice_in_a_row),
    ("pl_pesel", "born before 1900 or after 2099", is_far_year),
    ("se_personnummer", "a coordination number, which they do not know", is_coordination),
    ("se_personnummer", "born in another century than the last three", is_other_century),
    ("se_personnummer", "29 February of a leap year in one of the centuries", is_leap_year),
    ("be_nrn", "a day beyond 31, which they take for an unknown one", is_far_day),
    ("be_nrn", "born in a year to come", is_future),
    ("fr_nir", "a sex or month that is not given out, which they do not check", is_other_month),
    ("fr_nir_corsica", "a month that is not given out, which they do not check", is_other_month),
    ("it_codice_fiscale", "a day beyond 31 or 71, which they take modulo 40", is_day_of_nobody),
    ("iban", "check digits 00, 01 or 99, which no number has", lambda value, mine: not mine and value[2:4] in ("00", "01", "99")),
    ("phone", "a number that their parser rewrites before it judges", is_rewritten),
    ("phone_national", "a number with 00 and a country", is_dialled_abroad),
    ("phone_national", "a number of another common country", lambda value, mine: mine),
]


def reason(kind, value, ours):
    return next((text for name, text, holds in REASONS if name == kind and holds(value, ours)), None)


def ours(lines):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "lines")
        with open(path, "w", encoding="utf-8") as out:
            out.writelines(f"{kind}\t{value.split('|')[0]}\n" for kind, value in lines)
        command = ["swift", "test", "--skip-build", "--filter", "IdentifierLines"]
        subprocess.run(command, env={**os.environ, "WRIT_IDENTIFIER_LINES": path}, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with open(path + ".out", encoding="ascii") as answers:
            return [line.strip() == "1" for line in answers]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    kinds = options.only.split(",") if options.only else list(KINDS)
    r = random.Random(options.seed)
    lines = []
    for kind in kinds:
        make = KINDS[kind][0]
        for _ in range(options.count // len(kinds)):
            value = make(r, r.random() < 0.6)
            if r.random() < 0.1:
                place = r.randrange(len(value.split('|')[0]))
                if value[place].isdigit():
                    value = value[:place] + digits(r, 1) + value[place + 1:]
            lines.append((kind, value))
    answers = ours(lines)
    assert len(answers) == len(lines), (len(answers), len(lines))
    both, explained, unexplained = collections.Counter(), collections.Counter(), collections.defaultdict(list)
    for (kind, value), mine in zip(lines, answers):
        theirs = KINDS[kind][1](value)
        if mine == theirs:
            both[kind, mine] += 1
        elif why := reason(kind, value, mine):
            explained[kind, why] += 1
        else:
            unexplained[kind, mine].append(value)
    for kind in kinds:
        print(f"{kind:18} {both[kind, True]:8} accepted and {both[kind, False]:8} refused by both")
        for (name, why), count in explained.items():
            if name == kind:
                print(f"{'':18} {count:8} {why}")
        for (name, mine), values in unexplained.items():
            if name == kind:
                print(f"{'':18} {len(values):8} UNEXPLAINED, only {'ours' if mine else 'theirs'}: {values[:8]}")
    print(f"{len(lines)} values, {sum(explained.values())} differences explained, "
          f"{sum(map(len, unexplained.values()))} not")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
