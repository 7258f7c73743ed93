#!/bin/bash
# Every option with which documents show a command of a program is in its --help. Commands are found in blocks of sh and
# in `code` within the text: "salt train --epochs 5", also after $, NAME=VALUE, mpirun -n N, or with a folder before the
# program. Options that stand alone, as `--filters 16`, are those of some program.
# Usage: shown_commands.sh FOLDER_OF_PROGRAMS DOCUMENT...
set -u
programs=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0 checked=0
known='salt attributes explain_tabular explain_xgboost explain_network classify_shapes'

# help PROGRAM STEP: its help, asked for once; STEP may be empty.
help() {
    local file=$work/$1.$2
    [ -e "$file" ] || "$programs/$1" ${2:+"$2"} --help >"$file" 2>/dev/null || echo >"$file"
    cat "$file"
}
# steps: the names of the steps of salt.
steps() { help salt '' | sed -nE 's/^  ([a-z]+) .*/\1/p'; }
has_option() { grep -qE -- "(^|[ ,])$1([ ,={]|\$)"; }

# commands DOCUMENT: a line for each, LINE_NUMBER: TEXT.
commands() {
    awk '
        /^```/ { inside = !inside; language = $0; continued = ""; next }
        inside && language == "```sh" {
            sub(/(^| )# .*/, "")
            if (/\\$/) { sub(/\\$/, ""); continued = continued $0; next }
            print FNR ": " continued $0; continued = ""
        }
        !inside { while (match($0, /`[^`]+`/)) { print FNR ": " substr($0, RSTART + 1, RLENGTH - 2); $0 = substr($0, RSTART + RLENGTH) } }
    ' "$1" | sed -E 's/&&|;|\|/\n/g' | awk '/^[0-9]+: / { n = $1; print; next } { print n " " $0 }'
}

for document; do
    while read -r line words; do
        [[ $words == *--[a-z]* ]] || continue
        words=$(sed -E "s/^\\$ //; s/^([A-Z_]+=[^ ]+ )+//; s/^mpirun( -[a-z]+ [^ ]+)* //; s/'[^']*'/TEXT/g" <<<"$words")
        read -r program step rest <<<"$words"
        program=${program##*/}
        options=$(grep -oE '(^| )--[a-z][a-z-]*' <<<" $words" | tr -d ' ' | sort -u)
        if [[ " $known " == *" $program "* ]]; then
            [ -x "$programs/$program" ] || continue
            if [ "$program" = salt ]; then
                steps | grep -qx -- "$step" || [[ $step == -* || $step == STEP ]] || {
                    echo "FAILED: $document:$line salt has no step $step"
                    failures=1
                    continue
                }
                [[ $step == -* || $step == STEP ]] && step=
            else
                step=
            fi
            for option in $options; do
                checked=$((checked + 1))
                help "$program" "$step" | has_option "$option" || {
                    echo "FAILED: $document:$line ${program}${step:+ $step} has no option $option"
                    failures=1
                }
            done
        elif [[ $program == --* ]]; then
            for option in $options; do
                checked=$((checked + 1))
                { for each in $known; do [ -x "$programs/$each" ] && help "$each" ''; done
                  for each in $(steps); do help salt "$each"; done; } | has_option "$option" || {
                    echo "FAILED: $document:$line no program has an option $option"
                    failures=1
                }
            done
        fi
    done < <(commands "$document")
done
# The command from nothing to a report is shown in several places.
[ "$(grep -h -- '--workflow --preset demo' "$@" | grep '^apt-get' | sort -u | wc -l)" -le 1 ] || {
    echo "FAILED: documents install other packages for the preset demo"
    failures=1
}
echo "$checked shown options checked"
[ $checked -gt 0 ] || failures=1
exit $failures
