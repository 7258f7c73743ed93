#!/bin/bash
# The salt program from the outside: all steps on a small set, what they write, and what they say of bad input.
# Usage: salt.sh PATH_OF_SALT
. "$(dirname "$0")/salt_helpers.sh"

for step in synthesize prepare train evaluate explain report run; do
    "$salt" $step --help | grep -q -- --out || fail "$step --help does not describe --out"
done
expect_status 2 'see' "$salt"
expect_status 2 "see 'salt train --help'" "$salt" train --epoch 3
expect_status 2 '--stride' "$salt" train --stride 0
expect_status 2 '--loss' "$salt" run --loss hinge
for set in '' AVX2; do
    expect env DIAPIR_INSTRUCTION_SET=$set "$salt" --version
done

# Everything, small, and with values of every input pixel.
expect "$salt" run --count 40 "${small[@]}" --players elements --images 1,0
for file in x_train.npy y_train.npy x_valid.npy y_valid.npy x_test.npy y_test.npy split.json transform.json model.npz \
    history.csv metrics.json per_image.csv y_pred.npy shap_values.npy expected_values.npy test_indexes_used_for_SHAP.npy \
    channel_contributions_exact.npy channel_contributions_deep.npy explanation_exact.npz explanation_deep.npz \
    timings.json manifest.json report.html figures/learning_curves.png figures/expected_values.png; do
    [ -s "outputs/$file" ] || fail "run did not write $file"
done
head -1 outputs/history.csv | grep -q 'loss,.*auc.*val_loss.*val_auc' || fail "history.csv: $(head -1 outputs/history.csv)"
head -c 200 outputs/shap_values.npy | grep -aq "'<f8'.*(64, 2, 8, 8, 4)" || fail "shap_values.npy: $(head -c 100 outputs/shap_values.npy)"
head -c 200 outputs/expected_values.npy | grep -aq "'<f4'.*(8, 8)" || fail "expected_values.npy"
head -c 200 outputs/y_test.npy | grep -aq "'<i8'.*(8, 16, 16, 1)" || fail "y_test.npy"
head -c 200 outputs/x_test.npy | grep -aq "'<f4'.*(8, 16, 16, 4)" || fail "x_test.npy"
[ "$(grep -o 'data:image/png;base64' outputs/report.html | wc -l)" -ge 10 ] || fail "report.html has too few figures"
grep -aq semblance outputs/explanation_exact.npz || fail "explanation_exact.npz does not name its channels"
no_leftovers run

# A step alone, and training that goes on where it was.
expect "$salt" train --epochs 3 --batch 8 --filters 2 --resume
[ "$(wc -l <outputs/history.csv)" -eq 4 ] || fail "resumed training should have 3 epochs: $(wc -l <outputs/history.csv)"
expect "$salt" evaluate

# An interrupted training leaves the best weights so far, and goes on later.
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
epochs=$(wc -l <outputs/history.csv)
expect "$salt" run --resume --epochs $((epochs + 1))
[ "$(wc -l <outputs/history.csv)" -eq $((epochs + 2)) ] || fail "run --resume: $(wc -l <outputs/history.csv) lines after $epochs"

# Bad input.
expect_error "run 'salt prepare --out nowhere' first" "$salt" train --out nowhere
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
unchanged "a failed prepare" "$before"
cp outputs/data/images/section_00004.png broken/images
cp outputs/figures/expected_values.png broken/masks/section_00005.png
expect_error 'section_00005.png' "$salt" prepare --data broken
head -c 5000 outputs/x_train.npy >x && mv x outputs/x_train.npy
expect_error "outputs/x_train.npy: is not as 'salt prepare' left it; run 'salt prepare --out outputs' again" "$salt" train
expect "$salt" prepare
expect_error '--images' "$salt" explain --images 5000
cp outputs/x_test.npy outputs/model.npz
expect_error "outputs/model.npz: is not as 'salt train' left it; run 'salt train --out outputs' again" "$salt" evaluate
no_leftovers errors

finish
