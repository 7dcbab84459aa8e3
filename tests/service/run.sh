#!/bin/sh
# run.sh BUILD - the node as a service of a booted systemd, in namespaces of its own: installed by the
# README's commands, killed, killed often, reloaded, with a sealed bank and a passphrase that only root
# may read. Needs root, systemd 252, overlayfs and cgroup2; where one is missing the test is skipped.
set -eu
build=$1
repository=$(pwd -P)
dir=$(mktemp -d "${TMPDIR:-/tmp}/sinodo-service.XXXXXX")
manager=

skip() {
    echo "service: skipped: $1"
    exit 0
}
clean_up() {
    trap - EXIT INT TERM
    [ -z "$manager" ] || { kill -9 "$manager" 2>/dev/null && wait "$manager" 2>/dev/null; } || :
    rm -rf "$dir"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

fail() {
    echo "service: FAILED: $1"
    in_machine journalctl -u sinodod --no-pager -n 30 2>&1 || :
    exit 1
}
# The only child of unshare is the machine's first process.
first_process() {
    cat "/proc/$manager/task/$manager/children" 2>/dev/null
}
in_machine() { # COMMAND…
    nsenter -t "$(first_process | tr -d ' ')" -m -p -C -u -i -n "$@"
}
shell() { # COMMANDS, in the repository
    in_machine sh -euc "cd /mnt; $1"
}
until_holds() { # SECONDS WHAT COMMANDS : until their output holds WHAT
    limit=$(($(date +%s) + $1))
    until shell "$3" 2>/dev/null | grep -q "$2"; do
        [ "$(date +%s)" -lt "$limit" ] || fail "never came: $2, of: $3"
        sleep 0.1
    done
}
must_hold() { # WHAT COMMANDS
    shell "$2" >"$dir/out" 2>&1 || :
    grep -q "$1" "$dir/out" || { cat "$dir/out"; fail "expected '$1' of: $2"; }
}
# The commands of the README between two lines that begin so.
readme() { # FIRST LAST
    sed -n "/^    $1/,/^    $2/s/^    //p" README.md
}
must() { # COMMANDS
    shell "$1" >"$dir/out" 2>&1 || { cat "$dir/out"; fail "$1"; }
}
main_pid() {
    shell 'systemctl show -P MainPID sinodod'
}
kill_node() {
    shell "kill -9 $(main_pid)"
}
starts_again() { # PID before
    until_holds 20 '^[1-9]' "systemctl show -P MainPID sinodod | grep -vx $1"
}

[ "$(id -u)" = 0 ] || skip "only root can boot a systemd"
for need in unshare nsenter pivot_root systemctl /lib/systemd/systemd; do
    command -v "$need" >/dev/null || skip "there is no $need"
done
[ "$(systemctl --version | sed -n '1s/systemd \([0-9]*\).*/\1/p')" -ge 252 ] ||
    skip "this systemd is older than 252"
mkdir "$dir/machine"
unshare -mpfCuin --kill-child sh tests/service/boot.sh "$dir/machine" "$repository" >"$dir/boot" 2>&1 &
manager=$!
limit=$(($(date +%s) + 20))
until in_machine systemctl is-active --quiet multi-user.target 2>/dev/null; do
    kill -0 "$manager" 2>/dev/null ||
        skip "no systemd can be booted in namespaces here: $(tail -1 "$dir/boot")"
    [ "$(date +%s)" -lt "$limit" ] || skip "a systemd that was booted in namespaces does not come up"
    sleep 0.1
done

echo "service: installed by the README's commands"
must "mkdir /tmp/here; cd /tmp/here; ln -s '/mnt/$build' build; ln -s /mnt/server server
    cp /mnt/db/banks/kinds.plan exam.plan; echo 'four random words here' >passphrase.txt
    chmod 600 passphrase.txt
    build/sinodoctl seal /mnt/db/banks/kinds.gift exam.bank --passphrase-file passphrase.txt"
key=$(shell "cd /tmp/here; $(readme 'install -m 755' 'sinodoctl.*keygen --web')" |
    grep -o '[0-9a-f]\{64\}' | head -1)
[ -n "$key" ] || fail "no key was made"
readme 'node = ' 'passphrase-file = ' | sed '/^peer/d' >"$dir/node.conf"
in_machine sh -c 'cat >/etc/sinodo/node.conf' <"$dir/node.conf"
must "$(readme 'systemctl daemon-reload' 'systemctl enable')"
shell 'systemd-analyze verify sinodod.service' >"$dir/out" 2>&1 && [ ! -s "$dir/out" ] ||
    fail "systemd-analyze verify: $(cat "$dir/out")"
must_hold 'bank is sealed' 'journalctl -u sinodod --no-pager'
must_hold 'applicants: https://exam.caracas.example:4380/' 'journalctl -u sinodod --no-pager'
must_hold 'staff: https://exam.caracas.example:4381/' 'journalctl -u sinodod --no-pager'
must_hold '^[1-9]' "stat -c %u /proc/$(main_pid)"
must_hold 'standing *open' 'sinodoctl --data /var/lib/sinodo status'
register="'/mnt/$build/sinodo' --lang en --pin $key 127.0.0.1:4321 register"
must_hold 'state confirmed' "$register V1"

echo "service: comes back after a kill, and after six within seconds"
for _ in 1 2 3 4 5 6 7; do # systemd gives up after five within ten seconds where nobody says otherwise
    before=$(main_pid)
    kill_node
    starts_again "$before"
done
until_holds 20 '^active' 'systemctl is-active sinodod'
must_hold 'already registered' "$register V1"

echo "service: the journal has priorities"
must_hold 'this node.s key' 'journalctl -u sinodod -p info --no-pager'
shell 'journalctl -u sinodod -p warning --no-pager' | grep -q "key" &&
    fail "a line of the level info has the priority of a warning"

echo "service: reads its options again"
must "echo 'log-level = debug' >>/etc/sinodo/node.conf; systemctl reload sinodod"
until_holds 10 'reload: log-level: debug' 'journalctl -u sinodod --no-pager'
must_hold '^active' 'systemctl is-active sinodod'

echo "service: gets another key"
must 'sinodoctl --data /var/lib/sinodo keygen --next; sinodoctl --data /var/lib/sinodo keygen --switch'
must 'systemctl restart sinodod'
must_hold '[0-9a-f]' 'sinodoctl --data /var/lib/sinodo keygen'
shell 'sinodoctl --data /var/lib/sinodo keygen' | grep -q "$key" && fail "the key is the same"

echo "service: does not come back where a person must mend something"
shell "echo 'listen = nonsense' >>/etc/sinodo/node.conf; systemctl restart sinodod" 2>/dev/null &&
    fail "a node with a wrong option has started"
must_hold '^failed' 'systemctl is-failed sinodod'
must_hold 'node.conf:[0-9]*: listen must be HOST:PORT' 'journalctl -u sinodod -p err --no-pager'
must "sed -i '/nonsense/d' /etc/sinodo/node.conf; systemctl start sinodod"
must "mv /etc/sinodo/passphrase /tmp"
shell 'systemctl restart sinodod' 2>/dev/null && fail "a sealed bank was opened without a passphrase"
must_hold 'passphrase is empty' 'journalctl -u sinodod -p err --no-pager'
must "mv /tmp/passphrase /etc/sinodo; systemctl start sinodod"
must 'systemctl stop sinodod'
must_hold '^success' 'systemctl show -P Result sinodod'
echo "service: all is as it should be"
