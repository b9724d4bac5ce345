#!/usr/bin/env python3
"""Writes access log lines of about 540 bytes of which a share holds one sensitive value.

usage: generate_sensitive_log.py MEGABYTES private|public|dense

`private`: one line in a hundred holds a value; addresses are private. `public`: each line has a public
address beside. `dense`: each line holds three values, in query strings, JSON in JSON and text. The same
arguments give the same bytes. No two lines are equal.
"""
import base64
import json
import random
import sys
import urllib.parse

rng = random.Random(7)
LETTERS = "abcdefghijklmnopqrstuvwxyz"
ALNUM = LETTERS + LETTERS.upper() + "0123456789"


def pick(alphabet, count):
    return "".join(rng.choice(alphabet) for _ in range(count))


def with_luhn(digits):
    for check in "0123456789":
        total = 0
        for index, digit in enumerate(reversed(digits + check)):
            value = int(digit) * (2 if index % 2 else 1)
            total += value - 9 if value > 9 else value
        if total % 10 == 0:
            return digits + check


def iban():
    number = pick("0123456789", 18)
    return f"DE{98 - int(number + '131400') % 97:02d}{number}"


def jwt():
    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
    return ".".join([part({"alg": "HS256", "typ": "JWT"}), part({"sub": pick(ALNUM, 20)}), pick(ALNUM, 43)])


KINDS = {
    "email": lambda: f"{pick(LETTERS, 6)}.{pick(LETTERS, 8)}@{pick(LETTERS, 7)}.{rng.choice(['com', 'de', 'org'])}",
    "phone": lambda: "+4930" + pick("123456789", 7),
    "card_number": lambda: with_luhn("4" + pick("0123456789", 14)),
    "iban": iban,
    "ssn": lambda: f"{rng.randint(100, 665)}-{rng.randint(10, 99)}-{rng.randint(1000, 9999)}",
    "password": lambda: pick(ALNUM, 11) + "!",
    "aws_access_key_id": lambda: "AKIA" + pick("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16),
    "token": lambda: "ghp_" + pick(ALNUM, 36),
    "session_jwt": jwt,
    "client_ip": lambda: f"{rng.choice([81, 93, 185, 213])}.{rng.randint(1, 254)}.{rng.randint(1, 254)}.{rng.randint(1, 254)}",
}


def line(number, mode):
    path = f"/api/v{rng.randint(1, 2)}/{pick(LETTERS, 7)}/{rng.randint(1, 1 << 20)}?page={rng.randint(1, 97)}&size=50"
    extra = {}
    count = 3 if mode == "dense" else 1 if rng.random() < 0.01 else 0
    for place in range(count):
        kind = rng.choice(list(KINDS))
        value = KINDS[kind]()
        form = rng.randrange(4)
        if form == 0:
            path += f"&{kind}={urllib.parse.quote(value, safe='')}"
        elif form == 1:
            extra[f"x_{kind}_{place}"] = value
        elif form == 2:
            extra[f"details_{place}"] = f"upstream said: {kind}={value} rejected"
        else:
            extra[f"metadata_{place}"] = json.dumps({"user": {kind: value}})
    client = KINDS["client_ip"]() if mode == "public" else f"10.{rng.randint(0, 255)}.{rng.randint(0, 255)}.7"
    second = number % 86400
    return json.dumps({
        "start_time": f"2026-03-01T{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}.123Z",
        "method": rng.choice(["GET", "POST"]), "path": path, "protocol": "HTTP/2",
        "response_code": rng.choice([200, 200, 200, 503]), "response_flags": "-",
        "bytes_sent": rng.randint(0, 65535), "duration": rng.randint(0, 1023),
        "upstream_service_time": str(rng.randint(0, 1023)), "x_forwarded_for": client,
        "user_agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.6478.127",
        "request_id": f"{rng.getrandbits(32):08x}-{rng.getrandbits(16):04x}-4aaa-a123-{rng.getrandbits(48):012x}",
        "authority": pick(LETTERS, 8) + ".prod.svc.cluster.local",
        "upstream_host": f"10.2.{rng.randint(0, 255)}.{rng.randint(1, 254)}:8080",
        "downstream_remote_address": f"10.42.{rng.randint(0, 255)}.{rng.randint(1, 254)}:{rng.randint(20000, 60000)}",
        "trace_id": f"{rng.getrandbits(128):032x}", **extra}, separators=(",", ":"))


def main():
    wanted, mode = int(sys.argv[1]) * 1_000_000, sys.argv[2]
    written = number = 0
    while written < wanted:
        text = line(number, mode) + "\n"
        sys.stdout.write(text)
        written += len(text)
        number += 1


main()
