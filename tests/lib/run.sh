#!/bin/sh
# run.sh BUILD - both nodes with the sample exam, in the foreground; Ctrl-C stops both in order.
# Their data stays in build/run/, so that the next run goes on where this one ended.
set -eu
build=$1
data=build/run
bank=db/banks/admission.gift
mkdir -p "$data"

"$build/sinodod" --node maracay --data "$data/maracay" --listen 127.0.0.1:1234 \
    --web 127.0.0.1:1280 --desk 127.0.0.1:1281 --peer-listen 127.0.0.1:1235 --bank "$bank" --title "Admisión de muestra" &
maracay=$!
"$build/sinodod" --node caracas --data "$data/caracas" --listen 127.0.0.1:4321 \
    --web 127.0.0.1:4380 --desk 127.0.0.1:4381 --peer 127.0.0.1:1235 --bank "$bank" --title "Admisión de muestra" &
caracas=$!

# Both get the terminal's Ctrl-C themselves; here it only must not end the waiting.
stopping=
trap 'stopping=1; kill -TERM "$caracas" "$maracay" 2>/dev/null || :' INT TERM

cat <<TEXT

  Two centres are running. In a browser on this machine:

                  the exam                  the staff
      Caracas     http://localhost:4380/    http://localhost:4381/
      Maracay     http://localhost:1280/    http://localhost:1281/

  In another terminal:

      $build/sinodo 127.0.0.1:4321      (Caracas)
      $build/sinodo 127.0.0.1:1234      (Maracay)

  The staff's pages ask for an account and its code, which this makes:

      $build/sinodoctl --data $data/caracas staff add ana board

  How the node is:  $build/sinodoctl --data $data/caracas status
  Ctrl-C stops both.

TEXT

result=0
for pid in "$caracas" "$maracay"; do
    while kill -0 "$pid" 2>/dev/null; do
        wait "$pid" && code=0 || code=$?
        [ "$code" -le 128 ] || continue # a signal interrupted the waiting
        [ "$code" -eq 0 ] || result=$code
        # One node that cannot start must not leave the other behind unseen.
        [ -n "$stopping" ] || kill -TERM "$caracas" "$maracay" 2>/dev/null || :
        break
    done
done
exit "$result"
