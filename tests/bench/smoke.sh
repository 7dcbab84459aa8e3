#!/bin/sh
# smoke.sh - within 20 seconds: is a registration still about as cheap as it was, measured in rounds
# of the calibration that runs in the same seconds? Fails below half of the ratio in smoke.ratio.
set -eu
here=$(dirname "$0")
ratios=
for round in 1 2 3; do
    "$BENCH" register "$ADDRESS" --clients 64 --seconds 2 --json "${TMPDIR:-/tmp}/sinodo-smoke.$$"
    tps=$(sed 's/.*"tps": \([0-9.]*\).*/\1/' "${TMPDIR:-/tmp}/sinodo-smoke.$$")
    unit=$("$BENCH" calibrate "${BENCH_DIR:-/tmp}")
    ratio=$(echo "$tps $unit" | awk '{printf "%.2f", $1 / $2}')
    echo "round $round: $tps registrations/s, $unit rounds/s, ratio $ratio"
    ratios="$ratios $ratio"
done
rm -f "${TMPDIR:-/tmp}/sinodo-smoke.$$"
median=$(printf '%s\n' $ratios | sort -n | sed -n 2p)
kept=$(cat "$here/smoke.ratio")
echo "median $median, kept $kept"
echo "$median $kept" | awk '{exit !($1 >= $2 / 2)}' || {
    echo "registrations cost more than twice what they did"
    exit 1
}
