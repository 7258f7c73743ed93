#!/bin/bash
# Data of one's own for the salt program: they are never touched, and what cannot be used is named.
# Usage: salt_data.sh PATH_OF_SALT
. "$(dirname "$0")/salt_helpers.sh"

expect "$salt" synthesize --data own --count 30 --out scratch
# sums FOLDER: checksums of all its images and masks
sums() { find "$1/images" "$1/masks" -type f -print0 | sort -z | xargs -0 cksum; }

# Own images where synthetic ones would go.
mkdir -p outputs && cp -r own outputs/data
before=$(sums outputs/data)
expect_error 'were not made by salt' "$salt" run "${small[@]}" "${few[@]}"
said "run 'salt run --out outputs --data outputs/data'"
unchanged "run without --data" "$before"
expect_error 'were not made by salt' "$salt" synthesize
expect "$salt" run "${small[@]}" "${few[@]}" --data outputs/data
expect "$salt" run
unchanged "run with --data" "$before"

# What salt made itself is made anew, but for files that have come or changed since.
expect "$salt" synthesize --out made --count 30
expect "$salt" synthesize --out made --count 5
[ "$(find made/data -name '*.png' | wc -l)" -eq 10 ] || fail "$(find made/data -name '*.png' | wc -l) files of 5 sections"
cp own/images/section_00020.png made/data/images/mine.png
before=$(sums made/data)
expect_error 'made/data/images/mine.png: was not made by salt' "$salt" run --out made "${small[@]}" "${few[@]}"
unchanged "own file among synthetic ones" "$before"
rm made/data/images/mine.png
cp own/images/section_00020.png made/data/images/section_00001.png
before=$(sums made/data)
expect_error 'section_00001.png: was not made by salt, or changed since' "$salt" synthesize --out made
unchanged "a changed synthetic image" "$before"
rm made/data/images/section_00001.png && ln -s /nowhere/section.png made/data/images/section_00001.png
expect_error 'section_00001.png: was not made by salt' "$salt" synthesize --out made
[ -L made/data/images/section_00001.png ] || fail "a link whose file is away was replaced"
echo note >made/data/notes.txt
cp made/data/images/section_00000.png copy && rm made/data/images/section_00001.png
expect "$salt" synthesize --out made --count 3
[ -e made/data/notes.txt ] || fail "notes.txt is gone"

# An interrupted call still knows its files.
"$salt" synthesize --out killed --count 400 >log 2>&1 &
pid=$!
for _ in $(seq 400); do
    [ -n "$(ls killed/data/masks 2>/dev/null)" ] && break
    sleep 0.05
done
kill -KILL $pid
wait $pid 2>/dev/null
[ -n "$(ls killed/data/images)" ] || fail "nothing was synthesized in time"
mkdir -p killed/data/.unfinished/images && touch killed/data/.unfinished/images/section_00399.png
expect_error "'salt synthesize' was interrupted; run 'salt synthesize --out killed' again" "$salt" prepare --out killed
expect "$salt" synthesize --out killed --count 20
[ "$(find killed/data -name 'section*' -path '*data/images*' | wc -l)" -eq 20 ] || fail "an interrupted call left its files"
[ -e killed/data/.unfinished ] && fail "an interrupted call left $(ls killed/data/.unfinished/*)"
rm -rf killed

# What a run used can be run again, whatever the folder of its images is called, and where they lie under --out.
odd=$'o"n\'e\n# 2, \\n'
cp -r own "$odd"
expect "$salt" prepare --data "$odd" --out odd_out --size 16
expect "$salt" prepare --config odd_out/options.ini --out odd_again
cmp -s odd_out/x_train.npy odd_again/x_train.npy || fail "options.ini of a folder with an odd name: other data"
mkdir inside && cp -r own inside/data
expect "$salt" prepare --out inside --size 16
expect "$salt" run --config inside/options.ini --out inside_again --until prepare
cmp -s inside/x_train.npy inside_again/x_train.npy || fail "options.ini of own images under --out: other data"
expect "$salt" run --config made/options.ini --out synthetic --until synthesize
[ -e synthetic/data/images ] || fail "options.ini of synthetic images names a folder"
expect_error 'prepare: expected images for the valid set, got none of 30; take more by --valid' "$salt" prepare --data own --valid 0 --out none_valid

# Names of any bytes are carried through.
mv own $'fol\xe9' && cp -r $'fol\xe9' own
mv $'fol\xe9/images/section_00007.png' $'fol\xe9/images/sal\xe9.png'
mv $'fol\xe9/masks/section_00007.png' $'fol\xe9/masks/sal\xe9.png'
cp $'fol\xe9/images/section_00008.png' $'fol\xe9/images/salé.png'
cp $'fol\xe9/masks/section_00008.png' $'fol\xe9/masks/salé.png'
expect "$salt" run --data $'fol\xe9' --out latin "${small[@]}" --images 0,1,2,3,4,5,6
grep -q '"latin1": "salé"' latin/split.json || fail "split.json lacks the name in Latin-1"
grep -q '"salé"' latin/split.json || fail "split.json lacks the name in UTF-8"
iconv -f UTF-8 -t UTF-8 latin/manifest.json latin/split.json latin/report.html >/dev/null || fail "not UTF-8"
expect "$salt" prepare --out latin

# Images of unequal size are named before anything is written, and so are colors that say nothing of salt.
cp -r own unequal && cp outputs/figures/learning_curves.png unequal/images/section_00003.png
expect_error 'unequal/images/section_00003.png: expected 101 x 101 pixels' "$salt" prepare --data unequal --out unequal_out
[ -e unequal_out ] && fail "images of unequal size: something was written"

# A folder of another kind is told what is expected.
mkdir -p above photos/images photos/masks && cp -r own above/train && touch photos/images/a.jpg
expect_error 'above: expected a folder with images and masks, two folders, in it; there is no images' "$salt" run --data above
expect_error 'photos/images: expected PNG images, there are none, but files such as a.jpg' "$salt" run --data photos

# masks KIND: a set whose masks are all one shape, in that encoding
masks() {
    mkdir -p "$1/masks" && cp -r own/images "$1"
    for image in own/images/*; do mask "$1" >"$1/masks/$(basename "$image")"; done
}
# One shape in every encoding is one mask.
masks gray
expect "$salt" prepare --data gray --out gray_out --size 16
[ -s stderr ] && fail "a warning about crisp masks: $(cat stderr)"
for kind in green blue gray_alpha rgba; do
    masks $kind
    if "$salt" prepare --data $kind --out ${kind}_out --size 16 >stdout 2>stderr; then
        cmp -s gray_out/y_train.npy ${kind}_out/y_train.npy || fail "masks as $kind are other masks"
    else
        said "$kind/masks/section_0"
        [ -e ${kind}_out ] && fail "masks as $kind: something was written"
    fi
done
# Masks that went through JPEG need a threshold, and a warning says so.
masks shades
expect "$salt" prepare --data shades --out shades_out --size 16
said '30 of 30 masks have more than two values'
cmp -s gray_out/y_train.npy shades_out/y_train.npy && fail "without a threshold shades should be salt"
expect "$salt" prepare --data shades --out shades_out --size 16 --mask-threshold 0.5
[ -s stderr ] && fail "a warning in spite of a threshold: $(cat stderr)"
cmp -s gray_out/y_train.npy shades_out/y_train.npy || fail "--mask-threshold 0.5 is not the crisp mask"

# One class only: the report says what is undefined.
masks full
for data in full none; do
    if [ $data = none ]; then
        expect "$salt" synthesize --data none --salt-free 1 --count 30 --out scratch_none
    fi
    expect "$salt" run --data $data --out out_$data "${small[@]}" "${few[@]}"
    said 'val_auc is undefined; training watches val_loss instead'
    grep -q undefined out_$data/report.html || fail "$data: the report does not say what is undefined"
done

no_leftovers data
finish
