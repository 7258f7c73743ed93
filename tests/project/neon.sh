#!/bin/bash
# Compiles the tests of the kernels for 64-bit ARM and runs them in an emulator; takes some minutes. Needs Debian's
# g++-aarch64-linux-gnu and qemu-user, and what the tests need. Catch2 must be version 2, which is headers alone.
set -euo pipefail
cd "$(dirname "$0")/../.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
mkdir "$out/include"
# The headers that do not depend on the processor, without the others of /usr/include.
for library in xsimd xtensor xtl catch2; do
    ln -s "/usr/include/$library" "$out/include/$library"
done
compile="aarch64-linux-gnu-g++ -std=c++20 -O1 -fopenmp -Iinclude -Itests -I$out/include"
find tests/main.cpp tests/core/simd.test.cpp tests/core/target.test.cpp tests/core/instruction_set.test.cpp tests/kernels \
    -name '*.cpp' ! -name dispatch.test.cpp -print0 |
    xargs -0 -P "$(nproc)" -I{} sh -c 'echo "$1"; $2 -c "$1" -o "$3/$(echo "$1" | tr / _).o"' sh {} "$compile" "$out"
aarch64-linux-gnu-g++ -fopenmp -static "$out"/*.o -o "$out/tests" 2>/dev/null
qemu-aarch64 "$out/tests"
