#!/bin/sh
# Positive controls: plants one fault at a time and expects the fuzzer to find it. The Makefile gives
# COMPILE, LINK and OBJECTS.
set -eu
build=$1
here=$(dirname "$0")
dir=$build/controls
mkdir -p "$dir"

# plant TARGET FILE SED-EXPRESSION
plant() {
    sed -e "$3" "$2" >"$dir/planted.c"
    if cmp -s "$2" "$dir/planted.c"; then
        echo "controls: the fault could not be planted, $2 has changed"
        exit 1
    fi
    $COMPILE -w -c -o "$dir/planted.o" "$dir/planted.c"
    others=$(for o in $OBJECTS; do [ "$o" = "$build/obj/${2%.c}.o" ] || echo "$o"; done)
    $LINK -o "$dir/fuzz" "$build/obj/tests/fuzz/target_$1.o" $others "$dir/planted.o" -lcrypto
    if "$dir/fuzz" -max_total_time=60 -max_len=20000 -artifact_prefix="$dir/" "$here/corpus/$1" \
        >"$dir/$1.log" 2>&1; then
        echo "  MISSED  $1: $3"
        exit 1
    fi
    echo "  found   $1: $(grep -m1 'ERROR\|runtime error\|deadly signal' "$dir/$1.log")"
}

plant wire common/wire.c 's/if ((size_t)(c->end - c->at) < len + 2)/if (0)/'
plant journal server/core/journal.c 's/ || r.at != r.end//'
plant message server/core/message.c 's/len == 0 || len > NODE_NAME_MAX/len == 0/'
echo "controls: every planted fault was found"
