#!/bin/sh
# run.sh PROGRAM [WORD…] - runs a program of this folder (run.js, storm.js, screenshots.js) where the
# browsers and the packages for it are there, in a mount namespace of its own where the machine allows
# that: what it mounts vanishes with it. Otherwise it says what is missing, and is done.
set -eu
skip() {
    echo "skipped: $1 in real browsers, since $2"
    exit 0
}
[ -f build/web/have ] || skip "$1" "the packages of npm are not installed"
command -v chromium >/dev/null 2>&1 || skip "$1" "chromium is not installed"
program=tests/web/$1
shift
if [ "$(id -u)" = 0 ] && unshare -m true 2>/dev/null; then
    SINODO_MOUNTS=own exec unshare -m node "$program" "$@"
fi
exec node "$program" "$@"
