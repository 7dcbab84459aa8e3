#!/bin/sh
# browsers.sh - run by pair.sh with WEB=plain, or with WEB=tls and NODE_OPTIONS=--tls: terminals and as
# many browsers in turn, CLIENTS= of each (1000), who start at once and who answer once a second. Each
# line begins with the machine's load before it. ROUNDS= says how often (3).
set -eu
clients=${CLIENTS:-1000} tls=
[ "$WEB" = plain ] || tls="--tls yes"
load() { # WHO WORKLOAD ADDRESS OPTION…
    printf '%s %-9s ' "$(cut -d ' ' -f 1 /proc/loadavg)" "$1"
    shift
    # shellcheck disable=SC2086 # options
    "$BENCH" "$@" --clients "$clients" $tls
}
for _ in $(seq "${ROUNDS:-3}"); do
    load terminals rush "$ADDRESS"
    load browsers rush "$WEB_ADDRESS" --web yes
    load terminals answer "$ADDRESS" --rate "$clients"
    load browsers answer "$WEB_ADDRESS" --web yes --rate "$clients"
done
