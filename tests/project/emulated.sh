#!/bin/bash
# Compiles tests for another processor and runs them in an emulator: those of the kernels, and of files, whose bytes are in
# another order on s390x. Takes some minutes. Needs Debian 12 (Catch2 2, which is headers alone), what the tests need,
# qemu-user and g++-aarch64-linux-gnu or g++-s390x-linux-gnu. The libraries for that processor are brought by apt-get into a
# folder of their own.
# Usage: emulated.sh aarch64|s390x [TEST_FILE...]
set -euo pipefail
cd "$(dirname "$0")/../.."
processor=$1
shift
case $processor in
    aarch64) debian=arm64 ;;
    s390x) debian=s390x ;;
    *) echo "emulated.sh: expected aarch64 or s390x, got $processor" >&2; exit 2 ;;
esac
[ $# -gt 0 ] || set -- tests/core/{simd,target,instruction_set}.test.cpp \
    $(find tests/kernels -name '*.test.cpp' ! -name dispatch.test.cpp) \
    tests/io/{csv,json,little_endian,npy,npy_dataset,npy_header,npy_rows,npz,png,safetensors,weights}.test.cpp
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

# Headers that do not depend on the processor, without the others of /usr/include.
mkdir -p "$out/include" "$out/objects" "$out/apt/etc" "$out/apt/state/lists/partial" "$out/apt/cache/archives/partial"
for library in xsimd xtensor xtl catch2 nlohmann eigen3/Eigen; do
    ln -s "/usr/include/$library" "$out/include/"
done
: >"$out/apt/state/status"
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian bookworm main" >"$out/apt/etc/sources.list"
cat >"$out/apt.conf" <<END
APT::Architecture "$debian"; APT::Architectures { "$debian"; };
Dir::State "$out/apt/state"; Dir::State::status "$out/apt/state/status"; Dir::Cache "$out/apt/cache";
Dir::Etc "$out/apt/etc"; Dir::Etc::sourceparts "$out"; Dir::Etc::parts "$out"; Dir::Etc::preferencesparts "$out"; APT::Install-Recommends "false"; APT::Sandbox::User "root";
END
mkdir "$out/root"
APT_CONFIG=$out/apt.conf apt-get update -q >/dev/null
APT_CONFIG=$out/apt.conf apt-get install -q -y --download-only libpng-dev libzip-dev zlib1g-dev >/dev/null
for package in "$out"/apt/cache/archives/*.deb; do
    case ${package##*/} in libc6* | libgcc* | libgomp* | libstdc++* | linux-libc* | gcc-*) continue ;; esac  # the compiler has its own
    dpkg -x "$package" "$out/root"
done
libraries=$out/root/usr/lib/$processor-linux-gnu

compile="nice $processor-linux-gnu-g++ -std=c++20 ${EMULATED_FLAGS:--O1} -fopenmp -Iinclude -Itests -I$out/include -idirafter $out/root/usr/include
    -DDIAPIR_TEST_DATA=\"$PWD/tests/data\" -DDIAPIR_SOURCE_DIR=\"$PWD\""
printf '%s\0' tests/main.cpp "$@" |
    xargs -0 -P "${EMULATED_JOBS:-$(nproc)}" -I{} sh -c '$2 -c "$1" -o "$3/$(echo "$1" | tr / _).o"' sh {} "$compile" "$out/objects"
"$processor-linux-gnu-g++" -fopenmp "$out"/objects/*.o -L"$libraries" -Wl,-rpath-link,"$libraries:$out/root/lib/$processor-linux-gnu" \
    -lpng -lzip -lz -o "$out/tests"
"qemu-$processor" -L "/usr/$processor-linux-gnu" \
    -E "LD_LIBRARY_PATH=/usr/$processor-linux-gnu/lib:$libraries:$out/root/lib/$processor-linux-gnu" "$out/tests"
