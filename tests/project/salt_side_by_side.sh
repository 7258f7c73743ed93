#!/bin/bash
# Programs at one work at a time: the second one is refused, the first one is not disturbed.
# Usage: salt_side_by_side.sh PATH_OF_SALT
. "$(dirname "$0")/salt_helpers.sh"

first=
trap 'kill -KILL $first 2>/dev/null; rm -rf "$work"' EXIT

# freeze CONDITION COMMAND...: starts the command, and stops it where it is as soon as the condition holds.
freeze() {
    local condition=$1
    shift
    "$@" >first_stdout 2>first_stderr &
    first=$!
    for _ in $(seq 1000); do
        eval "$condition" && break
        sleep 0.01
    done
    kill -STOP $first
    eval "$condition" || fail "$*: came to its end before it was stopped"
}
# thaw: the first command goes on to its end.
thaw() {
    kill -CONT $first
    wait $first || fail "the first command: $(tail -1 first_stderr)"
}
# second TEXT COMMAND...: is refused with that text, and waits for nobody.
second() {
    local text=$1
    shift
    expect_status 1 "$text" timeout 60 "$salt" "$@"
}

freeze '[ -e two/data/.unfinished/images ]' "$salt" synthesize --out two --count 300 --seed 1
second "two: another 'salt synthesize' is at work there" synthesize --out two --count 3
second "two/data: another 'salt synthesize' is at work there" synthesize --out other --data two/data --count 3
thaw
[ "$(ls two/data/images | wc -l) $(ls two/data/masks | wc -l)" = '300 300' ] || fail "sections of two programs: $(ls two/data/images | wc -l)"
no_leftovers synthesize
expect "$salt" prepare --out two --size 16
expect "$salt" synthesize --out alone --count 300 --seed 1
diff -r two/data/images alone/data/images || fail "the sections are not those of the first program"

settings=(--epochs 4 --filters 2 --vary batch=8,16)
freeze 'grep -q "trial 0" first_stdout' "$salt" search --out two --trials 3 "${settings[@]}"
second "two: another 'salt search' is at work there" search --out two --trials 1 --vary batch=4,2
thaw
[ "$(ls two/search)" = "$(printf 'trial_%d.json\n' 0 1 2)" ] || fail "trials of two programs: $(ls two/search)"
grep -q '"batch": \(4\|2\)$' two/search/*.json && fail "trials of the second program"

freeze 'grep -q "epoch" first_stdout' "$salt" train --out two --epochs 20 --filters 2
second "two: another 'salt train' is at work there" train --out two --epochs 1
thaw
[ "$(wc -l <two/history.csv)" -eq 21 ] || fail "a history of two trainings: $(wc -l <two/history.csv) lines"

# A survey is made too fast to be met halfway: its lock is held by another program.
if "$salt" synthesize --survey 5x6x20 --out probe 2>&1 | grep -qF 'built without'; then
    echo "not tried: surveys side by side, which this salt was built without"
elif command -v flock >/dev/null; then
    mkdir -p survey/.locks
    (flock 9 && sleep 3) 9>survey/.locks/synthesize_survey &
    sleep 0.5
    second "survey: another 'salt synthesize --survey' is at work there" synthesize --survey 5x6x20 --out survey
    wait
    expect "$salt" synthesize --survey 5x6x20 --out survey
fi

finish
