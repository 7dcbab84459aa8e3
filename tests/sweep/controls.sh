#!/bin/sh
# Positive controls: failures that are passed over must be found by the sweep.
set -eu
build=$1
dir=$build/sweep-controls
mkdir -p "$dir"
. tests/lib/plant.sh

# control NAME FILE SED-EXPRESSION
control() {
    plant "$2" "$3" "$dir/sweep"
    if STRIDE=20 "$dir/sweep" >"$dir/$1.log" 2>&1; then
        echo "  MISSED  $1"
        exit 1
    fi
    echo "  found   $1: $(grep -c '^BROKEN by' "$dir/$1.log" || true) runs"
}

control commit-failures-are-passed-over db/store/store.c \
    '/^static void commit(/,/^}/s/if (status == STATUS_OK) {/if (status != STATUS_CLOSED) {/'
control state-is-not-rolled-back db/ledger.c 's/        l->state = l->before;/        ;/'
control memory-for-the-index-is-not-asked-for db/applicants.c \
    '/^void applicants_reserve/,/^}/s/if (!id_index_reserve(t->index))/if (t->index == NULL)/'
control ids-of-a-refused-commit-stay db/ledger.c \
    's/^        id_index_rolled_back(l->applicants.index); .*$/        id_index_committed(l->applicants.index);/'
control records-are-written-in-place common/file.c \
    's/open(partial, O_WRONLY | O_CREAT | O_EXCL/open(path, O_WRONLY | O_CREAT | O_TRUNC/; s/ && rename(partial, path) == 0//'
echo "controls: every planted fault was found"
