#!/bin/bash
# The attributes program from the outside: what it reads and writes, and what it says of bad input.
# Usage: attributes.sh PATH_OF_ATTRIBUTES [PATH_OF_SALT]: surveys are synthesized by salt
. "$(dirname "$0")/salt_helpers.sh"
attributes=$1
salt=${2:-}

# npy FILE DTYPE BYTES_OF_AN_ELEMENT EXTENT...: an array whose bytes are the digits of the numbers from 1.
npy() {
    local file=$1 dtype=$2 bytes=$3 extents count
    shift 3
    extents=$(printf '%s, ' "$@")
    count=$bytes
    for extent in "$@"; do count=$((count * extent)); done
    {
        printf '\x93NUMPY\x01\x00\x76\x00'
        printf '%-117s\n' "{'descr': '$dtype', 'fortran_order': False, 'shape': (${extents}), }"
        seq 1 $((count / 3 + 10)) | head -c "$count"
    } >"$file"
}
# has FILE TEXT: the header of an array says TEXT.
has() {
    head -c 128 "$1" | grep -aqF -- "$2" || fail "$1: expected $2, got $(head -c 128 "$1" | tr -d '\0')"
}
same() {
    cmp -s "$1" "$2" || fail "$1 and $2 differ"
}
# killed SPREAD ARGUMENT...: the program, killed three times, each after 10 to SPREAD + 9 milliseconds.
killed() {
    local spread=$1 kill pid
    shift
    for kill in 1 2 3; do
        "$attributes" "$@" >log 2>&1 &
        pid=$!
        sleep "0.0$((RANDOM % spread + 10))"
        kill -KILL $pid 2>/dev/null
        wait $pid 2>/dev/null
    done
}

# interrupted OUT ARGUMENT...: the program, killed when some of its parts are done; tried again where it was quicker.
interrupted() {
    local out=$1 pid try
    shift
    for try in $(seq 20); do
        "$attributes" "$@" --out "$out" >log 2>&1 &
        pid=$!
        until grep -qsE '^[0-9]+ ' "$out.parts" || ! kill -0 $pid 2>/dev/null; do :; done
        kill -KILL $pid 2>/dev/null
        wait $pid 2>/dev/null
        [ ! -s "$out.parts" ] || return 0
    done
    fail "a killed run leaves no $out.parts"
}

for option in in attributes preset out figures show scale interval spacing zero volume direction iline xline cdpx cdpy by-number memory threads list; do
    "$attributes" --help | grep -q -- "--$option" || fail "--help does not describe --$option"
done
expect "$attributes" --list
said 'energy'
said 'window=5'
said 'sample or trace'
said 'bruges_0_5_4'

# One section, many, a volume; the attributes are the last axis.
npy one.npy '|u1' 1 20 30
npy many.npy '|u1' 1 40 200 300
npy last.npy '<u2' 2 3 20 30 1
expect "$attributes" --in one.npy --attributes 'seismic,energy(window=9, along=trace),sobel' --out one_out.npy
has one_out.npy "'<f4'"
has one_out.npy '(20, 30, 3)'
said 'wrote one_out.npy {20, 30, 3}'
expect "$attributes" --in last.npy --attributes semblance --out last_out.npy
has last_out.npy '(3, 20, 30, 1)'
npy int.npy '<i4' 4 20 30
expect "$attributes" --in int.npy --attributes energy --out int_out.npy
has int_out.npy "'<f8'"

# Neither memory nor threads change a bit. (Sums over windows of several inlines are rounded slab by slab.)
for volume in '' --volume; do
    list=energy,semblance,sobel
    [ -z "$volume" ] || list=energy,variance,gradient_magnitude,laplace
    expect "$attributes" $volume --in many.npy --attributes $list --out whole.npy --threads 1
    has whole.npy '(40, 200, 300, '
    expect "$attributes" $volume --in many.npy --attributes $list --out parts.npy --threads 2 --memory 3
    same whole.npy parts.npy
done

# Killed at any moment, the same command goes on.
slabs=(--in many.npy --attributes energy,semblance,sobel --threads 1 --memory 3)
expect "$attributes" "${slabs[@]}" --out whole.npy
killed 90 "${slabs[@]}" --out killed.npy
expect "$attributes" "${slabs[@]}" --out killed.npy
same whole.npy killed.npy
[ -e killed.npy.parts ] || [ -e killed.npy.partial ] && fail "a complete run left files behind"
interrupted some.npy "${slabs[@]}"
expect "$attributes" "${slabs[@]}" --out some.npy
said 'going on: '
same whole.npy some.npy
# What grows beside the output and was not begun by the program stays.
echo mine >killed.npy.partial
expect_error 'killed.npy.partial: is of no work that was begun' "$attributes" "${slabs[@]}" --out killed.npy
[ "$(cat killed.npy.partial)" = mine ] && [ ! -e killed.npy.parts ] || fail "a foreign killed.npy.partial: $(ls killed.npy*)"
rm killed.npy.partial

# Where spectra can be had: the interval goes to all that ask for it.
if "$attributes" --list | grep -q '^envelope'; then
    expect "$attributes" --in one.npy --attributes envelope,instantaneous_frequency --interval 0.002 --out flag.npy
    expect "$attributes" --in one.npy --attributes 'envelope,instantaneous_frequency(sample_interval=0.002)' --out option.npy
    same flag.npy option.npy
fi
expect "$attributes" --in many.npy --volume --attributes dip,azimuth --spacing 25 --interval 4 --out dips.npy
has dips.npy '(40, 200, 300, 2)'

# A preset changes defaults, and what is in the list goes before it.
expect "$attributes" --in one.npy --attributes 'energy' --preset original --out preset.npy
expect "$attributes" --in one.npy --attributes 'energy(along=trace)' --out option.npy
same preset.npy option.npy
expect "$attributes" --in one.npy --attributes 'energy(along=sample)' --preset original --out option.npy
expect "$attributes" --in one.npy --attributes 'energy' --out plain.npy
same plain.npy option.npy

expect "$attributes" --in one.npy --attributes seismic --out as_is.npy
expect "$attributes" --in one.npy --attributes seismic --zero 40 --out moved.npy
cmp -s as_is.npy moved.npy && fail "--zero changes nothing"
expect_error '--zero: expected a number that amplitudes of 32 bits can be, got 1e+39' "$attributes" --in one.npy --attributes seismic --zero 1e39 --out moved.npy

# Names may be as long as those of files.
long=$(printf 'n%.0s' {1..251})
expect "$attributes" --in one.npy --attributes seismic --out "$long.npy"
expect "$attributes" --in one.npy --attributes seismic --out short.npy
same short.npy "$long.npy"
[ "$(ls | grep -c nnn)" -eq 1 ] || fail "a long name: left behind $(ls | grep nnn)"
expect_error 'n.npy: cannot be written: File name too long' "$attributes" --in one.npy --attributes seismic --out "n$long.npy"
expect_error 'seismic.png: cannot be written: File name too long' "$attributes" --in one.npy --attributes seismic --out "$long.png"

# Images.
mkdir folder
mask gray >folder/b.png
mask full >folder/a.png
expect "$attributes" --in folder/b.png --attributes 'seismic,energy(window=3)' --out image.png --figures figures
for file in image_seismic.png image_energy_window_3.png figures/seismic.png figures/energy_window_3.png figures/all.png; do
    [ -s $file ] || fail "expected $file"
done
expect "$attributes" --in folder --attributes sobel --out images.png
[ -s images_00000_sobel.png ] && [ -s images_00001_sobel.png ] || fail "expected two images: $(ls)"
expect "$attributes" --in folder --attributes sobel --out folder.npy
has folder.npy '(2, 101, 101, 1)'
expect "$attributes" --in many.npy --attributes laplace --figures of_one --show 39 --volume
[ -s of_one/laplace.png ] || fail "expected of_one/laplace.png"

# A survey of 12 inlines, 50 crosslines and 60 samples: traces of 480 bytes, of which 240 are headers.
if [ -n "$salt" ] && "$salt" synthesize --survey 12x50x60 --out s --seed 3 >log 2>&1; then
    survey=s/survey.sgy
    # only_samples_differ A B
    only_samples_differ() {
        [ "$(stat -c %s "$1")" -eq "$(stat -c %s "$2")" ] || fail "$2: another size"
        cmp -s "$1" "$2" && fail "$2: nothing was written"
        cmp -l "$1" "$2" | awk '{ at = $1 - 3601; if (at < 0 || at % 480 < 240) exit 1 }' || fail "$2: a header differs"
    }
    # samples_of FILE: the samples of a survey, as little endian floats.
    samples_of() {
        tail -c +3601 "$1" | od -An -v -tx1 -w480 | cut -c721- | tr -d ' \n' | sed 's/\(..\)\(..\)\(..\)\(..\)/\4\3\2\1/g'
    }
    # values_of FILE: those of an array of floats.
    values_of() { tail -c +129 "$1" | od -An -v -tx1 | tr -d ' \n'; }
    # Nothing but samples is another, and one attribute is what all are.
    for direction in inline crossline; do
        expect "$attributes" --in $survey --attributes seismic --direction $direction --out same.sgy
        same $survey same.sgy
        expect "$attributes" --in $survey --attributes 'energy(window=3),sobel' --direction $direction --out $direction.sgy
        for attribute in energy_window_3 sobel; do only_samples_differ $survey ${direction}_$attribute.sgy; done
        expect "$attributes" --in $survey --attributes sobel --direction $direction --out alone.sgy
        same alone.sgy ${direction}_sobel.sgy
    done
    said 'wrote alone.sgy'
    same inline_energy_window_3.sgy crossline_energy_window_3.sgy  # of traces alone
    cmp -s inline_sobel.sgy crossline_sobel.sgy && fail "sobel of inlines and crosslines is alike"
    # A volume is what the array of its samples is.
    expect "$attributes" --in $survey --volume --attributes seismic --out volume.npy
    has volume.npy '(12, 50, 60, 1)'
    [ "$(values_of volume.npy)" = "$(samples_of $survey)" ] || fail "the array of a survey has other samples"
    expect "$attributes" --in $survey --attributes seismic --out sections.npy
    has sections.npy '(12, 60, 50, 1)'
    for list in laplace 'dip(trace_spacing=2,sample_interval=1,inline_spacing=3)'; do
        expect "$attributes" --in $survey --volume --attributes "$list" --out volume.sgy
        only_samples_differ $survey volume.sgy
        expect "$attributes" --in $survey --volume --attributes "$list" --out volume.npy
        [ "$(values_of volume.npy)" = "$(samples_of volume.sgy)" ] || fail "$list of a volume: .sgy and .npy differ"
    done
    expect "$attributes" --in $survey --volume --attributes laplace --memory 1 --out volume.sgy
    expect "$attributes" --in $survey --volume --attributes laplace --out whole.sgy
    same whole.sgy volume.sgy
    # Distances are those of the file: 4 ms, 12.5 from crossline to crossline, 25 from inline to inline.
    distances='sample_interval=0.004,trace_spacing=12.5,inline_spacing=25'
    expect "$attributes" --in $survey --volume --attributes "dip" --out file.sgy
    expect "$attributes" --in $survey --volume --attributes "dip($distances)" --out given.sgy
    # coordinates are kept to a tenth
    paste <(samples_of file.sgy | fold -w8) <(samples_of given.sgy | fold -w8) |
        awk '{ n += substr($1, 5) == substr($2, 5) } END { exit !(n > 0.9 * NR) }' || fail "distances of the file"
    expect "$attributes" --in $survey --attributes sobel --by-number --out number.sgy
    cmp -s number.sgy inline_sobel.sgy && fail "--by-number changes nothing"
    expect "$attributes" --in $survey --attributes sobel --iline 9 --xline 21 --out keys.sgy
    same keys.sgy inline_sobel.sgy
    # Where the file does not know the interval it is asked for, of what takes one.
    cp $survey unknown.sgy
    for at in 3216 3716; do printf '\0\0' | dd of=unknown.sgy bs=1 seek=$at conv=notrunc 2>/dev/null; done
    expect_error 'unknown.sgy: byte 3217: expected the interval of samples that dip takes, got 0; say it in seconds with --interval' \
        "$attributes" --in unknown.sgy --volume --attributes 'energy,dip' --out bad.sgy
    expect "$attributes" --in unknown.sgy --attributes energy --out energy.sgy
    expect "$attributes" --in unknown.sgy --volume --attributes dip --interval 0.004 --out known.npy
    expect "$attributes" --in unknown.sgy --volume --attributes 'dip(sample_interval=0.004)' --out said.npy
    same known.npy said.npy
    # Endings in capitals are endings.
    cp $survey UP.SGY
    expect "$attributes" --in UP.SGY --attributes seismic --out SAME.SGY
    same $survey SAME.SGY
    expect "$attributes" --in UP.SGY --attributes seismic --out SECTIONS.NPY
    same sections.npy SECTIONS.NPY
    expect "$attributes" --in UP.SGY --attributes sobel --by-number --out ONE.PNG
    [ -s ONE_sobel.PNG ] || fail "expected ONE_sobel.PNG"
    # Holes are filled for their neighbors, and stay holes: the second trace of five inlines is gone.
    { head -c $((3600 + 480)) $survey && tail -c +$((3601 + 960)) $survey | head -c $((480 * 248)); } >holes.sgy
    expect "$attributes" --in holes.sgy --attributes seismic --out same.sgy
    same holes.sgy same.sgy
    expect "$attributes" --in holes.sgy --attributes seismic --out holes.npy
    has holes.npy '(5, 60, 50, 1)'
    # Killed at any moment, the same command goes on.
    small=(--in $survey --attributes energy,sobel,semblance --threads 1 --memory 1)
    expect "$attributes" "${small[@]}" --out whole.sgy
    killed 50 "${small[@]}" --out killed.sgy
    expect "$attributes" "${small[@]}" --out killed.sgy
    for attribute in energy sobel semblance; do same whole_$attribute.sgy killed_$attribute.sgy; done
    ls | grep -E 'parts$|partial$' && fail "a complete run left files behind"
    # What is wrong is said in one line.
    expect_error 'is the input' "$attributes" --in $survey --attributes energy --out $survey
    expect_error 'ends with .npy or .png' "$attributes" --in many.npy --attributes energy --out bad.sgy
    expect_error 'expected inline with --volume' "$attributes" --in $survey --attributes dip --volume --direction crossline --out bad.sgy
    expect_error 'expected a volume, got one line' "$attributes" --in $survey --attributes dip --volume --by-number --out bad.sgy
    head -c 50000 $survey >cut.sgy
    expect_error 'cut.sgy: byte 49681: expected the 480 bytes of trace 97' "$attributes" --in cut.sgy --attributes energy --out bad.sgy
    # the second trace is longer than the first
    { head -c $((3600 + 480)) $survey && tail -c +4081 $survey | head -c 114 && printf '\0\74' && head -c 364 /dev/zero; } >one.sgy
    { head -c $((3600 + 480)) $survey && tail -c +4081 $survey | head -c 114 && printf '\0\75' && head -c 368 /dev/zero; } >other.sgy
    expect "$attributes" --in one.sgy --attributes energy --out one_energy.sgy
    expect_error 'other.sgy: byte 4081: expected traces of one length, got 61 samples in trace 2 and 60 in trace 1' \
        "$attributes" --in other.sgy --attributes energy --out bad.sgy
    [ -e bad.sgy ] || [ -e bad.sgy.partial ] || [ -e bad.sgy.parts ] && fail "a failed run should write nothing"
else
    : >survey.sgy
    expect_error 'SEG-Y needs segyio' "$attributes" --in survey.sgy --attributes energy --out bad.sgy
fi

# Images that are gone, or whose input is another one, are computed anew by a run that goes on.
mkdir many_images
expect "$attributes" --in many.npy --attributes seismic --out many_images/in.png
expect "$attributes" --in many_images --attributes sobel,laplace --out whole.png --threads 1
killed 90 --in many_images --attributes sobel,laplace --out resumed.png --threads 1
rm -f resumed_000{00,01,02}_sobel.png
cp many_images/in_00039_seismic.png many_images/in_00000_seismic.png
expect "$attributes" --in many_images --attributes sobel,laplace --out whole.png --threads 1
expect "$attributes" --in many_images --attributes sobel,laplace --out resumed.png --threads 1
for image in whole_*.png; do same $image resumed${image#whole}; done
[ "$(ls resumed_* | wc -l)" -eq 80 ] || fail "expected 80 images, got $(ls resumed_* | wc -l)"

# Nor is another zero taken for the same where it differs in its seventh digit.
zero=(--in many.npy --attributes seismic,semblance,sobel --threads 1 --zero)
interrupted zero.npy "${zero[@]}" 1234567
expect "$attributes" "${zero[@]}" 1234568 --out zero.npy
expect "$attributes" "${zero[@]}" 1234568 --out whole_zero.npy
same whole_zero.npy zero.npy

# Bad input: one line each, and nothing is written.
list=(--attributes energy --out bad.npy)
expect_status 2 '--in' "$attributes"
expect_status 2 '--attributes' "$attributes" --in one.npy --out bad.npy
expect_status 2 '--out or --figures' "$attributes" --in one.npy --attributes energy
expect_status 2 "expected one of energy, " "$attributes" --in one.npy --attributes enrgy --out bad.npy
expect_status 2 "energy: expected an option of window, along, edge, got 'windo'" "$attributes" --in one.npy --attributes 'energy(windo=3)' --out bad.npy
expect_status 2 "energy: window: expected a whole number of at least 0, got '-3'" "$attributes" --in one.npy --attributes 'energy(window=-3)' --out bad.npy
expect_status 2 "expected one of bruges_0_5_4, " "$attributes" --in one.npy "${list[@]}" --preset bruges
expect_error 'window of at least 1 sample' "$attributes" --in one.npy --attributes 'energy(window=0)' --out bad.npy
expect_error 'azimuth: expected a volume' "$attributes" --in one.npy --attributes azimuth --out bad.npy
expect_error 'missing.npy: cannot be opened' "$attributes" --in missing.npy "${list[@]}"
expect_error 'expected a .sgy, .npy or .png file' "$attributes" --in "$0" "${list[@]}"
expect_error 'expected a volume' "$attributes" --in one.npy "${list[@]}" --volume
expect_error 'expected a .sgy or .npy file with a volume' "$attributes" --in folder "${list[@]}" --volume
expect_error 'ends with .npy or .png' "$attributes" --in one.npy --attributes energy --out bad.txt
expect_error 'ends with .npy for a volume' "$attributes" --in many.npy --attributes energy --out bad.png --volume
expect_error 'there is no directory' "$attributes" --in one.npy --attributes energy --out nowhere/bad.npy
expect_error '--show: expected a number below 1, got 1' "$attributes" --in one.npy --attributes energy --figures bad --show 1
npy line.npy '|u1' 1 20
expect_error 'expected sections' "$attributes" --in line.npy "${list[@]}"
npy none.npy '|u1' 1 0 20
expect_error 'expected amplitudes, got none' "$attributes" --in none.npy "${list[@]}"
head -c 200 one.npy >short.npy
expect_error 'short.npy: expected 600 bytes' "$attributes" --in short.npy "${list[@]}"
printf 'x' >folder/c.png
expect_error 'folder/c.png: expected a PNG image' "$attributes" --in folder "${list[@]}"
[ -e bad.npy ] || [ -e bad.npy.partial ] || [ -e bad.npy.parts ] || [ -e bad ] && fail "a failed run should write nothing"
no_leftovers attributes

finish
