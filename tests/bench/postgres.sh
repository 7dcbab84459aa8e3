#!/bin/sh
# postgres.sh COMMAND… - runs a command beside a PostgreSQL primary with one synchronous standby, on
# loopback, in a directory that is removed afterwards: $PGHOST and $PGPORT are the primary. Exit
# status 77 when PostgreSQL is not installed.
set -eu
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -1)
[ -n "$bin" ] && [ -x "$bin/postgres" ] || exit 77
dir=$(mktemp -d "${BENCH_DIR:-/tmp}/sinodo-pg-XXXXXX")
if [ "$(id -u)" = 0 ]; then
    chown postgres "$dir"
    as() { runuser -u postgres -- "$@"; }
else
    as() { "$@"; }
fi
cd "$dir"
stop() {
    for node in standby primary; do
        as "$bin/pg_ctl" -D "$dir/$node" -m immediate stop >/dev/null 2>&1 || :
    done
    rm -rf "$dir"
}
trap stop EXIT INT TERM
first=$((10000 + $$ % 4500)) second=$((14500 + $$ % 4500)) # nobody's who connects
as "$bin/initdb" -D "$dir/primary" -A trust >/dev/null
cat >>"$dir/primary/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = '$dir'
max_connections = 1100
shared_buffers = 256MB
max_wal_size = 4GB
synchronous_standby_names = '*'
CONF
slow=${SLOW_FSYNC_MS:+env LD_PRELOAD=$SLOW_FSYNC SLOW_FSYNC_MS=$SLOW_FSYNC_MS}
as $slow "$bin/pg_ctl" -D "$dir/primary" -o "-p $first" -l "$dir/primary.log" -w start >/dev/null
export PGHOST=127.0.0.1 PGPORT="$first" PGUSER=postgres PGDATABASE=postgres
PGOPTIONS='-c synchronous_commit=local' psql -qAt -c \
    'CREATE TABLE registration (id bigint PRIMARY KEY, node int NOT NULL, code text NOT NULL)'
as "$bin/pg_basebackup" -h 127.0.0.1 -p "$first" -U postgres -D "$dir/standby" -R -c fast -X stream
as $slow "$bin/pg_ctl" -D "$dir/standby" -o "-p $second" -l "$dir/standby.log" -w start >/dev/null
tries=0
until [ "$(psql -qAt -c 'SELECT sync_state FROM pg_stat_replication')" = sync ]; do
    tries=$((tries + 1))
    [ $tries -lt 100 ] || exit 1
    sleep 0.1
done
cat >"$dir/register.sql" <<'SQL'
\set id random(1, 99999999999)
INSERT INTO registration VALUES (:id, 1, 'A7K2QX') ON CONFLICT DO NOTHING;
SQL
chmod a+rx "$dir"
chmod a+r "$dir/register.sql"
export PGSCRIPT="$dir/register.sql" PGBIN="$bin"
"$@"
