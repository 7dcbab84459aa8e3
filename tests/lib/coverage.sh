#!/bin/sh
# coverage.sh BUILD [FILES] - what the tests have run of FILES (patterns; otherwise of all that ships), from
# the counters that they left in BUILD: lines, and branches of server/core, each of which must have been
# taken both ways. The edge out of a switch whose cases name every value of an enumeration does not count:
# nothing can take it.
set -eu
build=$1
files=${2:-common/*.c server/*.c db/*.c client/*.c}
work=$build/gcov
rm -rf "$work"
mkdir -p "$work"
top=$(pwd)
# shellcheck disable=SC2086 # patterns
for file in $(set -f; git ls-files $files); do
    object=$build/obj/${file%.c}
    [ -f "$object.gcda" ] || { echo "$file 0 $(grep -c '[;{]' "$file") 0 0"; continue; }
    name=$(echo "$file" | tr / _)
    (cd "$work" && gcov -b -c -o "$top/$object.gcda" "$top/$file" >"$name.log" 2>/dev/null &&
        mv "$(basename "$file").gcov" "$name.gcov")
    awk -v file="$file" -F: '
        /^ *#####:/ { lines++; text = $0; next }
        /^ *[0-9]+\*?:/ { lines++; run++; text = $0; next }
        /^branch/ {
            never = $0 ~ /taken 0|never executed/
            if (never && text ~ /switch \(/)
                next
            branches++
            if (!never)
                taken++
            else
                if (file ~ /^server\/core/)
                print file ": not taken: " text >"/dev/stderr"
        }
        END { print file, run + 0, lines + 0, taken + 0, branches + 0 }' "$work/$name.gcov"
done >"$work/summary"
awk '
    { run += $2; lines += $3; printf "%-28s %4d of %4d lines", $1, $2, $3
      if ($1 ~ /^server\/core/) { taken += $4; branches += $5; printf ", %4d of %4d branches", $4, $5 }
      print "" }
    END { printf "coverage: %.1f %% of all lines, %.1f %% of the branches of server/core (%d of %d)\n",
          100 * run / lines, 100 * taken / branches, taken, branches
          exit run / lines < 0.9 || taken < branches }' "$work/summary"
