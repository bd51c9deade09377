"""The timetable of talks as a model for Google OR-tools CP-SAT, as a peer to measure against.

Reads one agenda as JSON on standard input:

    {"slots": 8, "tables": [10, ...one number per slot...],
     "people": [[0, 1, 5], ...slots in which each person is there...],
     "talks": [{"a": 0, "b": 7, "window": [0, 1, 2]}, ...]}

(`cargo run --release -p rathaus-allocation --example talks_speed -- export NAME` prints one.) Arguments: seconds (60)
and workers (2). Prints one line of JSON: `placed` talks, `gaps` (maximal runs of slots without a talk between two talks
of one person), `bound` on the gaps if every talk can be placed, `seconds`, `status` of the solver.

The model is the straightforward one: a Boolean per talk and slot, at most one talk per person and slot, tables per slot;
per person the Booleans "busy", "was busy before or now", "busy now or later", a hole where both of the latter hold and
the first does not, and a gap where a hole begins. First all talks are demanded; if that is impossible or not found in
half the time, the number of talks is maximised instead.
"""

import json
import sys
import time

from ortools.sat.python import cp_model


def build(day, demand_all):
    model = cp_model.CpModel()
    slots = day["slots"]
    at = [[[] for _ in range(slots)] for _ in day["people"]]
    in_slot = [[] for _ in range(slots)]
    x = []
    for t, talk in enumerate(day["talks"]):
        a, b = talk["a"], talk["b"]
        possible = set(talk["window"]) & set(day["people"][a]) & set(day["people"][b])
        row = {s: model.NewBoolVar(f"x{t},{s}") for s in sorted(possible)}
        x.append(row)
        if demand_all:
            model.AddExactlyOne(row.values())
        else:
            model.AddAtMostOne(row.values())
        for s, var in row.items():
            at[a][s].append(var)
            at[b][s].append(var)
            in_slot[s].append(var)
    for s in range(slots):
        model.Add(sum(in_slot[s]) <= day["tables"][s])
    gaps = []
    for p in range(len(day["people"])):
        if sum(1 for talk in day["talks"] if p in (talk["a"], talk["b"])) == 0:
            continue
        busy = [model.NewBoolVar(f"busy{p},{s}") for s in range(slots)]
        before = [model.NewBoolVar(f"before{p},{s}") for s in range(slots)]
        after = [model.NewBoolVar(f"after{p},{s}") for s in range(slots)]
        hole = [model.NewBoolVar(f"hole{p},{s}") for s in range(slots)]
        for s in range(slots):
            model.Add(sum(at[p][s]) == busy[s])
            model.AddImplication(busy[s], before[s])
            model.AddImplication(busy[s], after[s])
            if s > 0:
                model.AddImplication(before[s - 1], before[s])
                model.AddImplication(after[s], after[s - 1])
            model.AddBoolOr([hole[s], busy[s], before[s].Not(), after[s].Not()])
            model.AddImplication(hole[s], busy[s].Not())
            begin = model.NewBoolVar(f"gap{p},{s}")
            if s > 0:
                model.AddBoolOr([begin, hole[s].Not(), hole[s - 1]])
                gaps.append(begin)
    placed = sum(var for row in x for var in row.values())
    total = sum(gaps)
    if demand_all:
        model.Minimize(total)
    else:
        model.Maximize(placed * (len(gaps) + 1) - total)
    return model, x


def count(day, plan):
    busy = [set() for _ in day["people"]]
    for t, s in plan.items():
        busy[day["talks"][t]["a"]].add(s)
        busy[day["talks"][t]["b"]].add(s)
    runs = [sum(1 for s in day if s - 1 not in day) for day in busy]
    return sum(max(r - 1, 0) for r in runs)


def solve(day, demand_all, seconds, workers):
    model, x = build(day, demand_all)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = workers
    status = solver.Solve(model)
    name = solver.StatusName(status)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return name, None, None
    plan = {t: s for t, row in enumerate(x) for s, var in row.items() if solver.Value(var)}
    return name, plan, solver.BestObjectiveBound()


def main():
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    workers = int(sys.argv[2]) if len(sys.argv) > 2 else 2
    day = json.load(sys.stdin)
    begin = time.monotonic()
    status, plan, bound = solve(day, True, seconds, workers)
    if plan is None:
        left = max(seconds - (time.monotonic() - begin), seconds / 2)
        status, plan, _ = solve(day, False, left, workers)
        bound = None
    plan = plan or {}
    print(
        json.dumps(
            {
                "placed": len(plan),
                "gaps": count(day, plan),
                "bound": bound,
                "seconds": round(time.monotonic() - begin, 2),
                "status": status,
            }
        )
    )


if __name__ == "__main__":
    main()
