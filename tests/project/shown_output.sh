#!/bin/bash
# What documents show of a program's output is what it prints. A block after the line
#   <!-- output of PROGRAM ARGUMENTS -->     or     <!-- output of PROGRAM ARGUMENTS, numbers within N % -->
# must be found in the output, line by line and in this order; a first line "$ PROGRAM ..." is the command itself. A block
# without a language that has no such mark is an error: all else names its language (sh, text, ...).
#
# What varies from machine to machine is masked:
# - "..." stands for anything; spaces are one;
# - a number before " s" is a time, and so are those below a column that is called "seconds": any will do;
# - numbers of which both are smaller than 1e-5 are rounding: equal;
# - other numbers are the same text; where the mark says so those with a decimal point are within N % (of trainings, whose
#   sums have another order with every instruction set).
# Usage: shown_output.sh FOLDER_OF_PROGRAMS DOCUMENT...
set -u
programs=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0 checked=0

# compare SHOWN PRINTED PERCENT
compare() {
    awk -v percent="$3" '
        function is_number(text) { return text ~ /^[-+]?[0-9]+(\.[0-9]+)?(e[-+]?[0-9]+)?$/ }
        function size(number) { return number < 0 ? -number : number }
        function equal(a, b,    largest) {
            if (a == b) return 1
            if (!is_number(a) || !is_number(b) || (a b) ~ /^[-+0-9]+$/) return 0
            a += 0; b += 0
            if (size(a) < 1e-5 && size(b) < 1e-5) return 1
            largest = size(a) > size(b) ? size(a) : size(b)
            return size(a - b) <= percent / 100 * largest
        }
        # A word may end in a mark.
        function same(a, b,    end_a, end_b) {
            end_a = match(a, /[,;:)]+$/) ? substr(a, RSTART) : ""
            end_b = match(b, /[,;:)]+$/) ? substr(b, RSTART) : ""
            return end_a == end_b && equal(substr(a, 1, length(a) - length(end_a)), substr(b, 1, length(b) - length(end_b)))
        }
        function fits(shown, printed, column,    s, p, ns, np, k) {
            ns = split(shown, s, " "); np = split(printed, p, " ")
            for (k = 1; k <= ns; ++k) {
                if (s[k] == "...") return k == ns ? 1 : fits_somewhere(s, k + 1, ns, p, k, np)
                if (k > np) return 0
                if (is_number(s[k]) && is_number(p[k]) && (k == column || s[k + 1] ~ /^s[,;.]?$/)) continue
                if (!same(s[k], p[k])) return 0
            }
            return ns == np
        }
        function fits_somewhere(s, from, ns, p, at, np,    k, offset, good) {
            for (offset = at; offset <= np - (ns - from); ++offset) {
                good = 1
                for (k = from; k <= ns && good; ++k) good = same(s[k], p[offset + k - from])
                if (good && offset + ns - from == np) return 1
            }
            return 0
        }
        FNR == NR { want[++count] = $0; next }
        FNR == 1 { at = 1; while (at <= count && want[at] ~ /^(\$ .*|\.\.\.|[ ]*)$/) ++at }
        at <= count && fits(want[at], $0, column) {
            if (want[at] ~ /(^| )seconds( |$)/) for (k = split(want[at], words, " "); k > 0; --k) if (words[k] == "seconds") column = k
            ++at
            while (at <= count && want[at] ~ /^(\.\.\.|[ ]*)$/) { if (want[at] !~ /\./) column = 0; ++at }
        }
        END { if (at <= count) { print "expected a line like: " want[at]; exit 1 } }' "$1" "$2"
}

for document; do
    # Blocks without a language, and the line before each.
    awk '/^```/ { if (!inside && $0 == "```" && before !~ /^<!-- output of /) print NR; inside = !inside } { before = $0 }' \
        "$document" >"$work/unmarked"
    while read -r line; do
        echo "FAILED: $document:$line: a block without a language, which is no output of a program; name one (text, sh, ...)"
        failures=1
    done <"$work/unmarked"
    while IFS= read -r mark; do
        command=$(sed -E 's/, numbers within [0-9]+ %$//' <<<"$mark")
        percent=$(sed -nE 's/.*, numbers within ([0-9]+) %$/\1/p' <<<"$mark")
        # shellcheck disable=SC2086
        set -- $command
        [ -x "$programs/$1" ] || { echo "skipped: $1, which is not built"; continue; }
        (cd "$work" && "$programs/$1" "${@:2}") >"$work/printed" 2>/dev/null
        awk -v mark="<!-- output of $mark -->" '
            $0 == mark { found = 1; next }
            found && /^```/ { if (inside) exit; inside = 1; next }
            inside { print }' "$document" >"$work/shown"
        [ -s "$work/shown" ] || { echo "FAILED: $document: no block after the mark of $command"; failures=1; continue; }
        compare "$work/shown" "$work/printed" "${percent:-0}" ||
            { echo "FAILED: $document shows another output of $command than it prints"; failures=1; }
        checked=$((checked + 1))
    done < <(awk '/^```/ { inside = !inside } !inside && sub(/^<!-- output of /, "") && sub(/ -->$/, "")' "$document")
done
echo "$checked shown outputs compared"
[ $checked -gt 0 ] || failures=1
exit $failures
