#!/bin/bash
# Steps of the salt program that are killed at random moments: a later step takes what is whole, or refuses and says what to
# run; the killed step, run again, ends with the same bytes as if nothing had happened; and what was there before stays until
# it is replaced. Then disks that are full, folders that cannot be written to, pipes that are closed, few open files.
# Usage: crash.sh SALT [MOMENTS]   so many moments for each step (3)
. "$(dirname "$0")/salt_helpers.sh"
moments=${2:-3}
RANDOM=${SEED:-1}
# A build that measures coverage writes counts where a program ends: with such limits they would be cut, and stderr says so.
export GCOV_PREFIX=$PWD/counts GCOV_ERROR_FILE=/dev/null

steps=(synthesize prepare train evaluate explain report)
declare -A options=(
    [synthesize]="--count 40" [prepare]="--size 16" [train]="--epochs 4 --filters 2 --batch 8" [evaluate]=""
    [explain]="--background 6 --images 0,1,2" [report]=""
)
# step NAME FOLDER: runs a step there.
step() {
    # shellcheck disable=SC2086
    "$salt" "$1" --out "$2" ${options[$1]}
}
# What a run has made, but for what also says how long it took: names and checksums.
contents() {
    (cd "$1" && find . \( -name '*.npy' -o -name '*.png' -o -name model.npz -o -name per_image.csv \) -print0 | sort -z |
        xargs -0 cksum)
}

declare -A milliseconds
for name in "${steps[@]}"; do
    [ -d whole ] && cp -r whole "before_$name" || mkdir before_synthesize
    begin=$(date +%s%N)
    expect step "$name" whole
    milliseconds[$name]=$((($(date +%s%N) - begin) / 1000000))
    contents whole >"after_$name"
done

accepted=0 refused=0
for name in "${steps[@]}"; do
    for ((moment = 0; moment < moments; ++moment)); do
        rm -rf run && cp -r "before_$name" run
        # shellcheck disable=SC2086
        "$salt" "$name" --out run ${options[$name]} >/dev/null 2>&1 &
        pid=$!
        sleep "$(awk -v r=$RANDOM -v ms="${milliseconds[$name]}" 'BEGIN { print r / 32768 * ms / 1000 }')"
        kill -KILL $pid 2>/dev/null
        wait $pid 2>/dev/null
        # A later step either works, with what an undisturbed run has, or says in one line what to do.
        following=()
        for ((i = 0; i < ${#steps[@]} - 1; ++i)); do [ "${steps[i]}" = "$name" ] && following=("${steps[i + 1]}"); done
        for next in "${following[@]}"; do
            cp -r run later
            if step "$next" later >stdout 2>stderr; then
                accepted=$((accepted + 1))
                contents later | grep -vqxFf "after_$next" && fail "$next took what a killed $name had left, and differs"
            else
                refused=$((refused + 1))
                [ "$(wc -l <stderr)" -eq 1 ] && grep -q '^salt: ' stderr || fail "$next after a killed $name: $(cat stderr)"
            fi
            rm -rf later
        done
        expect step "$name" run
        contents run | cmp -s - "after_$name" || fail "$name, killed and run again, differs"
    done
done
echo "$((moments * ${#steps[@]})) kills: a later step took what was whole $accepted times and refused $refused times"

# No room: the limit of a file's size stands for a full disk. The sanitizer of threads keeps a table in a file of its own.
sanitized tsan && echo "not tried: steps without room" && steps=()
for name in "${steps[@]}"; do
    rm -rf run && cp -r "before_$name" run
    sums=$(find run -type f ! -name '*.json' -print0 | xargs -0 -r cksum)
    if (ulimit -f 4; step "$name" run) 2>&1 >/dev/null | cat >stderr; [ ${PIPESTATUS[0]} -eq 0 ]; then
        contents run | cmp -s - "after_$name" || fail "$name without room says nothing"
        continue  # all its files were that small
    fi
    [ "$(grep -vc warning stderr)" -eq 1 ] && grep -q '^salt: .*cannot be written' stderr || fail "$name without room: $(cat stderr)"
    [ -z "$sums" ] || unchanged "$name without room" "$sums"
    find run -name '*.tmp' | grep -q . && fail "$name without room left half a file"
done
# A folder in which nothing can be written, such as one below a file.
touch file
expect_error "file" "$salt" prepare --out file/below --data whole/data
# Few open files.
rm -rf run && cp -r before_explain run
(ulimit -n 5; step explain run) >stdout 2>stderr || { [ "$(wc -l <stderr)" -eq 1 ] || fail "few open files: $(cat stderr)"; }
# Steps that end at the same time in one folder: each waits for the other to change the manifest, which has both then.
rm -rf run && cp -r before_evaluate run && mkdir -p run/.locks
if command -v flock >/dev/null; then
    (flock 9 && sleep 2) 9>run/.locks/records &
    sleep 0.5
    step evaluate run >/dev/null 2>stderr &
    evaluating=$!
    sleep 1
    grep -q '"evaluate"' run/manifest.json && fail "evaluate changes the manifest while another step does"
    expect step explain run
    wait $evaluating || fail "evaluate beside explain: $(cat stderr)"
    for name in evaluate explain; do grep -q "^    \"$name\": {" run/manifest.json || fail "$name is forgotten"; done
fi
# Two trainings are not mixed: the second one is refused, and the first one goes on where it was killed.
rm -rf run && cp -r before_train run
"$salt" train --out run --epochs 100000 --patience 100000 --filters 2 --batch 8 --seed 1 >/dev/null 2>&1 &
for ((i = 0; i < 600; ++i)); do [ -e run/checkpoint.npz ] && break || sleep 0.1; done
expect_error "run: another 'salt train' is at work there" "$salt" train --out run --epochs 1 --filters 2 --batch 8 --seed 2
kill -KILL $!
wait $! 2>/dev/null
expect "$salt" train --out run --resume --epochs 1
grep -q '"seed": 1' run/manifest.json || fail "a training that was refused has left its options"
# Standard streams that are closed: nothing that is printed gets into a file, and the program says that it got nowhere.
rm -rf run && cp -r before_train run
step train run >&- 2>stderr && fail "a closed standard output is not told"
grep -q '^salt: standard output: cannot be written' stderr || fail "a closed standard output: $(cat stderr)"
find run/.locks -size +0 | grep -q locks/ && fail "what is printed gets into the files of a run: $(find run/.locks -size +0)"
rm -rf run && cp -r before_train run
step train run <&- >/dev/null 2>&- || fail "train with closed streams"
contents run | cmp -s - after_train || fail "train with closed streams differs"
# A pipe that nobody reads: the step ends, and what it has written is whole.
rm -rf run && cp -r before_train run
step train run 2>stderr | true
[ "$(wc -l <stderr)" -le 1 ] || fail "a closed pipe: $(cat stderr)"
expect step train run
contents run | cmp -s - after_train || fail "train after a closed pipe differs"
finish
