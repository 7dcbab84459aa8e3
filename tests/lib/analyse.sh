#!/bin/sh
# analyse.sh BUILD FILE… - gcc's analyser, cppcheck and clang-tidy over the sources, two at a time.
# FLAGS: the compiler's; clang-tidy takes them from BUILD/compile_commands.json. Only findings are
# shown; exit status 1 when there is one.
set -eu

# One file for one analyser: clang-tidy mistakes va_list in the second of two.
if [ "$1" = one ]; then
    tool=$2 build=$3 file=$4
    case $tool in
    gcc)
        extra=
        case $file in
        # gcc 12 forgets what was stored at an index or through a list that it does not know, such as
        # the name of a section or a block, a step that can be undone, a mark.
        server/bank/plan.c | server/bank/blocks.c | server/desk/essay_list.c | client/edit.c) extra=-Wno-analyzer-malloc-leak ;;
        esac
        # shellcheck disable=SC2086 # lists of flags
        gcc $FLAGS -fanalyzer $extra -Werror -S -o /dev/null "$file"
        ;;
    tidy)
        if ! out=$(clang-tidy --quiet -p "$build" "$file" 2>&1); then
            echo "$out" | grep -v ' warnings\? \(treated as errors\|generated\)'
            exit 1
        fi
        ;;
    esac
    exit 0
fi

build=$1 bad=0
shift
for tool in gcc tidy; do
    printf '%s\n' "$@" | FLAGS="$FLAGS" xargs -P 2 -n 1 sh "$0" one $tool "$build" || bad=1
done
# shellcheck disable=SC2046,SC2086
cppcheck --quiet -j 2 --std=c11 --enable=warning,performance,portability --inline-suppr \
    --suppressions-list=tests/lib/analyse.cppcheck --error-exitcode=1 \
    $(printf '%s\n' $FLAGS | grep '^-[ID]') "$@" || bad=1
if [ "$bad" -eq 0 ]; then
    echo "analyse: clean"
fi
exit "$bad"
