"""Reads the files of a planned round with other people's libraries and compares them with each other.

    python files.py FOLDER plan.schema.json

Ends with 1 and a line for every fault.
"""

import csv
import json
import sys
from pathlib import Path

import icalendar
import jsonschema

folder, schema = Path(sys.argv[1]), Path(sys.argv[2])
faults = []


def table(name):
    with open(folder / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


plan = json.loads((folder / "plan.json").read_text("utf-8"))
validator = jsonschema.Draft202012Validator(json.loads(schema.read_text("utf-8")))
faults += [f"plan.json: {e.json_path}: {e.message}" for e in validator.iter_errors(plan)]

talks = table("talks.csv")
for talk in talks:
    if not talk["start"] < talk["end"]:
        faults.append(f"talks.csv: {talk}")
matches = table("matches.csv")
for match in matches:
    if bool(match["rank"]) == bool(match["excluded_because"]):
        faults.append(f"matches.csv: ranked and excluded, or neither: {match['need_id']} {match['offer_id']}")
chosen = [row["offer_id"] for row in table("selection.csv") if row["chosen"] == "ja"]
if sorted(chosen) != sorted(c["offer_id"] for c in plan["selection"]["chosen"]):
    faults.append("selection.csv and plan.json choose differently")

uids = {}
for person in plan["talks"]["participants"]:
    name = f"{person['id']}.ics"
    calendar = icalendar.Calendar.from_ical((folder / "calendars" / name).read_bytes())
    faults += [f"{name}: {error}" for part in calendar.walk() for error in part.errors]
    events = calendar.walk("VEVENT")
    own = {(t["start"], t["end"]) for t in talks if person["id"] in (t["a"], t["b"])}
    seen = {(f"{e['DTSTART'].dt:%H:%M}", f"{e['DTEND'].dt:%H:%M}") for e in events}
    if own != seen:
        faults.append(f"{name}: {sorted(own ^ seen)} only in one of calendar and talks.csv")
    for event in events:
        uids.setdefault(str(event["UID"]), []).append(person["id"])
faults += [f"UID {uid} in the calendars of {people}, not of two" for uid, people in uids.items() if len(people) != 2]

for fault in faults:
    print(fault)
print(f"{len(talks)} talks, {len(matches)} matches, {len(uids)} events, {len(faults)} faults")
sys.exit(1 if faults else 0)
