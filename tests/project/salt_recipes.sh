#!/bin/bash
# The recipes of the salt program, and its search for settings.
# Usage: salt_recipes.sh PATH_OF_SALT
. "$(dirname "$0")/salt_helpers.sh"

# At full resolution nothing is resized and nothing dropped; small, so that it takes seconds.
full=(--recipe full --filters 2 --levels 2 --epochs 2 --batch 8 --background 4)
expect "$salt" run --count 30 "${full[@]}" --images 1,0 --channels 'seismic,energy(window=9, along=trace)' sobel
head -c 200 outputs/x_test.npy | grep -aq "'<f4'.*(6, 101, 101, 3)" || fail "x_test.npy: $(head -c 100 outputs/x_test.npy)"
head -c 200 outputs/y_pred.npy | grep -aq "(6, 101, 101, 1)" || fail "y_pred.npy: $(head -c 100 outputs/y_pred.npy)"
grep -q '"threshold": 0\.' outputs/metrics.json || fail "metrics.json does not name the threshold"
grep -q '"method": "standard"' outputs/transform.json || fail "transform.json: $(head -3 outputs/transform.json)"
for file in outputs/explanation_exact.npz outputs/transform.json outputs/manifest.json; do
    grep -aqF 'energy(window=9,along=trace)' $file || fail "$file does not name its channels"
done
grep -qF 'Energy(window=9,along=trace)' outputs/report.html || fail "the report does not name its channels"
expect_status 2 "expected one of sobel, " "$salt" prepare --channels seismic,sobl
expect_status 2 "energy: expected an option of window, along, edge, got 'windw'" "$salt" prepare --channels 'energy(windw=3)'
expect_status 2 "expected each of them once, got sobel twice" "$salt" prepare --channels sobel sobel
grep -q '"recipe": "full"' outputs/manifest.json || fail "the manifest forgot the recipe"

# What a step says that it remembers may stand on its command line.
remembers() {
    local step=$1 line
    expect "$salt" "$step"
    line=$(sed -n "s/^$step: as before, //p" stdout)
    [ -n "$line" ] || fail "$step says nothing of what it remembers: $(head -2 stdout)"
    eval "expect \"\$salt\" $step --defaults $line"
    expect "$salt" "$step"
    said "$step: as before, $line"
}
remembers prepare
said '--recipe full --channels seismic --channels "energy(window=9,along=trace)" --channels sobel'

# A recipe is remembered, another one forgets what the step was given before, and every ingredient is a switch.
expect "$salt" train --epochs 1
grep -q '"residual": true' outputs/manifest.json || fail "train forgot the recipe"
expect "$salt" train --recipe original --epochs 1 --stride 4
grep -q '"levels": 2' outputs/manifest.json || fail "another recipe keeps the options of the one before"
grep -q '"residual": false' outputs/manifest.json || fail "another recipe keeps the residual blocks"
expect "$salt" evaluate --no-flips --threshold 0.3
grep -q '"threshold": 0.3' outputs/metrics.json || fail "evaluate --threshold 0.3: $(grep threshold outputs/metrics.json)"

expect "$salt" evaluate --threshold 1e-400
grep -q '"threshold": 0.0' outputs/metrics.json || fail "evaluate --threshold 1e-400: $(grep threshold outputs/metrics.json)"

# Training ends with its time, and its checkpoint can be given more.
expect "$salt" train --recipe full --filters 2 --levels 2 --batch 8 --epochs 10000 --time 3s
rows=$(wc -l <outputs/history.csv)
[ "$rows" -lt 5000 ] || fail "training for 3 s had $rows epochs"
expect "$salt" train --resume --time 6s
[ "$(wc -l <outputs/history.csv)" -gt "$rows" ] || fail "resumed with more time, training had no more epochs"
expect_error 'train: --time: expected time for an epoch, got 1e-9' "$salt" train --time 1e-9
expect_status 2 'such as 90s, 15m or 1.5h' "$salt" train --time soon
# A number of epochs that was named is kept, also where it is the recipe's own.
expect "$salt" train --recipe original --stride 8 --filters 1 --levels 1 --batch 32 --epochs 200 --time 10m --patience 1000000
said 'after 200 epochs'
expect "$salt" train --resume --time 11m
said 'after 200 epochs'

# A search records every trial, goes on where it was, and says what mattered.
search=(search --recipe original --stride 4 --epochs 1 --filters 2 --vary loss=focal,dice --vary learning-rate=1e-4..1e-2)
expect "$salt" "${search[@]}" --trials 2 --jobs 2
before=$(stat -c %Y.%i outputs/search/trial_0.json)
expect "$salt" search --trials 3
[ "$before" = "$(stat -c %Y.%i outputs/search/trial_0.json)" ] || fail "search did a trial again"
said 'What mattered'
said "'salt train --out outputs --"
# A trial that asks for more memory than there is fails alone.
if ! sanitized; then
    expect "$salt" search --out outputs --grid --epochs 1 --vary filters=2,100000
    said 'failed: expected as much memory as was asked for'
    said 'best: trial 0'
fi
expect "$salt" search --grid --vary loss=focal,bce --vary batch=8,16
[ -s outputs/search/trial_3.json ] || fail "a grid of 2 x 2 should have four trials"
remembers search
said '--vary loss=focal,bce --vary batch=8,16'
eval "expect \"\$salt\" $(sed -n "s/.*to be trained by 'salt \\(.*\\)'$/\\1/p" stdout)"
expect_error 'expected an option of' "$salt" search --vary colour=1,2
expect_error 'expected values like 8, got 0.5' "$salt" search --vary filters=0.5,1
expect_error 'a grid expects values' "$salt" search --grid --vary learning-rate=1e-4..1e-2
# What the training would not take is refused before the first trial.
while read -r vary text; do
    rm -rf outputs/search
    expect_error "$text" "$salt" search --epochs 1 --vary "$vary"
    [ -z "$(ls outputs/search 2>/dev/null)" ] || fail "--vary $vary: a trial was begun"
done <<'END'
filters=2,0 filters: expected a number above 0, got 0
filters=0..4 filters: expected a number above 0, got 0
learning-rate=-1,1e-3 learning-rate: expected a number above 0, got -1
optimizer=adam,foo optimizer: foo not in
patience=0,1 patience: expected a number above 0, got 0
levels=2,9 levels: expected a number from 1 to 8, got 9
END
expect_error 'expected an option of' "$salt" search --vary seed=1,2
grep -qE 'one of.* (seed|recipe|stride|monitor)( |$)' stderr && fail "what may not vary is listed: $(cat stderr)"
# Losses of different kinds are no measure of one another.
expect_error 'val_loss of different losses cannot be compared' "$salt" search --monitor val_loss --vary loss=focal,dice
# A trial that something else has left is named, and stays.
mkdir -p outputs/search && echo '{"mine": 1}' >outputs/search/trial_1.json
expect_error "outputs/search/trial_1.json: was not made by 'salt search'" "$salt" search --epochs 1 --trials 2 --vary batch=8,16
[ -e outputs/search/trial_0.json ] && fail "a trial was begun before the foreign one was found"
[ "$(cat outputs/search/trial_1.json)" = '{"mine": 1}' ] || fail "a foreign trial was overwritten"
rm outputs/search/trial_1.json
expect "$salt" search --epochs 1 --trials 2 --vary batch=8,16
sed -i 's/"metrics"/"numbers"/' outputs/search/trial_1.json
expect_error 'outputs/search/trial_1.json: the trial is not as expected' "$salt" search
rm outputs/search/trial_1.json

# The report says what the training said of its best epoch, shows a search of these data alone, and images of any name.
mkdir -p own/images own/masks
for image in outputs/data/images/*; do
    cp "$image" "own/images/<!--<script>${image##*/}"
    cp "${image/images/masks}" "own/masks/<!--<script>${image##*/}"
done
falls=(--size 16 --filters 2 --batch 8 --background 6 --epochs 4 --images 0,1 --monitor val_fp)
expect "$salt" run --recipe original --data own --out falls "${falls[@]}"
best=$(sed -n 's/.*the weights of epoch \([0-9]*\).*/\1/p' stdout)
grep -q "those of epoch $best of 4" falls/report.html || fail "the report has another best epoch than $best"
[ "$(sed -n 's/.*id="about">\(.*\)<\/script>/\1/p' falls/report.html | grep -c '<')" -eq 0 ] || fail "the data of the page have tags"
sed -n 's/.*id="about">\(.*\)<\/script>/\1/p' falls/report.html | grep -qF '\u003c!--' || fail "the data of the page lack the names"
expect "$salt" search --epochs 1 --grid --vary batch=4,8,16 --out falls
expect "$salt" report --out falls
grep -q 'What mattered in the search' falls/report.html || fail "the report lacks the search"
expect "$salt" run --from prepare --seed 5 --out falls
said 'the search is left out'
grep -q 'What mattered in the search' falls/report.html && fail "the report shows a search of other data"
sed -i 's/"monitored"/"unmonitored"/' falls/manifest.json
expect_error 'falls/manifest.json: the training is not as expected' "$salt" report --out falls

# A search that is ended ends its trials.
"$salt" search --out "$work/outputs" --grid --vary filters=2,3 --epochs 1000000 --patience 1000000 --time 10m >log 2>&1 &
search=$!
trials() { pgrep -f -- "--out $work/outputs .*--only"; }
# wait_until COMMAND...: for at most 10 s
wait_until() { for _ in $(seq 200); do "$@" && break; sleep 0.05; done; }
wait_until trials >trial
[ -s trial ] || fail "no trial was started: $(cat log)"
kill -TERM $search
wait $search 2>/dev/null
none_left() { ! trials >/dev/null; }
wait_until none_left
none_left || { fail "a trial goes on without its search"; kill $(trials); }
no_leftovers recipes

finish
