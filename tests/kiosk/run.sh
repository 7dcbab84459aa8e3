#!/bin/sh
# run.sh BUILD - what `sinodoctl kiosk` writes, in real browsers: Chromium and Firefox on a screen of their
# own, with keys pressed; the session with cage. The policies are put in place in a mount namespace, so
# that the machine's own browsers do not change; this needs root. Each check is first made without the
# policies, where the browser must do what they forbid. What the browsers wrote stays in BUILD/kiosk. A
# part is skipped, in words, where its program is not installed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
dir=$build/kiosk
name=exam.test
page=https://$name:22443/
other=http://127.0.0.1:22445/
display=:22
failed=0

if [ "$(id -u)" -ne 0 ] || ! unshare -m true 2>/dev/null; then
    echo "kiosk: skipped: mount namespaces need root"
    exit 0
fi
if [ "${KIOSK_INSIDE-}" != 1 ]; then
    KIOSK_INSIDE=1 exec unshare -m sh "$here/run.sh" "$build"
fi

ok() { printf '  ok   %s\n' "$1"; }
bad() {
    printf '  BAD  %s\n' "$1"
    failed=1
}
found() { command -v "$1" >/dev/null; }

processes=
start() { # runs a program beside this script, in a group of its own
    setsid "$@" >>"$dir/output.log" 2>&1 &
    started=$!
    processes="$processes $started"
}
stop() { # the group of one that was started
    kill -- "-$1" 2>/dev/null || return 0
    for _ in $(seq 50); do
        kill -0 -- "-$1" 2>/dev/null || return 0
        sleep 0.1
    done
    kill -s KILL -- "-$1" 2>/dev/null || :
}
finish() {
    for group in $processes; do
        stop "$group"
    done
}
trap finish EXIT

# --- what is seen ---

# Is the command true within so many seconds?
within() {
    seconds=$1
    shift
    for _ in $(seq $((seconds * 5))); do
        "$@" && return 0
        sleep 0.2
    done
    return 1
}
logged() { grep -q "$1" "$dir/log"; }
titled() { xdotool search --onlyvisible --name "$1" >/dev/null 2>&1; }
forget() { : >"$dir/log"; }

# expect WHAT yes|no SECONDS COMMAND…: it happens, or it does not within that time
expect() {
    what=$1 wanted=$2 seconds=$3
    shift 3
    if within "$seconds" "$@"; then happened=yes; else happened=no; fi
    if [ "$happened" = "$wanted" ]; then ok "$what: $wanted"; else bad "$what: $happened, not $wanted"; fi
}

# --- browsers: a window with one page ---

chromium_open() {
    start chromium --no-sandbox --user-data-dir="$dir/profile-$profile" --no-first-run --disable-gpu \
        --window-size=1000,700 "$1"
}
firefox_open() {
    mkdir -p "$dir/profile-$profile"
    start firefox-esr --no-remote --profile "$dir/profile-$profile" --width 1000 --height 700 "$1"
}

# visit BROWSER ADDRESS COMMAND…: runs a command while the browser shows a page
visit() {
    browser=$1 address=$2
    shift 2
    profile=$browser-$policies
    forget
    "${browser}_open" "$address"
    "$@"
    stop "$started"
}

# Developer tools, in the window of a page that is open.
press_tools() {
    within 60 logged "$1" || bad "$browser does not open $address"
    within 10 titled "Exam page" || :
    for key in F12 ctrl+shift+i; do
        xdotool key "$key"
        within 4 logged smaller && return 0
    done
    return 0
}
tools_open() {
    press_tools "$1"
    expect "$browser, $policies policies: developer tools open" "$2" 1 logged smaller
}
# Chromium takes no chrome:// address from its command line.
settings_open() {
    within 60 logged "$1" || bad "$browser does not open $address"
    xdotool key ctrl+l
    xdotool type --delay 30 chrome://settings
    xdotool key Return
    expect "$browser, $policies policies: chrome://settings opens" "$2" 15 titled "^Settings"
}
printing_opens() {
    within 60 logged visits || :
    xdotool key ctrl+p
    expect "$browser, $policies policies: prints" "$1" 10 logged printing
}

check_chromium() {
    policies=no
    visit chromium "$page" expect "chromium, no policies: trusts the page" no 8 logged "22443 /visits"
    visit chromium "$other" expect "chromium, no policies: opens another site" yes 60 logged "22445 /"
    visit chromium "$other" settings_open "22445 /visits" yes
    visit chromium "$other" tools_open "22445 /visits" yes
    install -m 644 "$dir/out/chromium-policies.json" "$dir/chromium/sinodo.json"
    policies=with
    visit chromium "$page" expect "chromium, with policies: opens the exam page" yes 60 logged \
        "22443 /visits"
    visit chromium "$other" expect "chromium, with policies: opens another site" no 15 logged 22445
    visit chromium "$page" settings_open "22443 /visits" no
    visit chromium "$page" tools_open "22443 /visits" no
    visit chromium "$page" printing_opens yes
}

check_firefox() {
    policies=no
    visit firefox "$page" expect "firefox, no policies: trusts the page" no 15 logged "22443 /visits"
    visit firefox "$other" expect "firefox, no policies: opens another site" yes 60 logged "22445 /"
    visit firefox about:config expect "firefox, no policies: about:config opens" yes 60 \
        titled "Advanced Preferences"
    visit firefox "$other" tools_open "22445 /visits" yes
    install -m 644 "$dir/out/firefox-policies.json" "$dir/firefox/policies.json"
    policies=with
    visit firefox "$page" expect "firefox, with policies: opens the exam page" yes 60 logged \
        "22443 /visits"
    visit firefox "$other" expect "firefox, with policies: opens another site" no 20 logged "22445 /"
    visit firefox about:config expect "firefox, with policies: about:config opens" no 20 \
        titled "Advanced Preferences"
    visit firefox "$page" tools_open "22443 /visits" no
    visit firefox "$page" printing_opens yes
}

# --- the session: cage without a screen, and a browser that is killed ---

# cage refuses to run as root.
start_session() {
    start setpriv --reuid=65534 --regid=65534 --clear-groups env HOME="$dir/home" PATH="$dir/bin:$PATH" XDG_RUNTIME_DIR="$dir/run" WLR_BACKENDS=headless \
        WLR_LIBINPUT_NO_DEVICES=1 WLR_RENDERER=pixman DISPLAY= cage -- sh "$dir/session.sh"
}
clean_up() {
    HOME=$dir/home sh "$dir/session.sh" clean 2>/dev/null && [ ! -e "$dir/home/sinodo-exam" ]
}
check_session() {
    mkdir -p "$dir/bin" "$dir/home"
    mkdir -p -m 700 "$dir/run"
    chown 65534:65534 "$dir/home" "$dir/run"
    install -m 755 "$dir/out/sinodo-exam.sh" "$dir/session.sh"
    install -m 644 "$dir/out/chromium-policies.json" "$dir/chromium/sinodo.json"
    # a sandbox needs what containers lack; --no-sandbox is no part of the session
    printf '#!/bin/sh\necho $$ >"%s/home/browser"\nexec /usr/bin/chromium --no-sandbox --disable-gpu "$@"\n' \
        "$dir" >"$dir/bin/chromium"
    chmod +x "$dir/bin/chromium"
    forget
    start_session
    expect "session: opens the exam page" yes 60 logged "22443 /visits-1"
    kill -KILL "$(cat "$dir/home/browser")" || bad "there is no browser to kill"
    expect "session: opens it again after a crash, with what it kept" yes 60 logged "22443 /visits-2"
    stop "$started"
    start_session
    expect "session: and after a restart" yes 60 logged "22443 /visits-3"
    kill -s KILL -- "-$started" || bad "there is no session to kill"
    start_session
    expect "session: and after all of it was killed at once, as by a power cut" yes 60 logged \
        "22443 /visits-4"
    stop "$started"
    # processes of the browser may outlive the session for a moment
    expect "session: clean removes the profile" yes 20 clean_up
}

# --- a room ---

rm -rf "$dir"
mkdir -p -m 700 "$dir/data"
mkdir -p "$dir/chromium" "$dir/firefox" /etc/chromium/policies/managed /etc/firefox/policies /etc/sinodo
"$build/sinodoctl" --data "$dir/data" keygen --web "$name" >"$dir/output.log" 2>&1
"$build/sinodoctl" --data "$dir/data" kiosk "$dir/out" "$page" >>"$dir/output.log" 2>&1
mount --bind "$dir/chromium" /etc/chromium/policies/managed
mount --bind "$dir/firefox" /etc/firefox/policies
mount --bind "$dir/out" /etc/sinodo
printf '127.0.0.1 localhost %s\n' "$name" >"$dir/hosts"
mount --bind "$dir/hosts" /etc/hosts
export HOME="$dir" DISPLAY="$display"
forget
start python3 "$here/server.py" "$dir/data/web.crt" "$dir/data/web.key" "$dir/log"

if found Xvfb && found xdotool && found openbox; then
    start Xvfb "$display" -screen 0 1200x900x24
    within 20 xdotool getmouselocation >/dev/null 2>&1 || bad "there is no screen"
    start openbox
    if found chromium; then check_chromium; else echo "kiosk: Chromium is skipped: it is not installed"; fi
    if found firefox-esr; then check_firefox; else echo "kiosk: Firefox is skipped: it is not installed"; fi
else
    echo "kiosk: the policies are skipped: Xvfb, xdotool or openbox is not installed"
fi
if found cage && found Xwayland && found chromium; then check_session; else
    echo "kiosk: the session is skipped: cage, Xwayland or Chromium is not installed"
fi
if [ "$failed" -ne 0 ]; then
    echo "kiosk: something is not as it should be; see $dir"
    exit 1
fi
echo "kiosk: all is as it should be"
