#!/usr/bin/env python3
"""Runs peers that are programs of their own beside this library's benchmarks:

    beside.py --programs BENCH... --rounds 5 --out FILE -- COMMAND...

COMMAND gets the number of threads as {threads} and prints rows {"what", "who", "threads", "seconds"}. In every round it
runs once for each number of threads and then this library's entries of the same names run, so that what else the machine
does falls on both. FILE has the form of Google Benchmark's results. A peer that lacks ends with exit code 3 and says why;
FILE then names it as missing."""
import argparse
import json
import os
import re
import subprocess
import sys


def rows_of(command, threads, seconds):
    run = subprocess.run([c.replace("{threads}", str(threads)) for c in command], stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE, text=True, env={**os.environ, "DIAPIR_PEER_SECONDS": seconds})
    if run.returncode == 3:
        return None, run.stderr.strip().split("\n")[-1]
    if run.returncode != 0:
        sys.exit(f"beside.py: {' '.join(command)} failed:\n{run.stderr}")
    return [json.loads(line) for line in run.stdout.splitlines()], None


def ours(programs, names, seconds):
    """This library's entries of these names, as Google Benchmark has measured them."""
    found = []
    for program, known in programs.items():
        wanted = [re.sub(r"([][.^$*+?(){}|\\])", r"\\\1", n) for n in known if n in names]
        if not wanted:
            continue
        out = subprocess.run([program, "--benchmark_format=json", f"--benchmark_min_time={seconds}",
                              f"--benchmark_filter=^({'|'.join(wanted)})(/|$)"],
                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True)
        found += json.loads(out.stdout)["benchmarks"]
    return found


def entries_of(program):
    """The names of its entries, without what Google Benchmark appends."""
    out = subprocess.run([program, "--benchmark_list_tests"], stdout=subprocess.PIPE, text=True, check=True)
    return {re.sub(r"(/threads:\d+).*", r"\1", line) for line in out.stdout.splitlines()}


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--programs", nargs="+", required=True)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", default="0.1")
    options.add_argument("--out", required=True)
    at = sys.argv.index("--")
    how, command = options.parse_args(sys.argv[1:at]), sys.argv[at + 1:]
    programs = {p: entries_of(p) for p in how.programs}
    counts = sorted({int(name.rsplit(":", 1)[1]) for names in programs.values() for name in names})
    result = {"context": {"missing": []}, "benchmarks": []}
    for _ in range(how.rounds):
        for threads in counts:
            rows, missing = rows_of(command, threads, how.seconds)
            if missing:
                result["context"]["missing"] = [missing]
                break
            mine = {f"{r['what']}/diapir/threads:{r['threads']}" for r in rows}
            result["benchmarks"] += ours(programs, mine, how.seconds)
            result["benchmarks"] += [{"run_name": f"{r['what']}/{r['who']}/threads:{r['threads']}", "family_index": 0,
                                      "run_type": "iteration", "real_time": r["seconds"], "time_unit": "s"} for r in rows]
        if result["context"]["missing"]:
            print("beside.py: missing:", result["context"]["missing"][0], file=sys.stderr)
            break
    with open(how.out, "w") as file:
        json.dump(result, file, indent=1)


main()
