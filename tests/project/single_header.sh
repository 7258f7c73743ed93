#!/bin/bash
# A program that includes diapir_shap.hpp instead of the headers compiles and says the same.
# Usage: single_header.sh FOLDER_OF_DIAPIR_SHAP_HPP PROGRAM_AND_SOURCE COMPILER [FLAGS...]
set -eu
folder=$1 program=$2 source=$3
shift 3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sed 's#<diapir/shap.hpp>#"diapir_shap.hpp"#' "$source" >"$work/one.cpp"
grep -q diapir_shap.hpp "$work/one.cpp"
if grep '#include <diapir/' "$folder/diapir_shap.hpp"; then exit 1; fi
"$@" -I "$folder" "$work/one.cpp" -o "$work/one"
cmp <("$work/one" | sed 's/ in .*//') <("$program" | sed 's/ in .*//')
echo "one header of $(wc -l <"$folder/diapir_shap.hpp") lines says the same"
