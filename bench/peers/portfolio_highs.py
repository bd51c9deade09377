"""The choice of offers as an integer programme for HiGHS, as a peer to measure against.

Reads {"offers": n, "weights": [...], "cover": [[[offer, score], ...] per need], "places": k, "seconds": limit}. One binary
variable per offer, one continuous variable per entry of the cover table (how much of the need this offer serves), each at
most its offer's variable, at most 1 together per need. One thread. Prints value, bound, status and seconds; the time is that
of the solver alone, the model built before.
"""

import json
import sys
import time

import highspy
import numpy as np
from scipy.sparse import csr_matrix


def main():
    asked = json.load(sys.stdin)
    offers = asked["offers"]
    need, offer, gain = [], [], []
    for i, row in enumerate(asked["cover"]):
        for j, score in row:
            need.append(i)
            offer.append(j)
            gain.append(asked["weights"][i] * score)
    entries = len(need)
    columns = offers + entries
    rows_of, columns_of, values = [], [], []
    upper = []
    for e in range(entries):  # served only by what is chosen
        rows_of += [len(upper), len(upper)]
        columns_of += [offers + e, offer[e]]
        values += [1.0, -1.0]
        upper.append(0.0)
    first = {}
    for e in range(entries):  # a need is served once
        if need[e] not in first:
            first[need[e]] = len(upper)
            upper.append(1.0)
        rows_of.append(first[need[e]])
        columns_of.append(offers + e)
        values.append(1.0)
    rows_of += [len(upper)] * offers
    columns_of += list(range(offers))
    values += [1.0] * offers
    upper.append(float(asked["places"]))
    matrix = csr_matrix((values, (rows_of, columns_of)), shape=(len(upper), columns))

    lp = highspy.HighsLp()
    lp.num_col_ = columns
    lp.num_row_ = len(upper)
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_ = np.concatenate([np.zeros(offers), np.array(gain)])
    lp.col_lower_ = np.zeros(columns)
    lp.col_upper_ = np.ones(columns)
    lp.row_lower_ = np.full(len(upper), -highspy.kHighsInf)
    lp.row_upper_ = np.array(upper)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = matrix.indptr
    lp.a_matrix_.index_ = matrix.indices
    lp.a_matrix_.value_ = matrix.data
    lp.integrality_ = [highspy.HighsVarType.kInteger] * offers + [highspy.HighsVarType.kContinuous] * entries

    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("time_limit", float(asked["seconds"]))
    solver.setOptionValue("mip_rel_gap", 1e-9)
    solver.passModel(lp)
    begin = time.monotonic()
    solver.run()
    seconds = time.monotonic() - begin
    info = solver.getInfo()
    finite = lambda x: float(x) if abs(x) < 1e29 else None
    print(
        json.dumps(
            {
                "value": finite(info.objective_function_value),
                "bound": finite(info.mip_dual_bound),
                "status": solver.modelStatusToString(solver.getModelStatus()),
                "seconds": seconds,
            }
        )
    )


if __name__ == "__main__":
    main()
