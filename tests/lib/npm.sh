#!/bin/sh
# npm.sh NAME@VERSION… - puts these packages of npm into build/npm, for the tests that use them. Where
# they cannot be had it says so, and those tests are skipped.
set -eu
have=build/npm/have
[ "$(cat "$have" 2>/dev/null)" != "$*" ] || exit 0
packages=$*
stop() {
    echo "Not installed: $packages ($1). Tests that need them are skipped."
    exit 0
}
command -v npm >/dev/null 2>&1 || stop "there is no npm"
node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null || stop "they need Node.js 20"
mkdir -p build/npm
# shellcheck disable=SC2086 # a list of packages
(cd build/npm && npm install --no-package-lock --no-save --no-audit --no-fund --ignore-scripts \
    --fetch-retries=1 --fetch-timeout=20000 --prefix . $packages >log 2>&1) ||
    stop "npm does not get them: see build/npm/log"
echo "$packages" >"$have"
