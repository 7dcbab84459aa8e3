#!/bin/sh
# embed.sh GEN - the pages for browsers, as server/door/assets.c puts them into the program: every file of
# client/web, and modules of words for each translation in client/po, gzipped in GEN/web/HASH/, and their
# table GEN/assets.inc.
#
# Comments that fill whole lines are left out, and spaces at the beginnings of lines; all lines stay, so
# that a browser names those of the source. HASH is made of all of them. In the documents and in sw.js,
# which browsers find by themselves, "/assets/" becomes "/HASH/", where the node serves the other files.
# Runs at the same time do not harm each other.
set -eu
export LC_ALL=C.UTF-8
gen=$1
mkdir -p "$gen/web"
web=$(mktemp -d "$gen/web/new.XXXXXX")
trap 'rm -rf "$web" "$web".*' EXIT
mkdir "$web/words"
(cd client/web && find . -name '*.html' -o -name '*.js' -o -name '*.css' -o -name '*.svg' -o -name '*.png') |
    cut -c3- | while read -r file; do
    mkdir -p "$web/$(dirname "$file")"
    case $file in
    *.js | *.css) awk '/^ *\/\*/ && !/\*\/ *[^ ]/ { comment = 1 }
        { sub(/^ +/, ""); print comment ? "" : $0 }
        comment && /\*\/ *$/ { comment = 0 }' "client/web/$file" >"$web/$file" ;;
    *) cp "client/web/$file" "$web/$file" ;;
    esac
done

# The words that those FOLDERs of client/web use, as `export const words = {"English": "translation"}`; a
# plural has an array of its forms. The escapes of a .po file are those of JavaScript.
words() { # SUFFIX FOLDER…: makes words/LANGUAGE[SUFFIX].js
    suffix=$1
    shift
    (cd client/web && find "$@" -name '*.js' | sort) |
        (cd client/web && xgettext --from-code=UTF-8 -L JavaScript -k_ -kN_ -k_n:1,2 --force-po -f - -o -) >"$web/words.pot"
    for po in client/po/*.po; do
        msgmerge -q -N -o - "$po" "$web/words.pot" | msgattrib --translated --no-obsolete --no-fuzzy --no-wrap | awk '
            function put(    i) {
                if (text["id"] != "") {
                    printf "%s    \"%s\": ", put_before, text["id"]
                    put_before = ",\n"
                    if (forms == 1)
                        printf "\"%s\"", text["msgstr"]
                    for (i = 0; forms > 1 && i < forms; i++)
                        printf "%s\"%s\"%s", i ? ", " : "[", text["msgstr[" i "]"], i < forms - 1 ? "" : "]"
                }
                split("", text)
                forms = 0
            }
            BEGIN { print "export const words = {" }
            /^msgid / { put(); at = "id" }
            /^msgid_plural / { at = "plural" }
            /^msgstr/ { at = $1; forms++ }
            /^(msg|")/ {
                sub(/^[^"]*"/, "")
                sub(/"$/, "")
                text[at] = text[at] $0
            }
            END { put(); print "\n};" }' >"$web/words/$(basename "$po" .po)$suffix.js"
    done
}
words "" .
words -exam exam shared # fewer bytes for applicants
rm "$web/words.pot"

(cd "$web" && find . -type f | cut -c3- | sort) >"$web.list"
hash=$(cd "$web" && xargs sha256sum <"../${web##*/}.list" | sha256sum | cut -c1-16)
sed -i "s|/assets/|/$hash/|g" "$web"/*.html "$web/sw.js"

echo "#define ASSETS_HASH \"$hash\"" >"$web.inc"
number=0
while read -r file; do
    zopfli "$web/$file" && rm "$web/$file"
    echo "ASSET(asset_$number, \"$file\", \"$gen/web/$hash/$file.gz\")" >>"$web.inc"
    number=$((number + 1))
done <"$web.list"
[ -d "$gen/web/$hash" ] || mv -T "$web" "$gen/web/$hash" || [ -d "$gen/web/$hash" ]
mv "$web.inc" "$gen/assets.inc"
