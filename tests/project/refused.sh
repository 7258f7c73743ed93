#!/bin/bash
# Wrong programs do not compile, and the compiler says why in a sentence of the library or by the name of a concept. A line
# of refused/*.cpp that ends in "// refused: TEXT" must be one that the compiler complains of, with that text.
# Usage: refused.sh EMPTY_OR_OLD_FOLDER COMPILER [FLAGS...]
set -eu
work=$1 compiler=$2
shift 2
here=$(cd "$(dirname "$0")" && pwd)/refused
rm -rf "$work" && mkdir -p "$work"
failed=0 cases=0
complain() {
    echo "$1"
    failed=1
}
for program in "$here"/*.cpp; do
    said=$work/$(basename "$program").txt
    unlimited=-fmax-errors=0
    "$compiler" --version | grep -q clang && unlimited=-ferror-limit=0
    if "$compiler" "$@" $unlimited -fmessage-length=0 -fdiagnostics-color=never -fsyntax-only "$program" 2>"$said"; then
        complain "$program compiles"
    fi
    while IFS=: read -r number line; do
        text=${line##*// refused: }
        cases=$((cases + 1))
        grep -qF "$(basename "$program"):$number:" "$said" || complain "$program:$number: nothing is said of this line"
        grep -qF -- "$text" "$said" || complain "$program:$number: expected to be told: $text"
    done < <(grep -n "// refused: " "$program")
    # Each text that several lines must bring about is said as often.
    grep -o "// refused: .*" "$program" | sort | uniq -c | while read -r count _ _ text; do
        [ "$(grep -cF -- "$text" "$said")" -ge "$count" ] || { echo "$program: expected $count times: $text"; exit 1; }
    done || failed=1
done
# Options with which NaN and roundings are others.
for option in -ffast-math -Ofast -ffinite-math-only; do
    cases=$((cases + 1))
    said=$(echo "#include <diapir/core/target.hpp>" | "$compiler" "$@" -O2 $option -x c++ -fsyntax-only - 2>&1) &&
        complain "$option is taken"
    [[ $said == *"diapir: expected numbers as in IEEE 754"* ]] || complain "$option: expected a sentence, got: $said"
done
echo "$cases wrong programs"
[ "$cases" -gt 3 ] || complain "there are none in $here"
exit $failed
