#!/bin/bash
# The salt program on several ranks, and the program attributes where ATTRIBUTES names it: the bits of one, and what a
# killed rank leaves is gone on with.
# Usage: ranks.sh PATH_OF_SALT MPIRUN [KILLS]: so many ranks are killed in each step, at random moments.
. "$(dirname "$0")/salt_helpers.sh"
mpirun=$2
kills=${3:-2}
options=()
case $("$mpirun" --version 2>&1) in
*"Open MPI"* | *OpenRTE* | *PRRTE*) options=(--allow-run-as-root --oversubscribe --bind-to none) ;;
esac
if ! "$mpirun" -n 2 "${options[@]}" true >/dev/null 2>&1; then
    echo "skipped: $mpirun cannot start 2 ranks on this machine"
    exit 77
fi
export OMP_NUM_THREADS=1

program=$salt
# on RANKS ARGUMENT...: the program with these arguments on so many ranks.
on() {
    local ranks=$1
    shift
    "$mpirun" -n "$ranks" "${options[@]}" "$program" "$@"
}
# timed COMMAND...: runs it, and notes in `seconds` how long that took.
timed() {
    local begin
    begin=$(date +%s.%N)
    "$@"
    seconds=$(awk -v a="$begin" -v b="$(date +%s.%N)" 'BEGIN { print b - a }')
}
tried=0 hit=0
# ended PID: waits for mpirun. Where a rank dies while it connects, that of Open MPI 4.1 says so, ends the others, and may
# hang then (PMIx_server_finalize).
ended() {
    local guard status
    (sleep 30; kill -9 "$1") >/dev/null 2>&1 &
    guard=$!
    wait "$1"
    status=$?
    kill "$guard" 2>/dev/null
    return $status
}
# ranks_of PID: the processes that mpirun has started; that of MPICH has another process start them.
ranks_of() { pgrep -P "$1$(pgrep -P "$1" | sed 's/^/,/' | tr -d '\n')" -x "$(basename "$program" | head -c 15)"; }
# killed RANKS SECONDS ARGUMENT...: the same, of which one rank is killed after a part of the seconds. True where it was.
killed() {
    local ranks=$1 seconds=$2 pid children victim status
    shift 2
    tried=$((tried + 1))
    "$mpirun" -n "$ranks" "${options[@]}" "$program" "$@" >stdout 2>stderr &  # no function: its children are the ranks
    pid=$!
    until ranks_of "$pid" >/dev/null || ! kill -0 "$pid" 2>/dev/null; do sleep 0.01; done
    sleep "$(awk -v s="$seconds" -v r=$RANDOM 'BEGIN { print s * r / 32768 }')"
    children=($(ranks_of "$pid"))
    [ ${#children[@]} -gt 0 ] && victim=${children[RANDOM % ${#children[@]}]} && kill -9 "$victim" 2>/dev/null
    if [ -n "${victim:-}" ]; then ended "$pid"; else wait "$pid"; fi
    status=$?
    [ -n "${victim:-}" ] && [ $status -ne 0 ] || return 1
    hit=$((hit + 1))
    grep -qi 'signal[: ]*9\|kill' stdout stderr || fail "a killed rank: expected mpirun to say so, got: $(cat stdout stderr)"
}
# same FILE A B: of two folders.
same() {
    cmp -s "$2/$1" "$3/$1" || fail "$3/$1 is not that of $2"
}

expect "$salt" synthesize --count 60 --out alone
expect "$salt" prepare --size 16 --out alone
cp -r alone several
network=(--filters 2 --batch 8 --part 2 --epochs 6)

# Training: one rank, two, three that share unevenly, four.
expect "$salt" train --out alone "${network[@]}"
for ranks in 1 2 3 4; do
    expect on $ranks train --out several "${network[@]}"
    [ "$(grep -c 'epoch *6/6' stdout)" -eq 1 ] || fail "$ranks ranks: expected one to tell of epochs, got: $(cat stdout)"
    for file in model.npz history.csv; do same $file alone several; done
    rm several/model.npz several/history.csv
done
# A rank is killed: what was recorded is gone on with.
for ((i = 0; i < kills; ++i)); do
    rm -f several/checkpoint.npz several/model.npz
    timed on 2 train --out several "${network[@]}" >/dev/null 2>&1
    rm -f several/checkpoint.npz several/model.npz several/history.csv
    killed 2 "$seconds" train --out several "${network[@]}"
    resume=()
    [ -e several/checkpoint.npz ] && resume=(--resume)
    expect on 2 train --out several "${network[@]}" "${resume[@]}"
    for file in model.npz history.csv; do same $file alone several; done
done
# Explanations: images are handed out.
images=0,1,2,3,4,5
expect "$salt" explain --out alone --background 6 --images $images
timed expect on 3 explain --out several --background 6 --images $images
for ((i = 0; i <= kills; ++i)); do
    for file in channel_contributions_exact.npy channel_contributions_deep.npy expected_values.npy; do
        same $file alone several
    done
    [ -e several/explain.parts ] && fail "explain left explain.parts"
    [ $i -eq "$kills" ] && break
    rm several/channel_contributions_*.npy
    killed 2 "$seconds" explain --out several --background 6 --images $images
    rm -f several/*.tmp*  # which a killed program may leave where it was writing (docs/security.md)
    expect on 2 explain --out several --background 6 --images $images
done
# Volumes: lines are handed out. What a killed rank leaves is gone on with on 1, 2 or 3 ranks.
labels=(--tile 20 --every 1 --decimate 1 --size 16 --keep-flat --transform standard)
if "$salt" synthesize --survey 40x50x60 --out s --seed 3 >/dev/null 2>&1; then  # built with segyio
    expect "$salt" prepare --out s --surveys s/survey.sgy --labels s/mask.sgy "${labels[@]}"
    expect "$salt" train --out s --filters 2 --batch 8 --epochs 2 --levels 1
    predict=(predict --model s/model.npz --in s/survey.sgy --direction both --volumes probability,entropy --memory 2)
    expect "$salt" "${predict[@]}" --out alone/salt.sgy
    timed expect on 3 "${predict[@]}" --out several/salt.sgy
    for ((i = 0; i <= kills; ++i)); do
        for file in salt.sgy salt_entropy.sgy; do same $file alone several; done
        no_leftovers predict
        ls several | grep -E 'parts$|partial$' && fail "predict left files behind"
        [ $i -eq "$kills" ] && break
        rm several/salt*.sgy
        killed 2 "$seconds" "${predict[@]}" --out several/salt.sgy
        expect on $((1 + i % 3)) "${predict[@]}" --out several/salt.sgy
    done
fi
# Attributes: sections are handed out.
program=${ATTRIBUTES:-}
if [ -n "$program" ]; then
    count=$((40 * 500 * 600))
    {
        printf '\x93NUMPY\x01\x00\x76\x00'
        printf '%-117s\n' "{'descr': '|u1', 'fortran_order': False, 'shape': (40, 500, 600), }"
        seq 1 $((count / 6)) | head -c $count
    } >many.npy
    slabs=(--in many.npy --attributes energy,semblance,sobel --memory 8)
    expect "$program" "${slabs[@]}" --out alone/many.npy
    timed expect on 3 "${slabs[@]}" --out several/many.npy
    for ((i = 0; i <= kills; ++i)); do
        same many.npy alone several
        ls several | grep -E 'parts$|partial$' && fail "attributes left files behind"
        [ $i -eq "$kills" ] && break
        rm several/many.npy
        killed 2 "$seconds" "${slabs[@]}" --out several/many.npy
        expect on $((1 + i % 3)) "${slabs[@]}" --out several/many.npy
    done
    if [ -e s/survey.sgy ]; then
        lines=(--in s/survey.sgy --attributes energy,sobel --direction crossline --memory 1)
        expect "$program" "${lines[@]}" --out alone/lines.sgy
        timed expect on 3 "${lines[@]}" --out several/lines.sgy
        for ((i = 0; i <= kills; ++i)); do
            for file in lines_energy.sgy lines_sobel.sgy; do same $file alone several; done
            ls several | grep -E 'parts$|partial$' && fail "attributes left files behind"
            [ $i -eq "$kills" ] && break
            rm several/lines_*.sgy
            killed 2 "$seconds" "${lines[@]}" --out several/lines.sgy
            expect on $((1 + i % 3)) "${lines[@]}" --out several/lines.sgy
        done
        # all ranks fail alike, and the line of rank 0 is the only one
        head -c 50000 s/survey.sgy >cut.sgy
        on 2 --in cut.sgy --attributes energy --out bad.sgy >stdout 2>stderr && fail "a cut survey should fail"
        [ "$(grep -c '^attributes: cut.sgy: byte 49681' stderr)" -eq 1 ] || fail "a cut survey on 2 ranks: $(cat stderr)"
    fi
fi
program=$salt
# Some of the moments are after the work.
echo "$hit of $tried times a rank was killed"
[ "$kills" -eq 0 ] || [ "$hit" -gt 0 ] || fail "no rank was killed"
# What one rank does alone, and what none does with others.
expect on 2 evaluate --out several
[ "$(grep -c '^evaluate:' stdout)" -eq 1 ] || fail "evaluate on 2 ranks: $(cat stdout)"
for seed in 1 2; do
    MLFLOW_TRACKING_URI=http://127.0.0.1:1 expect "$salt" train --out several --epochs 1 --seed $seed
done
MLFLOW_TRACKING_URI=$work/delivered expect on 2 sync --out several
[ "$(grep -c 'things delivered' stdout)" -eq 2 ] || fail "sync on 2 ranks: $(cat stdout stderr)"
on 2 search --out several >stdout 2>stderr && fail "search on 2 ranks should fail"
grep -q 'salt: search: expected one rank' stderr || fail "search on 2 ranks: $(cat stderr)"
on 2 train --out nowhere >stdout 2>stderr && fail "train without data should fail"
[ "$(grep -c "^salt: .*run 'salt prepare --out nowhere' first" stderr)" -eq 1 ] || fail "a failure of all ranks: $(cat stderr)"
finish
