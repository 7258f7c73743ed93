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
echo 'polygon inline x' >bad.txt
expect_error "bad.txt: line 1: expected a number, got 'x'" "$salt" prepare --out t --surveys s/survey.sgy --labels bad.txt
printf 'horizon top\n1000 5000\n' >bad.txt
expect_error 'bad.txt: line 2: expected 3 numbers, got 2' "$salt" prepare --out t --surveys s/survey.sgy --labels bad.txt

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

# What is wrong is said in one line.
expect_error 'is the input' predict --out s/survey.sgy
expect_error 'expected a name that ends in .sgy' predict --out a.npy
expect_error 'none.npz' "$salt" predict --model none.npz --in s/survey.sgy --out a.sgy
expect_error 'expected a file .sgy, .segy, .npy or .png' "$salt" predict "${model[@]}" --in labels.txt --out a.sgy

# Images and arrays.
expect "$salt" synthesize --out images --count 1
expect "$salt" predict "${model[@]}" --in images/data/images/section_00000.png --out a.png
[ -s a.png ] || fail "no a.png"
expect_error 'expected a section {samples, traces} or a volume' "$salt" predict "${model[@]}" --in s/x_train.npy --out a.npy
{ printf '\x93NUMPY\x01\x00v\x00%-117s\n' "{'descr': '<f4', 'fortran_order': False, 'shape': (16, 16), }"
  for _ in $(seq 256); do printf '\x00\x00\xc0\x7f'; done; } >nan.npy
expect "$salt" predict "${model[@]}" --in nan.npy --out a.npy
grep -q 'warning: nan.npy: no amplitude is finite' stderr || fail "a section of NaN: $(cat stderr)"

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
}
# A journal of something else is not trusted: of other directions, of other tiles.
interrupted other.sgy "${small_parts[@]}"
expect predict --out other.sgy --volumes probability,entropy --memory 1
cmp -s other.sgy inline.sgy || fail "lines of another job were trusted"
interrupted tiles.sgy --memory 1
expect predict --out tiles.sgy --overlap 0.2 --memory 1
grep -q 'going on' stdout && fail "lines of other tiles were trusted: $(cat stdout)"
cmp -s tiles.sgy exact.sgy || fail "lines of other tiles were trusted"
# What was done in small parts is gone on with in large ones.
interrupted memory.sgy --direction both --memory 1
expect predict --out memory.sgy --direction both
said 'going on'
cmp -s memory.sgy both.sgy || fail "other parts, other values"

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
