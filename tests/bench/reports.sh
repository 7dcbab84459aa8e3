#!/bin/sh
# reports.sh BUILD - how long each report of a large exam takes, its peak memory, and the latency of 64
# people who answer at the same node, before and beside it: RATE= answers a second of them all. PEOPLE=
# and QUESTIONS= say how large the exam is; CROWD= is a directory that sinodo-crowd has filled, which is
# then used up.
set -eu
if [ -z "${ADDRESS:-}" ]; then # outside of pair.sh
    build=$1
    crowd=${CROWD:-$(mktemp -d "${BENCH_DIR:-/tmp}/sinodo-crowd-XXXXXX")}
    [ -d "$crowd/c" ] || "$build/sinodo-crowd" "$crowd" "${PEOPLE:-100000}" "${QUESTIONS:-100}"
    export FILL="$crowd" BENCH_BANK="$crowd/crowd.gift"
    NODE_OPTIONS="--plan $crowd/crowd.plan --people-max 1000000 ${NODE_OPTIONS:-}" \
        sh "$(dirname "$0")/pair.sh" "$build" sh "$0" "$build"
    rm -rf "$crowd"
    exit
fi

# What the load says of its latencies.
answers() {
    $BENCH answer "$ADDRESS" --clients 64 --rate "${RATE:-640}" --seconds "$1"
}

# Runs a command; prints its name, the seconds, and the peak of its memory in MiB.
measure() {
    from=$(date +%s%N)
    "$@" >/dev/null 2>"$DATA/said" &
    pid=$! peak=0
    while kill -0 "$pid" 2>/dev/null; do
        now=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\) kB$/\1/p' "/proc/$pid/status" 2>/dev/null || :)
        [ -z "$now" ] || peak=$now
        sleep 0.05
    done
    wait "$pid" || { echo "failed: $*"; cat "$DATA/said"; exit 1; }
    awk -v name="$4" -v from="$from" -v to="$(date +%s%N)" -v kib="$peak" 'BEGIN {
        printf "%-8s %6.1f s  %5.0f MiB\n", name, (to - from) / 1e9, kib / 1024 }'
}

echo "64 people answer, and nothing else:"
answers 10
for report in "results --csv $DATA/r.csv" "results --xlsx $DATA/r.xlsx" "results --html $DATA/r.html" \
    "items --json $DATA/i.json"; do
    echo
    answers 20 >"$DATA/beside" &
    load=$!
    sleep 2
    # shellcheck disable=SC2086
    measure "$CTL" --data "$DATA/c" $report
    wait "$load"
    echo "64 people answer beside $report:"
    cat "$DATA/beside"
done
