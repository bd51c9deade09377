"""Reads the invitations of mails with Python's icalendar and gives them as JSON, for another library to read them again.

    python invitations.py MAIL.eml…

Ends with 1 and a line for every fault.
"""

import email
import email.policy
import json
import sys
from pathlib import Path

import icalendar

faults, found = [], []
for path in map(Path, sys.argv[1:]):
    mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    for part in mail.walk():
        if part.get_content_type() != "text/calendar":
            continue
        text = part.get_payload(decode=True)
        calendar = icalendar.Calendar.from_ical(text)
        faults += [f"{path.name}: {error}" for one in calendar.walk() for error in one.errors]
        method, events = str(calendar["METHOD"]), calendar.walk("VEVENT")
        if part.get_param("method") != method:
            faults.append(f"{path.name}: the part says {part.get_param('method')}, the calendar {method}")
        if len({str(event["UID"]) for event in events}) != 1:
            faults.append(f"{path.name}: an invitation is about one talk (RFC 5546, 3.2.2)")
        for event in events:
            if method in ("REQUEST", "CANCEL") and not ("ORGANIZER" in event and "ATTENDEE" in event):
                faults.append(f"{path.name}: {method} without organiser or guest")
            if (method == "CANCEL") != (str(event.get("STATUS", "")) == "CANCELLED"):
                faults.append(f"{path.name}: {method} with the status {event.get('STATUS')}")
            found.append({
                "to": mail["To"], "method": method, "uid": str(event["UID"]), "sequence": int(event["SEQUENCE"]),
                "start": f"{event['DTSTART'].dt:%Y-%m-%dT%H:%M}", "text": text.decode("utf-8"),
            })

print(json.dumps({"faults": faults, "found": found}))
sys.exit(1 if faults else 0)
