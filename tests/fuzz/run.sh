#!/bin/sh
# Fuzzes each target for TIME seconds, or RUNS executions when that is given. What it finds stays in
# BUILD/fuzz/found; with NAME… only those targets.
set -eu
build=$1
shift
here=$(dirname "$0")
mkdir -p "$build/found"
[ $# -gt 0 ] || set -- wire message journal gift aiken config plan seal receipt tls secure client ctl
limit="-max_total_time=${TIME:-30}"
[ -z "${RUNS:-}" ] || limit="-runs=$RUNS"
for target in "$@"; do
    mkdir -p "$build/corpus/$target"
    log=$build/$target.log
    if ! "$build/fuzz/$target" "$limit" -max_len=20000 -timeout=10 -close_fd_mask=1 \
        -artifact_prefix="$build/found/$target-" "$build/corpus/$target" \
        "$here/corpus/$target" >"$log" 2>&1; then
        tail -40 "$log"
        echo "fuzz: $target FAILED; the input is in $build/found"
        exit 1
    fi
    echo "fuzz: $target: $(sed -n 's/^Done \([0-9]*\) runs in \([0-9]*\) second.*/\1 executions in \2 s/p' "$log")"
done
