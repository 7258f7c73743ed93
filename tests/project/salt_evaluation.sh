#!/bin/bash
# What the salt program says of a model in depth: where it struggles, which channel decides, which of two runs is better.
# Usage: salt_evaluation.sh PATH_OF_SALT
. "$(dirname "$0")/salt_helpers.sh"

expect "$salt" run --count 40 "${small[@]}" "${few[@]}" --set 5 --out a
said 'whatever of an image is salt' # after two epochs
for member in intervals by_distance by_amplitude curves calibration over_thresholds most_uncertain struggles; do
    grep -q "\"$member\"" a/metrics.json || fail "metrics.json has no $member"
done
[ "$(sed -n '/"struggles": \[/,/\]/p' a/metrics.json | wc -l)" -eq 5 ] || fail "metrics.json should have three sentences"
head -1 a/per_image.csv | grep -q 'uncertainty,amplitude,errors' || fail "per_image.csv: $(head -1 a/per_image.csv)"
grep -q 'struggle the most' a/report.html || fail "the report does not say where the model struggles"
grep -q 'Seismic' a/contributions.json || fail "contributions.json does not name the channels"
head -c 200 a/interactions.npy | grep -aq '(2, 4, 4, 8, 8)' || fail "interactions.npy: $(head -c 100 a/interactions.npy)"
head -c 200 a/interactions_set.npy | grep -aq '(5, 4, 4)' || fail "interactions_set.npy: $(head -c 100 a/interactions_set.npy)"

# Without a set the chosen images are summed up; one channel decides alone.
expect "$salt" explain --set 0 --out a
[ -e a/explanation_set.npz ] && fail "explain --set 0 keeps the set"
expect "$salt" report --out a
grep -q 'the 2 explained images' a/report.html || fail "the report does not say what it sums up"
expect "$salt" run --count 40 "${small[@]}" "${few[@]}" --set 3 --channels energy --out one
said 'one channel, Energy'

# All combinations of channels are tried; more of them than that are refused before hours of training.
many=$(printf 'energy(window=%d),' {3..43..2})
expect_error 'explain: expected at most 20 channels, all of whose combinations are tried, got 21' "$salt" run --count 40 "${small[@]}" --channels "${many%,}" --out many
[ -z "$(ls many 2>/dev/null)" ] || fail "too many channels left $(ls many)"

# A run against itself is no better; another training is compared on the same images.
expect "$salt" compare a a --threads 1
said 'do not tell the two apart'
cp -r a b
expect "$salt" train --epochs 5 --filters 4 --out b
expect_error "run 'salt evaluate --out b' again" "$salt" compare a b
expect "$salt" evaluate --out b
expect "$salt" compare a b --out c
said 'the same 8 test images'
grep -q '"verdict"' c/compare.json || fail "compare.json has no verdict"
said 'train --filters: 2 in A, 4 in B'
grep -q '"images_better"' c/compare.json || fail "compare.json does not count images"
grep -q '"option": "filters"' c/compare.json || fail "compare.json does not say which settings differ"
# As a page, in the folder or alone; other files are not overwritten.
for text in 'Two runs compared' 'B is better on' '95 % interval' '<td>train</td>' '--epochs' 'class="pixels"'; do
    grep -qF -- "$text" c/compare.html || fail "compare.html lacks $text"
done
grep -qE '(src|href)="?(https?:)?//' c/compare.html && fail "compare.html refers to other places"
expect "$salt" compare a b --out page.html
cmp -s page.html c/compare.html || fail "compare writes another page as a file than in a folder"
expect "$salt" compare a b --out page.html
echo 'my notes' >notes.html
expect_error "notes.html: was not made by 'salt compare'" "$salt" compare a b --out notes.html
mkdir mine
for name in compare.html compare.json; do
    echo '{"mine": 1}' >mine/$name
    expect_error "mine/$name: was not made by 'salt compare'" "$salt" compare a b --out mine
    [ "$(ls mine)" = $name ] && [ "$(cat mine/$name)" = '{"mine": 1}' ] || fail "a foreign $name: $(ls mine)"
    rm mine/$name
done
expect "$salt" compare a b --out c
expect "$salt" compare a a --out same.html
grep -q 'made with the same options' same.html || fail "the page of a run and itself finds settings that differ"
expect_error "none/page.html: cannot be written" "$salt" compare a b --out none/page.html

# Files that are not of the same images, or not as they were left.
expect "$salt" prepare --seed 7 --out b
expect "$salt" train --out b
expect "$salt" evaluate --out b
expect_error 'expected the same test images' "$salt" compare a b
expect "$salt" run --count 40 "${small[@]}" "${few[@]}" --seed 5 --out other
expect_error 'were made from different data' "$salt" compare a other
expect_error "nowhere/per_image.csv: there is no such file" "$salt" compare a nowhere
mv a/y_pred.npy kept.npy
expect_error "a/y_pred.npy: there is no such file" "$salt" compare a a --out c
mv kept.npy a/y_pred.npy
sed -i 's/0/1/' a/per_image.csv
expect_error "a/per_image.csv: is not as 'salt evaluate' left it" "$salt" compare a b
expect_status 2 'runs' "$salt" compare a
no_leftovers evaluation

finish
