#!/bin/sh
# redis-cli.sh PORT ID DIR - takes an exam by one run of redis-cli, which loses its connection between
# the first answer and the second. Prints "answered" before that, and the result at the end.
set -eu
port=$1 id=$2 work=$3/$2 n=0
mkfifo "$work.requests"
redis-cli -p "$port" <"$work.requests" >"$work.replies" 2>&1 &
exec 3>"$work.requests"

# ask REQUEST: $reply is the reply, one word a line. It is whole when the reply to the next request
# comes; false when that does not come within two seconds.
ask() {
    n=$((n + 1)) tries=0
    printf 'ECHO begin-%s\n%s\nECHO end-%s\n' "$n" "$1" "$n" >&3
    until grep -qx "end-$n" "$work.replies"; do
        tries=$((tries + 1))
        [ "$tries" -lt 40 ] || return 1
        sleep 0.05
    done
    reply=$(sed -n "/^begin-$n\$/,/^end-$n\$/p" "$work.replies")
}

# value NAME: the value of that pair in the last reply.
value() {
    echo "$reply" | sed -n "/^$1\$/{n;p;}"
}

ask "REGISTER $id Ana"
code=$(value code)
ask "AUTH $id $code a-terminal-of-this-test"
ask START
ask 'ANSWER 1 1'
echo answered
until ask EXAM && echo "$reply" | grep -q ^NOAUTH; do
    sleep 0.05
done
ask "AUTH $id $code a-terminal-of-this-test"
ask START
ask 'ANSWER 2 1'
ask EXAM
echo "saved $(value answered)"
ask FINISH
echo "finished $(value max)"
