#!/bin/sh
# run.sh BUILD - opens what sinodoctl writes after an exam as people do: workbooks and CSV in LibreOffice,
# in Spanish and in English; pages printed on A4 by Chromium. What was written stays in BUILD/documents,
# to be looked at. A part is skipped, in words, where its program is not installed. First each check is
# given a file that it must refuse.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
dir=$build/documents
port=4391
node=
failed=0

ok() { printf '  ok   %s\n' "$1"; }
bad() {
    printf '  BAD  %s\n' "$1"
    failed=1
}
ctl() { LC_ALL=C.UTF-8 "$build/sinodoctl" --data "$dir/data" "$@" 2>>"$dir/sinodoctl.log" || {
    bad "sinodoctl $*"
    tail -n 3 "$dir/sinodoctl.log"
}; }

# --- LibreOffice: $1 is the language of the user, es or en ---

# A user of that language: the profile's locale decides how text is read and numbers are shown.
profile() {
    mkdir -p "$dir/office-$1/user"
    locale=en-US
    [ "$1" = en ] || locale=es-VE
    cat >"$dir/office-$1/user/registrymodifications.xcu" <<END
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooLocale" oor:op="fuse"><value>$1</value></prop></item>
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>$locale</value></prop></item>
</oor:items>
END
}

# office LANG WORD...: one run of LibreOffice. It says nothing of use, and fails without an exit status.
office() {
    lang=$1
    shift
    timeout 120 soffice "-env:UserInstallation=file://$dir/office-$lang" --headless "$@" \
        --outdir "$dir/opened-$lang" >>"$dir/office.log" 2>&1
}

# How LibreOffice is told to read CSV: separator, quotation mark, UTF-8, first line, language, and that
# it takes texts that begin with = for formulas, as Excel does.
reads() {
    case $1 in
    es) echo 'CSV:59,34,76,1,,8202,false,true,,,,,true' ;;
    *) echo 'CSV:44,34,76,1,,1033,false,true,,,,,true' ;;
    esac
}

# open_sheets LANG FILE...: as .fods; all files in one run, since a start takes seconds.
open_sheets() {
    user=$1
    shift
    office "$user" "--infilter=$(reads "$user")" --convert-to fods "$@"
}

# As .csv with the numbers as the user of that language sees them.
show_sheets() {
    user=$1
    shift
    office "$user" --convert-to 'csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true' "$@"
}

# is_table TRUTH LANG NAME WORDS: what became of the file NAME. Of a workbook also what is shown.
is_table() {
    at=$dir/opened-$2/$3 sign=.
    [ "$2" = en ] || sign=,
    set -- "$dir/$1" "$at.fods" "$dir/$4" "$sign"
    [ ! -f "$at.csv" ] || set -- "$@" "$at.csv"
    /usr/bin/python3 "$here/cells.py" "$@"
}

expect_table() {
    if is_table "$@"; then
        ok "$3 in LibreOffice ($2)"
    else
        bad "$3 in LibreOffice ($2)"
    fi
}

# A formula, a number that is a text, a broken accent and a lost row must each be found.
control_sheets() {
    cat >"$dir/control.json" <<'END'
[{"name": "Núñez", "score": 1.5}, {"name": "=1+1", "score": 2}]
END
    good=$dir/control.csv
    printf 'name,score\r\n"N\303\272\303\261ez",1.5\r\n"'\''=1+1",2\r\n' >"$good"
    sed "s/'=/=/" "$good" >"$dir/wrong-formula.csv"
    sed 's/1\.5/1;5/' "$good" >"$dir/wrong-number.csv"
    LC_ALL=C sed 's/\xc3\xb1/\xb1/' "$good" >"$dir/wrong-accent.csv"
    sed '$d' "$good" >"$dir/wrong-rows.csv"
    open_sheets en "$good" "$dir"/wrong-*.csv
    expect_table control.json en control control.csv
    for wrong in "$dir"/opened-en/wrong-*.fods; do
        name=$(basename "$wrong" .fods)
        if is_table control.json en "$name" control.csv >/dev/null; then
            bad "control: $name was taken"
        else
            ok "control: $name is found"
        fi
    done
}

# --- Chromium ---

# print_page NAME: NAME.html as NAME.pdf and NAME.txt.
print_page() {
    timeout 120 chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage \
        "--user-data-dir=$dir/chromium" --no-pdf-header-footer "--print-to-pdf=$dir/$1.pdf" \
        "file://$dir/$1.html" >>"$dir/chromium.log" 2>&1
    pdftotext -layout "$dir/$1.pdf" "$dir/$1.txt"
}

# expect_pages NAME IDS FEWEST MOST HEADING...
expect_pages() {
    name=$1 ids=$2 least=$3 most=$4
    shift 4
    print_page "$name"
    if ! pages=$(/usr/bin/python3 "$here/pages.py" "$dir/$name.txt" "$ids" "$@"); then
        bad "$name.html: $pages"
    elif ! pdfinfo "$dir/$name.pdf" | grep -q '^Page size:.*A4'; then
        bad "$name.html is not printed on A4"
    elif [ "$pages" -lt "$least" ] || [ "$pages" -gt "$most" ]; then
        bad "$name.html: $pages pages, not $least to $most"
    else
        ok "$name.html: $pages pages"
    fi
}

# A heading that does not repeat, and a person who is left out, must be found.
control_pages() {
    printf 'V1\nV2\n' >"$dir/control.ids"
    {
        echo '<meta charset="utf-8"><style>@page{size:A4}</style>'
        echo '<table><thead><tr><th>Cédula</thead><tr><td>V1'
        yes '<tr><td>-' | head -n 80
        echo '<tr><td>V2</table>'
    } >"$dir/control.html"
    expect_pages control "$dir/control.ids" 2 3 'Cédula'
    for wrong in heading:s/thead/tbody/g person:s/V2//; do
        name=wrong-${wrong%%:*}
        sed "${wrong#*:}" "$dir/control.html" >"$dir/$name.html"
        print_page "$name"
        if /usr/bin/python3 "$here/pages.py" "$dir/$name.txt" "$dir/control.ids" 'Cédula' >/dev/null; then
            bad "control: $name was taken"
        else
            ok "control: $name is found"
        fi
    done
}

# --- the exam ---

stop_node() {
    [ -z "$node" ] || kill "$node" 2>/dev/null || true
    [ -z "$node" ] || wait "$node" 2>/dev/null || true
    node=
}
trap stop_node EXIT INT TERM

hold_exam() {
    /usr/bin/python3 "$here/people.py" roster "$dir/people.csv"
    mkdir -m 700 "$dir/data"
    "$build/sinodod" --node caracas --data "$dir/data" --listen "127.0.0.1:$port" \
        --bank "$here/exam.gift" --plan "$here/exam.plan" --roster "$dir/people.csv" \
        --registration open >"$dir/node.log" 2>&1 &
    node=$!
    /usr/bin/python3 "$here/people.py" sit 127.0.0.1 "$port" 20
    stop_node
}

# What people open in the spreadsheet. A Spanish one reads the CSV that is made for it.
check_sheets() {
    ctl results --json "$dir/results.json"
    ctl items --json "$dir/items.json"
    for lang in en es; do
        ctl results --lang "$lang" --xlsx "$dir/results-$lang.xlsx"
        ctl items --lang "$lang" --xlsx "$dir/items-$lang.xlsx"
    done
    ctl results --csv "$dir/results-csv-en.csv"
    ctl items --csv "$dir/items-csv-en.csv"
    ctl results --csv --excel es "$dir/results-csv-es.csv"
    ctl items --csv --excel es "$dir/items-csv-es.csv"
    # The English CSV is for programs; the workbook has words for people.
    ctl items --csv --excel es --lang en "$dir/items-words-en.csv"
    ctl items --csv --excel es --lang es "$dir/items-words-es.csv"
    for lang in en es; do
        open_sheets "$lang" "$dir"/*-csv-"$lang".csv
        office "$lang" --convert-to fods "$dir"/*-"$lang".xlsx
        show_sheets "$lang" "$dir"/*-"$lang".xlsx
        expect_table results.json "$lang" "results-$lang" "results-csv-$lang.csv"
        expect_table items.json "$lang" "items-$lang" "items-words-$lang.csv"
        for report in results items; do
            expect_table "$report.json" "$lang" "$report-csv-$lang" "$report-csv-$lang.csv"
        done
    done
}

check_pages() {
    tail -n +2 "$dir/people.csv" | cut -d, -f1 >"$dir/ids"
    : >"$dir/nobody"
    ctl results --lang es --html "$dir/results-es.html"
    ctl results --lang en --html "$dir/results-en.html"
    ctl items --lang es --html "$dir/items-es.html"
    ctl slips --roster "$dir/people.csv" --hour '2027-03-01 08:00 -04:00' "$dir/slips.html"
    ctl attendance --roster "$dir/people.csv" --hour '2027-03-01 08:00 -04:00' "$dir/attendance.html"
    expect_pages results-es "$dir/ids" 3 15 'Cédula'
    expect_pages results-en "$dir/ids" 3 15 'ID'
    expect_pages items-es "$dir/nobody" 1 5
    expect_pages slips "$dir/ids" 13 16 # each room begins a page
    expect_pages attendance "$dir/ids" 3 20 'Signature'
}

rm -rf "$dir"
mkdir -p "$dir"
has() { command -v "$1" >/dev/null 2>&1; }
sheets=yes pages=yes
if ! has soffice; then
    sheets=
    echo '  skipped: workbooks and CSV, since LibreOffice (soffice) is not installed'
fi
if ! has chromium || ! has pdftotext; then
    pages=
    echo '  skipped: printed pages, since chromium or pdftotext is not installed'
fi
[ -n "$sheets$pages" ] || exit 0
for lang in es en; do profile "$lang"; done
[ -z "$sheets" ] || control_sheets
[ -z "$pages" ] || control_pages
hold_exam
[ -z "$sheets" ] || check_sheets
[ -z "$pages" ] || check_pages
echo "what was written: $dir"
exit "$failed"
