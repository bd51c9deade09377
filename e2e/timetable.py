"""Checks a schedule.xml for what the schema of the c3voc (voc/schedule, validator/xsd/schedule.xml.xsd) asks.

    python timetable.py FILE

The schema itself is not part of this repository; what it asks is written down here: elements, their forms, and what
must not stand twice.
"""

import re
import sys
import xml.etree.ElementTree as tree

MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d{1,2}:\d\d)"
DURATION = r"\d{1,2}:\d\d(:\d{1,2})?"
ADDRESS = r"https?://.*"
FORMS = {
    "date": MOMENT,
    "start": r"[0-2]\d:[0-5]\d(:[0-5]\d)?",
    "duration": DURATION,
    "slug": r"[a-z0-9_]{3,}(-2\d{3}-[a-z]+)?-\d{1,6}-[a-z0-9\-_]{3,}",
    "url": ADDRESS,
    "feedback_url": ADDRESS,
}
NEEDED = ["room", "title", "subtitle", "type", "date", "start", "duration", "abstract", "slug", "track"]
ALLOWED = NEEDED + [
    "logo", "persons", "language", "description", "recording", "links", "attachments", "url", "answers", "feedback_url",
]
ID = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"

faults = []


def check(condition, what):
    if not condition:
        faults.append(what)


def fits(form, text, what):
    check(re.fullmatch(form, text or ""), f"{what}: {text!r}")


def conference(element):
    parts = [part.tag for part in element]
    allowed = ["title", "acronym", "start", "end", "days", "timeslot_duration", "base_url", "time_zone_name"]
    check(set(parts) <= set(allowed) and len(parts) == len(set(parts)), f"conference holds {parts}")
    fits(r"[a-z0-9_-]{4,}", element.findtext("acronym"), "acronym")
    check(element.findtext("title"), "the conference has no title")
    fits(DURATION, element.findtext("timeslot_duration", "00:00"), "timeslot_duration")


def event(element, room, seen):
    where = f"event {element.get('id')}"
    fits(ID, element.get("guid"), f"{where} guid")
    fits(r"[1-9]\d*", element.get("id"), f"{where} id")
    parts = [part.tag for part in element]
    check(len(parts) == len(set(parts)), f"{where} says something twice: {parts}")
    check(set(parts) <= set(ALLOWED), f"{where} holds {set(parts) - set(ALLOWED)}")
    check(set(NEEDED) <= set(parts), f"{where} lacks {set(NEEDED) - set(parts)}")
    for name, form in FORMS.items():
        if name in parts:
            fits(form, element.findtext(name), f"{where} {name}")
    check(element.findtext("room") == room, f"{where} stands in {room}")
    for name, value in [("guid", element.get("guid")), ("id", element.get("id")), ("slug", element.findtext("slug"))]:
        check((name, value) not in seen, f"{name} {value} stands twice")
        seen.add((name, value))


def main(path):
    root = tree.parse(path).getroot()
    check(root.tag == "schedule", f"the root is {root.tag}")
    parts = [part.tag for part in root]
    check(re.fullmatch(r"(generator,)?version,conference(,day)+", ",".join(parts)), f"schedule holds {parts}")
    conference(root.find("conference"))
    seen, events = set(), 0
    for day in root.findall("day"):
        for name in ["start", "end"]:
            fits(MOMENT, day.get(name), f"day {name}")
        fits(r"[1-9]\d*", day.get("index"), "day index")
        check(all(room.tag == "room" for room in day), "a day holds rooms")
        for room in day:
            check(room.get("name"), "a room has no name")
            for one in room:
                event(one, room.get("name"), seen)
                events += 1
    for fault in faults[:20]:
        print(f"{path}: {fault}")
    print(f"{events} events, {len(faults)} faults")
    return 1 if faults or events == 0 else 0


sys.exit(main(sys.argv[1]))
