#!/bin/sh
# lint.sh - what the compilers, the formatter and the house rules forbid. Exit status 1 when anything
# is found.
set -eu
bad=0
say() {
    echo "lint: $1" >&2
    bad=1
}

# The core is pure: no socket, thread, clock, output or SQL in what it includes or calls.
impure='#include <(sys/|netinet/|arpa/|netdb|poll|pthread|stdatomic|time|stdio|sqlite3|unistd|fcntl|signal|errno)'
impure="$impure"'|#include "(common/(net|tls|log|queue|thread|wake|spin|clock|file|random)|db/|server/node\.h|server/(door|link|evidence|setup|bank|ctl)/|client/)'
! grep -nE "$impure" server/core/*.c server/core/*.h || say "server/core includes what is not pure"
calls='socket|connect|accept|send|recv|poll|read|write|open|close|pthread_.*|clock_.*|time|gettimeofday|getrandom|rand|random|printf|fprintf|puts|fopen|sqlite3_.*|log_event'
for object in build/obj/server/core/*.o; do
    found=$(nm -u "$object" | awk '{print $2}' | sed 's/^__\(.*\)_chk$/\1/' | grep -xE "$calls" || :)
    [ -z "$found" ] || say "$object calls $found"
done

# SQL is the storage's. Who may include whom is in the README's map.
! grep -ln 'sqlite3\.h' $(git ls-files '*.c' '*.h' | grep -v '^db/\|^tests/sim/disk.c\|^tests/sim/memory.c\|^tests/sim/reuse.c\|^tests/unit/test_store.c') ||
    say "sqlite3.h outside db/ and the tests' disks"
sh tests/lib/layers.sh || bad=1

sh tests/lib/invariants.sh || bad=1

# Every word for people has its translation, and no translation is left over or only guessed.
xgettext --from-code=UTF-8 -k_ -kN_ -ksay_plural:1,2 -o build/sinodo.pot client/*.c client/full/*.c \
    server/ctl/grading_dialog.c
xgettext -j -L JavaScript --from-code=UTF-8 -k_ -kN_ -k_n:1,2 -o build/sinodo.pot \
    $(git ls-files 'client/web/*.js')
for po in client/po/*.po; do
    [ -z "$(msgcmp "$po" build/sinodo.pot 2>&1 | tee -a /dev/stderr)" ] || say "$po is not the texts' own"
done

# The exam page comes over slow lines.
pages=build/gen/web/$(sed -n 's/.*ASSETS_HASH "\(.*\)"/\1/p' build/gen/assets.inc)
bytes=$(cat "$pages"/index.html.gz "$pages"/words/es-exam.js.gz $(find "$pages/exam" "$pages/shared" -name '*.gz' 2>/dev/null) | wc -c)
[ "$bytes" -lt 60000 ] || say "the exam page has $bytes bytes gzipped, of 60 kB at the most"

banned='(^|[^a-z_])(strcpy|strcat|sprintf|vsprintf|strtok|atoi|atol|gets)\('
! git grep -nE "$banned" -- '*.c' '*.h' || say "banned calls"
shared='(^|[^a-z_])(localtime|gmtime|asctime|ctime|strsignal|getpwnam|getpwuid|gethostbyname|inet_ntoa)\('
! git grep -nE "$shared" -- server client common db || say "results that threads share"
words='TO''DO|FIX''ME|X''XX|HA''CK'
! git grep -nwE "$words" -- '*.c' '*.h' '*.sh' Makefile || say "left for later"
! git grep -nE '(^|[^a-z_])(sleep|usleep|nanosleep)\(' -- tests || say "a test sleeps"
! git grep -nE 'ck_assert\(.*(&&|strstr\()' -- tests/unit tests/e2e ||
    say "an assertion that shows too little: one condition each, and expect.h for texts"

for file in $(git ls-files '*.c'); do
    clang -std=c11 -I. -Ibuild/gen -DNCURSES_WIDECHAR=1 -D_DEFAULT_SOURCE -D_POSIX_C_SOURCE=200809L -Wall -Wextra \
        -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wformat=2 -Wvla \
        -Wswitch-enum -Wimplicit-fallthrough -Werror -fsyntax-only "$file" || bad=1
done
clang-format --dry-run --Werror $(git ls-files '*.c' '*.h') || bad=1

if [ "$bad" -eq 0 ]; then
    echo "lint: clean"
fi
exit "$bad"
