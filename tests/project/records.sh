#!/bin/bash
# The records of the salt program's runs, at a server that is well, down, slow, or dies; and options in a file.
# Usage: records.sh PATH_OF_SALT PATH_OF_MLFLOW_SERVER
. "$(dirname "$0")/salt_helpers.sh"
server=$2
unset "${!MLFLOW_@}"

# serve ARGUMENTS...: starts a server whose input stays open until `told`; sets port, and where it is.
serve() {
    rm -f input server_output && mkfifo input
    "$server" "$@" <input >server_output 2>&1 &
    server_pid=$!
    exec 9>input
    for _ in $(seq 600); do
        [ -s server_output ] && break
        sleep 0.05
    done
    port=$(head -1 server_output)
    [ -n "$port" ] || fail "the server of the test did not start: $(cat server_output)"
    export MLFLOW_TRACKING_URI=http://127.0.0.1:$port
}
# told: ends the server; what it was told is in the file told.
told() {
    exec 9>&-
    wait $server_pid
    tail -n +2 server_output >told
}
# count PATTERN: lines of told.
count() { grep -c -- "$1" told; }
# complete WHAT EPOCHS FOLDER [PATTERN]: the server has one run, that of the folder, whole, and nothing twice, of the metrics
# that the pattern fits.
complete() {
    [ "$(count '^run ')" -eq 1 ] || fail "$1: expected one run: $(grep '^run ' told)"
    grep -q '^run .*: FINISHED' told || fail "$1: $(grep '^run ' told)"
    [ "$(count '^metric val_loss ')" -eq "$2" ] || fail "$1: epochs: $(grep '^metric val_loss' told)"
    [ -z "$(grep "^metric ${4:-}" told | sort | uniq -d)" ] || fail "$1: twice: $(grep '^metric' told | sort | uniq -d | head -3)"
    [ "$(count '^metric test_accuracy 0 ')" -eq 1 ] || fail "$1: no test_accuracy"
    for artifact in model.npz history.csv metrics.json per_image.csv y_pred.npy explanation_exact.npz report.html \
        figures/learning_curves.png transform.json options.ini manifest.json; do
        grep -q "^artifact $artifact " told || fail "$1: no artifact $artifact"
    done
    [ "$(grep "^artifact report.html" told)" = "artifact report.html $(stat -c %s "$3/report.html")" ] || fail "$1: report.html"
    grep -q '^parameter train.filters 2$' told || fail "$1: no parameter train.filters"
    grep -q '^parameter prepare.size 16$' told || fail "$1: no parameter prepare.size"
}
warnings() { grep -c warning stderr; }

# A server that is well.
serve
expect "$salt" run --count 40 "${small[@]}" "${few[@]}" --out well --experiment "a & b"
[ "$(warnings)" -eq 0 ] || fail "a server that is well: $(cat stderr)"
said "recorded at $MLFLOW_TRACKING_URI/#/experiments/1/runs/run0"
expect "$salt" sync --out well
said 'nothing is waiting in well/records'
told
grep -q '^run well of a & b: FINISHED' told || fail "name and experiment: $(grep '^run ' told)"
complete "a server that is well" 2 well
[ "$(count 'metrics/get-history')" -eq 0 ] || fail "a server that is well was asked what it has"
[ -z "$(ls well/records/*/kept)" ] || fail "kept what the server has"
unset MLFLOW_TRACKING_URI
expect "$salt" synthesize --count 40 --out base
expect "$salt" prepare --size 16 --out base

# What is done later belongs to the run.
serve
cp -r base later
expect "$salt" train --out later --filters 2 --batch 8 --epochs 2
expect "$salt" train --out later --resume --epochs 3
expect "$salt" evaluate --out later
expect "$salt" explain --out later --background 6 "${few[@]}"
expect "$salt" report --out later
told
complete "steps done later" 3 later 'val_'
grep -q '^tag evaluate.threshold 0.5$' told || fail "no tag evaluate.threshold: $(grep '^tag' told)"

# One that is down, refuses, breaks, is slow, dies in the middle, or whose answers are lost: one warning, and the rest later.
unset MLFLOW_TRACKING_URI
whole=(run --from train --filters 2 --batch 8 --epochs 2 --background 6 "${few[@]}")
for fault in "refuses 0" "refuses 5" "breaks 4" "dies 2" "dies 7" "loses 2" "loses 3" "loses 6" "slow 3"; do
    folder=run_${fault/ /_}
    cp -r base $folder
    serve 0 $fault
    begin=$(date +%s)
    MLFLOW_HTTP_REQUEST_TIMEOUT=1 expect "$salt" "${whole[@]}" --out $folder
    [ $(($(date +%s) - begin)) -le 60 ] || fail "$fault: the run took too long"
    [ -s $folder/report.html ] || fail "$fault: the run has no report"
    [ "$(wc -l <stderr)" -eq 1 ] && grep -q '^salt: warning: ' stderr || fail "$fault: expected one warning, got: $(cat stderr)"
    case $fault in refuses*) grep -q "403: 'Invalid Host header" stderr || fail "$fault: $(cat stderr)" ;; esac
    told
    first=$(count '^metric')
    # The server of the test forgets; what it had is not sent again, or all is where it never heard of the run.
    if [ "$first" -eq 0 ] && ! grep -q '^run ' told; then
        expect_error 'cannot be reached' "$salt" sync --out $folder
        serve
        expect "$salt" sync --out $folder
        expect "$salt" sync --out $folder
        said 'nothing is waiting'
        told
        complete "$fault, later" 2 $folder
    else
        serve
        case $fault in loses*) ;; *) expect_error 'does not know the run' "$salt" sync --out $folder ;; esac
        told
    fi
    no_leftovers "$fault"
done

# Answers that are lost are asked for by the same server.
cp -r base lost
serve 0 loses 4
expect "$salt" "${whole[@]}" --out lost
expect "$salt" sync --out lost
told
complete "an answer that was lost" 2 lost

# Nobody there; no server named; nothing asked for.
export MLFLOW_TRACKING_URI=http://127.0.0.1:1
cp -r base down
expect "$salt" "${whole[@]}" --out down
[ "$(warnings)" -eq 1 ] && grep -q 'cannot be reached' stderr || fail "nobody there: $(cat stderr)"
said "the record is kept in down/records; 'salt sync --out down' delivers it"
serve
expect "$salt" sync --out down
told
complete "nobody there, later" 2 down
# A record that is broken keeps no other one back.
export MLFLOW_TRACKING_URI=http://127.0.0.1:1
cp -r base broken
for seed in 1 2 3; do
    expect "$salt" train --out broken --filters 2 --batch 8 --epochs 1 --seed $seed
done
records=(broken/records/*)
echo 'not JSON' >"${records[0]}/journal.jsonl"
echo 'not JSON' >"${records[1]}/delivered.json"
serve
expect_error 'sync: not all is delivered' "$salt" sync --out broken
for record in "${records[@]:0:2}"; do
    said "warning: $record is not delivered: "
done
told
[ "$(count '^run .*: FINISHED')" -eq 1 ] || fail "behind broken records: $(grep '^run ' told)"
# An address without http:// is no folder.
MLFLOW_TRACKING_URI=127.0.0.1:5000 expect "$salt" train --out broken --filters 2 --batch 8 --epochs 1
grep -q 'warning.*expected http://HOST:PORT' stderr && [ ! -e 127.0.0.1:5000 ] || fail "no http://: $(cat stderr)"
unset MLFLOW_TRACKING_URI
expect_error 'MLFLOW_TRACKING_URI=http' "$salt" train --out down --track server
cp -r base none
expect "$salt" train --out none --filters 2 --batch 8 --epochs 1
[ -e none/records ] || [ -e mlruns ] && fail "recorded where nobody asked for it"
MLFLOW_TRACKING_URI=sqlite:///x.db expect "$salt" train --out none --filters 2 --batch 8 --epochs 1
grep -q 'warning.*mlflow server --backend-store-uri' stderr || fail "a database: $(cat stderr)"

# A folder in MLflow's layout, also for a training that was not recorded when it was made.
expect "$salt" evaluate --out none --track folder --experiment later
run=$(dirname mlruns/*/*/meta.yaml)
[ "$(cat "$run/params/train.filters")" = 2 ] || fail "the folder: $(ls "$run/params")"
[ "$(wc -l <"$run/metrics/val_loss")" -eq 1 ] && [ -s "$run/metrics/test_accuracy" ] || fail "the folder: $(ls "$run/metrics")"
cmp -s none/model.npz "$run/artifacts/model.npz" || fail "the folder has no model"
grep -q '^status: 3$' "$run/meta.yaml" || fail "the folder: $(cat "$run/meta.yaml")"
grep -q 'name: "later"' mlruns/*/meta.yaml || fail "the folder's experiment"

# The trials of a search are runs too, once.
serve
for _ in 1 2; do
    expect "$salt" search --out none --vary filters=1,2 --grid --epochs 1 --batch 8 --experiment trials
done
told
[ "$(grep '^run ' told | sort | tr '\n' ' ')" = "run trial_0 of trials: FINISHED run trial_1 of trials: FINISHED " ] || fail "a search: $(grep '^run ' told)"
[ "$(count '^parameter train.filters ')" -eq 2 ] && [ "$(count '^metric val_loss ')" -eq 2 ] || fail "a search: $(grep filters told)"
unset MLFLOW_TRACKING_URI

# What a run used can be run again.
expect "$salt" run --config well/options.ini --out again --track none
for file in model.npz y_pred.npy expected_values.npy; do
    cmp -s "well/$file" "again/$file" || fail "a run with the options of another one differs in $file"
done
diff <(grep -v '^#' well/options.ini) <(grep -v '^#' again/options.ini) >/dev/null || fail "options.ini: $(diff well/options.ini again/options.ini)"
expect "$salt" train --config well/options.ini --out again --epochs 1
grep -q '^epochs = 1$' again/options.ini || fail "the command line does not win over the file"
printf 'filters = 3\n[train]\nepochs = 1\nresidual = true\nloss = "bce+dice"\n[evaluate]\nthreshold = "valid"\n' >mine.ini
expect "$salt" train --config mine.ini --out again
for line in 'filters = 3' 'epochs = 1' 'residual = true' 'loss = "bce+dice"'; do
    grep -q "^$line\$" again/options.ini || fail "mine.ini: not $line"
done
echo 'fliters = 3' >mine.ini
expect_status 2 "mine.ini: there is no option 'fliters'" "$salt" train --config mine.ini
printf '[trian]\nfilters = 3\n' >mine.ini
expect_status 2 "mine.ini: there is no step 'trian'" "$salt" train --config mine.ini
echo 'filters = many' >mine.ini
expect_status 2 'mine.ini: ' "$salt" train --config mine.ini
printf '[prepare]\nseed = 1\n[train]\nseed = 2\n' >mine.ini
expect_status 2 "different values of 'seed'" "$salt" run --config mine.ini
expect_status 2 'nowhere.ini: cannot be opened' "$salt" train --config nowhere.ini

# From a step to another, quietly or not.
cp -r base some
expect "$salt" run --out some --until train --filters 2 --batch 8 --epochs 1
[ -e some/model.npz ] && [ ! -e some/metrics.json ] || fail "run --until train: $(ls some)"
expect "$salt" run --out some --from evaluate --until evaluate --quiet
[ -e some/metrics.json ] && [ ! -e some/report.html ] || fail "run --from evaluate --until evaluate: $(ls some)"
[ -s stdout ] && fail "--quiet says $(cat stdout)"
expect "$salt" evaluate --out some --verbose
said '  read model.npz '
said '  wrote metrics.json '
expect_status 1 '--until train comes before --from explain' "$salt" run --out some --from explain --until train
expect_status 2 '--from' "$salt" run --from nowhere
"$salt" --version | grep -qxE 'salt [0-9]+\.[0-9]+\.[0-9]+' || fail "--version: $("$salt" --version)"
"$salt" --help | grep -q 'Exit status: 0' || fail "--help does not explain the exit status"
expect "$salt" train --out some --epochs 1 --time 1h --batch 8 --filters 2
expect "$salt" train --out some --defaults --time 2s --batch 8 --filters 2 --patience 100000
grep -q 'epoch .*/1000000' stdout && fail "epochs of 1000000"
finish
