#!/bin/sh
# backlog.sh - run by pair.sh: one node is away while the other goes on, and comes back. How fast is
# it brought up to date, and what do people notice meanwhile? ENTRIES= how many (100000).
# OF=register: of registrations, for which NODE_OPTIONS must be '--claim-timeout-ms 1'; otherwise of
# answers, and while they are brought people register at both nodes.
set -eu
entries=${ENTRIES:-100000}
of=${OF:-answer}
there=127.0.0.1:$((PORT + 1))
status() { "$CTL" --data "$DATA/c" status | awk -v name="$1" '$1 == name {print $2}'; }
p99() { sed 's/.*"p99": \([0-9.]*\).*/\1/' "$DATA/$1"; }
errors() { sed 's/.*"errors": \([0-9]*\).*/\1/' "$DATA/$1"; }
now() { echo $(($(date +%s%N) / 1000000)); }

# They register at both nodes, who come when they come.
people() { # SECONDS NAME
    "$BENCH" accept "$ADDRESS" --clients 32 --rate 250 --seconds "$1" --json "$DATA/$2.c" >/dev/null &
    "$BENCH" accept "$there" --clients 32 --rate 250 --seconds "$1" --json "$DATA/$2.m" >/dev/null
    wait $!
}

if [ "$of" = answer ]; then
    people 5 before
    "$BENCH" answer "$ADDRESS" --clients 256 --seconds 600 >/dev/null &
    load=$!
    until [ "$(status running)" -ge 256 ]; do sleep 0.1; done
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
until [ "$(status link)" != down ]; do sleep 0.01; done
begun=$(now)
if [ "$of" = answer ]; then
    people "${SECONDS_THROUGH:-1.5}" through &
    through=$!
fi
until [ "$(status not_at_peer)" -lt 1000 ]; do sleep 0.05; done
took=$(($(now) - begun))
echo "$backlog entries ($of) at the peer within $took ms: $((backlog * 1000 / (took > 0 ? took : 1))) a second"
if [ "$of" = register ]; then
    until [ "$(status pending)" -eq 0 ]; do sleep 0.05; done
    took=$(($(now) - begun))
    echo "all confirmed within $took ms: $((backlog * 1000 / took)) registrations a second"
else
    wait $through
    until [ "$(status pending)" -eq 0 ]; do sleep 0.05; done
    echo "registering, p99: before $(p99 before.c) and $(p99 before.m) ms, meanwhile" \
        "$(p99 through.c) and $(p99 through.m) ms, errors $(errors through.c) and $(errors through.m)"
fi
