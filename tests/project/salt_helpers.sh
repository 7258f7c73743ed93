# What the tests of the salt program share; sourced with the path of the program as $1. Works in an empty folder.
set -u
salt=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2
failures=0
# Small enough for a second or two.
small=(--size 16 --filters 2 --batch 8 --background 6 --epochs 2)
few=(--images 0,1)

fail() {
    echo "FAILED: $*"
    failures=$((failures + 1))
}
# expect COMMAND...: the command ends with status 0; what it says is left in the files stdout and stderr.
expect() {
    "$@" >stdout 2>stderr || fail "$*: $(tail -2 stderr)"
}
# expect_status STATUS TEXT COMMAND...: the command ends with that status and says TEXT on one line of standard error.
expect_status() {
    local wanted=$1 text=$2
    shift 2
    "$@" >stdout 2>stderr
    local status=$?
    [ $status -eq "$wanted" ] || fail "$*: expected status $wanted, got $status"
    grep -qF -- "$text" stderr || fail "$*: expected an error with \"$text\", got: $(cat stderr)"
    [ "$(grep -vc warning stderr)" -eq 1 ] || fail "$*: expected one line, got: $(cat stderr)"
}
expect_error() { expect_status 1 "$@"; }
# said TEXT: the last command of expect or expect_error said TEXT.
said() {
    cat stdout stderr | grep -qF -- "$1" || fail "expected the output to say \"$1\", got: $(tail -3 stdout) $(cat stderr)"
}
# sanitized [NAMES]: by the sanitizer of addresses or that of threads (asan, tsan), with which a program ends where there is
# no memory, before it can say so.
sanitized() { grep -qaE "__(${1:-asan|tsan})_init" "$salt"; }
no_leftovers() {
    local found
    found=$(find . -name '*.tmp*' -o -name '.*.tmp*' -o -name .unfinished | head -3)
    [ -z "$found" ] || fail "$1: left behind $found"
}
# unchanged WHAT SUMS: files that `cksum` has seen before are still the same.
unchanged() {
    [ "$(cut -d' ' -f3- <<<"$2" | tr '\n' '\0' | xargs -0 cksum 2>&1)" = "$2" ] || fail "$1: changed files"
}
finish() {
    [ $failures -eq 0 ] && echo "all as expected"
    exit $((failures > 0))
}
# A mask of 101 x 101 pixels: salt in the columns from 60 and the rows from 20.
mask() {
    case $1 in
    gray) base64 -d <<<iVBORw0KGgoAAAANSUhEUgAAAGUAAABlCAAAAABxF3ITAAAAOklEQVR42u3NMQEAAAwCIPuX3ip4ekABEgCAwrUsFovFYrFYLBaLxWKxWCwWi8VisVgsFovFYrHsLw9WJOy8FQcHWgAAAABJRU5ErkJggg== ;;
    green) base64 -d <<<iVBORw0KGgoAAAANSUhEUgAAAGUAAABlCAMAAABjot39AAAABlBMVEUAAAAAgACe5CGEAAAAOklEQVR42u3NMQEAAAwCINe/9Cp4ekABEgCAwrUsFovFYrFYLBaLxWKxWCwWi8VisVgsFovFYrHsLw8FSwz6zUfFxgAAAABJRU5ErkJggg== ;;
    blue) base64 -d <<<iVBORw0KGgoAAAANSUhEUgAAAGUAAABlCAMAAABjot39AAAABlBMVEUAAAAAAP+IZVZCAAAAOklEQVR42u3NMQEAAAwCINe/9Cp4ekABEgCAwrUsFovFYrFYLBaLxWKxWCwWi8VisVgsFovFYrHsLw8FSwz6zUfFxgAAAABJRU5ErkJggg== ;;
    gray_alpha) base64 -d <<<iVBORw0KGgoAAAANSUhEUgAAAGUAAABlCAQAAAD+deVEAAAAYklEQVR42u3PQREAAAjDsPk3DR52/EirIIkkSZIkSVLTnI+CgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKC8pCyv7bsvIvOh/QAAAAASUVORK5CYII= ;;
    rgba) base64 -d <<<iVBORw0KGgoAAAANSUhEUgAAAGUAAABlCAYAAABUfC3PAAAAt0lEQVR42u3RgQkAAAjDsP3/tF4xUEihFySRJEmSJEmSJEmSJEnqNA+GAgUKFChQoECBAgUKFChQoECBAgUKFChQoECBAgUKFChQoECBAgUKFChQoECBAgUKFChQoECBAgUKFChQoECBAgUKFChQoECBAgUKFChQoECBAgUKFChQoECBAgUKFChQoECBAgUKFChQoECBAgUKFChQoECBAgUKFChQoECBAgUKFCgHX5Lp7LxU82gcAAAAAElFTkSuQmCC ;;
    # as after JPEG: 0 to 3 and 252 to 255
    shades) base64 -d <<<iVBORw0KGgoAAAANSUhEUgAAAGUAAABlCAAAAABxF3ITAAAAa0lEQVR42u3RuQ3AMAwEQUrqv2PraYEGYQXGBBcvwYlofXy+K5EWNyI9xn9exoULFy5cuLzYM9dOrXRhNjJLLtnIKrlkI5sLFy5cuHDhwoULFy5cuHDhwoULFy5cuHDhwoULFy5cuHC573IAfhgBpHuem1QAAAAASUVORK5CYII= ;;
    # salt everywhere
    full) base64 -d <<<iVBORw0KGgoAAAANSUhEUgAAAGUAAABlCAAAAABxF3ITAAAAPklEQVR42u3NQREAAAwCIPuX1ha7PaAA6YVYLBaLxWKxWCwWi8VisVgsFovFYrFYLBaLxWKxWCwWi8ViebMMdmOzcfd6sJ8AAAAASUVORK5CYII= ;;
    esac
}
