#!/bin/bash
# What the configuration of the project says and does with options and folders that others choose. One source is compiled.
# Usage: configured.sh SOURCE_FOLDER WORK_FOLDER CMAKE_ARGUMENT...
set -eu
source=$1 work=$2
shift 2
arguments=("$@")
rm -rf "$work"
mkdir -p "$work"
fail() { echo "configured.sh: $*" >&2; exit 1; }
# Configures FOLDER in $work/build, and keeps in $said what CMake says, on one line.
configure() {
    local folder=$1 rc=0
    shift
    rm -rf "$work/build"
    said=$(cmake -S "$folder" -B "$work/build" "${arguments[@]}" "$@" 2>&1) || rc=$?
    said=$(tr -s ' \n' ' ' <<<"$said")
    return $rc
}
configures() { configure "$@" || fail "${*:2} should configure: $said"; }
refuses() {
    local sentence=$1
    shift
    ! configure "$source" "$@" || fail "$* should be refused"
    grep -q "$sentence" <<<"$said" || fail "$* should be refused with '$sentence': $said"
}
alone=(-DDIAPIR_TESTS=OFF -DDIAPIR_EXAMPLES=OFF -DDIAPIR_IO=OFF)

# A version is one.
version=$(sed -n 's/.*version = "\(.*\)".*/\1/p' "$source/include/diapir/version.hpp")
for file in docs/citation.cff docs/packaging/vcpkg/vcpkg.json docs/packaging/debian/changelog docs/changelog.md; do
    grep -m1 '^version: \|"version-semver"\|^diapir (\|^## ' "$source/$file" | grep -qF "$version" || fail "$file is not of $version"
done

# What needs libraries can be left out, and the tests with it.
configures "$source" -DDIAPIR_IO=OFF
[ ! -e "$work/build/tests" ] || fail "there are tests without diapir::io"
configures "$source" -DDIAPIR_FIGURE=OFF -DDIAPIR_EXAMPLES=OFF
ctest --test-dir "$work/build" -N | grep -q "project: a component alone" || fail "there are no tests without diapir::figure"

# Options that the compiler cannot follow.
refuses "DIAPIR_SANITIZE=adress needs a compiler and linker with -fsanitize=adress" "${alone[@]}" -DDIAPIR_SANITIZE=adress
if grep -q "CXX compiler identification is GNU" <<<"$said"; then
    refuses "DIAPIR_FUZZ=ON needs a compiler and linker with -fsanitize=fuzzer-no-link" -DDIAPIR_TESTS=OFF -DDIAPIR_EXAMPLES=OFF -DDIAPIR_FUZZ=ON
fi

# The folder of a clone may be called as one of the library's, and its headers may be installed anywhere.
clone=$work/io/segy/clone
mkdir -p "$clone"
cp -r "$source/CMakeLists.txt" "$source/.cmake" "$source/include" "$clone"
configures "$clone" "${alone[@]}"
cmake --install "$work/build" --prefix "$work/prefix" --component diapir >"$work/log"
diff <(cd "$source/include" && find diapir -name '*.hpp' | grep -Ev '/(figure|io|distributed/mpi|attributes/spectral)[/.]' | sort) \
    <(cd "$work/prefix/include" && find diapir -name '*.hpp' | sort) || fail "other headers are installed from $clone"
configures "$source" "${alone[@]}" -DCMAKE_INSTALL_PREFIX="$work/elsewhere/prefix" -DCMAKE_INSTALL_INCLUDEDIR="$work/elsewhere/headers"
cmake --install "$work/build" --component diapir >"$work/log"
[ -e "$work/elsewhere/headers/diapir/shap.hpp" ] || fail "an absolute CMAKE_INSTALL_INCLUDEDIR is not followed"
mkdir "$work/consumer"
cat >"$work/consumer/CMakeLists.txt" <<'END'
cmake_minimum_required(VERSION 3.25)
project(consumer LANGUAGES CXX)
find_package(diapir REQUIRED COMPONENTS shap)
get_target_property(folders diapir::diapir HEADER_DIRS)
find_path(HEADER diapir/shap.hpp PATHS ${folders} NO_DEFAULT_PATH REQUIRED)
END
configures "$work/consumer" -DCMAKE_PREFIX_PATH="$work/elsewhere/prefix"
brackets="$work/a[1] b"
mv "$clone" "$brackets"
! configure "$brackets" "${alone[@]}" || fail "a path with brackets installs nothing, and should be refused"
grep -q "expected headers of diapir::diapir in .*found none" <<<"$said" || fail "a path with brackets: $said"

# A compiled library may be linked into a shared one.
configures "$source" "${alone[@]}" -DDIAPIR_PRECOMPILED=ON -DCMAKE_EXPORT_COMPILE_COMMANDS=ON
! grep '"command"' "$work/build/compile_commands.json" | grep -vm1 -- -fPIC || fail "the compiled library should have -fPIC"

# Where kernels are not closed, as with a linker that is not GNU's, they share no name with those of programs: one of these
# would be taken for the other, and call itself without end.
configures "$source" "${alone[@]}" -DDIAPIR_PRECOMPILED=ON -DCMAKE_OBJCOPY=OFF -DCMAKE_BUILD_TYPE=Debug -DCMAKE_EXPORT_COMPILE_COMMANDS=ON
command=$(sed -n 's/.*"command": "\(.*kernels_default.cpp\)",*$/\1/p' "$work/build/compile_commands.json")
(cd "$work/build" && sh -c "$command -o $work/kernels.o") || fail "the kernels do not compile: $command"
nm --defined-only "$work/kernels.o" | grep -q 15default_kernels || fail "the kernels that are not closed have no name of their own"
! nm --defined-only "$work/kernels.o" | grep '6diapir.*7kernels' | grep -vm1 '15default_kernels' || fail "kernels share names with those of programs"

# Distributions choose no build type but their own flags, and hide what a library does not name.
configures "$source" "${alone[@]}" -DDIAPIR_PRECOMPILED=ON -DCMAKE_BUILD_TYPE=None -DCMAKE_CXX_FLAGS=-O2 -DBUILD_SHARED_LIBS=ON \
    -DCMAKE_CXX_VISIBILITY_PRESET=hidden -DCMAKE_VISIBILITY_INLINES_HIDDEN=ON -DCMAKE_EXPORT_COMPILE_COMMANDS=ON
commands=$(grep '"command"' "$work/build/compile_commands.json")
! grep -m1 -- -O1 <<<"$commands" || fail "kernels are compiled with -O1 in the place of the -O2 that was asked"
! grep -vm1 -- -fvisibility=default <<<"$commands" || fail "the compiled library hides its functions"
! grep -m1 -- -fvisibility-inlines-hidden <<<"$commands" || fail "the compiled library hides its inline functions"
grep -q "libdiapir_precompiled.so.${version%.*}" "$work/build/cmake_install.cmake" || fail "the shared library has no version"
