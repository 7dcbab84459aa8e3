#!/bin/sh
# Positive controls: plants one fault at a time and expects the fuzzer to find it.
set -eu
build=$1
here=$(dirname "$0")
dir=$build/controls
mkdir -p "$dir"
. tests/lib/plant.sh
common=$OBJECTS

# control TARGET FILE SED-EXPRESSION
control() {
    OBJECTS="$build/obj/tests/fuzz/target_$1.o $common"
    plant "$2" "$3" "$dir/fuzz"
    mkdir -p "$dir/corpus/$1" # new inputs go there
    if "$dir/fuzz" -max_total_time=60 -max_len=20000 -artifact_prefix="$dir/" "$dir/corpus/$1" \
        "$here/corpus/$1" >"$dir/$1.log" 2>&1; then
        echo "  MISSED  $1: $3"
        exit 1
    fi
    echo "  found   $1: $(grep -m1 'ERROR\|runtime error\|deadly signal' "$dir/$1.log")"
}

control wire common/wire.c 's/if ((size_t)(c->end - c->at) < len + 2)/if (0)/'
control journal server/core/journal.c 's/ || r.at != r.end//'
control message server/core/names.c 's/len == 0 || len > NODE_NAME_MAX/len == 0/'
control seal server/bank/seal.c 's/len < SEAL_EXTRA_BYTES/len < SEAL_HEADER_BYTES/'
control seal server/bank/seal.c 's/n \* h->r \* h->p <= MOST_WORK/true/'
control receipt server/evidence/attest.c 's/count != FIELDS ||/count == 0 ||/'
control tls common/tls.c 's/return rc == 1 ? STATUS_OK/return rc != 0 ? STATUS_OK/'
control secure common/tls.c 's/SSL_read_ex(stream->tls, data, room, got)/SSL_read_ex(stream->tls, data, room * 2, got)/'
control secure common/tls.c 's/SSL_write_ex(stream->tls, data, len, sent)/SSL_write_ex(stream->tls, data, len - (len > 100), sent) \&\& (*sent = len)/'
control client client/view.c 's/^        number > (int64_t)view->questions ||$/        false ||/'
control client common/printable.c 's/used > 0 \&\& !utf8_hidden(code)) {/used > 0) {/'
control ctl server/ctl/show.c 's/ || count % 2 != 1//'
control ctl common/printable.c 's/used > 0 \&\& !utf8_hidden(code)) {/used > 0) {/'
echo "controls: every planted fault was found"
