#!/bin/bash
# The report in a browser: that of a small run is opened at two widths and in two themes, looks at itself
# (report_check.js) and is printed. Skipped with status 77 where there is no Chromium.
# Usage: report.sh PATH_OF_SALT [REPORT]: checks that report instead of one of a small run
here=$(cd "$(dirname "$0")" && pwd)
browser=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome)}
[ -n "$browser" ] || {
    echo "skipped: there is no Chromium (Debian: chromium) to open the report with"
    exit 77
}
report=${2:+$(realpath "$2")}
. "$here/salt_helpers.sh"

if [ -z "$report" ]; then
    expect "$salt" run --count 60 --size 48 --epochs 4 --filters 4 --background 10 --set 6 --images 0,1,2
    report=$work/outputs/report.html
    [ "$(wc -c <"$report")" -lt 5000000 ] || fail "the report has $(wc -c <"$report") bytes"
fi
grep -qE '(src|href)="?(https?:)?//' "$report" && fail "the report refers to other places"

# open NAME ARGUMENTS...: what the browser says goes to NAME.log, and the page as it has become to NAME.html.
open() {
    local name=$1
    shift
    timeout 120 "$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars --disable-dev-shm-usage --no-first-run \
        --user-data-dir="$work/profile" --enable-logging=stderr "$@" >"$name.html" 2>"$name.log" ||
        fail "$name: the browser ended with status $?: $(tail -3 "$name.log")"
    grep -E 'CONSOLE' "$name.log" | grep -viE 'checked: ' | head -3 >"$name.console"
    [ ! -s "$name.console" ] || fail "$name: the console says: $(cat "$name.console")"
}
# The page with a watch for errors at its beginning, and the check at its end.
{
    sed '/^<head>$/q' "$report"
    echo '<script>window.failures = []; for (const kind of ["error", "unhandledrejection"])' \
        'addEventListener(kind, (e) => failures.push(kind + ": " + (e.message || e.reason)), true);</script>'
    sed '1,/^<head>$/d; /^<\/body>$/,$d' "$report"
    echo '<script>'
    cat "$here/report_check.js"
    printf '</script>\n</body>\n</html>\n'
} >check.html

# Windows cannot be narrower than 500 pixels; a phone is a frame in one.
echo '<!DOCTYPE html><html lang="en"><title>phone</title><body style="margin:0"><iframe src="check.html" title="phone"
style="width:390px;height:844px;border:0"></iframe><script>addEventListener("message", (e) => { document.body.textContent = e.data; });</script>' >phone.html

for theme in 1 0; do # light, dark
    for page in check phone; do
        name=$page-$([ $theme = 1 ] && echo light || echo dark)
        open "$name" --window-size=1366,900 --blink-settings=preferredColorScheme=$theme --virtual-time-budget=60000 \
            --allow-file-access-from-files --dump-dom "file://$work/$page.html"
        found=$(grep -o 'checked: [^<]*' "$name.html" | head -1)
        echo "$name: ${found:-nothing was checked}"
        case $found in
        "checked: "*" 0 failures"*) ;;
        *) fail "$name: ${found:-nothing was checked}" ;;
        esac
    done
done

timeout 120 "$browser" --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --user-data-dir="$work/profile" \
    --no-pdf-header-footer --virtual-time-budget=20000 --print-to-pdf="$work/report.pdf" "file://$report" >pdf.log 2>&1
[ "$(head -c 5 report.pdf 2>/dev/null)" = "%PDF-" ] || fail "the report cannot be printed: $(tail -3 pdf.log)"
[ "$(wc -c <report.pdf)" -gt 50000 ] || fail "the printed report is empty"
pages=$(grep -ac '/Type */Page\b' report.pdf)
echo "printed: $pages pages, $(wc -c <report.pdf) bytes"

finish
