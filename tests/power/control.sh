#!/bin/sh
# Positive control: a node that does not sync its disk, or syncs it at checkpoints only, must lose
# something.
set -eu
build=$1
dir=$build/power-control
mkdir -p "$dir"
. tests/lib/plant.sh
for mode in OFF NORMAL; do
    plant db/database.c "s/synchronous = FULL/synchronous = $mode/" "$dir/sinodod"
    cp "$build/sinodoctl" "$dir/"
    if SINODO_BUILD=$dir CUTS=${CUTS:-60} "$build/tests/power" >"$dir/log" 2>&1; then
        echo "control: a node with synchronous = $mode lost nothing: the cuts prove nothing"
        exit 1
    fi
    echo "control: a node with synchronous = $mode is found: $(tail -1 "$dir/log")"
done
