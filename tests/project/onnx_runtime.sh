#!/bin/sh
# What the library writes as ONNX, run by ONNX Runtime: onnx_runtime.sh ONNX_TESTS. Needs node, and the npm package
# onnxruntime-node in the folder that DIAPIR_NODE_MODULES names or in one above; ends with 77 where they lack.
set -e
here=$(cd "$(dirname "$0")" && pwd)
if ! command -v node > /dev/null; then
    echo "skipped: there is no node"
    exit 77
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
DIAPIR_ONNX_FILES=$folder "$1" "[.onnx_files]" > "$folder/log" || { cat "$folder/log"; exit 1; }
node "$here/onnx_runtime.mjs" "$folder" "${DIAPIR_NODE_MODULES:-.}"
