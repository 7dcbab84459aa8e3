#!/bin/sh
# compare.sh BUILD - rounds.sh beside whatever of PostgreSQL and Redis is installed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
export SLOW_FSYNC="$build/slow_fsync.so"
set -- sh "$here/rounds.sh"
ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 && set -- sh "$here/postgres.sh" "$@"
command -v redis-server >/dev/null 2>&1 && set -- sh "$here/redis.sh" "$@"
exec sh "$here/pair.sh" "$build" "$@"
