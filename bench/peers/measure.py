"""What the scripts of this folder that run in Python have in common; measure.js is the same for Node."""
import json
import os
import sys
import time


def lacks(why):
    """Says what is missing and ends: the table then names it instead of a number."""
    print(str(why).replace("\n", " "), file=sys.stderr)
    sys.exit(3)


def measure(what, who, threads, run):
    """Runs until the seconds are over and prints the best as one row."""
    run()
    best, end = float("inf"), time.perf_counter() + float(os.environ.get("DIAPIR_PEER_SECONDS", 0.3))
    while best == float("inf") or time.perf_counter() < end:
        start = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - start)
    print(json.dumps({"what": what, "who": who, "threads": threads, "seconds": best}), flush=True)
