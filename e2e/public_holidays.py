"""Holds the public holidays of rathaus-deadline against the `holidays` package, and writes its tables for the tests.

    cargo run -p rathaus-deadline --example holidays | python public_holidays.py compare
    python public_holidays.py table      2017 to 2035: a day and the Länder that keep it, `+` where only Catholic municipalities do
    python public_holidays.py easter     Easter Sundays 1990 to 2200 by dateutil

Needs holidays==0.109 and python-dateutil==2.9.0.post0 (not among requirements.txt: the tables stand beside the tests).
Lines of the example read `DATE CODE`, with `+` behind the code for Catholic municipalities and `AUG` for Augsburg.
"""

import sys
from datetime import date

import holidays
from dateutil.easter import easter

LANDS = ["BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH"]


def days(years):
    """Pairs of a day and a code, as the example writes them."""
    found = set()
    for land in LANDS:
        public = set(holidays.Germany(subdiv=land, years=years, categories=("public",)))
        catholic = set(holidays.Germany(subdiv=land, years=years, categories=("public", "catholic")))
        found |= {(day, land) for day in public} | {(day, land + "+") for day in catholic - public}
    bavarian = set(holidays.Germany(subdiv="BY", years=years, categories=("public",)))
    found |= {(day, "AUG") for day in set(holidays.Germany(subdiv="Augsburg", years=years)) - bavarian}
    return found


def compare():
    ours = set()
    for line in sys.stdin:
        day, code = line.split()
        ours.add((date.fromisoformat(day), code))
    # The years the package knows.
    years = range(holidays.Germany.start_year, holidays.Germany.end_year + 1)
    ours = {pair for pair in ours if pair[0].year in years}
    theirs = days(years)
    for day, code in sorted(ours - theirs)[:20]:
        print(f"only here: {day} {code}")
    for day, code in sorted(theirs - ours)[:20]:
        print(f"only there: {day} {code}")
    print(f"{len(ours & theirs)} days of {years[0]} to {years[-1]} agree, {len(ours ^ theirs)} do not")
    return 1 if ours != theirs else 0


def table():
    rows = {}
    for day, code in days(range(2017, 2036)):
        rows.setdefault(day, []).append(code)
    print("day,codes")
    for day in sorted(rows):
        print(f"{day},{' '.join(sorted(rows[day]))}")
    return 0


def sundays():
    print("easter")
    for year in range(1990, 2201):
        print(easter(year))
    return 0


sys.exit({"compare": compare, "table": table, "easter": sundays}[sys.argv[1]]())
