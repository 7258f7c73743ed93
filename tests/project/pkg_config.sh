#!/bin/bash
# Compiles a program with what pkg-config says of the package in PREFIX, moved to another place, and runs it; and one
# more with the compiled library, where the package has it.
set -euo pipefail
prefix=$1 work=$2/pkg_config
compiler=("${@:3}")
rm -rf "$work"
mkdir -p "$work"
cp -r "$prefix" "$work/moved"
PKG_CONFIG_PATH=$(dirname "$(find "$work/moved" -name diapir.pc)")
export PKG_CONFIG_PATH
query=${PKG_CONFIG_EXECUTABLE:-pkg-config}
flags=$("$query" --cflags diapir)
[[ $flags == *"$work/moved"* ]] || { echo "pkg-config does not follow the package: $flags"; exit 1; }
"${compiler[@]}" $flags "$(dirname "$0")/consumer/shap/main.cpp" $("$query" --libs diapir) -o "$work/consumer"
"$work/consumer"
if "$query" --exists diapir-precompiled; then
    "${compiler[@]}" $("$query" --cflags diapir-precompiled) "$(dirname "$0")/consumer/nn/main.cpp" \
        $("$query" --libs diapir-precompiled) -o "$work/precompiled"
    "$work/precompiled"
fi
