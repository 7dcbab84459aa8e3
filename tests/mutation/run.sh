#!/bin/sh
# Mutation testing: changes one operator, constant or statement at a time in the core and in what
# applies its rules to the peer's entries, and expects the unit tests or the simulation to notice.
# Survivors are printed; those that change nothing that could be observed are in
# tests/mutation/equal.txt with the reason. The Makefile gives COMPILE and each program's LINK,
# OBJECTS and LIBS.
#   FILES="…" chooses, EVERY=n takes every n-th mutant.
set -eu
build=$1
dir=$build/mutation
files=${FILES:-$(echo server/core/*.c) db/ledger_peer.c db/ledger_contest.c db/ledger_agree.c}
every=${EVERY:-1}
mkdir -p "$dir"

# One line a mutant: line number, TAB, the line as it is changed to.
mutants() {
    awk '
    function put(text) { if (text != $0) print NR "\t" text }
    function change(from, to,    at) {
        at = index($0, from)
        if (at > 0) put(substr($0, 1, at - 1) to substr($0, at + length(from)))
    }
    /^[^ ]/ || /^ *\/?\*/ || /log_event|explain\(|assert|__attribute__|va_end|^ *case |^ *static|^#|snprintf/ { next }
    {
        change(" == ", " != "); change(" != ", " == ")
        change(" < ", " <= "); change(" <= ", " < "); change(" > ", " >= "); change(" >= ", " > ")
        change(" && ", " || "); change(" || ", " && ")
        change(" + 1", ""); change(" - 1", ""); change("!", "")
        change("return true;", "return false;"); change("return false;", "return true;")
        change("CLAIM_HOME", "CLAIM_AWAY"); change("CLAIM_PENDING", "CLAIM_HOME")
        change("REFUSAL_NONE;", "REFUSAL_SAT;"); change("STANDING_OPEN", "STANDING_NEW")
        if ($0 ~ /^ +[a-zA-Z_>.\-]+( =|\(|\+\+| \+=).*;$/ && $0 !~ /return|for \(/) put("        ;")
    }' "$1"
}

# How a mutant is called: what the line became, or what was deleted.
name() {
    case $3 in
    *[a-z]*) printf '%s\n' "$3" | sed 's/^ *//' ;;
    *) sed -n "$2s/^ */deleted: /p" "$1" ;;
    esac
}

killed=0 survived=0 equal=0 number=0
link_with() { # LINK OBJECTS LIBS OUT
    others=$(for o in $2; do [ "$o" = "$object" ] || echo "$o"; done)
    # shellcheck disable=SC2086 # lists of words
    $1 -o "$4" $others "$dir/mutant.o" $3 2>"$dir/link.log" || {
        cat "$dir/link.log"
        exit 1
    }
}
notices() {
    link_with "$UNIT_LINK" "$UNIT_OBJECTS" "$UNIT_LIBS" "$dir/unit"
    for suite in claim recovery message link pace grace instance examclock sitting hours gift typed journal bank plan blocks reload basics wire ledger peer contest; do
        CK_RUN_SUITE=$suite timeout 60 "$dir/unit" >/dev/null 2>&1 || return 0
    done
    link_with "$SIM_LINK" "$SIM_OBJECTS" "$SIM_LIBS" "$dir/sim"
    RUNS=2000 timeout 120 "$dir/sim" >/dev/null 2>&1 || return 0
    return 1
}
for file in $files; do
    object=$build/obj/${file%.c}.o
    mutants "$file" >"$dir/list"
    while IFS="$(printf '\t')" read -r line text; do
        number=$((number + 1))
        [ $((number % every)) = 0 ] || continue
        MUTANT=$text awk -v line="$line" 'NR == line { print ENVIRON["MUTANT"]; next } { print }' \
            "$file" >"$dir/mutant.c"
        # What does not compile is no mutant.
        $COMPILE -w -c -o "$dir/mutant.o" "$dir/mutant.c" 2>/dev/null || continue
        if notices </dev/null; then
            killed=$((killed + 1))
        elif grep -qxF "$file: $(name "$file" "$line" "$text")" tests/mutation/equal.txt; then
            equal=$((equal + 1))
        else
            survived=$((survived + 1))
            echo "survived at line $line: $file: $(name "$file" "$line" "$text")"
        fi
    done <"$dir/list"
done
total=$((killed + survived))
echo "mutation: $killed of $total mutants were noticed ($((100 * killed / total)) %), $equal change nothing"
[ $((100 * killed)) -ge $((95 * total)) ]
