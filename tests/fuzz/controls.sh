#!/bin/sh
# Positive controls: plants one fault at a time and expects the fuzzer to find it.
set -eu
build=$1
here=$(dirname "$0")
dir=$build/controls
mkdir -p "$dir"
. tests/lib/plant.sh
common=$OBJECTS
mkdir -p "$build/seeds"
"$build/fuzz/seeds" "$build/seeds" "$here/corpus"

# control TARGET FILE SED-EXPRESSION
control() {
    OBJECTS="$build/obj/tests/fuzz/target_$1.o $common"
    plant "$2" "$3" "$dir/fuzz"
    rm -rf "$dir/corpus" # new inputs go there: each control begins with the seeds alone
    mkdir -p "$dir/corpus" "$build/seeds/$1"
    seeds=$build/seeds/$1
    [ ! -d "$here/corpus/$1" ] || seeds="$seeds $here/corpus/$1"
    began=$(date +%s)
    # shellcheck disable=SC2086 # a list of folders
    if "$dir/fuzz" -max_total_time=60 -max_len=20000 -artifact_prefix="$dir/" "$dir/corpus" \
        $seeds >"$dir/$1.log" 2>&1; then
        echo "  MISSED  $1: $3"
        exit 1
    fi
    echo "  found   $1 in $(($(date +%s) - began)) s: $(grep -m1 'ERROR\|runtime error\|deadly signal' "$dir/$1.log")"
}

control wire common/wire.c 's/if ((size_t)(c->end - c->at) < len + 2)/if (0)/'
control http server/door/http.c 's/ \&\& (c == .\/. || c == .\..))/ \&\& c == 0)/'
control frames server/door/websocket.c 's/^        ws->frame_at = 0;$//'
control journal server/core/journal.c 's/ || c.in != c.end//'
control ident common/ident_format.c 's/if (used == most)$/if (false)/'
control roster server/setup/roster_file.c 's/^        refuse_line(r, other->line, words);$/        (void)words;/'
control message server/core/names.c 's/len == 0 || len > NODE_NAME_MAX/len == 0/'
control seal server/bank/seal.c 's/len < SEAL_EXTRA_BYTES/len < SEAL_HEADER_BYTES/'
control seal server/bank/seal.c 's/n \* h->r \* h->p <= MOST_WORK/true/'
control receipt server/evidence/attest.c 's/^        if (count == FIELDS)$/        if (false)/'
control tls common/tls.c 's/return rc == 1 ? STATUS_OK/return rc != 0 ? STATUS_OK/'
control secure common/tls.c 's/SSL_read_ex(stream->tls, data, room, got)/SSL_read_ex(stream->tls, data, room * 2, got)/'
control secure common/tls.c 's/SSL_write_ex(stream->tls, data, len, sent)/SSL_write_ex(stream->tls, data, len - (len > 100), sent) \&\& (*sent = len)/'
control client client/view.c 's/^        number > (int64_t)view->questions ||$/        false ||/'
control client common/printable.c 's/used > 0 \&\& !utf8_hidden(code)) {/used > 0) {/'
control ctl server/ctl/show.c 's/ || count % 2 != 1//'
control desk server/desk/desk_words.c 's/reason->len == 0 \&\& form->asks == DESK_CHANGES/reason->len == 0/'
control ctl common/printable.c 's/used > 0 \&\& !utf8_hidden(code)) {/used > 0) {/'
echo "controls: every planted fault was found"
