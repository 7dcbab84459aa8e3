#!/bin/sh
# hardened.sh PROGRAM… - do they have what the Makefile's HARD asks for? A flag that a compiler drops
# without a word is found here. Exit status 1 when something is missing.
set -eu
bad=0
need() {
    echo "$3" | grep -qE -e "$2" || {
        echo "hardened: $program $1" >&2
        bad=1
    }
}

for program in "$@"; do
    headers=$(LC_ALL=C readelf -hlWd "$program")
    symbols=$(LC_ALL=C readelf -W --dyn-syms "$program")
    need "is not position independent" 'Type: +DYN .*Position-Independent Executable' "$headers"
    need "binds symbols late" 'BIND_NOW' "$headers"
    need "keeps its relocations writable" 'GNU_RELRO' "$headers"
    need "has an executable stack" 'GNU_STACK .* RW +0x' "$headers"
    need "does not guard its stack" 'UND __stack_chk_fail(@| |$)' "$symbols"
    need "does not check its buffers" 'UND __(v?snprintf|memcpy)_chk(@| |$)' "$symbols"
    # These leave no mark but the code itself. The linker's note for jumps (IBT) needs a C library
    # that has it throughout.
    case $headers in
    *'Machine:'*'X86-64'*)
        code=$(objdump -d --no-show-raw-insn "$program")
        main=$(echo "$code" | sed -n '/<main>:$/{n;p;}')
        need "does not mark where jumps may land" 'endbr64' "$main"
        need "steps over the guard page of its stack" 'sub +\$0x1000,%rsp' "$code"
        ;;
    esac
done
if [ "$bad" -eq 0 ]; then
    echo "hardened: $# programs"
fi
exit "$bad"
