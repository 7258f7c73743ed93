# A real browser for tests: Chromium by chromedriver, over its own protocol (WebDriver, W3C 2018) with curl. Sourced after
# salt_helpers.sh; whoever sources it has checked that there is a chromedriver.
chromedriver --port=0 >driver.log 2>&1 &
driver=$!
trap 'kill $driver 2>/dev/null; wait $driver 2>/dev/null; rm -rf "$work"' EXIT
port=
for _ in $(seq 200); do
    port=$(grep -o 'successfully on port [0-9]*' driver.log | grep -o '[0-9]*')
    [ -n "$port" ] && break
    sleep 0.1
done

# ask METHOD PATH BODY: of the session, whose answer is printed.
ask() { curl -s -m 120 -X "$1" -H 'Content-Type: application/json' -d "$3" "http://127.0.0.1:$port/session$2"; }
# open_browser THEME WIDTH: a window of that width, light or dark; a phone below 500 pixels.
open_browser() {
    local scheme=1 emulation=
    [ "$1" = dark ] && scheme=0
    [ "$2" -lt 500 ] &&
        emulation=', "mobileEmulation": {"deviceMetrics": {"width": '$2', "height": 844, "pixelRatio": 2, "touch": true}}'
    session=$(ask POST '' '{"capabilities": {"alwaysMatch": {"goog:loggingPrefs": {"browser": "ALL"}, "goog:chromeOptions":
        {"args": ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size='$2',900",
        "--blink-settings=preferredColorScheme='$scheme'"]'"$emulation"'}}}}' | grep -o '"sessionId":"[^"]*"' | cut -d'"' -f4)
    [ -n "$session" ] || fail "the browser did not start: $(tail -2 driver.log)"
}
close_browser() { ask DELETE "/$session" '' >/dev/null; }
go_to() { ask POST "/$session/url" "{\"url\": \"file://$1\"}" >/dev/null; }
# console: what the page has said there since the last time.
console() { ask POST "/$session/se/log" '{"type": "browser"}' | grep -o '"message":"[^"]*' | cut -d'"' -f4; }
# press KEY...: Tab, Enter and so on, by their characters in the protocol.
press() {
    local key actions=
    for key in "$@"; do
        case $key in
        Tab) key='\uE004' ;;
        Enter) key='\uE007' ;;
        Escape) key='\uE00C' ;;
        Right) key='\uE014' ;;
        Down) key='\uE015' ;;
        esac
        actions+=${actions:+,}"{\"type\": \"keyDown\", \"value\": \"$key\"}, {\"type\": \"keyUp\", \"value\": \"$key\"}"
    done
    ask POST "/$session/actions" "{\"actions\": [{\"type\": \"key\", \"id\": \"keys\", \"actions\": [$actions]}]}" >/dev/null
}
# value EXPRESSION: of JavaScript, as a text.
value() {
    ask POST "/$session/execute/sync" "{\"script\": \"return String($1)\", \"args\": []}" |
        sed -e 's/^{"value":"//' -e 's/"}$//'
}
focused='document.activeElement'
# holds WORDS EXPRESSION: it becomes true within some seconds.
holds() {
    for _ in $(seq 100); do
        [ "$(value "Boolean($2)")" = true ] && return
        sleep 0.1
    done
    fail "$1: $(value "$focused.outerHTML.slice(0, 90)")"
}
# tab_until EXPRESSION: at most 200 times.
tab_until() {
    for _ in $(seq 200); do
        [ "$(value "Boolean($1)")" = true ] && return
        press Tab
    done
}
