#!/usr/bin/env python3
"""Would a test notice? Changes one sign, bound, index or constant of a header at a time and runs the tests beside it.

A header include/diapir/a/b.hpp is tested by tests/a/b.test.cpp, which is compiled against a copy of the headers with one
change, and run. A change that does not compile, or that makes a test fail, crash or hang, is caught; one that passes has
survived, and is listed. Equivalent changes (a < for a <= where both mean the same) survive too: read the list.

    tests/mutation/mutate.py --count 50 --seed 1 [--folders kernels,ops,nn,shap,attributes,data,io] [--jobs 2]

Needs what the tests need, and a build of the preset `test`, whose flags it takes (build/test/compile_commands.json).
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import random
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]

# What to look for in a line, and what stands there instead.
CHANGES = [
    (r" \+ ", " - "), (r" - ", " + "), (r" \* ", " / "), (r" / ", " * "), (r" \+= ", " -= "), (r" -= ", " += "),
    (r" < ", " <= "), (r" <= ", " < "), (r" > ", " >= "), (r" >= ", " > "), (r" == ", " != "), (r" != ", " == "),
    (r" && ", " || "), (r" \|\| ", " && "), (r"\+\+", "--"), (r"std::min\b", "std::max"), (r"std::max\b", "std::min"),
    (r"\b0\b", "1"), (r"\b1\b", "2"), (r"\b2\b", "3"), (r"\btrue\b", "false"), (r"\bfalse\b", "true"),
    (r"return (?!\{|;)(?=[a-z])", "return -"), (r"!(?=[a-z(])", ""),
]
# Lines in which a change would be of the text of a message, of a type, or of what a compiler is told.
SKIPPED = re.compile(r'^\s*(//|#|template|using|namespace|static_assert|requires|concept|friend)|///|require|"')


def places(folders):
    """Every (header, line number, start, end, replacement) that can be changed and has tests beside it."""
    for folder in folders:
        for header in sorted((ROOT / "include/diapir" / folder).rglob("*.hpp")):
            name = header.relative_to(ROOT / "include/diapir")
            if not (ROOT / "tests" / name.with_suffix(".test.cpp")).exists():
                continue
            for number, line in enumerate(header.read_text().split("\n")):
                if SKIPPED.search(line):
                    continue
                code = line.split("//")[0]
                for pattern, instead in CHANGES:
                    for found in re.finditer(pattern, code):
                        yield name, number, found.start(), found.end(), instead


def flags_of(test):
    """The compiler and flags with which the build compiles a source of the same layer, without its precompiled header."""
    for entry in json.loads((ROOT / "build/test/compile_commands.json").read_text()):
        if "tests/CMakeFiles/%s_tests.dir/" % test.parts[0] in entry["command"]:
            words = [w for w in shlex.split(entry["command"]) if w != "ccache"]
            if "c++-header" in words:
                continue
            kept, skip = [], False
            for word in words:
                if skip:
                    skip = False
                elif word in ("-o", "-c", "-MT", "-MF", "-include"):
                    skip = True
                elif word not in ("-MD", "-Winvalid-pch", "-Werror", "-DDIAPIR_PRECOMPILED"):
                    kept.append(word)
            return kept
    sys.exit("mutate: build/test has no tests of %s; build the preset test first" % test.parts[0])


def libraries():
    found = subprocess.run(["pkg-config", "--libs", "libzip", "libpng", "cairo"], capture_output=True, text=True)
    return found.stdout.split()


def survives(place, seconds):
    """Whether the tests pass with the change."""
    name, number, begin, end, instead = place
    with tempfile.TemporaryDirectory() as folder:
        include = pathlib.Path(folder) / "include"
        shutil.copytree(ROOT / "include", include)
        header = include / "diapir" / name
        lines = header.read_text().split("\n")
        lines[number] = lines[number][:begin] + instead + lines[number][end:]
        header.write_text("\n".join(lines))
        test = pathlib.Path(name).with_suffix(".test.cpp")
        program = os.path.join(folder, "test")
        command = flags_of(test)
        command[1:1] = ["-I", str(include)]
        built = subprocess.run(command + ["-w", "-O1", str(ROOT / "tests" / test), "-o", program,
                                          str(ROOT / "build/test/tests/libdiapir_test_support.a")] + libraries(),
                               capture_output=True)
        if built.returncode != 0:
            return False, "does not compile"
        try:
            ran = subprocess.run([program], capture_output=True, timeout=seconds, cwd=folder)
        except subprocess.TimeoutExpired:
            return False, "hangs"
        return ran.returncode == 0, "fails"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=50, help="changes to try")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folders", default="kernels,ops,nn,shap,attributes,data,io")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seconds", type=int, default=120, help="after which a test hangs")
    arguments = parser.parse_args()
    everything = list(places(arguments.folders.split(",")))
    chosen = random.Random(arguments.seed).sample(everything, min(arguments.count, len(everything)))
    reasons, survivors, compiled = {}, [], 0
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for place, (survived, reason) in zip(chosen, pool.map(lambda p: survives(p, arguments.seconds), chosen)):
            name, number, begin, end, instead = place
            if survived:
                line = (ROOT / "include/diapir" / name).read_text().split("\n")[number]
                survivors.append("%s:%d: %s  [%s -> %s]" % (name, number + 1, line.strip(), line[begin:end].strip(), instead.strip()))
                print("survived " + survivors[-1], flush=True)
            else:
                reasons[reason] = reasons.get(reason, 0) + 1
    compiled = len(chosen) - reasons.get("does not compile", 0)
    caught = compiled - len(survivors)
    print("%d places of %d; %d changes compile, %d of them caught (%.1f %%): %s" % (
        len(chosen), len(everything), compiled, caught, 100 * caught / max(1, compiled), reasons))
    return len(survivors) > 0.05 * compiled


if __name__ == "__main__":
    sys.exit(main())
