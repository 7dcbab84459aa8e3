#!/bin/sh
# deps.sh look|install|offer NEED:PACKAGE… - is every NEED (a header, a module of Debian's Python, a
# library of clang's runtime, a file by its path, or else a command) there? `look` names the Debian packages that are
# missing, and fails; `install` installs them; where it cannot, it names them and fails; `offer` then
# goes on without them.
set -eu
mode=$1
shift
missing=
for pair in "$@"; do
    need=${pair%%:*} package=${pair#*:}
    case $need in
    *.h) echo "#include <$need>" | ${CC:-cc} -E - >/dev/null 2>&1 || missing="$missing $package" ;;
    *.py) /usr/bin/python3 -c "import ${need%.py}" >/dev/null 2>&1 || missing="$missing $package" ;;
    /*) [ -e "$need" ] || missing="$missing $package" ;;
    *.a) [ -f "$(clang -print-runtime-dir 2>/dev/null)/$need" ] || missing="$missing $package" ;;
    *) command -v "$need" >/dev/null 2>&1 || missing="$missing $package" ;;
    esac
done
[ -n "$missing" ] || exit 0

# stop WORDS: what is missing and what to do about it.
stop() {
    if [ "$mode" = offer ]; then
        echo "Not installed:$missing (Debian's names). Tests that need them are skipped."
        exit 0
    fi
    echo "Missing:$missing$1" >&2
    exit 1
}
# shellcheck disable=SC2086 # a list of packages
install() {
    $as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq $missing
}

[ "$mode" != look ] || stop " (Debian's names). \`make deps\` installs them."
command -v apt-get >/dev/null 2>&1 ||
    stop " (Debian's names). Install them with this system's package manager."
as_root=
[ "$(id -u)" = 0 ] || as_root=sudo
[ -z "$as_root" ] || command -v sudo >/dev/null 2>&1 || stop ". As root: apt-get install$missing"
echo "installing:$missing"
if [ "$mode" = offer ]; then
    install >/dev/null 2>&1 || stop ''
else
    install >/dev/null
fi
