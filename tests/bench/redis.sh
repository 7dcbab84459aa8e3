#!/bin/sh
# redis.sh COMMAND… - runs a command beside a Redis master and its replica, both with appendfsync
# always, on loopback, in a directory that is removed afterwards: $REDIS is the master's address.
# Exit status 77 when Redis is not installed.
set -eu
command -v redis-server >/dev/null 2>&1 || exit 77
dir=$(mktemp -d "${BENCH_DIR:-/tmp}/sinodo-redis-XXXXXX")
first=$((10000 + $$ % 4500)) second=$((14500 + $$ % 4500)) # nobody's who connects
master= replica=
stop() {
    for pid in $replica $master; do kill "$pid" 2>/dev/null || :; done
    for pid in $replica $master; do wait "$pid" 2>/dev/null || :; done
    rm -rf "$dir"
}
trap stop EXIT INT TERM
start() {
    mkdir "$dir/$1"
    slow=${SLOW_FSYNC_MS:+env LD_PRELOAD=$SLOW_FSYNC}
    # shellcheck disable=SC2086 # a command
    exec $slow redis-server --bind 127.0.0.1 --port "$2" --dir "$dir/$1" --save "" --appendonly yes \
        --appendfsync always --maxclients 5000 --logfile log --repl-diskless-sync-delay 0 $3
}
start master $first "" &
master=$!
start replica $second "--replicaof 127.0.0.1 $first" &
replica=$!
tries=0
until redis-cli -p $first info replication 2>/dev/null | grep -q 'state=online'; do
    tries=$((tries + 1))
    [ $tries -lt 200 ] || exit 1
    sleep 0.1
done
export REDIS="127.0.0.1:$first"
"$@"
