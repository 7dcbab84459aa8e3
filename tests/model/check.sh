#!/bin/sh
# Checks the model exhaustively, and that it rejects each mutant. States are kept as 8-byte hashes
# (spin's hash-compact), in about 4 GB.
set -eu
dir=$1/model
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$dir"
cd "$dir"

# run NAME [DEFINES]: pan's report is in NAME.log
run() {
    name=$1
    shift
    spin -a "$@" "$here/claims.pml" >spin.log || { cat spin.log; exit 1; }
    cc -O2 -w -DSAFETY -DHC4 -DNOCLAIM -DMEMLIM=8000 -DVECTORSZ=2048 -o pan pan.c
    ./pan -m200000 -w28 >"$name.log"
}

errors() { sed -n 's/.*errors: \([0-9]*\).*/\1/p' "$1.log"; }

run model
if [ "$(errors model)" != 0 ] || grep -q 'Search not completed\|search depth too small' model.log; then
    cat model.log
    echo "model: the claim table is NOT proved"
    exit 1
fi
echo "model: $(sed -n 's/ *\([0-9.e+]*\) states, stored.*/\1/p' model.log) states, no rule broken"

# Plain copies that serve with the line down, and journals that are contested: fewer other restores.
raws='-DRAWS=1 -DRESTORES=1 -DREGISTRATIONS=2'
# shellcheck disable=SC2086 # a list of words
run contested $raws
if [ "$(errors contested)" != 0 ] || grep -q 'Search not completed\|search depth too small' contested.log; then
    cat contested.log
    echo "model: contested journals are NOT proved"
    exit 1
fi
echo "contested: $(sed -n 's/ *\([0-9.e+]*\) states, stored.*/\1/p' contested.log) states, no rule broken"

missed=0
# shellcheck disable=SC2086
run CONTESTED_SERVES $raws -DMUTANT_CONTESTED_SERVES
for mutant in OWN_TAIL_IS_ENOUGH TWO_CLOSED_HEAL RESTORED_SERVES HELD_BEFORE_IS_RELEASED \
    PENDING_IS_RELEASED YIELDS_ALWAYS CONTESTED_SERVES; do
    [ "$mutant" = CONTESTED_SERVES ] || run "$mutant" -D"MUTANT_$mutant"
    if [ "$(errors "$mutant")" = 0 ]; then
        echo "  MISSED    $mutant"
        missed=1
    else
        echo "  rejected  $mutant"
    fi
done
exit $missed
