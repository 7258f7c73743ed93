#!/bin/bash
# The salt program from the outside: all steps on a small set, what they write, and what they say of bad input.
# Usage: salt.sh PATH_OF_SALT
set -u
salt=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2
failures=0

fail() {
    echo "FAILED: $*"
    failures=$((failures + 1))
}
# expect_error TEXT COMMAND...: the command ends with status 1 and says TEXT on standard error.
expect_error() {
    local text=$1
    shift
    "$@" >stdout 2>stderr
    local status=$?
    [ $status -eq 1 ] || fail "$*: expected status 1, got $status"
    grep -qF -- "$text" stderr || fail "$*: expected an error with \"$text\", got: $(cat stderr)"
}
no_leftovers() {
    local found
    found=$(find . -name '*.tmp*' -o -name '.*.tmp*' | head -3)
    [ -z "$found" ] || fail "$1: left behind $found"
}

for step in synthesize prepare train evaluate explain report run; do
    "$salt" $step --help | grep -q -- --out || fail "$step --help does not describe --out"
done
"$salt" >/dev/null 2>&1 && fail "without a step salt should fail"

# Everything, small, and with values of every input pixel.
"$salt" run --count 40 --epochs 2 --batch 8 --size 16 --filters 2 --background 6 --players elements --images 1,0 >log 2>&1 ||
    fail "run: $(tail -5 log)"
for file in x_train.npy y_train.npy x_valid.npy y_valid.npy x_test.npy y_test.npy split.json transform.json model.npz \
    history.csv metrics.json per_image.csv y_pred.npy shap_values.npy expected_values.npy test_indexes_used_for_SHAP.npy \
    channel_contributions_exact.npy channel_contributions_deep.npy timings.json report.html \
    figures/learning_curves.png figures/expected_values.png; do
    [ -s "outputs/$file" ] || fail "run did not write $file"
done
head -1 outputs/history.csv | grep -q 'loss,.*auc.*val_loss.*val_auc' || fail "history.csv: $(head -1 outputs/history.csv)"
head -c 200 outputs/shap_values.npy | grep -aq "'<f8'.*(64, 2, 8, 8, 4)" || fail "shap_values.npy: $(head -c 100 outputs/shap_values.npy)"
head -c 200 outputs/expected_values.npy | grep -aq "'<f4'.*(8, 8)" || fail "expected_values.npy"
head -c 200 outputs/y_test.npy | grep -aq "'<i8'.*(8, 16, 16, 1)" || fail "y_test.npy"
head -c 200 outputs/x_test.npy | grep -aq "'<f4'.*(8, 16, 16, 4)" || fail "x_test.npy"
[ "$(grep -o 'data:image/png;base64' outputs/report.html | wc -l)" -ge 10 ] || fail "report.html has too few figures"
no_leftovers run

# A step alone, and training that goes on where it was.
"$salt" train --epochs 3 --batch 8 --filters 2 --resume >log 2>&1 || fail "train --resume: $(tail -3 log)"
[ "$(wc -l <outputs/history.csv)" -eq 4 ] || fail "resumed training should have 3 epochs: $(wc -l <outputs/history.csv)"
"$salt" evaluate >log 2>&1 || fail "evaluate: $(cat log)"

# An interrupted training leaves the best weights so far.
rm outputs/model.npz
"$salt" train --epochs 100000 --patience 100000 --batch 8 --filters 2 >log 2>&1 &
pid=$!
for _ in $(seq 100); do
    grep -q 'epoch .*3/' log && break
    sleep 0.1
done
kill -INT $pid
wait $pid
status=$?
[ $status -eq 130 ] || fail "an interrupted training should end with status 130, got $status: $(tail -3 log)"
[ -s outputs/model.npz ] || fail "an interrupted training should leave model.npz"
no_leftovers interrupt

# Bad input.
expect_error 'run "salt prepare" first' "$salt" train --out nowhere
[ -e nowhere ] && fail "a failed step should not make its folder"
expect_error 'images' "$salt" prepare --data missing
mkdir -p empty/images empty/masks
expect_error 'empty/images' "$salt" prepare --data empty
cp -r outputs/data broken
rm broken/masks/section_00003.png
expect_error 'section_00003' "$salt" prepare --data broken
cp outputs/data/masks/section_00003.png broken/masks
head -c 300 outputs/data/images/section_00004.png >broken/images/section_00004.png
before=$(cksum outputs/x_train.npy)
expect_error 'broken/images/section_00004.png' "$salt" prepare --data broken
[ "$before" = "$(cksum outputs/x_train.npy)" ] || fail "a failed prepare changed x_train.npy"
cp outputs/data/images/section_00004.png broken/images
"$salt" synthesize --data other --count 1 --out other_out >/dev/null || fail "synthesize"
cp outputs/figures/expected_values.png broken/masks/section_00005.png
expect_error 'section_00005.png' "$salt" prepare --data broken
head -c 5000 outputs/x_train.npy >x && mv x outputs/x_train.npy
expect_error 'outputs/x_train.npy' "$salt" train
"$salt" prepare >/dev/null 2>&1
expect_error '--images' "$salt" explain --images 5000
cp outputs/x_test.npy outputs/model.npz
expect_error 'outputs/model.npz' "$salt" evaluate
no_leftovers errors

[ $failures -eq 0 ] && echo "all as expected"
exit $((failures > 0))
