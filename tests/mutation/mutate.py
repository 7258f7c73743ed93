#!/usr/bin/env python3
"""Would a test notice? Changes one sign, bound, index or constant of a header at a time and runs the tests that reach it.

All places drawn are rewritten at once, in a copy of include/, such that each is changed only in a run whose environment says
so (mutants.hpp); so a test program is compiled once. It first runs unchanged and notes which test cases reach which places. Then
every place is run changed: the test cases beside its header first (tests/a/b.test.cpp for include/diapir/a/b.hpp), then those of the
other programs compiled, the quick ones first, and for those that none notices the tests of headers that include its header.
A change that makes a test fail, crash or hang is caught; one that all pass has survived, and is listed, as is one that no test
reaches. Equivalent changes (a < for a <= where both mean the same) survive too: read the list.

    tests/mutation/mutate.py --count 500 --seed 1 [--folders kernels,ops,nn,shap,attributes,data,io] [--jobs 2]
    tests/mutation/mutate.py --only ops/pool2d.hpp:57    all places of a line

Left out: what the compiler must know (template arguments, constexpr variables, array extents), and what does not compile changed.
Needs what the tests need, and a build of the preset `test`, whose flags it takes (build/test/compile_commands.json).
"""
import argparse
import collections
import concurrent.futures
import functools
import hashlib
import json
import os
import pathlib
import re
import resource
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = ROOT / "tests/mutation"

# What to look for in a line, and what stands there instead.
CHANGES = [
    (r" \+ ", " - "), (r" - ", " + "), (r" \* ", " / "), (r" / ", " * "), (r" \+= ", " -= "), (r" -= ", " += "),
    (r" < ", " <= "), (r" <= ", " < "), (r" > ", " >= "), (r" >= ", " > "), (r" == ", " != "), (r" != ", " == "),
    (r" && ", " || "), (r" \|\| ", " && "), (r"\+\+", "--"), (r"std::min\b", "std::max"), (r"std::max\b", "std::min"),
    (r"\b0\b", "1"), (r"\b1\b", "2"), (r"\b2\b", "3"), (r"\btrue\b", "false"), (r"\bfalse\b", "true"),
    (r"return (?!\{|;)(?=[a-z])", "return -"), (r"!(?=[a-z(])", ""),
]
# Lines in which a change would be of the text of a message, of a type, or of what a compiler is told or must know.
SKIPPED = re.compile(r'^\s*(//|#|template|using|namespace|static_assert|requires|concept|friend|case|enum)|///|require|"'
                     r'|if constexpr|^\s*(static |inline )*constexpr [^()]*=|\bnoexcept\(')
ARGUMENT = re.compile(r"<[\w:, ]*$")  # what stands before an argument of a template

# The beginning of a function, and what it returns.
FUNCTION = re.compile(r"^\s*((?:[\w:<>&*]+ )+)[\w:]+\([^;]*\{")

Place = collections.namedtuple("Place", "header line column begin end instead text constant")


def places_of(header):
    """Every place of a header that can be changed."""
    truth = constant = False
    offset = 0
    for number, line in enumerate((ROOT / "include/diapir" / header).read_text().split("\n"), 1):
        if function := FUNCTION.search(line):
            truth, constant = "bool" in function.group(1), "constexpr" in function.group(1)
        if not SKIPPED.search(line):
            code = line.split("//")[0]
            for pattern, instead in CHANGES:
                if truth and instead == "return -":  # the sign of a truth value says nothing
                    continue
                for found in re.finditer(pattern, code):
                    if pattern.startswith(r"\b") and ARGUMENT.search(code[:found.start()]) and ">" in code[found.end():]:
                        continue
                    yield Place(header, number, found.start(), offset + found.start(), offset + found.end(), instead, line, constant)
        offset += len(line) + 1


def places(folders):
    """Those of all headers that have tests beside them."""
    for folder in folders:
        for header in sorted((ROOT / "include/diapir" / folder).rglob("*.hpp")):
            name = header.relative_to(ROOT / "include/diapir")
            if (ROOT / "tests" / name.with_suffix(".test.cpp")).exists():
                yield from places_of(name)


def drawn(everything, count, seed):
    """`count` places at random; those of one header are the same ones whatever is changed in the others."""
    seen = collections.Counter()

    def key(place):
        what = "%d %s %s %d %s" % (seed, place.header, place.text.strip(), place.column, place.instead)
        seen[what] += 1
        return hashlib.sha256(("%s %d" % (what, seen[what])).encode()).digest()

    return sorted(everything, key=key)[:count]


def masked(text):
    """The text with blanks for what is in comments, strings and characters."""
    return re.sub(r'//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'', lambda found: " " * len(found.group()), text)


def condition_around(code, begin, end):
    """Where the whole expression begins and ends that has && or || at a place."""
    depth, ends = 0, r"[;,?{}]|(?<!:):(?!:)|(?<![=!<>])=(?!=)|\breturn\b"
    first = 0
    for k in range(begin - 1, -1, -1):
        depth += (code[k] in ")]}") - (code[k] in "([{")
        if depth < 0 or depth == 0 and code[k] not in "}{" and re.compile(ends).match(code, k):
            first = k + (6 if code.startswith("return", k) else 1)
            break
    depth, last = 0, len(code)
    for k in range(end, len(code)):
        depth += (code[k] in "([{") - (code[k] in ")]}")
        if depth < 0 or depth == 0 and code[k] not in "}{" and re.compile(ends).match(code, k):
            last = k
            break
    first += len(code[first:begin]) - len(code[first:begin].lstrip())
    return first, last


def edits(text, code, place, number):
    """What to put in for a part of the text such that the place is changed where its number is chosen: (begin, end, new text)."""
    begin, end, instead = place.begin, place.end, place.instead
    was, on = text[begin:end], "::mutants::on<%d>()" % number
    if was in (" && ", " || "):
        first, last = condition_around(code, begin, end)
        changed = re.sub(r"//[^\n]*", "", text[first:begin] + instead + text[end:last]).replace("\n", " ")
        return [(first, first, "(%s ? (%s) : (" % (on, changed)), (last, last, "))")]
    if was in (" += ", " -= ") or was[0] == " ":
        return [(begin, end, "%s::mutants::place<%d>%s" % (was, number, was))]
    if was == "++":
        if not re.search(r"[\w\])]\s*$", code[:begin]):
            return [(begin, end, "::mutants::step<%d>->*" % number)]
        name = re.search(r"(?<![\w.>])\w+$", code[:begin])
        after = "->*::mutants::step<%d>" % number
        return [(name.start(), name.start(), "("), (begin, end, after + ")")] if name else [(begin, end, after)]
    if was.startswith("std::m"):
        explicit = text[end] == "<"
        return [(begin, end + explicit, "::mutants::%s<%d%s" % (was[5:], number, ", " if explicit else ">"))]
    if was == "return ":
        return [(begin, end, "return ::mutants::sign<%d>->*" % number)]
    if was == "!":
        return [(begin, end, "::mutants::no<%d>->*" % number)]
    first, last = begin, end  # a literal: all of it
    if text[begin - 1] == "'" and text[end] == "'":
        first, last = begin - 1, end + 1
    else:
        for token in re.finditer(r"(?<![\w.])\d[\w.']*(?:(?<=[eE])[-+]\d+)?", text[max(0, begin - 30):end + 30]):
            if token.start() <= begin - max(0, begin - 30) < token.end():
                first, last = token.start() + max(0, begin - 30), token.end() + max(0, begin - 30)
    return [(first, last, "(%s ? %s : %s)" % (on, text[first:begin] + instead + text[end:last], text[first:last]))]


def quoted(name):
    """The name of a test case as an argument of its program."""
    return '"%s"' % re.sub(r'([\\,\[\]"*])', r"\\\1", name)


def rewritten(header, numbered):
    """The text of a header with switches at its places, a list of (number, place)."""
    text = (ROOT / "include/diapir" / header).read_text()
    code = masked(text)
    parts, at, taken = [], 0, set()
    changes = []
    for number, place in numbered:
        found = edits(text, code, place, number)
        covered = {k for b, e, _ in found for k in range(b, e)}
        if not covered & taken:  # two digits of one number: the first
            taken |= covered
            changes += found
    for begin, end, new in sorted(changes, key=lambda c: c[:2]):
        parts += [text[at:begin], new]
        at = end
    return "".join(parts) + text[at:]


class Build:
    """Flags and libraries of the build of the preset `test`, for the sources of this tree."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder).resolve()
        self.home = re.search(r"CMAKE_HOME_DIRECTORY:INTERNAL=(.*)", (self.folder / "CMakeCache.txt").read_text()).group(1)
        self.entries = json.loads((self.folder / "compile_commands.json").read_text())

    @functools.cache
    def target(self, test):
        """The program of the build that has the test: that of an optional part, or of a layer."""
        for part in reversed(pathlib.PurePath(test).parts[:-1]):
            if part != "spectral" or test.parts[0] != "kernels":
                for entry in self.entries:
                    if "tests/CMakeFiles/%s_tests.dir/" % part in entry["command"]:
                        return part
        sys.exit("mutate: %s has no tests of %s; build the preset test first" % (self.folder, test))

    @functools.cache
    def flags(self, target):
        """The compiler and flags with which the build compiles a source of the target, without its precompiled header."""
        for entry in self.entries:
            words = [w for w in shlex.split(entry["command"]) if w != "ccache"]
            if "tests/CMakeFiles/%s_tests.dir/" % target in entry["command"] and "c++-header" not in words:
                break
        kept, skip = [], False
        for word in words:
            if skip:
                skip = False
            elif word in ("-o", "-c", "-MT", "-MF", "-include"):
                skip = True
            elif word not in ("-MD", "-Winvalid-pch", "-Werror", "-DDIAPIR_PRECOMPILED"):
                kept.append(re.sub(re.escape(self.home) + r"(?=/tests|/include|\W*$)", str(ROOT), word))
        return (*kept, "-w", "-Wno-narrowing", "-O0", "-D_GLIBCXX_ASSERTIONS")  # a test is compiled for longer than it runs

    @functools.cache
    def libraries(self, target):
        found = subprocess.run(["ninja", "-C", str(self.folder), "-t", "commands", "-s", "tests/%s_tests" % target],
                               capture_output=True, text=True, check=True).stdout
        words = [w for line in found.split("\n") if " -o tests/%s_tests" % target in line for w in shlex.split(line)]
        kept = [w for w in words if re.search(r"\.(a|so)[\d.]*$", w) or w.startswith(("-l", "-Wl,", "-L"))]
        return [str(self.folder / w) if (self.folder / w).exists() else w for w in kept]


class Users:
    """Which headers include which."""

    def __init__(self):
        self.users = collections.defaultdict(list)
        for header in sorted((ROOT / "include/diapir").rglob("*.hpp")):
            for included in re.findall(r"#include <diapir/(.*?)>", header.read_text()):
                self.users[pathlib.Path(included)].append(header.relative_to(ROOT / "include/diapir"))

    def nearest(self, name, count=5):
        """The tests of headers that include `name`, those with the fewest steps between first."""
        found, reached = [], [name]
        for header in reached:
            for user in self.users[header]:
                if user in reached or len(user.parts) < 2:  # umbrellas
                    continue
                reached.append(user)
                if (ROOT / "tests" / user.with_suffix(".test.cpp")).exists():
                    found.append(user.with_suffix(".test.cpp"))
        return found[:count]


Case = collections.namedtuple("Case", "program seconds source name reached unfit")


class Mutants:
    """The places drawn, the programs compiled with all of them, and what their test cases reach."""

    def __init__(self, folder, chosen, arguments):
        self.folder, self.build, self.arguments = pathlib.Path(folder), Build(arguments.build), arguments
        self.numbers = {number: place for number, place in enumerate(chosen, 1)}
        self.lenient = {number for number, place in self.numbers.items() if place.constant}
        self.dropped, self.first, self.cases, self.compiled, self.outcomes = set(), {}, [], set(), {}
        self.spent, self.programs, self.guard = collections.Counter(), 0, threading.RLock()
        shutil.copytree(ROOT / "include", self.folder / "include")
        for header in {place.header for place in chosen}:
            self.write(header)

    def write(self, header):
        numbered = [(-n if n in self.lenient else n, p) for n, p in self.numbers.items()
                    if p.header == header and n not in self.dropped]
        (self.folder / "include/diapir" / header).write_text(rewritten(header, numbered))

    def flags(self, target):
        """The compiler, flags for the copy of include/, and what all tests include first, compiled once."""
        flags = [w.replace("-I" + str(ROOT / "include"), "-I" + str(self.folder / "include")) for w in self.build.flags(target)]
        flags += ["-I" + str(HERE)] + ["-fsanitize=address"] * self.arguments.sanitize
        with self.guard:
            if tuple(flags) not in self.first:
                first = self.folder / ("first_%d.hpp" % len(self.first))
                first.write_text('#include "mutants.hpp"\n#include "catch.hpp"\n#include <diapir/core/array.hpp>\n')
                subprocess.run([*flags, "-x", "c++-header", first, "-o", str(first) + ".gch"], check=True)
                subprocess.run([*flags, "-c", HERE / "reached.cpp", "-o", str(first) + ".o"], check=True)
                self.first[tuple(flags)] = first
            return flags, self.first[tuple(flags)]

    def culprits(self, message):
        """The places on the lines that a compiler complains of."""
        by_line = collections.defaultdict(set)
        for number, place in self.numbers.items():
            if number not in self.dropped:
                by_line[str(place.header), place.line].add(number)
        mentioned = re.compile(re.escape(str(self.folder)) + r"/include/diapir/(.*?\.hpp):(\d+)")
        found, context = set(), []
        for line in message.split("\n"):
            here = [by_line[h, int(n)] for h, n in mentioned.findall(line)[:1] if by_line.get((h, int(n)))]
            context += here
            if "error:" in line:
                found |= here[0] if here else context[-1] if context and "mutants.hpp" in line else set()
                context = [] if here else context
        if not found:  # a statement of several lines, or a call
            for header, line in mentioned.findall(message):
                for near in range(int(line) - 3, int(line) + 4):
                    found |= by_line.get((header, near), set())
        return found

    def compile(self, tests):
        """Compiles tests of one target into one program and runs it unchanged; returns its test cases."""
        begin, target = time.time(), self.build.target(tests[0])
        flags, first = self.flags(target)
        with self.guard:
            self.programs += 1
            program = self.folder / ("program_%d" % self.programs)
        source = program.with_suffix(".cpp")
        source.write_text("".join('#include "%s"\n' % (ROOT / "tests" / test) for test in tests))
        while True:
            built = subprocess.run([*flags, "-include", first, source, str(first) + ".o", "-o", program,
                                    *self.build.libraries(target)], capture_output=True, text=True)
            if built.returncode == 0:
                break
            with self.guard:
                culprits = self.culprits(built.stderr)
                for number in culprits:
                    (self.dropped if number in self.lenient else self.lenient).add(number)
                    self.write(self.numbers[number].header)
                if self.arguments.verbose:
                    print("compiling %s: %s" % (tests, [self.numbers[n][:3] for n in culprits] or built.stderr[:3000]), flush=True)
            if not culprits:  # names that clash, or a test that does not compile alone either
                self.spent["compiling"] += time.time() - begin
                if len(tests) == 1:
                    print("mutate: %s does not compile" % tests[0], file=sys.stderr)
                    return []
                return self.compile(tests[:len(tests) // 2]) + self.compile(tests[len(tests) // 2:])
        self.spent["compiling"] += time.time() - begin
        begin, cases = time.time(), self.unchanged(program)
        self.spent["running unchanged"] += time.time() - begin
        if self.arguments.verbose:
            print("%s: %d cases of %s, %s" % (program.name, len(cases), tests, dict(self.spent)), flush=True)
        return cases

    def unchanged(self, program):
        """The test cases of a program that pass, with what they reach; those of more than 20 s are left out."""
        noted, done, cases, slow = pathlib.Path(str(program) + ".reached"), [], [], []
        while True:
            noted.write_text("")
            self.run(program, [" ".join("~" + quoted(name) for name in done + slow)] if done + slow else [], 20,
                     DIAPIR_REACHED=str(noted))
            lines = [line.split("\r")[-1].split("\t") for line in noted.read_bytes().decode().split("\n") if line]
            for passed, seconds, test, name, reached, unfit in (words for words in lines if len(words) == 6):
                done.append(name)
                if passed == "1":
                    cases.append(Case(program, float(seconds), test, name, set(map(int, reached.split())), set(map(int, unfit.split()))))
            if not lines or len(lines[-1]) == 6:
                return cases
            if len(lines) == 1:  # it alone is too slow
                slow.append(lines[0][0])

    def run(self, program, words, seconds, **environment):
        """Runs test cases for so many seconds of processors: passes, fails or hangs."""
        def limited():
            resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
            if not self.arguments.sanitize:  # which takes addresses that it does not use
                resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
            resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 30, 1 << 30))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

        with tempfile.TemporaryDirectory(dir=self.folder, ignore_cleanup_errors=True) as folder:
            ran = subprocess.Popen([program, "--abort", *words] if "DIAPIR_MUTANT" in environment else [program, *words],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder,
                                   preexec_fn=limited, start_new_session=True,
                                   # threads that wait awake would use up the seconds, which are those of processors
                                   env={**os.environ, "TMPDIR": folder, "OMP_WAIT_POLICY": "passive", "ASAN_OPTIONS": "detect_leaks=0", **environment})
            try:
                code = ran.wait(60 + 10 * seconds)
                return "passes" if code == 0 else "hangs" if code in (-signal.SIGXCPU, -signal.SIGKILL) else "fails"
            except subprocess.TimeoutExpired:
                return "hangs"
            finally:
                try:
                    os.killpg(ran.pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
                ran.wait()

    def parts(self, tests, at_once=8):
        """Tests that were not compiled yet, those of one folder together."""
        groups = collections.defaultdict(list)
        for test in sorted(set(tests) - self.compiled):
            groups[test.parent].append(test)
        self.compiled |= set(tests)
        return [group[i:i + at_once] for group in groups.values() for i in range(0, len(group), at_once)]

    def outcome(self, number, cases):
        """What becomes of test cases with a place changed, and which noticed it."""
        beside = str(ROOT / "tests" / self.numbers[number].header.with_suffix(".test.cpp"))
        if number in self.dropped:
            return "does not compile", ""
        reaching = [case for case in cases if number in case.reached]
        if not reaching:
            return "does not compile" if any(number in case.unfit for case in cases) else "is not reached", ""
        spent = 0
        for case in sorted(reaching, key=lambda c: (c.source != beside, c.seconds)):
            def becomes(n):
                return self.run(case.program, [quoted(case.name)], 5 * case.seconds + 2, DIAPIR_MUTANT=str(n))

            found = becomes(number)
            if found != "passes" and becomes(0) == "passes":  # unchanged: neither chance nor another case had a part
                return found, "%s: %s" % (os.path.relpath(case.source, ROOT / "tests"), case.name)
            spent += case.seconds
            if spent > self.arguments.seconds:
                break
        return "passes", ""

    def attempt(self, numbers, cases):
        """Tries those of some places that are not caught yet, keeping the best outcome of each."""
        begin, order = time.time(), ["is not reached", "does not compile", "passes", "fails", "hangs"]
        for number in numbers:
            if not self.caught(number):
                found = self.outcome(number, cases)
                self.outcomes[number] = max(found, self.outcomes.get(number, found), key=lambda f: order.index(f[0]))
                if self.arguments.verbose:
                    print(number, "%s:%d" % self.numbers[number][:2], *found, flush=True)
        self.spent["running changed"] += time.time() - begin

    def caught(self, number):
        return self.outcomes.get(number, ("",))[0] in ("fails", "hangs")

    def compile_and_attempt(self, tests, wanted):
        """Compiles tests, and tries the places with the number of which one of them is wanted."""
        cases = self.compile(tests)
        with self.guard:
            self.cases += cases
        self.attempt([number for number, some in wanted.items() if set(some) & set(tests)], cases)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=50, help="changes to try")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folders", default="kernels,ops,nn,shap,attributes,data,io")
    parser.add_argument("--only", action="append", metavar="HEADER:LINE", help="all places of a line instead; may be repeated")
    parser.add_argument("--tests", nargs="*", default=[], metavar="TEST", help="what else to try, such as ops/pool2d.test.cpp")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=60, help="of test cases, after which a change has survived")
    parser.add_argument("--sanitize", action="store_true", help="compiles the tests with the address sanitizer, as .ci/run asan does")
    parser.add_argument("--build", default=ROOT / "build/test", help="folder of a build of the preset test")
    parser.add_argument("--verbose", action="store_true", help="says what is compiled, and the outcome of every change")
    arguments = parser.parse_args()
    if arguments.only:
        lines = [(pathlib.Path(header), int(line)) for header, line in (only.rsplit(":", 1) for only in arguments.only)]
        everything = chosen = [p for header, line in lines for p in places_of(header) if p.line == line]
    else:
        everything = list(places(arguments.folders.split(",")))
        chosen = drawn(everything, arguments.count, arguments.seed)
    begin, users = time.time(), Users()
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        mutants = Mutants(folder, chosen, arguments)
        others = [pathlib.Path(test) for test in arguments.tests]
        for tests in (lambda p: [p.header.with_suffix(".test.cpp")], lambda p: others or users.nearest(p.header)):
            wanted = {n: tests(p) for n, p in mutants.numbers.items() if n not in mutants.dropped and not mutants.caught(n)}
            parts = mutants.parts([test for some in wanted.values() for test in some])
            list(pool.map(lambda part: mutants.compile_and_attempt(part, wanted), parts))
            list(pool.map(lambda n: mutants.attempt([n], mutants.cases), wanted))
        outcomes = mutants.outcomes
    for number, place in mutants.numbers.items():
        what, by = outcomes[number]
        if arguments.only or what in ("passes", "is not reached"):
            was = place.text[place.column:place.column + place.end - place.begin]
            print("%s %s:%d: %s  [%s -> %s]%s" % (
                {"passes": "survived", "is not reached": "not reached", "fails": "caught", "hangs": "caught"}.get(what, what),
                place.header, place.line, place.text.strip(), was.strip(), place.instead.strip(), by and " by " + by))
    counts = collections.Counter(what for what, _ in outcomes.values())
    compiled = len(chosen) - counts["does not compile"]
    caught = counts["fails"] + counts["hangs"]
    print("%d places of %d; %d changes compile, %d of them caught (%.1f %%): %s; %d programs; %.0f s, %s" % (
        len(chosen), len(everything), compiled, caught, 100 * caught / max(1, compiled), dict(counts), mutants.programs,
        time.time() - begin, ", ".join("%.0f s %s" % (s, what) for what, s in mutants.spent.items())))
    return caught < 0.95 * compiled


if __name__ == "__main__":
    sys.exit(main())
