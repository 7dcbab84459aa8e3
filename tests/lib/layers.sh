#!/bin/sh
# layers.sh [README] - who includes whom. The table of folders in the README's section "Map" says what
# each folder may include; its own files it always may. Refused are an #include that the table does not
# allow, a permission that no file uses, a folder without a row, a row without a folder, and files that
# include each other in a circle (a .c, its .h and its _private.h count as one). Exit status 1 when
# anything is found.
set -eu
readme=${1:-README.md}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# "folder allowed": a line for each name in the last column.
awk -F'|' '
    /^## / { inside = $0 == "## Map" }
    inside && /^\|/ && $2 !~ /^ *(folder|---)/ {
        gsub(/\[|\]|\([^)]*\)|[`, ]/, " ", $2)
        gsub(/[`,]/, " ", $4)
        folders = split($2, folder, " ")
        names = split($4, name, " ")
        for (f = 1; f <= folders; f++) {
            sub(/\/$/, "", folder[f])
            print folder[f], folder[f]
            for (n = 1; n <= names; n++) {
                sub(/\/$/, "", name[n])
                print folder[f], name[n]
            }
        }
    }' "$readme" >"$work/table"

# "file line target": every #include between quotes but of a generated file.
git ls-files '*.c' '*.h' | while read -r file; do
    [ ! -f "$file" ] || awk -v file="$file" '
        /^ *# *include *"/ && !/\.inc"/ { split($0, part, "\""); print file, FNR, part[2] }' "$file"
done >"$work/includes"
git ls-files '*.c' '*.h' >"$work/files"

awk '
    function folder_of(path) {
        sub(/\/[^\/]*$/, "", path)
        return path
    }
    function module_of(path) {
        sub(/(_private)?\.[ch]$/, "", path)
        return path
    }
    function complain(text) {
        print "layers: " text
        bad = 1
    }
    # Follows includes that lead to a circle until one comes again, and names those from there on.
    function name_circle(module,    step, at, text, to) {
        step = 0
        while (!(module in seen_at)) {
            seen_at[module] = ++step
            trail[step] = module
            for (to in left)
                if ((module, to) in edge)
                    break
            module = to
        }
        for (at = seen_at[module]; at <= step; at++) {
            text = text trail[at] " -> "
            delete left[trail[at]]
        }
        complain("a circle: " text module)
        split("", seen_at)
    }
    # Takes away what includes nothing that is left, or what nothing that is left includes.
    function take_away(    module, to, out, in_, again) {
        do {
            again = 0
            for (module in left) {
                out = in_ = 0
                for (to in left) {
                    out += ((module, to) in edge)
                    in_ += ((to, module) in edge)
                }
                if (out == 0 || in_ == 0) {
                    delete left[module]
                    again = 1
                }
            }
        } while (again)
    }
    FILENAME ~ /table$/ {
        row[$1] = 1
        allowed[$1, $2] = 1
        if ($1 != $2 && $2 != "everything")
            unused[$1 " may include " $2] = 1
        next
    }
    FILENAME ~ /files$/ { used[folder_of($1)] = 1; next }
    {
        from = folder_of($1)
        to = folder_of($3)
        delete unused[from " may include " to]
        delete unused[from " may include " $3]
        if ($3 !~ /\//)
            complain($1 ":" $2 ": " $3 " is included without its folder")
        else if ((from in row) && !((from, to) in allowed) && !((from, $3) in allowed) && \
                 !((from, "everything") in allowed))
            complain($1 ":" $2 ": " from " may not include " $3)
        if (module_of($1) != module_of($3)) {
            edge[module_of($1), module_of($3)] = 1
            left[module_of($1)] = left[module_of($3)] = 1
        }
    }
    END {
        for (folder in used)
            if (!(folder in row))
                complain("the map has no row for " folder)
        for (folder in row)
            if (!(folder in used))
                complain("the map has a row for " folder ", which holds no C")
        for (permission in unused)
            complain("the map says that " permission ", which no file does")
        take_away()
        for (;;) {
            found = ""
            for (found in left)
                break
            if (found == "")
                break
            name_circle(found)
            take_away()
        }
        exit bad
    }' "$work/table" "$work/files" "$work/includes"
