#!/bin/bash
# What the programs salt and attributes say of command lines that mean nothing, and of files that are none: one line that
# names the option or file, what was expected and what came; nothing half written, nothing waited for.
# Usage: misuse.sh PATH_OF_SALT PATH_OF_ATTRIBUTES
. "$(dirname "$0")/salt_helpers.sh"
attributes=$2

# misused PROGRAM MESSAGE ARGUMENT...: status 2 and that message.
misused() {
    local program=$1 message=$2
    shift 2
    expect_status 2 "$message" timeout 60 "$program" "$@"
}
# refused PROGRAM MESSAGE ARGUMENT...: status 1 and that message.
refused() {
    local program=$1 message=$2
    shift 2
    expect_status 1 "$message" timeout 60 "$program" "$@"
}

# Numbers: CLI11 alone takes NaN into every range, wraps -1 around and cuts what is too large.
for wrong in -1 0 nan inf x; do
    misused "$salt" "--count: expected a number above 0, got $wrong" synthesize --count "$wrong"
done
misused "$salt" '--count: expected a whole number from 0 on, got 1.5' synthesize --count 1.5
misused "$salt" '--count: expected a whole number from 0 on, got 99999999999999999999999' synthesize --count 99999999999999999999999
misused "$salt" '--seed: expected a whole number from 0 on, got -1' synthesize --seed -1
misused "$salt" '--seed: expected a whole number from 0 on, got 18446744073709551616' synthesize --seed 18446744073709551616
misused "$salt" '--salt-free: expected a number from 0 to 1, got nan' synthesize --salt-free nan
misused "$salt" '--salt-free: expected a number from 0 to 1, got -0.1' synthesize --salt-free -0.1
misused "$salt" '--mask-threshold: expected a number from 0 to 1, got nan' prepare --mask-threshold nan
misused "$salt" '--valid: expected a number from 0 to 0.9, got nan' prepare --valid nan
misused "$salt" '--size: expected a number of at least 0, got -1' prepare --size -1
misused "$salt" '--tile: expected a number above 0, got 0' prepare --tile 0
misused "$salt" '--learning-rate: expected a number above 0, got inf' train --learning-rate inf
misused "$salt" '--weight-decay: expected a number of at least 0, got nan' train --weight-decay nan
misused "$salt" '--dropout: expected a number from 0 to 0.99, got 1' train --dropout 1
misused "$salt" '--levels: expected a number from 1 to 8, got 9' train --levels 9
misused "$salt" '--levels: expected a whole number from 0 on, got 1.5' train --levels 1.5
misused "$salt" '--patience: expected a number above 0, got 0' train --patience 0
misused "$salt" '--time: expected a time such as 90s' train --time nan
misused "$salt" '--threshold: ' evaluate --threshold nan
misused "$salt" '--images: expected a whole number from 0 on, got -1' explain --images 0,-1
misused "$salt" '--set: expected a number of at least 0, got -3' explain --set -3
misused "$salt" '--only: expected a whole number from 0 on, got -1' search --only -1
misused "$salt" '--threads: expected a whole number from 0 on, got -2' report --threads -2
misused "$salt" '--iline: expected a number from 0 to 237, got 238' survey none.sgy --iline 238
misused "$salt" '--overlap: expected a number from 0 to 0.95, got nan' predict --model m --in i --out o --overlap nan
for option in interval spacing; do
    misused "$attributes" "--$option: expected a number above 0, got nan" --in a.npy --attributes energy --out b.npy --$option nan
done
for memory in nan 0 17592186044416; do
    misused "$attributes" "--memory: expected a number from 1 to 1048576, got $memory" --in a.npy --attributes energy --out b.npy --memory $memory
done
misused "$attributes" '--zero: expected a finite number, got inf' --in a.npy --attributes energy --out b.npy --zero inf
misused "$attributes" '--scale: expected a number from 0.5 to 8, got nan' --in a.npy --attributes energy --out b.npy --scale nan
misused "$attributes" '--show: expected a whole number from 0 on, got -1' --in a.npy --attributes energy --out b.npy --show -1
# Texts: no file or folder has an empty name.
for step in synthesize prepare train evaluate explain report run search sync; do
    misused "$salt" '--out: expected a text that is not empty' "$step" --out ''
done
misused "$salt" '--data: expected a text that is not empty' prepare --data ''
misused "$salt" '--out: expected a text that is not empty' predict --model m --in i --out ''
misused "$attributes" '--in: expected a text that is not empty' --in '' --attributes energy --out b.npy
[ -z "$(ls | grep -v '^std')" ] || fail "what means nothing left $(ls)"

# What cannot be printed, and more threads than there may be.
for program in "$salt" "$attributes"; do
    "$program" --help >/dev/full 2>stderr && fail "$program: a help that nobody gets is no error"
    grep -q 'standard output: cannot be written' stderr || fail "$program --help on a full disk: $(cat stderr)"
done
OMP_NUM_THREADS=5000 expect "$salt" synthesize --out threads --count 2 --threads 1
expect_status 1 'DIAPIR_INSTRUCTION_SET' env DIAPIR_INSTRUCTION_SET=nonsense "$attributes" --in a.npy --attributes energy --out b.npy
rm -rf threads

# Words that mean nothing.
misused "$salt" 'a subcommand is required'
misused "$salt" 'not expected: nothing' nothing
misused "$salt" 'not expected: prepare' synthesize prepare
misused "$salt" '--quiet excludes --verbose' train --quiet --verbose
misused "$salt" 'a\nb' $'a\nb'
misused "$salt" '--out: At Most 1 required but received 2' train --out a --out b
misused "$salt" 'not expected: --resume' search --resume

# Options that would do nothing.
for option in '--iline 9' '--xline 21' '--cdpx 73' '--cdpy 77' --by-number; do
    for input in 'a.npy' 'a.png' 'folder'; do
        # shellcheck disable=SC2086  # a name and a value
        misused "$attributes" "${option% *}: expected a survey, .sgy or .segy, to take lines from, got $input" --in $input --attributes energy --out b.npy $option
        # shellcheck disable=SC2086
        misused "$salt" "${option% *}: expected a survey, .sgy or .segy" predict --model m --in $input --out o $option
    done
done
misused "$attributes" '--direction: expected a survey' --in a.npy --attributes energy --out b.npy --direction crossline
for option in '--show 1' '--scale 1'; do
    # shellcheck disable=SC2086
    misused "$attributes" "${option% *} requires --figures" --in a.npy --attributes energy --out b.npy $option
done
for option in '--iline 9' '--xline 21'; do
    # shellcheck disable=SC2086
    misused "$salt" "${option% *} excludes --by-number" survey none.sgy --by-number $option
done
misused "$salt" '--threshold: expected class among --volumes' predict --model m --in i --out o --threshold 0.4
misused "$salt" '--background: expected --explain exact or deep' predict --model m --in i --out o --background 4

# Names with line breaks, folders, pipes and devices in place of files. Nobody writes to the pipe.
mkfifo pipe.npy pipe.ini
mkdir folder.npy folder.ini
head -c 40 /dev/zero >$'zeros\nof.npy'
list=(--attributes energy --out out.npy)
refused "$attributes" 'zeros\nof.npy: expected a NumPy .npy array, got another format' --in $'zeros\nof.npy' "${list[@]}"
refused "$attributes" 'pipe.npy: ' --in pipe.npy "${list[@]}"
refused "$attributes" 'folder.npy: cannot be read: Is a directory' --in folder.npy "${list[@]}"
refused "$attributes" '/dev/zero: ' --in /dev/zero "${list[@]}"
refused "$salt" 'no\nfolder: expected a folder with images and masks' prepare --data $'no\nfolder'
misused "$salt" '--config: none.ini: cannot be opened: No such file or directory' synthesize --config none.ini
misused "$salt" '--config: folder.ini: cannot be read: Is a directory' synthesize --config folder.ini
printf '[synthesize]\ncount = -1\n' >wrong.ini
misused "$salt" '--config: wrong.ini: --count: expected a number above 0, got -1' synthesize --config wrong.ini
printf '\x93NUMPY = 1\n' >wrong.ini
misused "$salt" "--config: wrong.ini: there is no option '\\x93NUMPY'" synthesize --config wrong.ini
expect "$salt" synthesize --out small --count 2 --config pipe.ini
printf '\xEF\xBB\xBFcount = -1\n' >wrong.ini  # with the byte order mark of some editors
misused "$salt" '--config: wrong.ini: --count: expected a number above 0, got -1' synthesize --config wrong.ini
printf '\xFF\xFEc\0o\0' >wrong.ini
misused "$salt" '--config: wrong.ini: expected text in UTF-8, got UTF-16' synthesize --config wrong.ini
refused "$salt" 'pipe.npy: cannot be read: expected a file, got a pipe' survey pipe.npy
refused "$salt" '/dev/zero: cannot be read: expected a file, got a device' survey /dev/zero

# What is read is never what is written to.
"$salt" synthesize --survey 20x20x32 --out s >/dev/null
cp s/survey.sgy kept.sgy
ln -s survey.sgy s/link.sgy
refused "$attributes" 's/survey.sgy: is the input; choose another --out' --in s/survey.sgy --attributes energy --out s/survey.sgy
refused "$attributes" 's/survey.sgy: is the input; choose another --out' --in s/link.sgy --attributes energy --out s/survey.sgy
expect "$attributes" --in s/survey.sgy --attributes energy --out e.npy
refused "$attributes" 'e.npy: is the input; choose another --out' --in e.npy --attributes energy --out e.npy
cmp -s kept.sgy s/survey.sgy || fail "the input was changed"
# Nor where the name of the file is made of that of an attribute.
"$attributes" --in s/survey.sgy --attributes sobel --out i.png >/dev/null
mkdir pictures && cp "$(ls i_*_sobel.png | head -1)" pictures/line_sobel.png && cp pictures/line_sobel.png sobel.png
cp sobel.png kept.png
refused "$attributes" 'pictures/line_sobel.png: is the input; choose another --out' --in pictures/line_sobel.png --attributes sobel --out pictures/line.png
refused "$attributes" 'sobel.png: is the input; choose another --figures' --in sobel.png --attributes sobel --figures .
cmp -s kept.png pictures/line_sobel.png && cmp -s kept.png sobel.png || fail "an image was written over"

# What is no file is not replaced by one.
ln -s /dev/null nothing.sgy
refused "$attributes" 'nothing.sgy: cannot be written: it is a device' --in s/survey.sgy --attributes energy --out nothing.sgy
[ -c /dev/null ] || fail "/dev/null was replaced"

# Surveys beyond what a file holds, before anything is written.
refused "$salt" 'new_survey: expected 1 to 65535 samples, got 70000' synthesize --survey 10x10x70000 --out t
refused "$salt" 'new_survey: expected at most 4294967294 traces, got 99999999999 x 99999999999' synthesize --survey 99999999999x99999999999x20 --out t
[ -z "$(ls t 2>/dev/null)" ] || fail "surveys that are too large left $(ls t)"

# Files of a run that hold something else.
expect "$salt" run --out r --count 24 "${small[@]}" --images 0 --set 1
cp r/manifest.json kept.json
sed 's/"mask-threshold": 0.0/"mask-threshold": "NaN"/' kept.json >r/manifest.json
cmp -s kept.json r/manifest.json && fail "the manifest has no mask-threshold to change"
refused "$salt" 'r/manifest.json: the option mask-threshold is not as expected' prepare --out r
echo precious >precious
sed "s#\"writes\": {\$#&\"../precious\": \"$(printf 0)\",#" kept.json >r/manifest.json
refused "$salt" "r/manifest.json: expected files of this folder, got '../precious'" evaluate --out r
[ "$(cat precious)" = precious ] || fail "a file beside the folder was changed"
cp kept.json r/manifest.json
cp r/timings.json kept.json
for wrong in 3 '[]' '{"train": 3}' '{"train": {"seconds": "long"}}'; do
    echo "$wrong" >r/timings.json
    refused "$salt" 'r/timings.json' report --out r
done
cp kept.json r/timings.json
refused "$salt" 'explain: --images: expected each image once, got 1 twice' explain --out r --images 1,0,1
mv r/model.npz kept.npz  # training says at once that it could not write
mkdir r/model.npz
refused "$salt" 'r/model.npz: cannot be written: it is a directory' train --out r --epochs 1
grep -q 'val_loss' stdout && fail "trained before it found that nothing can be written: $(tail -3 stdout)"
rmdir r/model.npz
mv kept.npz r/model.npz
if [ "$(id -u)" -ne 0 ]; then
    chmod a-w r
    refused "$salt" 'r/model.npz: cannot be written: Permission denied' train --out r --epochs 1
    chmod u+w r
fi
sanitized || refused "$salt" 'ask for less' train --out r --filters 100000 --epochs 1
if [ -c /dev/full ]; then
    "$attributes" --list >/dev/full 2>stderr && fail "--list was written nowhere, and nothing said so"
    said 'attributes: standard output: cannot be written'
    "$salt" evaluate --out r >/dev/full 2>stderr && fail "evaluate told nobody, and nothing said so"
    said 'salt: standard output: cannot be written'
fi
no_leftovers 'what was refused'
finish
