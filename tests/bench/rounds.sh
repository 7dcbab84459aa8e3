#!/bin/sh
# rounds.sh - run within pair.sh, and beside PostgreSQL and Redis by their scripts: each takes its
# turn for each number of clients; then a table of medians, and registrations.dat for plot.sh.
# WORKLOAD=answer compares with PostgreSQL's local commits. ROUNDS=, SECONDS_EACH= and CLIENTS= choose.
set -eu
workload=${WORKLOAD:-register}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT INT TERM

# Nobody's turn begins with what the last one left to be written.
resp() { # WORKLOAD ADDRESS CLIENTS
    sync
    "$BENCH" "$1" "$2" --clients "$3" --seconds "$seconds" --json "$out/json" >/dev/null || :
    sed 's/.*"tps": \([0-9.]*\).*"p99": \([0-9.]*\).*/\1 \2/' "$out/json"
}

postgres() {
    sync
    rm -f "$out"/log.*
    [ "$workload" = register ] || export PGOPTIONS='-c synchronous_commit=local'
    tps=$("$PGBIN/pgbench" -n -M prepared -f "$PGSCRIPT" -c "$1" -j 2 -T "$seconds" -l \
        --log-prefix="$out/log" 2>/dev/null | sed -n 's/^tps = \([0-9.]*\).*/\1/p')
    cat "$out"/log.* | awk '{print $3}' | sort -n >"$out/sorted"
    count=$(wc -l <"$out/sorted")
    p99=$(sed -n "$((count * 99 / 100 + 1))p" "$out/sorted" | awk '{printf "%.3f", $1 / 1000}')
    echo "${tps:-0} ${p99:-0}"
}

median() { # WHO CLIENTS COLUMN
    awk -v w="$1" -v c="$2" -v k="$3" '$1 == w && $2 == c {print $k}' "$out/all" | sort -n |
        awk '{v[NR] = $1} END {printf "%s ", NR ? v[int((NR + 1) / 2)] : "-"}'
}

seconds=${SECONDS_EACH:-4}
for round in $(seq "${ROUNDS:-3}"); do
    for clients in ${CLIENTS:-1 16 64 256 1000}; do
        echo "sinodo $clients $(resp "$workload" "$ADDRESS" "$clients")" >>"$out/all"
        [ -z "${PGPORT:-}" ] || echo "postgres $clients $(postgres "$clients")" >>"$out/all"
        [ -z "${REDIS:-}" ] || echo "redis $clients $(resp redis "$REDIS" "$clients")" >>"$out/all"
    done
    echo "round $round done" >&2
done
for clients in ${CLIENTS:-1 16 64 256 1000}; do
    printf '%s ' "$clients"
    for who in sinodo postgres redis; do
        median $who "$clients" 3
        median $who "$clients" 4
    done
    echo
done >"$out/table"
[ "$workload" != register ] || [ -n "${SLOW_FSYNC_MS:-}" ] || cp "$out/table" "$(dirname "$BENCH")/registrations.dat"
echo "$workload, medians"
echo "clients   sinodo/s  p99 ms   postgres/s  p99 ms   ratio      redis/s  p99 ms"
awk '{
    ratio = $4 > 0 ? sprintf("%.2f", $2 / $4) : "-"
    printf("%7d %10.0f %7.2f %12.0f %7.2f %7s %12.0f %7.2f\n", $1, $2, $3, $4, $5, ratio, $6, $7)
}' "$out/table"
