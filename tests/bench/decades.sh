#!/bin/sh
# decades.sh - run by pair.sh: does a registration cost the same among a thousand as among millions?
# UPTO= registered people (100000), a line for each power of ten from a thousand on.
set -eu
upto=${UPTO:-100000}
figure() { sed "s/.*\"$1\": \([0-9.]*\).*/\1/" "$DATA/json"; }
load() { "$BENCH" register "$ADDRESS" --clients 64 --seconds "$1" --json "$DATA/json" $PIDS >/dev/null; }
people() { "$CTL" --data "$DATA/c" status | awk '$1 == "home" {print $2}'; }
now() { echo $(($(date +%s%N) / 1000000)); }
memory() { awk '/^Private/ {kib += $2} END {print kib}' "/proc/$1/smaps_rollup"; }

echo "people      registrations/s  p99 ms  KiB written each  node's memory KiB  bytes on disk each  start-up ms"
pid=$CARACAS_PID started=
trap '[ -z "$started" ] || { kill $pid; wait $pid || :; }' EXIT
people=0 target=1000
while [ "$target" -le "$upto" ]; do
    while people=$(people) && [ "$people" -lt "$target" ]; do
        left=$(((target - people) / 8000))
        load $((left > 60 ? 60 : left > 1 ? left : 1))
    done
    load 4
    people=$(people)
    memory=$(memory "$pid")
    kill "$pid"
    while kill -0 "$pid" 2>/dev/null && [ ! -e "$DATA/gone" ]; do
        grep -q '^State:.*Z' "/proc/$pid/status" 2>/dev/null && break
        sleep 0.05
    done
    bytes=$(stat -c %s "$DATA/c/sinodo.db")
    begun=$(now)
    $CARACAS 2>>"$DATA/c.log" &
    pid=$! started=1
    until "$CTL" --data "$DATA/c" status >/dev/null 2>&1 || [ $? = 1 ]; do sleep 0.005; done
    up=$(($(now) - begun))
    PIDS="--pid $pid --pid $MARACAY_PID"
    until [ "$("$CTL" --data "$DATA/c" status | awk '$1 == "link" {print $2}')" = up ]; do sleep 0.05; done
    printf '%-10d %16.0f %7.1f %17.1f %18d %19d %12d\n' "$people" "$(figure tps)" "$(figure p99)" \
        "$(figure written | awk '{print $1 / 1024}')" "$memory" $((bytes / people)) $up
    target=$((target * 10))
done
