#!/bin/bash
# What `salt export` writes of a training, and what it says where it cannot. Usage: salt_export.sh PATH_OF_SALT
. "$(dirname "$0")/salt_helpers.sh"

"$salt" export --help | grep -q -- --data-format || fail "export --help does not describe --data-format"
expect_status 2 '--format' "$salt" export --format h5
expect_error "run 'salt train --out nowhere' first" "$salt" export nowhere

expect "$salt" run --count 40 "${small[@]}" "${few[@]}"
echo mine >outputs/model.safetensors
expect_error "outputs/model.safetensors: was not made by 'salt export'" "$salt" export --format safetensors
[ "$(cat outputs/model.safetensors)" = mine ] || fail "a foreign model.safetensors was overwritten"
rm outputs/model.safetensors
expect "$salt" export --format safetensors
expect "$salt" export --format safetensors
for text in '"conv2d/kernel":{"dtype":"F32","shape":[5,5,4,2]' 'yeo-johnson' '"stride":"2"' '"channels":"seismic,energy,semblance,sobel"'; do
    head -c 20000 outputs/model.safetensors | grep -aqF "$text" || fail "model.safetensors lacks $text"
done
expect_error 'none/a: cannot be written' "$salt" export --format safetensors --out none/a
# The ending of a name says what is written.
expect "$salt" export --out by_name.safetensors
head -c 20000 by_name.safetensors | grep -aqF '"conv2d/kernel"' || fail "by_name.safetensors is none"
expect_error '--format safetensors contradicts by_name.onnx' "$salt" export --format safetensors --out by_name.onnx
# What an evaluation found out travels with the network that was evaluated, not with the next one.
expect "$salt" evaluate --threshold 0.25
expect "$salt" export --format safetensors
grep -aqF '"threshold":"0.25"' outputs/model.safetensors || fail "the threshold of the evaluation is not exported"
expect "$salt" train --seed 43
expect "$salt" export --format safetensors
grep -aqF '"threshold"' outputs/model.safetensors && fail "the threshold of another network was exported"
# No file of the run is written over, by whatever name.
ln -s outputs/x_train.npy link
mkdir -p outputs/search && echo '{}' >outputs/search/trial_0.json
for name in outputs/model.npz ./outputs/../outputs/manifest.json outputs/checkpoint.npz link outputs/data/images/section_00000.png \
    outputs/search/trial_0.json outputs/.locks/records; do
    sum=$(cksum <$name)
    expect_error "$name: is a file of the run" "$salt" export outputs --format safetensors --out $name
    [ "$(cksum <$name)" = "$sum" ] || fail "export has changed $name"
done

if "$salt" export >stdout 2>stderr; then
    for text in data_format channels_first scaling_type yeo-johnson creation_date ConvTranspose transform; do
        grep -aqF "$text" outputs/model.onnx || fail "model.onnx lacks $text"
    done
    expect "$salt" export outputs --data-format channels_last --out last.onnx
    grep -aqF channels_last last.onnx || fail "last.onnx does not say channels_last"
else
    grep -qF 'built without ONNX' stderr || fail "export: $(cat stderr)"
fi
no_leftovers export

# A network that was trained with what has changed since is not given away.
expect "$salt" prepare --channels seismic
expect_error "run 'salt train" "$salt" export
finish
