#!/bin/sh
# What is compiled for one instruction set lends the program no function, and uses none of its registers when the program
# starts: READELF OBJDUMP OBJECT...
set -eu
readelf=$1
objdump=$2
shift 2
for object; do
    lent=$("$readelf" --wide --symbols "$object" | grep -E ' (GLOBAL|WEAK|UNIQUE) ' | grep -v ' UND ')
    if ! echo "$lent" | grep -Eq ' OBJECT .*(kernels|attributes)_for_'; then
        echo "$object has no table of functions" >&2
        exit 1
    fi
    if echo "$lent" | grep -E ' FUNC | _ZT[VT]'; then  # functions, and tables of virtual ones
        echo "$object lends this to the rest of the program" >&2
        exit 1
    fi
    starts=$("$readelf" --wide --sections "$object" | grep -E ' \.(init_array|ctors|preinit_array)' || true)
    case $object in
    *_kernels_*)
        if [ -n "$starts" ]; then
            echo "$object runs code when the program starts" >&2
            exit 1
        fi
        ;;
    *)  # <iostream> has something to do
        if "$objdump" -d -j .text.startup "$object" | grep -E '%[xyz]mm|%k[0-7]'; then
            echo "$object uses registers of its instruction set when the program starts" >&2
            exit 1
        fi
        ;;
    esac
done
