#!/bin/sh
# deps.sh look|install NEED:PACKAGE… - is every NEED (a header, a library of clang's runtime, or else
# a command) there? `look` names the Debian packages that are missing, and fails; `install` installs
# them, or names them where it cannot.
set -eu
mode=$1
shift
missing=
for pair in "$@"; do
    need=${pair%%:*} package=${pair#*:}
    case $need in
    *.h) echo "#include <$need>" | ${CC:-cc} -E - >/dev/null 2>&1 || missing="$missing $package" ;;
    *.a) [ -f "$(clang -print-runtime-dir 2>/dev/null)/$need" ] || missing="$missing $package" ;;
    *) command -v "$need" >/dev/null 2>&1 || missing="$missing $package" ;;
    esac
done
[ -n "$missing" ] || exit 0

if [ "$mode" = look ]; then
    echo "Missing:$missing (Debian's names). \`make deps\` installs them." >&2
    exit 1
fi
if ! command -v apt-get >/dev/null 2>&1; then
    echo "Missing:$missing (Debian's names). Install them with this system's package manager." >&2
    exit 1
fi
as_root=
[ "$(id -u)" = 0 ] || as_root=sudo
if [ -n "$as_root" ] && ! command -v sudo >/dev/null 2>&1; then
    echo "Missing:$missing. As root: apt-get install$missing" >&2
    exit 1
fi
echo "installing:$missing"
$as_root apt-get update -qq
# shellcheck disable=SC2086 # a list of packages
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq $missing >/dev/null
