#!/bin/sh
# demo.sh BUILD - walks the cases that the pair exists for, on two real nodes with real clients:
# prints each step and what the nodes answered. Exit status 1 when an answer is not the right one.
set -eu
build=$1
dir=$(mktemp -d "${TMPDIR:-/tmp}/sinodo-demo.XXXXXX")
bank=db/banks/admission.gift
caracas=127.0.0.1:24321
maracay=127.0.0.1:21234
link=127.0.0.1:21235
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
wait_for() { # SECONDS WHAT COMMAND… : until the command's output holds WHAT
    limit=$(($(date +%s) + $1)) what=$2
    shift 2
    until "$@" 2>/dev/null | grep -q "$what"; do
        if [ "$(date +%s)" -ge "$limit" ]; then
            echo "  !! never came: $what" >&2
            exit 1
        fi
    done
}
status() { # NODE
    "$build/sinodoctl" --data "$dir/$1" status
}
step() {
    printf '\n%s\n' "$1"
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

start_maracay
start_caracas
wait_for 20 'link *up' status caracas
wait_for 20 'link *up' status maracay

step "1. Registered at one centre, refused at the other, which names the first"
expect 'state confirmed' $client $caracas register V-12.345.678 "Ana Rojas"
expect 'caracas' $client $maracay register 12345678 "Ana Rojas"

step "2. Registered and sat at one: neither registering nor sitting again, at either"
code=$(code_of $caracas V100 "Luis Mora")
printf '%s\ny\n1\n2\n1\nf\ny\n' "$code" | $client $caracas exam V100 >"$dir/exam.out" 2>&1 || wrong=1
echo "  \$ sinodo $caracas exam V100"
grep -E '^(Saved|Result|It is saved)' "$dir/exam.out" | sed 's/^/      /'
grep -q '^Result' "$dir/exam.out" || { echo "  !! WRONG: no result"; wrong=1; }
expect 'already registered' $client $caracas register V100 "Luis Mora"
expect 'caracas' $client $maracay register V100 "Luis Mora"
expect_typing "$code" 'This exam is finished' $client $caracas exam V100
expect_typing "$code" 'caracas' $client $maracay exam V100

step "3. Many at one centre; any of them at the other is refused"
i=200
while [ $i -lt 210 ]; do
    $client $caracas register V$i "Person $i" >/dev/null || wrong=1
    i=$((i + 1))
done
echo "  V200 to V209 registered at caracas"
expect 'caracas' $client $maracay register V203
expect 'caracas' $client $maracay register V209

step "4. Registered alternately at both; each refused at the wrong one"
i=300
while [ $i -lt 306 ]; do
    $client $caracas register V$i >/dev/null && $client $maracay register V$((i + 1)) >/dev/null ||
        wrong=1
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
    wait $a && won_a=1 || won_a=0
    wait $b && won_b=1 || won_b=0
    if [ $((won_a + won_b)) -ne 1 ]; then
        echo "  !! WRONG: $id: $(cat "$dir/a" "$dir/b")"
        wrong=1
    elif [ $won_a = 1 ]; then
        printf '  %s: caracas wins; at maracay: %s\n' $id "$(tail -1 "$dir/b")"
    else
        printf '  %s: maracay wins; at caracas: %s\n' $id "$(tail -1 "$dir/a")"
    fi
    race=$((race + 1))
done

step "6. The link is cut: the confirmed sit, new ones wait; all is settled when it is back"
code=$(code_of $caracas V500 "Eva Paz")
stop "$maracay_pid"
maracay_pid=
wait_for 20 'link *down' status caracas
echo "  (maracay is gone)"
printf '%s\ny\n1\nf\ny\n' "$code" | $client $caracas exam V500 >"$dir/exam.out" 2>&1 || wrong=1
grep -E '^(Result|It is saved)' "$dir/exam.out" | sed 's/^/      /'
expect 'state pending' $client $caracas register V501 "Iris Gil"
start_maracay
wait_for 20 'link *up' status caracas
wait_for 20 'pending *0' status caracas
echo "  (maracay is back)"
expect 'caracas' $client $maracay register V501
expect 'already registered' $client $caracas register V501

step "Both nodes checked from their files"
for node in caracas maracay; do
    "$build/sinodoctl" --data "$dir/$node" check | tail -1 | sed "s/^/  $node: /"
    "$build/sinodoctl" --data "$dir/$node" check >/dev/null || wrong=1
    status $node | grep -q 'incidents *0' || { echo "  !! WRONG: incidents at $node"; wrong=1; }
done

if [ $wrong -eq 0 ]; then
    printf '\nAll as it should be.\n'
else
    printf '\nSomething is WRONG (see above).\n'
fi
exit $wrong
