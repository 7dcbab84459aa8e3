#!/bin/sh
# sinodo-exam - the exam page and nothing else: the one program of the login session "Sinodo exam".
#
#     sinodo-exam         opens the page, and opens it again whenever the browser ends
#     sinodo-exam clean   removes the browser's profile, after the exam
#
# The profile holds what the page keeps when the line fails: answers that the node does not have yet,
# encrypted with a key that is made of the access code. So it outlives a crash of the browser and a
# restart of the computer. The page itself deletes what it kept when the exam is handed in.
set -u
page='@PAGE@'
profile=$HOME/sinodo-exam

chromium_once() {
    rm -f "$profile"/chromium/Singleton* # of a browser that was killed; this script is the only one
    chromium --user-data-dir="$profile/chromium" --kiosk --no-first-run --noerrdialogs \
        --hide-crash-restore-bubble --ozone-platform-hint=auto "$page"
}

firefox_once() {
    mkdir -p "$profile/firefox"
    rm -f "$profile/firefox/lock" "$profile/firefox/.parentlock"
    MOZ_ENABLE_WAYLAND=1 firefox-esr --kiosk --no-remote --profile "$profile/firefox" "$page"
}

if [ "${1-}" = clean ]; then
    rm -rf "$profile"
    exit
fi
mkdir -p -m 700 "$profile" || exit 1
while :; do
    if command -v chromium >/dev/null; then
        chromium_once
    else
        firefox_once
    fi
    sleep 1
done
