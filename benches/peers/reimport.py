"""Does a calendar client of another language take the calendar of `certadvise renewals`, and take it again without doubles?

    pip install icalendar
    cargo run -- renewals --team team.yaml --within 2y --as-of 2026-11-24 -f ics > before.ics
    cargo run -- renewals --team team.yaml --within 2y --as-of 2026-12-24 -f ics > after.ics
    python3 benches/peers/reimport.py before.ics after.ics
"""

import sys
from datetime import date, timedelta
from pathlib import Path

from icalendar import Calendar

REQUIRED = ("UID", "DTSTAMP", "DTSTART", "SUMMARY")


def events(path: str) -> list:
    found = Calendar.from_ical(Path(path).read_bytes()).walk("VEVENT")
    for event in found:
        assert not event.errors, event.errors
        assert all(key in event for key in REQUIRED), event
        assert isinstance(event.decoded("DTSTART"), date)
        for alarm in event.walk("VALARM"):
            assert alarm.decoded("TRIGGER") < timedelta(0), alarm
    return found


def take(client: dict, path: str) -> None:
    """What RFC 5546 asks of a client: one event a UID, the one with the higher SEQUENCE."""
    for event in events(path):
        known = client.get(str(event["UID"]))
        if known is None or event["SEQUENCE"] >= known["SEQUENCE"]:
            client[str(event["UID"])] = event


client: dict = {}
first = sys.argv[1]
take(client, first)
assert len(client) == len(events(first)), "a UID stands twice"
before = dict(client)
take(client, first)
assert {uid: event.to_ical() for uid, event in client.items()} == {uid: e.to_ical() for uid, e in before.items()}
for path in sys.argv[2:]:
    take(client, path)
    assert all(str(event["UID"]) in client for event in events(path))
    assert {(str(e["SUMMARY"])) for e in client.values()} and len({str(e["SUMMARY"]) for e in client.values()}) == len(client)
alarms = sum(len(event.walk("VALARM")) for event in client.values())
print(f"{len(client)} events, {alarms} alarms, no doubles after {len(sys.argv)} imports")
