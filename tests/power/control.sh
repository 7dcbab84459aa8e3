#!/bin/sh
# Positive control: a node that does not sync its disk, or tells before it did, must lose something.
set -eu
build=$1
dir=$build/power-control
mkdir -p "$dir"
. tests/lib/plant.sh
control() { # NAME FILE SED-EXPRESSION
    plant "$2" "$3" "$dir/sinodod"
    cp "$build/sinodoctl" "$dir/"
    if SINODO_BUILD=$dir CUTS=${CUTS:-60} "$build/tests/power" >"$dir/log" 2>&1; then
        echo "control: a node that $1 lost nothing: the cuts prove nothing"
        exit 1
    fi
    echo "control: a node that $1 is found: $(tail -1 "$dir/log")"
}
control "does not sync" db/store/store.c 's/any ? database_sync(store->database) : STATUS_OK/STATUS_OK/'
control "tells before it synced" db/store/store.c \
    's/^    publish(store);$//; s/^    bool any = store->flight.written->any;$/    publish(store); &/'
