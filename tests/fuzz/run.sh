#!/bin/sh
# run.sh BUILD TARGET… - fuzzes each target for TIME seconds, or RUNS executions when that is given.
# Inputs that reach new code are added to BUILD/corpus, the fewest that reach it all; an
# input that fails is in BUILD/found.
set -eu
build=$1
shift
here=$(dirname "$0")
mkdir -p "$build/found" "$build/seeds"
limit="-max_total_time=${TIME:-30}"
[ -z "${RUNS:-}" ] || limit="-runs=$RUNS"
"$build/fuzz/seeds" "$build/seeds" "$here/corpus"

# fewest TARGET: leaves out the inputs of its corpus that reach no code that others do not
fewest() {
    rm -rf "$build/corpus/$1.fewest"
    mkdir "$build/corpus/$1.fewest"
    "$build/fuzz/$1" -merge=1 -max_len=20000 -close_fd_mask=1 "$build/corpus/$1.fewest" \
        "$build/corpus/$1" >"$build/$1.merge.log" 2>&1
    rm -rf "$build/corpus/$1"
    mv "$build/corpus/$1.fewest" "$build/corpus/$1"
}

for target in "$@"; do
    mkdir -p "$build/corpus/$target" "$build/seeds/$target"
    seeds=$build/seeds/$target
    [ ! -d "$here/corpus/$target" ] || seeds="$seeds $here/corpus/$target"
    log=$build/$target.log
    # shellcheck disable=SC2086 # a list of folders
    if ! "$build/fuzz/$target" "$limit" -max_len=20000 -timeout=10 -close_fd_mask=1 \
        -artifact_prefix="$build/found/$target-" "$build/corpus/$target" $seeds >"$log" 2>&1; then
        tail -40 "$log"
        echo "fuzz: $target FAILED; the input is in $build/found"
        exit 1
    fi
    echo "fuzz: $target: $(sed -n 's/^Done \([0-9]*\) runs in \([0-9]*\) second.*/\1 executions in \2 s/p' "$log")"
    fewest "$target"
done
