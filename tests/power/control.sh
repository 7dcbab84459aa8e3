#!/bin/sh
# Positive control: a node that does not sync its disk must lose something. The Makefile gives
# COMPILE, LINK, OBJECTS and LIBS of sinodod.
set -eu
build=$1
dir=$build/power-control
mkdir -p "$dir"
sed -e 's/synchronous = FULL/synchronous = OFF/' db/database.c >"$dir/planted.c"
! cmp -s db/database.c "$dir/planted.c"
$COMPILE -w -c -o "$dir/planted.o" "$dir/planted.c"
others=$(for o in $OBJECTS; do [ "$o" = "$build/obj/db/database.o" ] || echo "$o"; done)
$LINK -o "$dir/sinodod" $others "$dir/planted.o" $LIBS
cp "$build/sinodoctl" "$dir/"
if SINODO_BUILD=$dir CUTS=${CUTS:-60} "$build/tests/power" >"$dir/log" 2>&1; then
    echo "control: a node that does not sync lost nothing: the cuts prove nothing"
    exit 1
fi
echo "control: a node that does not sync is found: $(tail -1 "$dir/log")"
