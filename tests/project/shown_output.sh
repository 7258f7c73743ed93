#!/bin/bash
# What documents show of a program's output is what it prints. A block after the line `<!-- output of PROGRAM ARGUMENTS -->`
# must be found in the output, line by line; "..." in it stands for anything.
# Usage: shown_output.sh FOLDER_OF_PROGRAMS DOCUMENT...
set -u
programs=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0 checked=0
for document; do
    while IFS= read -r command; do
        # shellcheck disable=SC2086
        set -- $command
        [ -x "$programs/$1" ] || { echo "skipped: $1, which is not built"; continue; }
        (cd "$work" && "$programs/$1" "${@:2}") >"$work/printed" 2>/dev/null
        awk -v mark="<!-- output of $command -->" '
            $0 == mark { found = 1; next }
            found && /^```/ { if (inside) exit; inside = 1; next }
            inside { print }' "$document" >"$work/shown"
        [ -s "$work/shown" ] || { echo "FAILED: $document: no block after the mark of $command"; failures=1; continue; }
        # Each shown line, with "..." as a pattern, on some line of what was printed, in this order.
        awk -v shown="$work/shown" '
            BEGIN { while ((getline line <shown) > 0) { gsub(/[][\\.*^$+?(){}|]/, "\\\\&", line); gsub(/\\\.\\\.\\\./, ".*", line); want[++count] = line } next_one = 1 }
            next_one <= count && $0 ~ "^" want[next_one] "$" { ++next_one }
            END { if (next_one <= count) { print "expected a line like: " want[next_one]; exit 1 } }' "$work/printed" ||
            { echo "FAILED: $document shows another output of $command than it prints"; failures=1; }
        checked=$((checked + 1))
    done < <(sed -n 's/^<!-- output of \(.*\) -->$/\1/p' "$document")
done
echo "$checked shown outputs compared"
exit $failures
