#!/bin/sh
# backlog.sh - run by pair.sh: one node is away while the other goes on, and comes back. How fast is
# it brought up to date, and what do people notice who answer meanwhile? ENTRIES= how many (100000).
# OF=register: of registrations, for which NODE_OPTIONS must be '--claim-timeout-ms 1'.
set -eu
entries=${ENTRIES:-100000}
of=${OF:-answer}
status() { "$CTL" --data "$DATA/c" status | awk -v name="$1" '$1 == name {print $2}'; }
p99() { sed 's/.*"p99": \([0-9.]*\).*/\1/' "$DATA/$1"; }
people() {
    "$BENCH" answer "$ADDRESS" --clients 64 --rate 500 --seconds "$1" --json "$DATA/$2" >/dev/null
}
now() { echo $(($(date +%s%N) / 1000000)); }

if [ "$of" = answer ]; then
    people 5 before
    people "${SECONDS_THROUGH:-40}" through &
    through=$!
    "$BENCH" answer "$ADDRESS" --clients 256 --seconds 600 >/dev/null &
    load=$!
    until [ "$(status running)" -ge 384 ]; do sleep 0.1; done
fi
kill "$MARACAY_PID"
until [ "$(status link)" = down ]; do sleep 0.1; done
if [ "$of" = register ]; then
    "$BENCH" register "$ADDRESS" --clients 256 --seconds 600 >/dev/null &
    load=$!
fi
until [ "$(status not_at_peer)" -ge "$entries" ]; do sleep 0.1; done
kill $load
wait $load 2>/dev/null || :
backlog=$(status not_at_peer)
$MARACAY 2>>"$DATA/m.log" &
maracay=$!
trap 'kill $maracay; wait $maracay || :' EXIT
until [ "$(status link)" = up ]; do sleep 0.02; done
begun=$(now)
until [ "$(status not_at_peer)" -lt 1000 ]; do sleep 0.05; done
took=$(($(now) - begun))
echo "$backlog entries ($of) at the peer within $took ms: $((backlog * 1000 / (took > 0 ? took : 1))) a second"
if [ "$of" = register ]; then
    until [ "$(status pending)" -eq 0 ]; do sleep 0.05; done
    took=$(($(now) - begun))
    echo "all confirmed within $took ms: $((backlog * 1000 / took)) registrations a second"
else
    wait $through
    echo "answers' p99 before $(p99 before) ms, through it all $(p99 through) ms"
fi
