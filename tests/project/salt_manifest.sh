#!/bin/bash
# What the salt program remembers: options that are asked once, inputs that are stale or changed, trainings that go on.
# Usage: salt_manifest.sh PATH_OF_SALT
. "$(dirname "$0")/salt_helpers.sh"

# expect_value NAME VALUE STEP: the manifest has that option of the step.
expect_value() {
    sed -n "/^    \"$3\": {/,/^    }/p" outputs/manifest.json | grep -q "\"$1\": $2" ||
        fail "expected $1 = $2 of $3: $(grep -n "\"$1\"" outputs/manifest.json)"
}
channels_of() { head -c 200 "outputs/$1" | grep -ao '([0-9, ]*)'; }

# Options are asked once.
expect "$salt" run --count 40 "${small[@]}" "${few[@]}" --stride 1 --loss dice --seed 7
for step in synthesize prepare train explain; do expect_value seed 7 $step; done
expect_value loss '"dice"' train
[ "$(channels_of y_pred.npy)" = '(8, 16, 16, 1)' ] || fail "--stride 1 holds for evaluate: $(channels_of y_pred.npy)"
grep -q '"loss_function": "dice_loss"' outputs/metrics.json || fail "the loss reported is not the loss trained with"
grep -q 'loss (dice_loss)' outputs/report.html || fail "the report does not name the loss trained with"
grep -q '4 channels: Seismic, Energy, Semblance and Sobel' outputs/report.html || fail "the report does not name the channels"
cp -r outputs first
for step in prepare train evaluate explain report; do
    expect "$salt" $step
done
said 'the report is'
expect "$salt" evaluate --stride 1
for file in x_train.npy model.npz metrics.json y_pred.npy expected_values.npy; do
    cmp -s outputs/$file first/$file || fail "with remembered options $file became another"
done
expect "$salt" train
said '--loss dice'

# An option that contradicts an earlier step names both.
expect_error "--stride 2 contradicts --stride 1 of 'salt train'" "$salt" evaluate --stride 2
said "run 'salt train --out outputs --stride 2' first"
expect_error '--stride 2 contradicts --stride 1' "$salt" explain --stride 2
expect_error '--seed 8 contradicts --seed 7' "$salt" report --seed 8
expect_error "--loss bce contradicts --loss dice of the checkpoint" "$salt" train --resume --loss bce
expect_error "--filters 4 contradicts --filters 2 of the checkpoint" "$salt" train --resume --filters 4

# Each step notices that an earlier one ran again with other settings.
expect "$salt" train --stride 2
expect_value stride 2 train
expect_error "outputs/metrics.json: was made from another model.npz, since 'salt train' ran again" "$salt" report
said "run 'salt evaluate --out outputs' again"
expect "$salt" evaluate
expect_error "run 'salt explain --out outputs' again" "$salt" report
expect "$salt" explain
expect "$salt" report
[ "$(channels_of y_pred.npy)" = '(8, 8, 8, 1)' ] || fail "--stride 2 of train holds for evaluate"

expect_error '--augment full mirrors images, which a power transform of sobel does not survive' \
    "$salt" search --grid --vary augment=none,full
[ -z "$(ls outputs/search)" ] || fail "search began trials that train refuses"
# Nor is what has quite other values in a mirror image mirrored.
expect "$salt" prepare --out slant --data outputs/data --size 16 --transform standard --channels 'seismic,texture(down=1,across=1)'
expect_error '--augment flip mirrors images, of which texture(down=1,across=1) has other values' "$salt" train --out slant --augment flip

expect "$salt" prepare --seed 8
for step in evaluate explain; do
    expect_error "outputs/model.npz: was made from another x_train.npy, since 'salt prepare' ran again" "$salt" $step
    said "run 'salt train --out outputs' again"
done
expect_error 'belongs to a training with other data' "$salt" train --resume
expect "$salt" prepare --seed 7
expect "$salt" evaluate
expect "$salt" synthesize --count 41
expect_error "was made from another data, since 'salt synthesize' ran again; run 'salt prepare --out outputs' again" "$salt" train
expect "$salt" synthesize --count 40
expect "$salt" train

# A checkpoint is gone on with where it is the one that the manifest speaks of, and data are as they were.
"$salt" train --epochs 1 --seed 11 >/dev/null 2>&1
cp outputs/checkpoint.npz other.npz
expect "$salt" train --epochs 1 --seed 7
cp outputs/checkpoint.npz own.npz
cp other.npz outputs/checkpoint.npz
expect_error 'outputs/checkpoint.npz: is of another training than the one that manifest.json knows' "$salt" train --resume --epochs 2
cmp -s other.npz outputs/checkpoint.npz || fail "a checkpoint of another training was changed"
cp own.npz outputs/checkpoint.npz
sums=$(cksum outputs/*.npy outputs/*.npz outputs/manifest.json outputs/data/images/*)
expect_error '--seed 5 contradicts --seed 7' "$salt" run --resume --epochs 2 --seed 5
expect_error "run: --size 32 contradicts --size 16 of 'salt prepare'; leave it out, or begin --from prepare" "$salt" run --from train --size 32
expect_error 'fresh/checkpoint.npz: there is no training to go on with' "$salt" run --resume --out fresh
[ ! -e fresh/data ] || fail "run --resume without a training has synthesized"
unchanged 'run --resume with another seed' "$sums"
expect "$salt" train --resume --epochs 2

# Defaults come back when they are asked for, and what is no longer made goes.
expect "$salt" explain --players elements --images 0
[ -s outputs/shap_values.npy ] || fail "no shap_values.npy"
expect "$salt" explain
[ -s outputs/shap_values.npy ] || fail "explain forgot --players elements"
expect "$salt" explain --defaults --background 6
[ -e outputs/shap_values.npy ] && fail "shap_values.npy of other settings is still there"
expect_value players '"channels"' explain

# A file that was changed, is missing, or is of unknown origin.
expect "$salt" evaluate
sed -i 's/loss/lost/' outputs/metrics.json
expect_error "outputs/metrics.json: is not as 'salt evaluate' left it; run 'salt evaluate --out outputs' again" "$salt" report
rm outputs/metrics.json
expect_error "outputs/metrics.json: there is no such file; run 'salt evaluate --out outputs' first" "$salt" report
mkdir alone && cp outputs/*.npy outputs/model.npz outputs/split.json alone
expect_error "alone/model.npz: manifest.json does not say how it was made; run 'salt train --out alone' again" "$salt" evaluate --out alone
head -c 700 outputs/manifest.json >alone/manifest.json
expect_error 'alone/manifest.json: expected JSON' "$salt" evaluate --out alone
sed 's/"format": 1/"format": 2/' outputs/manifest.json >alone/manifest.json
expect_error 'alone/manifest.json: expected format 1, got 2' "$salt" evaluate --out alone

# What the program did not make is not overwritten, and an interrupted step knows its own files.
mkdir foreign && echo theirs >foreign/x_train.npy
expect_error "foreign/x_train.npy: was not made by 'salt prepare'; move it away, or choose another --out" "$salt" prepare --data outputs/data --out foreign
[ "$(cat foreign/x_train.npy)" = theirs ] || fail "a foreign x_train.npy was overwritten"
rm foreign/x_train.npy
expect "$salt" prepare --data outputs/data --out foreign --size 16
echo theirs >foreign/checkpoint.npz
expect_error "foreign/checkpoint.npz: was not made by 'salt train'" "$salt" train --out foreign --filters 2 --epochs 1
[ "$(cat foreign/checkpoint.npz)" = theirs ] || fail "a foreign checkpoint.npz was overwritten"
rm foreign/checkpoint.npz
expect "$salt" train --out foreign --filters 2 --epochs 1
expect "$salt" train --out foreign --resume --epochs 2
expect "$salt" train --out foreign --resume
said 'finished after 2 epochs'

mkdir notes && echo mine >notes/options.ini
expect_error "notes/options.ini: was not made by 'salt prepare'" "$salt" prepare --data outputs/data --out notes --size 16
[ "$(cat notes/options.ini)" = mine ] || fail "a foreign options.ini was overwritten"

# A manifest that holds something else is named.
cp outputs/manifest.json kept.json
while IFS='|' read -r change step; do
    sed "$change" kept.json >outputs/manifest.json
    cmp -s kept.json outputs/manifest.json && fail "$change changes nothing"
    expect_error 'outputs/manifest.json: ' "$salt" "$step"
    grep -q '^salt: \[' stderr && fail "$change: the file is not named first: $(cat stderr)"
done <<'END'
s/"made_by"/"made"/|train
s/"format": 1/"format": 1, "announced": 5/|train
s/"format": 1/"format": 1, "announced": {"train": 5}/|train
s/"files": {/"files": 5, "others": {/|synthesize
s/"channels": \[$/"channels": [ 5,/|train
s/"monitored": "[a-z_]*"/"monitored": 5/|train
s/"transform": "power"/"transform": 5/|train
s/"data": "data"/"data": 5/|prepare
END
# Nor does it hold options that the command line refuses.
while IFS='|' read -r option value step told; do
    sed "/^    \"$step\": {/,/^    }/s/\"$option\": [^,]*/\"$option\": $value/" kept.json >outputs/manifest.json
    cmp -s kept.json outputs/manifest.json && fail "$step has no $option to change"
    expect_error "outputs/manifest.json: the option $option$told" "$salt" "$step"
done <<'END'
recipe|"orignal"|prepare|: train: --recipe: orignal not in
decimate|0|prepare|: prepare: --decimate: expected a number above 0, got 0
attributes|""|prepare|: prepare: --attributes: 
transform|"pwoer"|prepare|: prepare: --transform: pwoer not in
valid|-0.5|prepare|: prepare: --valid: expected a number from 0 to 0.9, got -0.5
seed|-1|prepare|: expected a whole number from 0 on, got '-1'
patience|0|train|: train: --patience: expected a number above 0, got 0
levels|9|train|: train: --levels: expected a number from 1 to 8, got 9
monitor|5|train| is not as expected: 'type must be string, but is number'
time|"soon"|train|: train: --time: expected a time such as 90s, 15m or 1.5h, got soon
time|"90s\\u0000x"|train|: expected a text without zero bytes, got 
threshold|"2"|evaluate|: evaluate: --threshold: (expected a number from 0 to 1, got 2)
set|-1|explain|: expected a whole number from 0 on, got '-1'
END
sed '/^    "prepare": {/,/^    }/s/"data": "data"/"data": "data\\u0000x"/' kept.json >outputs/manifest.json
expect_error 'outputs/manifest.json: the option data: expected a text without zero bytes' "$salt" prepare
sed '/^    "prepare": {/,/^    }/s/"data": "data"/"other": "data"/' kept.json >outputs/manifest.json
expect "$salt" run --until prepare
cp kept.json outputs/manifest.json

# ".." behind a link is what lies above its target.
mkdir -p real/deep && ln -s real/deep link
expect "$salt" synthesize --data link/../sections --out linked --count 12
[ -d real/sections/images ] && [ ! -e sections ] || fail "link/../sections: $(ls -d real/sections sections)"
expect "$salt" prepare --out linked --size 16
expect "$salt" synthesize --out linked --count 13
[ "$(ls real/sections/images | wc -l)" -eq 13 ] || fail "link/../sections is not the folder that the manifest has"

# The folder can be moved, and named from elsewhere.
cp -r first "moved here"
(cd / && "$salt" evaluate --out "$work/moved here" >/dev/null 2>&1) || fail "a folder that was moved"
(cd / && "$salt" prepare --out "$work/moved here" >/dev/null 2>&1) || fail "the data of a folder that was moved"
rm "moved here/metrics.json"
expect_error "run 'salt evaluate --out \"moved here\"' first" "$salt" report --out "moved here"

# A command can be taken from a message into a shell, whatever a folder is called.
odd='o"d\d $(touch hit) `touch hit`'
"$salt" report --out "$odd" 2>stderr
eval "set -- $(sed "s/.*run '\(.*\)' again/\1/" stderr)"
[ "$*" = "salt prepare --out $odd" ] && [ ! -e hit ] || fail "a command for another folder: $(cat stderr)"
mkdir -p "own data" && cp -r first/data/images first/data/masks "own data"
expect_error "run 'salt run --out apart --data \"own data\"'" "$salt" synthesize --out apart --data "own data"

no_leftovers manifest
finish
