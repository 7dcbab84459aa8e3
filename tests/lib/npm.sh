#!/bin/sh
# npm.sh NAME@VERSION… - puts these packages of npm into build/npm, for the tests that use them.
# npm.sh --locked FOLDER - puts those of FOLDER/package-lock.json into build/NAME, the folder's name.
# Where they cannot be had it says so, and those tests are skipped.
set -eu
case $1 in
--locked)
    into=build/$(basename "$2") release=18
    packages="the packages of $2"
    wanted=$(cksum <"$2/package-lock.json")
    ;;
*)
    into=build/npm release=20
    packages=$* wanted=$*
    ;;
esac
[ "$(cat "$into/have" 2>/dev/null)" != "$wanted" ] || exit 0
stop() {
    echo "Not installed: $packages ($1). Tests that need them are skipped."
    exit 0
}
command -v npm >/dev/null 2>&1 || stop "there is no npm"
node -e "process.exit(parseInt(process.versions.node) < $release ? 1 : 0)" 2>/dev/null ||
    stop "they need Node.js $release"
mkdir -p "$into"
rm -f "$into/have"
quiet='--no-audit --no-fund --ignore-scripts --fetch-retries=1 --fetch-timeout=20000'
# shellcheck disable=SC2086 # lists of options and of packages
case $1 in
--locked)
    cp "$2/package.json" "$2/package-lock.json" "$2/.npmrc" "$into"
    (cd "$into" && npm ci $quiet >log 2>&1)
    ;;
*) (cd "$into" && npm install --no-package-lock --no-save $quiet --prefix . $packages >log 2>&1) ;;
esac || stop "npm does not get them: see $into/log"
echo "$wanted" >"$into/have"
