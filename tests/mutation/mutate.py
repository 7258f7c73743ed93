#!/usr/bin/env python3
"""Would a test notice? Changes one sign, bound, index or constant of a header at a time and runs the tests beside it.

A header include/diapir/a/b.hpp is tested by tests/a/b.test.cpp and, where that does not notice, by the tests of those
headers that include it; they are compiled with the changed header, and run. A change that makes a test fail, crash or hang
is caught; one that all pass has survived, and is listed. Equivalent changes (a < for a <= where both mean the same)
survive too: read the list.

    tests/mutation/mutate.py --count 50 --seed 1 [--folders kernels,ops,nn,shap,attributes,data,io] [--jobs 2]

Needs what the tests need, and a build of the preset `test`, whose flags it takes (build/test/compile_commands.json).
"""
import argparse
import collections
import concurrent.futures
import functools
import json
import os
import pathlib
import random
import re
import shlex
import subprocess
import sys
import tempfile
import threading

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

# The beginning of a function, and what it returns.
FUNCTION = re.compile(r"^\s*((?:[\w:<>&*]+ )+)[\w:]+\([^;]*\{")


def places(folders):
    """Every (header, line number, start, end, replacement) that can be changed and has tests beside it."""
    for folder in folders:
        for header in sorted((ROOT / "include/diapir" / folder).rglob("*.hpp")):
            name = header.relative_to(ROOT / "include/diapir")
            if not (ROOT / "tests" / name.with_suffix(".test.cpp")).exists():
                continue
            truth = False
            for number, line in enumerate(header.read_text().split("\n")):
                if function := FUNCTION.search(line):
                    truth = "bool" in function.group(1)
                if SKIPPED.search(line):
                    continue
                code = line.split("//")[0]
                for pattern, instead in CHANGES:
                    if truth and instead == "return -":  # the sign of a truth value says nothing
                        continue
                    for found in re.finditer(pattern, code):
                        yield name, number, found.start(), found.end(), instead


@functools.cache
def flags_of(layer):
    """The compiler and flags with which the build compiles a source of the layer, without its precompiled header."""
    for entry in json.loads((ROOT / "build/test/compile_commands.json").read_text()):
        if "tests/CMakeFiles/%s_tests.dir/" % layer in entry["command"]:
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
            return tuple(kept) + ("-w", "-O0", "-D_GLIBCXX_ASSERTIONS")  # a test is compiled for longer than it runs
    sys.exit("mutate: build/test has no tests of %s; build the preset test first" % layer)


@functools.cache
def libraries():
    found = subprocess.run(["pkg-config", "--libs", "libzip", "libpng", "cairo"], capture_output=True, text=True)
    return found.stdout.split()


class Tests:
    """The tests of headers, compiled with and without a change."""

    def __init__(self, folder, seconds):
        self.folder, self.seconds = pathlib.Path(folder), seconds
        self.guard, self.prefixes = threading.Lock(), {}
        self.turns, self.sound, self.users = {}, {}, Users()

    def prefix(self, test):
        """The command up to what is particular to a test, with what all tests include first compiled once."""
        flags = flags_of(test.parts[0])
        with self.guard:
            if flags not in self.prefixes:
                first = self.folder / ("first_%d.hpp" % len(self.prefixes))
                first.write_text('#include "catch.hpp"\n#include <diapir/core/array.hpp>\n')
                subprocess.run([*flags, "-x", "c++-header", str(first), "-o", str(first) + ".gch"], check=True)
                self.prefixes[flags] = ["-include", str(first)]
            return [*flags, *self.prefixes[flags]]

    def run(self, name, header=None, changed=None):
        """What becomes of the tests beside the header `name` where the text of `header` is `changed`: passes, fails, ..."""
        test = pathlib.Path(name).with_suffix(".test.cpp")
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            command = self.prefix(test)
            if header is not None:
                instead = pathlib.Path(folder) / "include/diapir" / header
                instead.parent.mkdir(parents=True)
                instead.write_text(changed)
                command[1:1] = ["-I", os.path.join(folder, "include")]
            program = os.path.join(folder, "test")
            built = subprocess.run(command + [str(ROOT / "tests" / test), "-o", program,
                                              str(ROOT / "build/test/tests/libdiapir_test_support.a")] + libraries(),
                                   capture_output=True)
            if built.returncode != 0:
                return "does not compile"
            try:
                ran = subprocess.run([program], capture_output=True, timeout=self.seconds, cwd=folder)
            except subprocess.TimeoutExpired:
                return "hangs"
            return "passes" if ran.returncode == 0 else "fails"

    def is_sound(self, name):
        """Whether the tests beside a header pass without a change."""
        with self.guard:
            turn = self.turns.setdefault(name, threading.Lock())
        with turn:
            if name not in self.sound:
                self.sound[name] = self.run(name) == "passes"
            return self.sound[name]

    def outcome(self, place):
        """What becomes of the tests with a change; "cannot be tested" where they fail without it too."""
        name, number, begin, end, instead = place
        lines = (ROOT / "include/diapir" / name).read_text().split("\n")
        lines[number] = lines[number][:begin] + instead + lines[number][end:]
        outcome = "cannot be tested"
        for tested in [name] + self.users.nearest(name):
            found = self.run(tested, name, "\n".join(lines))
            if tested == name and found == "does not compile":
                return found
            if found == "passes":
                outcome = found
            elif found != "does not compile" and self.is_sound(tested):
                return found
        return outcome


class Users:
    """Which headers include which."""

    def __init__(self):
        self.users = collections.defaultdict(list)
        for header in sorted((ROOT / "include/diapir").rglob("*.hpp")):
            for included in re.findall(r"#include <diapir/(.*?)>", header.read_text()):
                self.users[pathlib.Path(included)].append(header.relative_to(ROOT / "include/diapir"))

    def nearest(self, name, count=5):
        """The headers with tests that include `name`, those with the fewest steps between first."""
        found, reached = [], [name]
        for header in reached:
            for user in self.users[header]:
                if user in reached or len(user.parts) < 2:  # umbrellas
                    continue
                reached.append(user)
                if (ROOT / "tests" / user.with_suffix(".test.cpp")).exists():
                    found.append(user)
        return found[:count]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=50, help="changes to try")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folders", default="kernels,ops,nn,shap,attributes,data,io")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seconds", type=int, default=60, help="after which a test hangs")
    arguments = parser.parse_args()
    everything = list(places(arguments.folders.split(",")))
    chosen = random.Random(arguments.seed).sample(everything, min(arguments.count, len(everything)))
    outcomes = collections.Counter()
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        tests = Tests(folder, arguments.seconds)
        for place, outcome in zip(chosen, pool.map(tests.outcome, chosen)):
            outcomes[outcome] += 1
            if outcome == "passes":
                name, number, begin, end, instead = place
                line = (ROOT / "include/diapir" / name).read_text().split("\n")[number]
                print("survived %s:%d: %s  [%s -> %s]" % (name, number + 1, line.strip(), line[begin:end].strip(),
                                                          instead.strip()), flush=True)
    compiled = len(chosen) - outcomes["does not compile"] - outcomes["cannot be tested"]
    caught = compiled - outcomes["passes"]
    print("%d places of %d; %d changes compile, %d of them caught (%.1f %%): %s" % (
        len(chosen), len(everything), compiled, caught, 100 * caught / max(1, compiled), dict(outcomes)))
    return outcomes["passes"] > 0.05 * compiled


if __name__ == "__main__":
    sys.exit(main())
