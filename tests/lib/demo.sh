#!/bin/sh
# demo.sh BUILD - walks the cases that the pair exists for, on two real nodes with real clients:
# prints each step and what the nodes answered. Exit status 1 when an answer is not the right one,
# or does not come.
set -eu
build=$1
dir=$(mktemp -d "${TMPDIR:-/tmp}/sinodo-demo.XXXXXX")
bank=db/banks/admission.gift
port=$((20000 + $$ % 4000 * 3)) # below those that the system gives out; others may run a demo too
caracas=127.0.0.1:$port
maracay=127.0.0.1:$((port + 1))
link=127.0.0.1:$((port + 2))
caracas_pid= maracay_pid= wrong=0

stop() { # PID
    [ -z "$1" ] || { kill -TERM "$1" 2>/dev/null && wait "$1" 2>/dev/null; } || :
}
clean_up() {
    trap - EXIT INT TERM
    stop "$caracas_pid"
    stop "$maracay_pid"
    rm -rf "$dir"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

start_caracas() {
    "$build/sinodod" --node caracas --data "$dir/caracas" --listen "$caracas" --peer "$link" \
        --bank "$bank" 2>>"$dir/caracas.log" &
    caracas_pid=$!
}
start_maracay() {
    "$build/sinodod" --node maracay --data "$dir/maracay" --listen "$maracay" \
        --peer-listen "$link" --bank "$bank" 2>>"$dir/maracay.log" &
    maracay_pid=$!
}
wait_for() { # SECONDS WHAT NODE : until the status of that node holds WHAT
    limit=$(($(date +%s) + $1))
    until status "$3" 2>/dev/null | grep -q "$2"; do
        if [ "$(date +%s)" -ge "$limit" ]; then
            echo "  !! WRONG: never came at $3: $2. The end of its log:"
            tail -3 "$dir/$3.log"
            exit 1
        fi
        sleep 0.05
    done
}
status() { # NODE
    "$build/sinodoctl" --data "$dir/$1" status
}
step() {
    printf '\n%s\n' "$1"
}
must() { # COMMAND… : silent where it succeeds
    "$@" >"$dir/out" 2>&1 && return
    echo "  !! WRONG: $*"
    cat "$dir/out"
    wrong=1
}
expect_typing() { # TEXT WHAT COMMAND… : runs a client, types that, and looks at what it was told
    typed=$1
    what=$2
    shift 2
    answer=$(printf '%s\n' "$typed" | "$@" 2>&1) || :
    printf '  $ sinodo %s\n' "$(echo "$*" | sed "s|^$build/sinodo --lang en ||")"
    echo "$answer" | sed '/^$/d; s/^/      /' | head -4
    if ! echo "$answer" | grep -q "$what"; then
        echo "  !! WRONG: expected '$what'"
        wrong=1
    fi
}
expect() {
    expect_typing "" "$@"
}
client="$build/sinodo --lang en"
code_of() { # ADDRESS ID NAME: registers and prints the code
    $client "$1" register "$2" "$3" | sed -n 's/^code //p'
}
sit() { # KEYS ID CODE WHAT… : sits at caracas, typing the code and these keys; each WHAT must be shown
    keys=$1 id=$2 typed=$3
    shift 3
    # shellcheck disable=SC2059 # the keys are a format: its line ends
    printf "$typed\n$keys" | $client $caracas exam "$id" >"$dir/out" 2>&1 || {
        echo "  !! WRONG: exit status $?"
        wrong=1
    }
    echo "  \$ sinodo $caracas exam $id"
    grep -E '^(Saved|Result|It is saved)' "$dir/out" | sed 's/^/      /' || :
    for what; do
        grep -q "$what" "$dir/out" && continue
        echo "  !! WRONG: expected '$what' in:"
        cat "$dir/out"
        wrong=1
    done
}

start_maracay
start_caracas
wait_for 20 'link *up' caracas
wait_for 20 'link *up' maracay

step "1. Registered at one centre, refused at the other, which names the first"
expect 'state confirmed' $client $caracas register V-12.345.678 "Ana Rojas"
expect 'caracas' $client $maracay register 12345678 "Ana Rojas"

step "2. Registered and sat at one: neither registering nor sitting again, at either"
code=$(code_of $caracas V100 "Luis Mora")
sit 'y\n1\n2\n1\nf\ny\n' V100 "$code" '^Result' 'It is saved at both'
expect 'already registered' $client $caracas register V100 "Luis Mora"
expect 'caracas' $client $maracay register V100 "Luis Mora"
expect_typing "$code" 'This exam is finished' $client $caracas exam V100
expect_typing "$code" 'caracas' $client $maracay exam V100

step "3. Many at one centre; any of them at the other is refused"
i=200
while [ $i -lt 210 ]; do
    must $client $caracas register V$i "Person $i"
    i=$((i + 1))
done
echo "  V200 to V209 registered at caracas"
expect 'caracas' $client $maracay register V203
expect 'caracas' $client $maracay register V209

step "4. Registered alternately at both; each refused at the wrong one"
i=300
while [ $i -lt 306 ]; do
    must $client $caracas register V$i
    must $client $maracay register V$((i + 1))
    i=$((i + 2))
done
echo "  V300, V302, V304 at caracas; V301, V303, V305 at maracay"
expect 'caracas' $client $maracay register V302
expect 'maracay' $client $caracas register V303

step "5. The same ID at both in the same instant: exactly one wins"
race=0
while [ $race -lt 10 ]; do
    id=V$((400 + race))
    $client $caracas register $id >"$dir/a" 2>&1 & a=$!
    $client $maracay register $id >"$dir/b" 2>&1 & b=$!
    wait $a && a=0 || a=$?
    wait $b && b=0 || b=$?
    case $a$b in # 0: registered; 1: the node refused
    01) printf '  %s: caracas wins; at maracay: %s\n' $id "$(tail -1 "$dir/b")" ;;
    10) printf '  %s: maracay wins; at caracas: %s\n' $id "$(tail -1 "$dir/a")" ;;
    *)
        echo "  !! WRONG: $id: exit status $a and $b: $(cat "$dir/a" "$dir/b")"
        wrong=1
        ;;
    esac
    race=$((race + 1))
done

step "6. The link is cut: the confirmed sit, new ones wait; all is settled when it is back"
code=$(code_of $caracas V500 "Eva Paz")
stop "$maracay_pid"
maracay_pid=
wait_for 20 'link *down' caracas
echo "  (maracay is gone)"
sit 'y\n1\nf\ny\n' V500 "$code" '^Result' 'It is saved at this'
expect 'state pending' $client $caracas register V501 "Iris Gil"
start_maracay
wait_for 20 'link *up' caracas
wait_for 20 'pending *0' caracas
echo "  (maracay is back)"
expect 'caracas' $client $maracay register V501
expect 'already registered' $client $caracas register V501

step "Both nodes checked from their files"
for node in caracas maracay; do
    must "$build/sinodoctl" --data "$dir/$node" check
    tail -1 "$dir/out" | sed "s/^/  $node: /"
    status $node | grep -q 'incidents *0' || { echo "  !! WRONG: incidents at $node"; wrong=1; }
done

if [ $wrong -eq 0 ]; then
    printf '\nAll as it should be.\n'
else
    printf '\nSomething is WRONG (see above).\n'
fi
exit $wrong
