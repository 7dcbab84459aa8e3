#!/bin/sh
# terminals.sh BUILD - four panes: the two nodes above, a client at each below. Needs tmux.
set -eu
build=$1
if ! command -v tmux >/dev/null 2>&1; then
    echo "make terminals needs tmux (Debian: apt-get install tmux)" >&2
    exit 1
fi
data=build/run
node() { # NAME PORT OPTION
    echo "$build/sinodod --node $1 --data $data/$1 --listen 127.0.0.1:$2 $3 127.0.0.1:1235" \
        "--bank db/banks/admission.gift --title 'Admisión de muestra'; echo stopped; exec sh"
}
client() { # PORT
    echo "until $build/sinodo 127.0.0.1:$1; do echo; echo 'Enter: again'; read -r again || exit; done; exec sh"
}
mkdir -p "$data"
session=sinodo-$$
tmux new-session -d -s "$session" -x 160 -y 48 "$(node caracas 4321 --peer)"
tmux split-window -h -t "$session" "$(node maracay 1234 --peer-listen)"
tmux split-window -v -t "$session:0.0" "$(client 4321)"
tmux split-window -v -t "$session:0.2" "$(client 1234)"
tmux select-pane -t "$session:0.1"
exec tmux attach-session -t "$session"
