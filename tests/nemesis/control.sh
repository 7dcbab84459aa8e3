#!/bin/sh
# Positive control: a node that answers before its commit must break a promise when it is killed.
set -eu
build=$1
dir=$build/nemesis-control
mkdir -p "$dir"
. tests/lib/plant.sh
plant db/store/store.c \
    's/enum status status = database_commit(store->database);/for (size_t i = 0; i < store->count; i++) task_finish(store->batch[i]); store->count = 0; (void)poll(NULL, 0, 20); &/; s/^static void commit(/#include <poll.h>\n&/' \
    "$dir/sinodod"
cp "$build/sinodoctl" "$dir/"
if SINODO_BUILD=$dir ONLY=4 SECONDS=6 "$build/tests/nemesis" >"$dir/log" 2>&1; then
    echo "control: a node that answers before its commit was not found"
    exit 1
fi
echo "control: a node that answers before its commit is found:" \
    "$(grep -m1 'BROKEN H' "$dir/log" | cut -c1-80)"
