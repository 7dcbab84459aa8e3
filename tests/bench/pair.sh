#!/bin/sh
# pair.sh BUILD COMMAND… - runs a command with a pair of nodes on loopback, in a directory that is
# removed afterwards: $ADDRESS is caracas, $PIDS their --pid options, $DATA the directory, $CARACAS
# and $MARACAY the commands that start them and $CARACAS_PID and $MARACAY_PID their processes.
# SLOW_FSYNC_MS= makes each sync that much longer, NODE_OPTIONS= are more options of both; FILL= is a
# directory with data directories c and m, which are moved here (sinodo-crowd). WEB=plain or WEB=tls:
# caracas serves browsers too, at $WEB_ADDRESS.
set -eu
build=$1
shift
case $build in /*) ;; *) build=$PWD/$build ;; esac
dir=$(mktemp -d "${BENCH_DIR:-/tmp}/sinodo-bench-XXXXXX")
here=$(cd "$(dirname "$0")" && pwd)
port=$((20000 + $$ % 9000))
caracas= maracay=
stop() {
    for pid in $caracas $maracay; do kill "$pid" 2>/dev/null || :; done
    for pid in $caracas $maracay; do wait "$pid" 2>/dev/null || :; done
    rm -rf "$dir"
}
trap stop EXIT INT TERM
bank=${BENCH_BANK:-$here/../../db/banks/admission.gift}
[ -z "${FILL:-}" ] || mv "$FILL/c" "$FILL/m" "$dir"
slow=${SLOW_FSYNC_MS:+env LD_PRELOAD=$build/slow_fsync.so}
web=${WEB:+--web 127.0.0.1:$((port + 3))}
if [ "${WEB:-}" = tls ]; then
    mkdir -p "$dir/c"
    "$build/sinodoctl" --data "$dir/c" keygen --web 127.0.0.1 >/dev/null
    web="$web --web-cert $dir/c/web.crt --web-key $dir/c/web.key"
fi
export CARACAS="$slow $build/sinodod --node caracas --data $dir/c --listen 127.0.0.1:$port --bank $bank
    --peer 127.0.0.1:$((port + 2)) $web ${NODE_OPTIONS:-}"
export MARACAY="$slow $build/sinodod --node maracay --data $dir/m --listen 127.0.0.1:$((port + 1))
    --bank $bank --peer-listen 127.0.0.1:$((port + 2)) ${NODE_OPTIONS:-}"
$MARACAY 2>"$dir/m.log" &
maracay=$!
$CARACAS 2>"$dir/c.log" &
caracas=$!
tries=0
until grep -q 'link to maracay is up' "$dir/c.log" 2>/dev/null; do
    tries=$((tries + 1))
    [ $tries -lt 200 ] || { cat "$dir/c.log"; exit 1; }
    sleep 0.1
done
export ADDRESS="127.0.0.1:$port" WEB_ADDRESS="127.0.0.1:$((port + 3))" PORT="$port" PIDS="--pid $caracas --pid $maracay" DATA="$dir"
export BENCH="$build/sinodo-bench" CTL="$build/sinodoctl" CARACAS_PID=$caracas MARACAY_PID=$maracay
"$@"
