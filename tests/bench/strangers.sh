#!/bin/sh
# strangers.sh - run by pair.sh with WEB=plain, or with WEB=tls: people answer alone, and then beside IDLE=
# (10000) WebSockets that ask for nothing. Each line of "node" says how many clients the node has, and its
# private memory. With NODE_OPTIONS='--max-clients N' the node must keep its bound.
set -eu
idle=${IDLE:-10000} tls=
[ "$WEB" = plain ] || tls="--tls yes"
clients() { $CTL --data "$DATA/c" status | sed -n 's/^clients  *\([0-9]*\).*/\1/p'; }
look() {
    printf 'node %-22s clients %5s  memory %6s KiB\n' "$1" "$(clients)" \
        "$(awk '/^Private/ {k += $2} END {print k}' "/proc/$CARACAS_PID/smaps_rollup")"
}
answer() {
    # shellcheck disable=SC2086 # options
    "$BENCH" answer "$WEB_ADDRESS" --web yes --clients 200 --rate 200 --seconds 5 $tls
}
answer
look "alone"
# shellcheck disable=SC2086 # options
"$BENCH" idle "$WEB_ADDRESS" --web yes --clients "$idle" --seconds 30 $tls &
strangers=$!
before=0 # until no more come in
until now=$(clients) && [ "${now:?the node does not answer}" -gt 0 ] && [ "$now" -eq "$before" ]; do
    before=$now
    sleep 2
done
look "with strangers"
answer
look "and people who answer"
wait "$strangers" || :
look "when they are gone"
