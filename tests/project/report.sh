#!/bin/bash
# The report in a browser: that of a small run is opened on a desk and on a phone, in light and dark, and looks at itself
# (report_check.js); it is gone through with the keys alone; it is printed. Skipped with status 77 where there is no
# browser.
# Usage: report.sh PATH_OF_SALT [REPORT]: checks that report instead of one of a small run
for tool in chromedriver curl; do
    command -v $tool >/dev/null || {
        echo "skipped: there is no $tool to open the report with (Debian: chromium-driver curl)"
        exit 77
    }
done
here=$(cd "$(dirname "$0")" && pwd)
report=${2:+$(realpath "$2")}
. "$here/salt_helpers.sh"
. "$here/browser_helpers.sh"

if [ -z "$report" ]; then
    expect "$salt" run --count 60 --size 48 --epochs 4 --filters 4 --background 10 --set 6 --images 0,1,2
    report=$work/outputs/report.html
    [ "$(wc -c <"$report")" -lt 5000000 ] || fail "the report has $(wc -c <"$report") bytes"
fi
grep -qE '(src|href)="?(https?:)?//' "$report" && fail "the report refers to other places"
grep -qE 'data-(low|high)="[01]\.000000"' "$report" && fail "the limits of images are cut to six decimals"

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

for theme in light dark; do
    for width in 1366 390; do
        open_browser $theme $width
        go_to "$work/check.html?width=$width"
        for _ in $(seq 600); do
            found=$(value 'window.checked')
            [ "$found" != undefined ] && break
            sleep 0.1
        done
        echo "$theme: $found"
        case $found in
        *", width $width,"*", 0 failures") ;;
        *) fail "$theme, $width pixels wide: ${found:-no answer}" ;;
        esac
        said=$(console)
        [ -z "$said" ] || fail "$theme, $width pixels wide: the console says: $said"
        close_browser
    done
done

# The keys alone.
open_browser light 1366
go_to "$report"
holds "the script comes to its end" "document.documentElement.dataset.ready === 'yes'"
took=$(value 'document.documentElement.dataset.readyAfter')
echo "interactive after $took ms"
[ "$took" -lt 10000 ] || fail "the page is interactive after $took ms, on an idle machine it takes less than one second"
press Tab
holds "the first Tab leads to the content" "$focused.className === 'skip' && $focused.getBoundingClientRect().left >= 0"
press Tab
holds "then comes the theme" "$focused.id === 'theme'"
press Enter
holds "Enter changes the theme" "document.documentElement.dataset.theme === 'light'"
press Tab Tab
holds "then come the contents" "$focused.closest('nav')"
tab_until "$focused.closest('#worst')"
holds "Tab reaches the hardest images" "$focused.closest('#worst')"
press Enter
holds "Enter enlarges one" "document.getElementById('viewer').open"
first=$(value "document.getElementById('viewer-title').textContent")
press Right
holds "an arrow steps" "document.getElementById('viewer-title').textContent !== '$first'"
press Tab Down Down Right
holds "arrows read pixels of the picture" \
    "/Row 2, column 1: .*probability/.test(document.getElementById('viewer-pixel').textContent)"
press Escape
holds "Escape closes, and the focus is back" "!document.getElementById('viewer').open && $focused.closest('#worst')"
tab_until "$focused.className === 'read'"
holds "Tab reaches the maps" "$focused.className === 'read'"
press Down
holds "an arrow reads them" "document.getElementById('pixel').textContent.includes('prediction')"
press Tab Tab
holds "the maps can be left again" "$focused.className !== 'read'"
said=$(console)
[ -z "$said" ] || fail "the console says: $said"

ask POST "/$session/print" '{"background": true}' | grep -o '"value":"[^"]*' | cut -d'"' -f4 | base64 -d >report.pdf
[ "$(head -c 5 report.pdf)" = "%PDF-" ] || fail "the report cannot be printed"
[ "$(wc -c <report.pdf)" -gt 50000 ] || fail "the printed report is empty"
echo "printed: $(grep -ac '/Type */Page\b' report.pdf) pages, $(wc -c <report.pdf) bytes"
close_browser

# The page of two runs compared, which has no script.
if [ "$report" = "$work/outputs/report.html" ]; then
    cp -r outputs other
    expect "$salt" train --epochs 6 --loss dice --out other
    expect "$salt" evaluate --out other
    expect "$salt" compare outputs other --out compare.html
    for width in 1366 390; do
        open_browser dark $width
        go_to "$work/compare.html"
        holds "the comparison shows all its images" \
            "document.images.length > 3 && [...document.images].every((i) => i.complete && i.naturalWidth > 0 && i.alt.length > 10)"
        holds "the comparison fits $width pixels" "document.documentElement.scrollWidth <= innerWidth"
        holds "the comparison's tables have captions" "[...document.querySelectorAll('table')].every((t) => t.caption)"
        holds "the comparison's charts have words" \
            "document.querySelectorAll('svg.chart').length === 3 && [...document.querySelectorAll('svg')].every((s) => s.getAttribute('aria-label').length > 10)"
        said=$(console)
        [ -z "$said" ] || fail "the comparison, $width pixels wide: the console says: $said"
        close_browser
    done
fi

finish
