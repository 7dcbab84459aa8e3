# plant.sh - for positive controls, read by their scripts: builds a program with one fault planted.
# The Makefile gives COMPILE, LINK, OBJECTS and LIBS of the program; $build and $dir are the script's.

# plant FILE SED-EXPRESSION OUT: the program with that change in that source file
plant() {
    sed -e "$2" "$1" >"$dir/planted.c"
    if cmp -s "$1" "$dir/planted.c"; then
        echo "controls: '$2' changes nothing in $1 any more"
        exit 1
    fi
    $COMPILE -w -c -o "$dir/planted.o" "$dir/planted.c"
    others=$(for o in $OBJECTS; do [ "$o" = "$build/obj/${1%.c}.o" ] || echo "$o"; done)
    # shellcheck disable=SC2086 # lists of words
    $LINK -o "$3" $others "$dir/planted.o" $LIBS
}
