#!/bin/bash
# A program on tables from the outside: what it finds in a function that is known, what it reads and draws, and what it
# says of bad input.
# Usage: tabular.sh PATH_OF_PROGRAM
set -u
program=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2
failures=0

fail() {
    echo "FAILED: $*"
    failures=$((failures + 1))
}
# expect_error TEXT ARGUMENTS...: the program ends with status 1 and says TEXT on standard error.
expect_error() {
    local text=$1
    shift
    "$program" "$@" >stdout 2>stderr
    local status=$?
    [ $status -eq 1 ] || fail "$*: expected status 1, got $status"
    grep -qF -- "$text" stderr || fail "$*: expected an error with \"$text\", got: $(cat stderr)"
}

"$program" --help | grep -q -- --target || fail "--help does not describe --target"

"$program" --generate 800 --rows 12 --background 10 --out made >log 2>&1 || fail "without data: $(tail -3 log)"
for figure in waterfall beeswarm bar; do
    [ "$(head -c 8 made/$figure.png | od -An -c | tr -d ' ')" = '211PNG\r\n032\n' ] || fail "made/$figure.png"
    grep -q '</svg>' made/$figure.svg || fail "made/$figure.svg"
done
# The five features that do something come first.
[ "$(grep -m1 -A5 '^feature' log | grep -cE '^x[1-5] ')" -eq 5 ] || fail "not the true features: $(cat log)"
"$program" --generate 800 --rows 12 --background 10 --out made --threads 1 | grep -v seconds >one
"$program" --generate 800 --rows 12 --background 10 --out made --threads 2 | grep -v seconds >two
[ -s one ] && [ -s two ] || fail "nothing is said with --threads"
diff <(sed 's/ in [0-9.e-]* s,//' one) <(sed 's/ in [0-9.e-]* s,//' two) >/dev/null || fail "results depend on the threads"

awk 'BEGIN {
    srand(1); print "\"rooms, all\",age,tax,price"
    for (i = 0; i < 120; ++i) { r = rand(); a = rand(); t = rand(); print r "," (i == 5 ? "" : a) "," t "," 10 * r + r * a }
}' >houses.csv
"$program" --data houses.csv --target price --rows 5 --estimator kernel --out drawn >log 2>&1 || fail "a CSV: $(tail -3 log)"
grep -q '119 rows, 3 features, target price' log || fail "a CSV: $(head -1 log)"
grep -m1 -A1 '^feature' log | grep -q '^rooms, all' || fail "not the rooms: $(cat log)"

awk 'BEGIN { print "a,b,y"; for (i = 0; i < 60; ++i) print i "," i % 7 ",0.1" }' >constant.csv
"$program" --data constant.csv --target y --rows 3 --background 5 --out constant >log 2>&1 || fail "a constant target: $(tail -3 log)"
grep -q ', R^2 undefined$' log || fail "a constant target: $(grep 'R^2' log)"

mkdir own
echo mine >own/options.ini
expect_error 'own/options.ini: was made by another program' --generate 100 --rows 3 --background 5 --out own
[ "$(ls own)" = options.ini ] && [ "$(cat own/options.ini)" = mine ] || fail "a foreign options.ini: $(ls own)"

# A column that is constant but for rounding says nothing, whatever its last bit may tell.
awk 'BEGIN { print "a,b,y"; for (i = 0; i < 60; ++i) print i % 7 "," (i % 2 ? "0.3" : "0.30000000000000004") "," i % 2 }' >rounded.csv
"$program" --data rounded.csv --target y --rows 3 --background 5 --out rounded >log 2>&1 || fail "a rounded column: $(tail -3 log)"
grep -qE ', R\^2 (1|0\.[5-9].*)$' log && fail "a rounded column: $(grep 'R^2' log)"

# What it used can be used again.
"$program" --data houses.csv --target price --rows 5 --estimator kernel --seed 3 --out drawn >one 2>&1 || fail "--seed: $(cat one)"
"$program" --config drawn/options.ini --out again >two 2>stderr || fail "--config: $(cat stderr)"
diff <(grep '^rooms' one) <(grep '^rooms' two) >/dev/null || fail "--config gives other numbers: $(diff one two)"
"$program" --config drawn/options.ini --quiet >quiet || fail "--quiet"
[ -s quiet ] && fail "--quiet says $(cat quiet)"
odd=$'o#n "e\', 1;\n.csv'
sed "1s/price/\"y=[1] #'t'\"/" houses.csv >"$odd"
"$program" --data "$odd" --target "y=[1] #'t'" --rows 5 --estimator kernel --out "drawn # \"2'" >one 2>stderr || fail "odd names: $(cat stderr)"
{ printf '\xEF\xBB\xBF' && cat "drawn # \"2'/options.ini"; } >marked.ini  # with the byte order mark of some editors
"$program" --config marked.ini >two 2>stderr || fail "--config of odd names: $(cat stderr)"
diff <(grep -v seconds one | sed 's/ in [0-9.e-]* s,//') <(grep -v seconds two | sed 's/ in [0-9.e-]* s,//') >/dev/null || fail "--config of odd names gives other numbers: $(diff one two)"
if "$program" --help | grep -q -- --learning-rate; then  # small numbers are not rounded
    for rate in 1.26e-5 1.3e-5; do "$program" --generate 100 --rows 5 --learning-rate $rate --out drawn; done >log 2>&1
    [ "$(grep '^x4 ' log | sort -u | wc -l)" -eq 4 ] || fail "--learning-rate is rounded: $(grep '^x4 ' log)"
fi
"$program" --version | grep -qE '^explain_[a-z]+ [0-9]+\.[0-9]+\.[0-9]+$' || fail "--version: $("$program" --version)"
"$program" --help | grep -q 'Exit status' || fail "--help does not explain the exit status"
"$program" --rows 0 2>stderr
[ $? -eq 2 ] && [ "$(wc -l <stderr)" -eq 1 ] || fail "--rows 0: $(cat stderr)"

expect_error 'nowhere.csv: cannot be opened' --data nowhere.csv --target y
expect_error "houses.csv: there is no column 'cost'" --data houses.csv --target cost
expect_error '--target' --data houses.csv
expect_error '--row: there are 5' --data houses.csv --target price --rows 5 --row 5
sed '3s/,/,old,/' houses.csv >broken.csv
expect_error 'broken.csv: expected 4 fields in line 3, got 5' --data broken.csv --target price
sed '4s/[^,]*$/dear/' houses.csv >broken.csv
expect_error "broken.csv: expected a number in line 4, column 'price', got 'dear'" --data broken.csv --target price
head -5 houses.csv >short.csv
expect_error 'short.csv: expected at least 20 rows' --data short.csv --target price
{ echo size,price; for i in $(seq 30); do echo "1e308,1e308"; done; } >large.csv
expect_error "large.csv: expected numbers of at most 1e15, got 1e+308 in column 'size'" --data large.csv --target price
# misused TEXT ARGUMENTS...: the program ends with status 2 and says TEXT on one line.
misused() {
    local text=$1
    shift
    timeout 60 "$program" "$@" >stdout 2>stderr
    local status=$?
    [ $status -eq 2 ] && [ "$(wc -l <stderr)" -eq 1 ] || fail "$*: expected status 2, got $status: $(cat stderr)"
    grep -qF -- "$text" stderr || fail "$*: expected an error with \"$text\", got: $(cat stderr)"
}
misused '--row: expected a whole number from 0 on, got -1' --row -1
misused '--seed: expected a whole number from 0 on, got -1' --seed -1
misused '--evaluations: expected a whole number from 0 on, got -1' --evaluations -1
misused '--generate: expected a number from 20 to 10000000, got nan' --generate nan
misused '--rows: expected a whole number from 0 on, got 1.5' --rows 1.5
mkfifo pipe
mkdir folder piped
# options.ini appears whole or not at all: what is written does not go into the old file.
ln "drawn # \"2'/options.ini" kept.ini
cp kept.ini before.ini
"$program" --out "drawn # \"2'" --generate 100 --rows 3 --background 5 --seed 8 >/dev/null 2>stderr || fail "$(cat stderr)"
cmp -s kept.ini before.ini || fail "options.ini is written in place"
mkfifo piped/options.ini
expect_error 'piped/options.ini: was made by another program' --generate 100 --rows 3 --background 5 --out piped
misused 'pipe' --config pipe
misused 'folder' --config folder
echo 'nothing=1' >wrong.ini
misused 'wrong.ini: there is no option nothing' --config wrong.ini
[ -e outputs ] && fail "a failed run should not make its folder"

[ $failures -eq 0 ] && echo "all as expected"
exit $((failures > 0))
