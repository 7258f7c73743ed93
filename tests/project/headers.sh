#!/bin/bash
# Every public header compiles alone, in any order of includes. What reads xtensor reads it precompiled: that takes a
# third of the time, and such a header has all that xtensor includes in any case.
# Usage: [LEFT_OUT=PATTERN] headers.sh INCLUDE_FOLDER EMPTY_OR_OLD_FOLDER COMPILER [FLAGS...]
# Paths that match the extended regular expression LEFT_OUT belong to parts whose libraries are not there.
set -eu
include=$1 work=$2 compiler=$3
shift 3
rm -rf "$work" && mkdir -p "$work"
cd "$include"

# Headers that reach core/array.hpp, by one another.
find diapir -name '*.hpp' | grep -Ev "${LEFT_OUT:-^$}" | sort >"$work/all"
xargs grep -o '^#include <diapir/[^>]*' <"$work/all" | sed 's/:#include </ /' >"$work/includes"
awk '{ from[NR] = $1; to[NR] = $2 }
     END { reaches["diapir/core/array.hpp"] = 1
           do { more = 0
                for (i = 1; i <= NR; ++i) if (reaches[to[i]] && !reaches[from[i]]) more = reaches[from[i]] = 1
           } while (more)
           for (h in reaches) if (reaches[h]) print h }' "$work/includes" >"$work/with_arrays"

echo '#include <diapir/core/array.hpp>' >"$work/arrays.hpp"
"$compiler" "$@" -I "$include" -x c++-header "$work/arrays.hpp" -o "$work/arrays.hpp.gch"
check() {
    local header=$1 arrays=()
    shift
    grep -qxF "$header" "$work/with_arrays" && arrays=(-include "$work/arrays.hpp")
    "$@" -I "$include" "${arrays[@]}" -fsyntax-only -x c++ - <<<"#include <$header>" || { echo "$header does not compile alone"; exit 255; }
}
export -f check
export include work
xargs -P "$(nproc)" -I{} bash -c 'check "$@"' check {} "$compiler" "$@" <"$work/all"
echo "$(wc -l <"$work/all") headers compile alone"
