#!/bin/bash
# The headers define macros of diapir's own name alone, and leave none but those that are promised.
# Usage: macros.sh INCLUDE_FOLDER COMPILER [FLAGS...]
set -euo pipefail
include=$1
shift
promised='DIAPIR_(TARGET|VERSION_(MAJOR|MINOR|PATCH))'

# Of the preprocessor's account: which macros of the library's files are still defined at the end.
left=$(for umbrella in diapir io figure distributed; do echo "#include <diapir/$umbrella.hpp>"; done |
    "$@" -I "$include" -E -dD -x c++ - |
    awk -v ours="$include/diapir/" '
        /^# [0-9]+ "/ { split($0, part, "\""); inside = index(part[2], ours) == 1; seen += inside }
        /^#define / { sub(/\(.*/, "", $2); if (inside) left[$2] = 1 }
        /^#undef / { delete left[$2] }
        END { if (!seen) print "no_header_was_read"; for (name in left) print name }' | sort)
if grep -vxE "$promised" <<<"$left"; then
    echo "these macros are left to those who include the library" >&2
    exit 1
fi
echo "$(wc -l <<<"$left") macros are left: $(xargs <<<"$left")"
