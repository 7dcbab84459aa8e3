#!/bin/sh
# deadline.sh - run by pair.sh with NODE_OPTIONS='--seconds N': SITTINGS= (10000) people start at
# once, save five answers and leave, so that their time is up together. What do those who register
# meanwhile wait? The node is stopped for a moment before that: a tick of the exam clock then counts
# a whole second, and all sittings are due in the same tick.
set -eu
sittings=${SITTINGS:-10000}
seconds=$(expr " ${NODE_OPTIONS:-}" : '.*--seconds \([0-9]*\)')
status() { "$CTL" --data "$DATA/c" status | awk -v name="$1" '$1 == name {print $2}'; }
value() { sed "s/.*\"$2\": \([0-9.]*\).*/\1/" "$DATA/$1"; }
now() { echo $(($(date +%s%N) / 1000000)); }

# They come when they come.
people() { # SECONDS NAME
    "$BENCH" accept "$ADDRESS" --clients 32 --rate 250 --seconds "$1" --json "$DATA/$2" >/dev/null
    echo "registering $2: p50 $(value "$2" p50), p99 $(value "$2" p99)," \
        "max $(value "$2" max) ms, errors $(value "$2" errors)"
}

# Each thread of the node and the nanoseconds that it has run.
threads() {
    for task in /proc/"$CARACAS_PID"/task/*; do
        awk -v task="${task##*/}" '{print task, $1}' "$task/schedstat" 2>/dev/null || :
    done
}

"$BENCH" sit "$ADDRESS" --clients "$sittings" &
load=$!
until [ "$(status running)" -gt 0 ]; do sleep 0.02; done
first=$(now)
wait $load
people 2 before
[ "$(status running)" -ge "$sittings" ] || { echo "their time is up already: more --seconds"; exit 1; }
left=$((first + seconds * 1000 - 200 - $(now)))
[ $left -gt 0 ] || { echo "their time is up already: more --seconds"; exit 1; }
sleep $((left / 1000)).$(printf %03d $((left % 1000)))
threads >"$DATA/threads"
kill -STOP "$CARACAS_PID"
sleep 1.3
kill -CONT "$CARACAS_PID"
begun=$(now)
people 2 meanwhile &
people=$!
until [ "$(status running)" -eq 0 ]; do sleep 0.05; done
took=$(($(now) - begun))
busiest=$(threads | awk 'NR == FNR {was[$1] = $2; next} $2 - was[$1] > most {most = $2 - was[$1]}
    END {print int(most / 1000000)}' "$DATA/threads" -)
echo "$sittings sittings finished within $took ms, processor time of the busiest thread $busiest ms"
wait $people
