#!/bin/sh
# lint-controls.sh - positive controls of layers.sh and invariants.sh: plants one fault at a time in a
# copy of the tree and expects the script to name it.
set -eu
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git ls-files -z '*.c' '*.h' '*.md' '*.pml' '*.sql' 'tests/lib/*.sh' | xargs -0 cp --parents -t "$copy"
cd "$copy"
git init -q
git add .

# control SCRIPT WORDS FILE SED-EXPRESSION [FILE SED-EXPRESSION]...: the script must say the words.
control() {
    script=$1 words=$2
    shift 2
    files=
    while [ $# -gt 0 ]; do
        cp "$1" "$1.whole"
        files="$files
$1"
        sed -i -e "$2" "$1"
        if cmp -s "$1" "$1.whole"; then
            echo "controls: '$2' changes nothing in $1 any more"
            exit 1
        fi
        shift 2
    done
    if said=$(sh "tests/lib/$script.sh") || ! echo "$said" | grep -qF "$words"; then
        echo "  MISSED  $script: $words"
        exit 1
    fi
    echo "  found   $script: $words"
    for file in $files; do
        [ ! -f "$file.whole" ] || mv "$file.whole" "$file"
    done
}

sh tests/lib/layers.sh
control layers 'common may not include client/say.h' common/log.c '$a #include "client/say.h"'
control layers 'server/core may not include db/sql.h' server/core/claim.h '$a #include "db/sql.h"'
control layers 'say.h is included without its folder' client/sit.c 's/"client\/say.h"/"say.h"/'
control layers 'no row for db/store' README.md '/^| db\/store\//d'
control layers 'a row for server/attic' README.md 's/^| db\/store\//| db\/store\/, server\/attic\//'
control layers 'may not include common/' README.md '/^| client\/full\//s/common, //'
control layers 'says that tests/power may include db' README.md 's/^| tests\/nemesis.*tests\/lib/&, db/'
control layers 'a circle: common/' common/buffer.h '$a #include "common/wire.h"'
control layers 'a circle: common/' common/instant.h '$a #include "common/log.h"'

sh tests/lib/invariants.sh
control invariants 'sitting.h does not state S4' server/core/sitting.h 's/^ \*   S4  / * S4: /'
control invariants 'S4 is stated twice' server/core/claim.h 's/^ \*   C7  /&\n *   S4  /'
control invariants 'the table lacks S4' server/core/README.md '/^| S4 /d'
control invariants 'cites S4, which is not' server/core/README.md '/^| S4 /d'
control invariants 'lists S4 twice' server/core/README.md 's/^| S3 |/| S4 |/'
control invariants 'no test or assertion cites C8' server/core/claim.h 's/^ \*   C7  /&\n *   C8  /' \
    server/core/README.md 's/^| C7 |.*/&\n| C8 | new | `claim.h` |/'
echo "controls: every planted fault was found"
