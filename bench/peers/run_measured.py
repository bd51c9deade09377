"""Runs a command several times and prints wall-clock seconds and peak memory (resident set, KiB) of each run.

Reads {"command": [...], "runs": n}.
"""

import json
import os
import subprocess
import sys
import time


def main():
    asked = json.load(sys.stdin)
    seconds, kibibytes = [], []
    for _ in range(asked["runs"]):
        begin = time.monotonic()
        child = subprocess.Popen(asked["command"], stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        seconds.append(time.monotonic() - begin)
        kibibytes.append(usage.ru_maxrss)
        if status != 0:
            sys.exit(f"{asked['command'][0]} ended with status {status}")
    print(json.dumps({"seconds": seconds, "kibibytes": kibibytes}))


if __name__ == "__main__":
    main()
