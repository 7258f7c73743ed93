#!/bin/sh
# The kernels of one instruction set lend the program no function and run nothing when it starts: READELF OBJECT...
set -eu
readelf=$1
shift
for object; do
    lent=$("$readelf" --wide --symbols "$object" | grep -E ' (GLOBAL|WEAK|UNIQUE) ' | grep -v ' UND ')
    if ! echo "$lent" | grep -q ' OBJECT .*kernels_for_'; then
        echo "$object has no table of kernels" >&2
        exit 1
    fi
    if echo "$lent" | grep -E ' FUNC | _ZT[VT]'; then  # functions, and tables of virtual ones
        echo "$object lends this to the rest of the program" >&2
        exit 1
    fi
    if "$readelf" --wide --sections "$object" | grep -E '\.(init_array|ctors|preinit_array)'; then
        echo "$object runs code when the program starts" >&2
        exit 1
    fi
done
