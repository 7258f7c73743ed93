#!/bin/bash
# Every public header compiles alone.
# Usage: [LEFT_OUT=PATTERN] headers.sh INCLUDE_FOLDER EMPTY_OR_OLD_FOLDER COMPILER [FLAGS...]
# Paths that match the extended regular expression LEFT_OUT belong to parts whose libraries are not there.
#
# A header that reaches all that another one reaches, itself included, may be compiled after it: what was read before, it
# would read in any case, and each of that compiles alone. So the headers make chains, a run of the compiler each, which
# takes a third of the time.
set -euo pipefail
include=$1 work=$2 compiler=$3
shift 3
rm -rf "$work" && mkdir -p "$work"
cd "$include"

find diapir -name '*.hpp' | grep -Ev "${LEFT_OUT:-^$}" | sort >"$work/all"
[ -s "$work/all" ] || { echo "there are no headers in $include"; exit 1; }
xargs grep -o '^#include <diapir/[^>]*' <"$work/all" | sed 's/:#include </ /' >"$work/includes"

# For each header, how many it reaches by their includes, itself, and these.
awk 'FNR == NR { headers[FNR] = $1; next }
     { included[$1] = included[$1] " " $2 }
     function reach(from, names, i, count) {
         count = split(included[from], names, " ")
         for (i = 1; i <= count; ++i)
             if (!(names[i] in reached)) { reached[names[i]]; ++size; line = line " " names[i]; reach(names[i]) }
     }
     END { for (h = 1; h in headers; ++h) {
               split("", reached); size = 0; line = ""
               reach(headers[h])
               print size, headers[h] line
           } }' "$work/all" "$work/includes" | sort -k1,1n -k2,2 >"$work/reached"

# Each header, from those that reach least, goes on with the chain whose last header it reaches (and which does not reach
# it in turn) and that has read most.
awk '{ split("", reached)
       for (i = 3; i <= NF; ++i) reached[$i]
       best = 0
       for (c = 1; c <= chains; ++c)
           if (last[c] in reached && index(reached_by[c], " " $2 " ") == 0 && (!best || size[c] > size[best])) best = c
       if (!best) best = ++chains
       chain[best] = chain[best] " " $2
       last[best] = $2
       size[best] = $1
       $1 = $2 = ""
       reached_by[best] = $0 " "
     }
     END { for (c = 1; c <= chains; ++c) print substr(chain[c], 2) }' "$work/reached" >"$work/chains"

check() {
    local headers=$1
    shift
    printf '#include <%s>\n' $headers | "$@" -I "$include" -fsyntax-only -x c++ - || {
        echo "one of these does not compile alone: $headers" && exit 255
    }
}
export -f check
export include
[ "$(wc -w <"$work/chains")" -eq "$(wc -l <"$work/all")" ] || { echo "not every header is in a chain"; exit 1; }
xargs -P "$(nproc)" -d '\n' -I{} bash -c 'check "$@"' check {} "$compiler" "$@" <"$work/chains"
echo "$(wc -l <"$work/all") headers compile alone"
