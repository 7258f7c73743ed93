#!/bin/bash
# The attributes program from the outside: what it reads and writes, and what it says of bad input.
# Usage: attributes.sh PATH_OF_ATTRIBUTES
. "$(dirname "$0")/salt_helpers.sh"
attributes=$1

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

for option in in attributes preset out figures show scale interval spacing zero volume memory threads list; do
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
expect_error 'expected a .npy or .png file' "$attributes" --in "$0" "${list[@]}"
expect_error 'expected a volume' "$attributes" --in one.npy "${list[@]}" --volume
expect_error 'expected a .npy file with a volume' "$attributes" --in folder "${list[@]}" --volume
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
[ -e bad.npy ] || [ -e bad ] && fail "a failed run should write nothing"
no_leftovers attributes

finish
