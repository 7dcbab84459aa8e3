#!/bin/sh
# invariants.sh - the numbered invariants. The table of server/core/README.md lists each once, with the
# header that states it; that header has a line for it, " *   C1  text", and no other has. Each is cited
# by a test, or by an assertion; and no comment cites one that is not there. Exit status 1 when anything
# is found.
set -eu
table=server/core/README.md
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# "number header", from the table; a header without a folder is in server/core.
awk -F'|' '/^\| [A-Z][0-9]+ \|/ {
    gsub(/[ `]/, "", $2)
    gsub(/[ `]/, "", $4)
    print $2, ($4 ~ /\// ? $4 : "server/core/" $4)
}' "$table" >"$work/listed"

# What the code says, without its string literals: "stated|asserted|tested|cited number file:line".
git ls-files '*.c' '*.h' '*.pml' '*.sql' '*.md' | while read -r file; do
    [ ! -f "$file" ] || awk -v file="$file" '
        {
            stated = file ~ /\.h$/ && match($0, /^ \*   [A-Z][0-9]+ +[a-zA-Z]/) && split($0, part, " ") ? part[2] : ""
            gsub(/"([^"\\]|\\.)*"/, "")
            rest = $0
            last = " "
            while (match(rest, /[A-Z][0-9]+/)) {
                number = substr(rest, RSTART, RLENGTH)
                before = RSTART > 1 ? substr(rest, RSTART - 1, 1) : last
                last = substr(number, RLENGTH, 1)
                last = substr(rest, RSTART + RLENGTH - 1, 1)
                rest = substr(rest, RSTART + RLENGTH)
                if (before ~ /[A-Za-z0-9_]/ || rest ~ /^[A-Za-z0-9_]/ || RLENGTH > 3) # V12345678 is an ID
                    continue
                kind = "cited"
                if (number == stated)
                    kind = "stated"
                else if (file ~ /^tests\//)
                    kind = "tested"
                else if ($0 ~ /assert\(/)
                    kind = "asserted"
                print kind, number, file, FNR
            }
        }' "$file"
done >"$work/said"

awk '
    function complain(text) {
        print "invariants: " text
        bad = 1
    }
    FILENAME ~ /listed$/ {
        if ($1 in header)
            complain("the table lists " $1 " twice")
        header[$1] = $2
        letter[substr($1, 1, 1)] = 1
        next
    }
    $1 == "stated" {
        if ($2 in place)
            complain($2 " is stated twice: " place[$2] " and " $3 ":" $4)
        place[$2] = $3 ":" $4
        if ($3 !~ /^tests\// && !($2 in header))
            complain("the table lacks " $2 " of " $3 ":" $4)
        if ($2 in header && header[$2] != $3)
            complain("the table says that " header[$2] " states " $2 ", not " $3)
        next
    }
    { cites[NR] = $2 " " $3 ":" $4 }
    $1 != "cited" { shown[$2] = 1 }
    END {
        for (number in header) {
            if (!(number in place))
                complain(header[number] " does not state " number)
            if (!(number in shown))
                complain("no test or assertion cites " number)
        }
        for (i in cites) {
            split(cites[i], part, " ")
            if (substr(part[1], 1, 1) in letter && !(part[1] in header))
                complain(part[2] " cites " part[1] ", which is not in the table")
        }
        exit bad
    }' "$work/listed" "$work/said"
