#!/bin/sh
# The kernels of one instruction set lend the program no function: NM READELF OBJECT...
set -eu
nm=$1 readelf=$2
shift 2
for object; do
    lent=$("$nm" --defined-only --extern-only "$object" | grep -v ' D _ZN6diapir6common[0-9]*kernels_for_[a-z0-9]*E$' |
        grep -Ev ' [VRDBdu] (_ZT[IS]|_ZZN6diapir|_ZGVZN6diapir)' || true)
    if [ -n "$lent" ]; then
        echo "$object lends the rest of the program: $lent" >&2
        exit 1
    fi
    if ! "$nm" --defined-only --extern-only "$object" | grep -q kernels_for_; then
        echo "$object has no table of kernels" >&2
        exit 1
    fi
    if "$readelf" --wide --sections "$object" | grep -E '\.(init_array|ctors|preinit_array)'; then
        echo "$object runs code when the program starts" >&2
        exit 1
    fi
done
