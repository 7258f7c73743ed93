#!/bin/bash
# Surveys through the salt program: described, cut in tiles, predicted, interrupted and gone on with.
# Usage: survey.sh PATH_OF_SALT
. "$(dirname "$0")/salt_helpers.sh"

# A survey of 40 inlines, 50 crosslines and 60 samples: traces of 480 bytes.
expect "$salt" synthesize --survey 40x50x60 --out s --seed 3
[ "$(stat -c %s s/survey.sgy)" -eq $((3600 + 40 * 50 * 480)) ] || fail "survey.sgy has $(stat -c %s s/survey.sgy) bytes"
expect "$salt" synthesize --survey 4x5x30 --out again
expect "$salt" synthesize --survey 4x5x20 --out again  # its own is replaced
echo mine > again/mask.sgy
expect_error "again/mask.sgy: is not of 'salt synthesize --survey' and would be replaced" "$salt" synthesize --survey 4x5x20 --out again
[ "$(cat again/mask.sgy)" = mine ] || fail "synthesize replaced a file that is not its own"
expect_error '--survey: expected inlines x crosslines x samples' "$salt" synthesize --survey 40x50 --out s
expect "$salt" synthesize --survey 4x5x20 --out again_too --count 3
said 'warning: synthesize: --count 3 does nothing with --survey'

expect "$salt" survey s/survey.sgy --figures figures
for line in 'IEEE float, big endian, revision 1, text in EBCDIC' '2000 of 60 samples, 480 bytes each from byte 3601 on' \
    'inline 189, crossline 193' '1000 to 1039, step 1 (40)' '5000 to 5049, step 1 (50)' '2000 places, 0 holes, 0 copies' \
    '25 at 340' '12.5 at 70' 'of 2000 traces'; do
    said "$line"
done
[ "$(ls figures | tr '\n' ' ')" = "crossline.png inline.png map.png slice.png " ] || fail "figures: $(ls figures)"
expect "$salt" survey s/survey.sgy --by-number --traces 0
said 'traces 1 to 2000'
expect_status 2 'see' "$salt" survey s/survey.sgy --iline 999
expect_error 'expected other bytes for the crossline than for the inline, got 189 for both' "$salt" survey s/survey.sgy --iline 189 --xline 189

# What is damaged is named, with byte and trace.
head -c 500000 s/survey.sgy >cut.sgy
expect_error 'cut.sgy: byte 499921: expected the 480 bytes of trace 1035' "$salt" survey cut.sgy
head -c 100 s/survey.sgy >cut.sgy
expect_error 'expected a SEG-Y file with headers of 3600 bytes, got 100' "$salt" survey cut.sgy
expect_error 'none.sgy: cannot be opened' "$salt" survey none.sgy

# Labeled lines: a volume of labels, and a text.
tiles=(--tile 20 --every 1 --decimate 1 --size 16 --keep-flat --transform standard)
network=(--filters 2 --batch 8 --epochs 2 --levels 1)
expect "$salt" prepare --out s --surveys s/survey.sgy --labels s/mask.sgy "${tiles[@]}"
said 'tiles, '
expect "$salt" train --out s "${network[@]}"
expect "$salt" evaluate --out s
cp -r s elsewhere_too && expect "$salt" compare s elsewhere_too
said 'do not tell the two apart'
model=(--model s/model.npz)
cat >labels.txt <<'TEXT'
# salt on two lines
polygon inline 1010
5000 0
5049, 0
5049 200
polygon inline 1020
5000 100
5049 100
5049 236
5000 236
free inline 1030
TEXT
for i in 1002 1004 1006 1014 1016 1024 1026 1034 1036; do echo "free inline $i"; done >>labels.txt
expect "$salt" prepare --out t --surveys s/survey.sgy --labels labels.txt "${tiles[@]}"
said '12 labeled lines'

# Images and labeled surveys take the place of each other, and what a run used can be run again.
expect_error '--data contradicts --surveys' "$salt" prepare --out t --data i/data --surveys s/survey.sgy --labels labels.txt
expect "$salt" synthesize --out i --count 20
expect_error 'expected --labels for each of 0 surveys, got 1' "$salt" prepare --out i --labels labels.txt
expect "$salt" run --config t/options.ini --out t_again --until prepare
cmp -s t/x_train.npy t_again/x_train.npy || fail "options.ini of surveys: other tiles"
# They are remembered as folders of images are: by their place in --out, or from the root on.
mkdir elsewhere && cp t/x_train.npy tiles.npy
for step in 'prepare --out ../t' 'run --config ../t/options.ini --out t_again --until prepare'; do
    # shellcheck disable=SC2086
    (cd elsewhere && "$salt" $step) >stdout 2>stderr || fail "$step: $(cat stderr)"
done
for made in t elsewhere/t_again; do cmp -s $made/x_train.npy tiles.npy || fail "$made/x_train.npy: other tiles"; done
cp -r s moved && expect "$salt" prepare --out moved
said 'moved/survey.sgy'
expect "$salt" prepare --out of_images --data i/data --config t/options.ini
expect "$salt" prepare --out t_again --data i/data
said 'train: 12 images'
grep -q survey t_again/options.ini && fail "images: options.ini names a survey"
expect "$salt" prepare --out t_again --surveys s/survey.sgy --labels labels.txt
said '12 labeled lines'
grep -q '^data' t_again/options.ini && fail "surveys: options.ini names images"

expect "$salt" prepare --out i --size 16 --tile 20 --every 1 --mask-threshold 0.5
said 'warning: prepare: --tile 20 does nothing without --surveys'
[ "$(grep -c warning stderr)" -eq 2 ] || fail "options of surveys: $(cat stderr)"
expect "$salt" prepare --out t --mask-threshold 0.5 --no-stratify
[ "$(grep -c warning stderr)" -eq 1 ] || fail "options of images: $(cat stderr)"
said 'warning: prepare: --mask-threshold 0.5 does nothing with --surveys'
expect "$salt" prepare --out t --mask-threshold 0

echo 'polygon inline x' >bad.txt
expect_error "bad.txt: line 1: expected a number, got 'x'" "$salt" prepare --out t --surveys s/survey.sgy --labels bad.txt
echo 'free inline 1000.5' >bad.txt
expect_error "bad.txt: line 1: expected the number of a line, got '1000.5'" "$salt" prepare --out t --surveys s/survey.sgy --labels bad.txt
printf 'horizon top\n1000 5000\n' >bad.txt
expect_error 'bad.txt: line 2: expected 3 numbers, got 2' "$salt" prepare --out t --surveys s/survey.sgy --labels bad.txt

# Labels of another place are refused: a mask of other lines, another interval, another delay.
prepare() { "$salt" prepare --surveys s/survey.sgy "${tiles[@]}" --labels "$@"; }
# patched FILE OFFSET BYTES: a copy of a file with other bytes.
patched() {
    cp "$1" patched.sgy
    printf "$3" | dd of=patched.sgy bs=1 seek="$2" conv=notrunc 2>/dev/null
}
expect "$salt" synthesize --survey 41x50x60 --out w --seed 3
{ head -c 3600 w/mask.sgy && tail -c $((40 * 50 * 480)) w/mask.sgy; } >shifted.sgy
expect_error 'shifted.sgy: expected labels for inlines 1000 to 1039, step 1 and crosslines 5000 to 5049, step 1, as the survey has, got inlines 1001 to 1040' prepare shifted.sgy --out x
patched s/mask.sgy 3216 '\007\320'
expect_error 'patched.sgy: expected labels for samples from 0, step 4, as the survey has, got samples from 0, step 2' prepare patched.sgy --out x
patched s/mask.sgy 3708 '\000\144'
expect_error 'got samples from 100, step 4' prepare patched.sgy --out x
# Texts too: z without an interval, lines that the survey does not have, what lies outside.
patched s/survey.sgy 3216 '\000\000'
printf '\000\000' | dd of=patched.sgy bs=1 seek=3716 conv=notrunc 2>/dev/null
expect "$salt" survey patched.sgy
said 'from 0, step unknown: bytes 3217 and 117 are 0'
expect_error 'labels.txt: expected a survey that says the interval of its samples' "$salt" prepare --surveys patched.sgy "${tiles[@]}" --labels labels.txt --out x
printf 'free inline 777\n' >bad.txt
expect_error 'bad.txt: line 1: expected one of the 40 inlines 1000 to 1039 of the survey, got 777' prepare bad.txt --out x
printf 'polygon crossline 5000\n1000 900\n1010 900\n1005 999\n' >bad.txt
expect_error 'bad.txt: line 1: expected a polygon within inlines 1000 to 1039 and z from 0 to 236, got one from 1000 to 1010 and z from 900 to 999' prepare bad.txt --out x
printf 'horizon top\n1000 5000 99999\n9 9 100\n' >bad.txt
expect_error 'bad.txt: expected picks of horizon top within inlines 1000 to 1039, crosslines 5000 to 5049 and z from 0 to 236, got none of 2' prepare bad.txt --out x
printf 'horizon base\n1000 5000 100\n' >bad.txt
expect_error 'bad.txt: expected a horizon top above the horizon base, there is none' prepare bad.txt --out x
# horizon STEP: one on every inline, picked at every so many crosslines, from the first to the last.
horizon() {
    echo 'horizon top'
    for i in $(seq 1000 1039); do
        for k in $(seq 5000 "$1" 5049) 5049; do echo "$i $k $((80 + k - 5000))"; done
    done
}
horizon 1 >every.txt
expect prepare every.txt --out every
{ printf '\357\273\277' && horizon 5 && echo '1000 4999 80' && echo '1000 5050 80'; } >fifth.txt  # with a mark of UTF-8
expect prepare fifth.txt --out fifth
grep -qF 'salt: warning: fifth.txt: 2 of 442 picks of horizon top lie outside of inlines 1000 to 1039' stderr || fail "picks outside: $(cat stderr)"
cmp -s every/y_train.npy fifth/y_train.npy || fail "between picks the horizon is not straight"

# only_samples_differ A B: two files of traces of 480 bytes are the same but for samples.
only_samples_differ() {
    [ "$(stat -c %s "$1")" -eq "$(stat -c %s "$2")" ] || fail "$2: another size"
    local header
    header=$(cmp -l "$1" "$2" | awk '{ at = $1 - 3601; if (at < 0 || at % 480 < 240) { print $1; exit } }')
    [ -z "$header" ] || fail "$2: byte $header is of a header and differs"
    cmp -s "$1" "$2" && fail "$2: nothing was written"
}
predict() { "$salt" predict "${model[@]}" --in s/survey.sgy "$@"; }
for direction in inline crossline both; do
    expect predict --out "$direction.sgy" --direction $direction --volumes probability,class,entropy
    for volume in $direction ${direction}_class ${direction}_entropy; do
        only_samples_differ s/survey.sgy $volume.sgy
        expect "$salt" survey $volume.sgy
        said '2000 places, 0 holes'
    done
done
no_partials() {
    local found
    found=$(find . -name '*.partial' -o -name '*.parts' -o -name '*.inlines*' | head -3)
    [ -z "$found" ] || fail "$1: left behind $found"
}
no_partials predict
echo mine >mine.sgy.partial
expect_error 'mine.sgy.partial: is of no work that was begun' predict --out mine.sgy
[ "$(cat mine.sgy.partial)" = mine ] && [ ! -e mine.sgy.parts ] || fail "a foreign mine.sgy.partial: $(ls mine.sgy*)"
rm mine.sgy.partial
cp s/model.npz net.sgy
expect_error 'net.sgy: is the input; choose another --out' "$salt" predict --model net.sgy --in s/survey.sgy --out net.sgy
cmp -s s/model.npz net.sgy || fail "predict wrote over its model"
cmp -s inline.sgy crossline.sgy && fail "inlines and crosslines are alike"
for how in exact deep; do
    expect predict --out $how.sgy --explain $how --background 2 --overlap 0.2
    for channel in seismic energy semblance sobel; do only_samples_differ s/survey.sgy ${how}_$channel.sgy; done
done
cmp -s exact.sgy deep.sgy || fail "the probability depends on how it is explained"

# 8 bits: a quarter of the samples' size, their scale in the text header.
expect predict --out eight.sgy --eight-bits
[ "$(stat -c %s eight.sgy)" -eq $((3600 + 2000 * 300)) ] || fail "eight.sgy has $(stat -c %s eight.sgy) bytes"
expect "$salt" survey eight.sgy
said '8-bit integer'
# scales FILE: what its text header says of them.
scales() { dd if="$1" bs=3200 count=1 conv=ascii 2>/dev/null | grep -oE '[A-Z ]+: 8-BIT INTEGERS, VALUE = SAMPLE \* [0-9.]+'; }
[ "$(scales eight.sgy)" = ' PROBABILITY OF SALT: 8-BIT INTEGERS, VALUE = SAMPLE * 0.00787402' ] || fail "scale: $(scales eight.sgy)"
expect "$salt" predict "${model[@]}" --in eight.sgy --out class.sgy --volumes class --eight-bits
[ "$(scales class.sgy)" = ' SALT: 8-BIT INTEGERS, VALUE = SAMPLE * 1' ] || fail "scale of 8 bits from 8 bits: $(scales class.sgy)"
expect "$salt" predict "${model[@]}" --in eight.sgy --out floats.sgy
[ -z "$(scales floats.sgy)" ] || fail "floats have a scale: $(scales floats.sgy)"

# Endings in capitals are endings.
cp s/survey.sgy UP.SGY
expect "$salt" predict "${model[@]}" --in UP.SGY --out OUT.SEGY
cmp -s OUT.SEGY inline.sgy || fail "in capitals the prediction is another"

# not_numbers EXTENTS: an array of 256 NaN.
not_numbers() {
    printf '\x93NUMPY\x01\x00v\x00%-117s\n' "{'descr': '<f4', 'fortran_order': False, 'shape': ($1), }"
    for _ in $(seq 256); do printf '\x00\x00\xc0\x7f'; done
}
not_numbers '16, 16' >nan.npy
not_numbers '16, 1, 16' >column.npy

# What is wrong is said in one line.
expect_error 'is the input' predict --out s/survey.sgy
expect_error 'expected a name that ends in .sgy' predict --out a.npy
expect_error '--volumes: expected each of them once, got entropy twice' predict --volumes entropy,class,entropy --out a.sgy
for direction in crossline both; do
    expect_error "nan.npy: expected --direction inline of a single line, got $direction" "$salt" predict "${model[@]}" --in nan.npy --direction $direction --out a.npy
done
for direction in inline both; do
    expect_error "column.npy: expected --direction crossline of a single crossline, got $direction" "$salt" predict "${model[@]}" --in column.npy --direction $direction --out a.npy
done
expect_error 'none.npz' "$salt" predict --model none.npz --in s/survey.sgy --out a.sgy
expect_error 'expected a file .sgy, .segy, .npy or .png' "$salt" predict "${model[@]}" --in labels.txt --out a.sgy

# Images and arrays.
expect "$salt" synthesize --out images --count 1
expect "$salt" predict "${model[@]}" --in images/data/images/section_00000.png --out a.png
[ -s a.png ] || fail "no a.png"
expect_error 'expected a section {samples, traces} or a volume' "$salt" predict "${model[@]}" --in s/x_train.npy --out a.npy
expect "$salt" predict "${model[@]}" --in nan.npy --out a.npy
grep -q 'warning: nan.npy: no amplitude is finite' stderr || fail "a section of NaN: $(cat stderr)"
expect "$salt" predict "${model[@]}" --in column.npy --out a.npy --direction crossline
expect "$salt" predict "${model[@]}" --in nan.npy --out EIGHT.NPY --eight-bits --volumes probability,class
said 'EIGHT.NPY: value = sample * 0.00787402'
said 'EIGHT_class.NPY: value = sample * 1'
cp images/data/images/section_00000.png IN.PNG
expect "$salt" predict "${model[@]}" --in IN.PNG --out OUT.PNG
cmp -s OUT.PNG a.png || fail "in capitals the prediction is another"

# Killed at any moment, the same command goes on, and nothing is computed twice.
small_parts=(--direction both --volumes probability,entropy --memory 1)
expect predict --out whole.sgy "${small_parts[@]}"
for kill in $(seq "${SALT_KILLS:-6}"); do
    "$salt" predict "${model[@]}" --in s/survey.sgy --out killed.sgy "${small_parts[@]}" >log 2>&1 &
    pid=$!
    sleep "0.$((RANDOM % 90 + 10))"
    kill -KILL $pid 2>/dev/null
    wait $pid 2>/dev/null
done
expect predict --out killed.sgy "${small_parts[@]}"
cmp -s whole.sgy killed.sgy || fail "after kills the probability is another"
cmp -s whole_entropy.sgy killed_entropy.sgy || fail "after kills the entropy is another"
no_partials kills

# interrupted FILE OPTION...: what a killed prediction leaves, of which some lines are done.
interrupted() {
    local out=$1 pid
    shift
    "$salt" predict "${model[@]}" --in s/survey.sgy --out "$out" "$@" >log 2>&1 &
    pid=$!
    for _ in $(seq 200); do
        grep -qE '^[0-9]+ ' "$out.parts" 2>/dev/null && break
        sleep 0.02
    done
    kill -KILL $pid 2>/dev/null
    wait $pid 2>/dev/null
    [ -s "$out.parts" ] || fail "a killed prediction leaves no $out.parts"
}
# A journal of something else is not trusted: of other directions, of other tiles.
interrupted other.sgy "${small_parts[@]}"
expect predict --out other.sgy --volumes probability,entropy --memory 1
cmp -s other.sgy inline.sgy || fail "lines of another job were trusted"
no_partials 'other directions'
interrupted fewer.sgy --volumes probability,class --memory 1
expect predict --out fewer.sgy --memory 1
no_partials 'fewer volumes'
interrupted tiles.sgy --memory 1
expect predict --out tiles.sgy --overlap 0.2 --memory 1
grep -q 'going on' stdout && fail "lines of other tiles were trusted: $(cat stdout)"
cmp -s tiles.sgy exact.sgy || fail "lines of other tiles were trusted"
# What was done in small parts is gone on with in large ones.
interrupted memory.sgy --direction both --memory 1
expect predict --out memory.sgy --direction both
said 'going on'
cmp -s memory.sgy both.sgy || fail "other parts, other values"

# What cannot open one of its files leaves none of the others, and can be run again.
mkdir second_class.sgy
expect_error 'second_class.sgy: ' predict --out second.sgy --volumes probability,class --direction both
[ "$(find . -name '*second*')" = ./second_class.sgy ] || fail "files that could not be opened: $(find . -name '*second*')"
rmdir second_class.sgy
expect predict --out second.sgy --volumes probability,class --direction both
no_partials 'a second try'

# Names may be as long as those of files.
long=$(printf 'n%.0s' {1..251}).sgy
expect predict --out "$long" --direction both
cmp -s "$long" both.sgy || fail "a long name, other values"
[ "$(find . -name 'nnn*' | wc -l)" -eq 1 ] || fail "a long name: left behind $(find . -name 'nnn*')"

# What is said of a line does not depend on those that go through memory with it, nor on threads. Networks of many
# filters round otherwise with another number of tiles.
expect "$salt" prepare --out u --surveys s/survey.sgy --labels s/mask.sgy "${tiles[@]/#16/24}"
expect "$salt" train --out u --epochs 1
for how in '--memory 1' '--memory 2' '--memory 3 --threads 3' '--memory 256'; do
    # shellcheck disable=SC2086
    expect "$salt" predict --model u/model.npz --in s/survey.sgy --out u.sgy --direction both $how
    [ -e u_first.sgy ] || cp u.sgy u_first.sgy
    cmp -s u.sgy u_first.sgy || fail "$how: other values"
done

finish
