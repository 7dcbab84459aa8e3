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

# prove NAME DEFINES
prove() {
    run "$@"
    if [ "$(errors "$1")" != 0 ] || grep -q 'Search not completed\|search depth too small' "$1.log"; then
        cat "$1.log"
        echo "model: $1 is NOT proved"
        exit 1
    fi
    echo "$1: $(sed -n 's/ *\([0-9.e+]*\) states, stored.*/\1/p' "$1.log") states, no rule broken"
}

missed=0

# reject DEFINES MUTANT...: each mutant, in the smallest setting that shows it
reject() {
    defines=$1
    shift
    for mutant in "$@"; do
        # shellcheck disable=SC2086 # a list of words
        run "$mutant" $defines -D"MUTANT_$mutant"
        if [ "$(errors "$mutant")" = 0 ]; then
            echo "  MISSED    $mutant"
            missed=1
        else
            echo "  rejected  $mutant"
        fi
    done
}

# Whose a person is, with releases and any three disks restored; then plain copies that serve with the
# line down, and journals that are contested.
prove claims
prove contested -DRAWS=1 -DRESTORES=1 -DREGISTRATIONS=2

# People who move and are recalled: with two disks restored; beside a registration and a release, with
# answers; and with a plain copy.
prove moves -DREGISTRATIONS=0 -DRELEASES=0 -DTRANSFERS=2 -DRECALLS=1 -DACTS=2 -DRESTORES=2
prove moves_from_the_start -DREGISTRATIONS=1 -DTRANSFERS=2 -DRECALLS=1 -DACTS=3 -DRESTORES=1
prove moves_and_returns -DREGISTRATIONS=0 -DRELEASES=0 -DTRANSFERS=3 -DRECALLS=1 -DACTS=2 -DRESTORES=1
prove moves_contested -DREGISTRATIONS=0 -DRELEASES=0 -DTRANSFERS=2 -DRECALLS=1 -DACTS=2 -DRESTORES=0 -DRAWS=1

# A node adopts its peer, or one retires, with a disk restored; both adopt each other; and from the
# registration on.
prove adopts -DREGISTRATIONS=0 -DRELEASES=0 -DTRANSFERS=1 -DACTS=2 -DRESTORES=1 -DADOPTS=1 -DRETIRES=1
prove adopts_both -DREGISTRATIONS=0 -DRELEASES=0 -DTRANSFERS=1 -DACTS=3 -DRESTORES=0 -DADOPTS=2 -DRETIRES=1
prove adopts_from_the_start -DREGISTRATIONS=2 -DRELEASES=0 -DTRANSFERS=0 -DACTS=2 -DRESTORES=0 -DADOPTS=2

reject '' OWN_TAIL_IS_ENOUGH TWO_CLOSED_HEAL RESTORED_SERVES HELD_BEFORE_IS_RELEASED PENDING_IS_RELEASED \
    YIELDS_ALWAYS
reject '-DRAWS=1 -DRESTORES=1 -DREGISTRATIONS=2' CONTESTED_SERVES
reject '-DREGISTRATIONS=0 -DTRANSFERS=2 -DRECALLS=1 -DACTS=3 -DRESTORES=1' \
    HELD_BEFORE_IS_TRANSFERRED TAKEOVER_IS_CLEAR STAYS_HOME EXPIRES_AWAY AWAY_IS_RELEASED SITTING_STAYS \
    TAKEOVER_FIRST BROUGHT_IS_SEEN CANCEL_ALONE CANCEL_BY_HANDSHAKE RECALL_IN_DOUBT SENT_UNSYNCED \
    TAKEN_UNSYNCED
adopts='-DREGISTRATIONS=0 -DRELEASES=0 -DACTS=3'
reject "$adopts -DTRANSFERS=1 -DRESTORES=0 -DADOPTS=1" ADOPTS_LINKED GOES_ON RETIRES_IN_MEMORY \
    ON_THE_WAY_IS_GONE LATE_OVERRIDES NO_LATE UNNAMED
reject "$adopts -DTRANSFERS=3 -DRESTORES=0 -DADOPTS=1" COPY_ALWAYS_COUNTS
reject "$adopts -DTRANSFERS=1 -DRESTORES=0 -DADOPTS=2" BOTH_RETIRE
reject '-DREGISTRATIONS=2 -DRELEASES=0 -DACTS=3 -DTRANSFERS=1 -DRESTORES=0 -DADOPTS=1' PENDING_WAITS \
    ADOPTER_ANSWERS
reject "$adopts -DTRANSFERS=1 -DRESTORES=1 -DADOPTS=1" ADOPTS_CLOSED
reject "$adopts -DTRANSFERS=1 -DRESTORES=1 -DRETIRES=1" RETIRES_IN_DOUBT
exit $missed
