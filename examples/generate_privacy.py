"""A quarter of an organisation's dealings with personal data, as native events, with mistakes in it.

The people, accounts and requests are invented. What the rules of rules/gdpr find in it stands in
README.md.
"""
import datetime

ZONES = (datetime.timezone(datetime.timedelta(hours=1)), datetime.timezone(datetime.timedelta(hours=2)))
SUMMER = datetime.datetime(2026, 3, 29, 1, tzinfo=datetime.timezone.utc)
CLERKS = ["clerk-1", "clerk-2", "clerk-3", "clerk-4"]
USES = [("billing", "contract"), ("delivery", "contract"), ("support", "contract"), ("tax", "legal-obligation")]
RECIPIENTS = [("parcel-service", "DE", "delivery"), ("cloud-host", "IE", "billing"), ("mailer", "DE", "newsletter"),
              ("tax-office", "DE", "tax")]


def at(text):
    """A local time in Berlin, `2026-01-05 09:30`."""
    local = datetime.datetime.fromisoformat(text)
    winter = local.replace(tzinfo=ZONES[0])
    return winter if winter < SUMMER else local.replace(tzinfo=ZONES[1])


def privacy(r):
    events = []

    def add(when, kind, **fields):
        time = at(when) if isinstance(when, str) else when
        names = {name.replace("__", "."): value for name, value in fields.items()}
        if kind == "notification":  # null: there is none; a key that is not there would be unknown
            names = {"request.id": None, "breach.id": None, "subject.id": None, "recipient.name": None, **names}
        events.append((time, len(events), {"kind": kind, "time": time.isoformat(), **names}))

    def access(when, person, purpose, basis, user="clerk-1", system="crm", **more):
        add(when, "data_access", subject__id=person, purpose=purpose, legal_basis=basis, user__id=user,
            service__name=system, **more)

    people = ["p-%03d" % number for number in range(1, 61)]
    daily_work(r, people, access, add)
    consents(r, people, access, add)
    requests(access, add)
    recipients(add)
    breaches(add)
    guessing(access, add)
    events.sort(key=lambda event: (event[0], event[1]))
    for _, _, record in events:
        yield record


def daily_work(r, people, access, add):
    """Accesses in the morning and in the afternoon, also of the batch jobs at weekends."""
    for day in range(90):
        date = datetime.date(2026, 1, 1) + datetime.timedelta(days=day)
        for system in ("crm", "billing"):
            for hour in (7 + r.randrange(4), 13 + r.randrange(4)):
                if system == "billing" and date == datetime.date(2026, 2, 11) and hour >= 12:
                    continue  # the log of one afternoon was not written
                when = "%s %02d:%02d" % (date, hour, r.randrange(60))
                weekend = date.weekday() > 4
                purpose, basis = r.choice(USES)
                access(when, r.choice(people), purpose, basis, "batch" if weekend else r.choice(CLERKS), system,
                       classification="address")
        if day % 3 == 0:
            name, country, purpose = r.choice(RECIPIENTS[:2] + RECIPIENTS[3:])
            add("%s 18:%02d" % (date, r.randrange(60)), "disclosure", subject__id=r.choice(people[20:]), purpose=purpose,
                recipient__name=name, recipient__country=country)
    # Whom nobody let do this.
    access("2026-01-16 10:12", "p-014", "profiling", "legitimate-interests", "clerk-2", classification="address")
    access("2026-01-22 16:40", "p-015", "support", None, "clerk-2", classification="address")
    access("2026-02-02 09:05", "p-016", "support", "contract", None, classification="address", source__principal=None)
    for number in range(205):
        access("2026-02-03 %02d:%02d" % (9 + number // 60, number % 60), "p-%d" % (1001 + number), "support", "contract",
               "clerk-5", classification="address")
    access("2026-02-05 11:00", "p-017", "occupational-health", "health-care", "doctor", "crm", classification="health")
    access("2026-02-05 15:30", "p-017", "support", "legitimate-interests", "clerk-4", "crm", classification="health")


def consents(r, people, access, add):
    def say(when, person, purpose, action, basis="consent"):
        add(when, "consent", subject__id=person, purpose=purpose, event__action=action, legal_basis=basis)

    for number, person in enumerate(people[:30]):
        say("2025-%02d-%02d 12:%02d" % (7 + number % 6, 1 + r.randrange(28), r.randrange(60)), person, "newsletter", "granted")
    for month in (1, 2, 3):
        for person in people[:6]:
            access("2026-%02d-15 10:%02d" % (month, r.randrange(60)), person, "newsletter", "consent", "batch",
                   classification="address")
    say("2026-01-20 08:00", "p-007", "newsletter", "withdrawn")
    add("2026-01-22 03:00", "disclosure", subject__id="p-007", purpose="newsletter", recipient__name="mailer", recipient__country="DE")
    access("2026-01-25 10:00", "p-007", "newsletter", "consent", "batch", classification="address")
    say("2026-02-01 09:00", "p-008", "newsletter", "withdrawn")
    say("2026-02-10 09:00", "p-008", "newsletter", "granted")
    access("2026-02-15 10:30", "p-008", "newsletter", "consent", "batch", classification="address")
    say("2023-11-01 12:00", "p-040", "newsletter", "granted")  # older than two years
    access("2026-03-02 10:00", "p-040", "newsletter", "consent", "batch", classification="address")
    say("2026-01-08 12:00", "p-041", "research", "granted", "explicit-consent")
    access("2026-01-19 12:00", "p-041", "research", "explicit-consent", "clerk-3", classification="health")
    say("2026-01-08 12:30", "p-042", "research", "granted")
    access("2026-01-19 12:30", "p-042", "research", "explicit-consent", "clerk-3", classification="health")


def requests(access, add):
    def ask(when, number, person, action):
        add(when, "data_request", request__id=number, subject__id=person, event__action=action)

    def tell(when, number, person, action, **more):
        add(when, "notification", request__id=number, subject__id=person, event__action=action, **more)

    def erase(when, person):
        add(when, "deletion", subject__id=person)

    def told(when, person, recipient, action):
        add(when, "notification", subject__id=person, event__action=action, recipient__name=recipient)

    def given(when, person, recipient):
        country, purpose = next((c, p) for name, c, p in RECIPIENTS if name == recipient)
        add(when, "disclosure", subject__id=person, purpose=purpose, recipient__name=recipient, recipient__country=country)

    # Erasure: in time; late; extended in time; refused in time; still open.
    given("2026-01-02 18:00", "p-101", "parcel-service")
    given("2026-01-03 18:00", "p-101", "cloud-host")
    ask("2026-01-05 09:30", "r-101", "p-101", "erasure")
    erase("2026-01-20 14:00", "p-101")
    told("2026-01-21 09:00", "p-101", "parcel-service", "erasure")  # and nobody told cloud-host
    access("2026-01-25 11:00", "p-101", "billing", "contract", "clerk-1", "billing", classification="address")
    ask("2026-01-12 10:00", "r-102", "p-102", "erasure")
    erase("2026-02-20 10:00", "p-102")
    ask("2026-01-15 10:00", "r-103", "p-103", "erasure")
    tell("2026-02-01 10:00", "r-103", "p-103", "extension")
    erase("2026-03-20 10:00", "p-103")
    ask("2026-02-16 10:00", "r-104", "p-104", "erasure")
    tell("2026-02-20 10:00", "r-104", "p-104", "refusal")
    ask("2026-03-10 10:00", "r-105", "p-105", "erasure")
    # Access: in time, on the last evening; late; still open.
    ask("2026-01-31 15:00", "r-201", "p-106", "access")
    tell("2026-02-28 22:45", "r-201", "p-106", "answer")
    ask("2026-01-19 15:00", "r-202", "p-107", "access")
    tell("2026-02-22 09:00", "r-202", "p-107", "answer")
    ask("2026-03-20 15:00", "r-203", "p-108", "access")
    # Rectification: done, and the recipient told; not done.
    given("2026-01-04 18:00", "p-109", "parcel-service")
    ask("2026-02-09 08:30", "r-301", "p-109", "rectification")
    add("2026-02-12 08:30", "change", request__id="r-301", subject__id="p-109", event__action="rectification",
        actor__id="clerk-2", resource__type="customer")
    told("2026-02-13 08:30", "p-109", "parcel-service", "rectification")
    ask("2026-02-10 08:30", "r-302", "p-110", "rectification")


def recipients(add):
    def give(when, person, recipient, country, purpose="support"):
        add(when, "disclosure", subject__id=person, purpose=purpose, recipient__name=recipient, recipient__country=country)

    give("2026-02-05 17:00", "p-030", "call-centre", "IN")
    add("2026-02-10 09:00", "approval", recipient__name="call-centre", actor__id="dpo")
    give("2026-02-11 17:00", "p-031", "call-centre", "IN")
    give("2026-02-17 17:00", "p-032", "data-broker", "DE")
    give("2026-02-18 17:00", "p-033", "mailer", "IN", "newsletter")


def breaches(add):
    def breach(when, number, aware, risk, people):
        add(when, "breach", breach__id=number, breach__aware_at=at(aware).isoformat(), breach__risk=risk, subject__ids=people)

    def tell(when, number, **whom):
        add(when, "notification", breach__id=number, event__action="breach", **whom)

    breach("2026-01-14 09:00", "b-1", "2026-01-14 08:20", "high", ["p-201", "p-202"])
    tell("2026-01-15 14:00", "b-1", recipient__name="supervisory-authority")
    tell("2026-01-16 09:00", "b-1", subject__id="p-201")
    tell("2026-01-16 09:00", "b-1", subject__id="p-202")
    breach("2026-02-18 10:00", "b-2", "2026-02-18 09:30", "high", ["p-203", "p-204", "p-205"])
    tell("2026-02-21 17:30", "b-2", recipient__name="supervisory-authority")  # eighty hours later
    tell("2026-02-20 09:00", "b-2", subject__id="p-203")
    tell("2026-02-20 09:00", "b-2", subject__id="p-205")
    breach("2026-03-04 12:00", "b-3", "2026-03-04 12:00", "unlikely", ["p-206"])
    breach("2026-03-09 12:00", "b-4", "2026-03-09 11:00", None, ["p-207"])
    tell("2026-03-10 12:00", "b-4", recipient__name="supervisory-authority")
    breach("2026-03-16 12:00", "b-4", "2026-03-09 11:00", "low", ["p-207"])  # assessed a week later
    breach("2026-03-30 16:00", "b-5", "2026-03-30 15:30", "high", ["p-208"])


def guessing(access, add):
    for number in range(11):
        add("2026-02-24 21:%02d" % (10 + number), "authentication", user__id="clerk-3", event__outcome="failure")
    add("2026-02-24 21:25", "authentication", user__id="clerk-3", event__outcome="success")
    access("2026-02-24 21:31", "p-050", "support", "contract", "clerk-3", "crm", classification="address")
    for day in (2, 9, 16):
        add("2026-03-%02d 08:01" % day, "authentication", user__id="clerk-1", event__outcome="failure")
        add("2026-03-%02d 08:02" % day, "authentication", user__id="clerk-1", event__outcome="success")
