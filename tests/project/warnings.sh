#!/bin/bash
# A program that includes the library as its own headers, with -I, gets no warnings of them however many it asks for.
# Usage: warnings.sh "UMBRELLA..." COMPILER [FLAGS...]
# Umbrellas are those of the optional parts that are there, such as io/segy.hpp; FLAGS name the folders of other libraries,
# not as -I.
set -eu
umbrellas=$1
shift
here=$(cd "$(dirname "$0")" && pwd)
{
    # whose macros, such as B0 and _res, the headers must bear
    printf '#include <%s>\n' sys/param.h sys/sysmacros.h termios.h resolv.h
    for umbrella in $umbrellas; do echo "#include <diapir/$umbrella>"; done
    echo '#include "warnings.cpp"'
} | "$@" -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wdouble-promotion -Werror \
    -I "$here/../../include" -I "$here" -fsyntax-only -x c++ -
