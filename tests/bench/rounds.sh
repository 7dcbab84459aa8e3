#!/bin/sh
# rounds.sh - run by both servers' scripts: for each number of clients one line "clients tps p99" of
# registrations, ours from sinodo-bench and PostgreSQL's from pgbench, taking turns.
# ROUNDS=, SECONDS= and CLIENTS= choose.
set -eu
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT INT TERM

ours() {
    "$BENCH" register "$ADDRESS" --clients "$1" --seconds "$seconds" --json "$out/json" >/dev/null
    sed 's/.*"tps": \([0-9.]*\).*"p99": \([0-9.]*\).*/\1 \2/' "$out/json"
}

theirs() {
    rm -f "$out"/log.*
    tps=$("$PGBIN/pgbench" -n -M prepared -f "$PGSCRIPT" -c "$1" -j 2 -T "$seconds" -l \
        --log-prefix="$out/log" 2>/dev/null | sed -n 's/^tps = \([0-9.]*\).*/\1/p')
    cat "$out"/log.* | awk '{print $3}' | sort -n >"$out/sorted"
    count=$(wc -l <"$out/sorted")
    p99=$(sed -n "$((count * 99 / 100 + 1))p" "$out/sorted" | awk '{printf "%.3f", $1 / 1000}')
    echo "${tps:-0} ${p99:-0}"
}

seconds=${SECONDS_EACH:-4}
for round in $(seq "${ROUNDS:-3}"); do
    for clients in ${CLIENTS:-1 16 64 256 1000}; do
        echo "sinodo $clients $(ours "$clients")" >>"$out/all"
        [ -z "${PGPORT:-}" ] || echo "postgres $clients $(theirs "$clients")" >>"$out/all"
    done
    echo "round $round done" >&2
done
echo "clients   sinodo/s  p99 ms   postgres/s  p99 ms   ratio   (medians)"
for clients in ${CLIENTS:-1 16 64 256 1000}; do
    for who in sinodo postgres; do
        for column in 3 4; do
            awk -v w=$who -v c="$clients" -v k=$column '$1 == w && $2 == c {print $k}' "$out/all" |
                sort -n | awk '{v[NR] = $1} END {printf "%s ", NR ? v[int((NR + 1) / 2)] : 0}'
        done
    done | awk -v c="$clients" '{
        ratio = $3 > 0 ? sprintf("%.2f", $1 / $3) : "-"
        printf("%7d %10.0f %7.2f %12.0f %7.2f %7s\n", c, $1, $2, $3, $4, ratio)
    }'
done
