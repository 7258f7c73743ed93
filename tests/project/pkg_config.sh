#!/bin/bash
# Compiles a program with what pkg-config says of the package in PREFIX, moved to another place, and runs it; and one
# more with the compiled library, where the package has it. All that the umbrella of each other part includes is found with its own file.
set -euo pipefail
prefix=$1 work=$2/pkg_config
compiler=("${@:3}" -std=c++20)
rm -rf "$work"
mkdir -p "$work"
cp -r "$prefix" "$work/moved"
PKG_CONFIG_PATH=$(dirname "$(find "$work/moved" -name diapir.pc)")
export PKG_CONFIG_PATH
query=${PKG_CONFIG_EXECUTABLE:-pkg-config}
flags=$("$query" --cflags diapir)
[[ $flags == *"$work/moved"* ]] || { echo "pkg-config does not follow the package: $flags"; exit 1; }
[[ $flags != *-std=* ]] || { echo "pkg-config chooses the standard for the program: $flags"; exit 1; }
said=$("${compiler[@]}" -std=c++17 $flags -fsyntax-only "$(dirname "$0")/consumer/shap/main.cpp" 2>&1 || true)
[[ $said == *"expected C++20 or later"* ]] || { echo "C++17 is not refused in a sentence: $said" | head; exit 1; }
"${compiler[@]}" $flags "$(dirname "$0")/consumer/shap/main.cpp" $("$query" --libs diapir) -o "$work/consumer"
"$work/consumer"
if "$query" --exists diapir-precompiled; then
    "${compiler[@]}" $("$query" --cflags diapir-precompiled) "$(dirname "$0")/consumer/nn/main.cpp" \
        $("$query" --libs diapir-precompiled) -o "$work/precompiled"
    "$work/precompiled"
fi
while read -r umbrella part; do
    if [ -n "$(find "$work/moved" -path "*/include/diapir/$umbrella")" ]; then
        "${compiler[@]}" $("$query" --cflags "diapir-$part") -E -include "diapir/$umbrella" -x c++ /dev/null >"$work/found"
    fi
done <<'END'
io.hpp io
figure.hpp figure
attributes/spectral.hpp spectral
io/segy.hpp segy
io/onnx.hpp onnx
io/tracking.hpp tracking
distributed/mpi.hpp mpi
END
