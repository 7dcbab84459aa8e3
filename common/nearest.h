/* nearest.h - the word that somebody most probably meant: of the names that there are the one with the
 * fewest changes between it and the typed word (a letter more, less or other, or two neighbours
 * exchanged: the Damerau-Levenshtein distance in its restricted form).
 * Threads: any. Memory: none. */
#ifndef COMMON_NEAREST_H
#define COMMON_NEAREST_H

#include <stdbool.h>
#include <stddef.h>

/* What is looked for, and what was found so far. */
struct nearest {
    const char *word;
    const char
        *name; /* NULL: none is near: more than one change in three letters, or all of them */
    size_t changes;
};

/* Zero but for `word` to begin; then once for each name. Of several that are equally near the first
 * stays. */
void nearest_try(struct nearest *nearest, const char *name);

/* "; did you mean 'applicants'?", or "" when no name is near. mark: before the name, such as "--". */
enum { NEAREST_QUESTION_SIZE = 100 };
void nearest_ask(const struct nearest *nearest, const char *mark, char out[NEAREST_QUESTION_SIZE]);

/* Is the word itself among these? For --help and --version, which are obeyed wherever they stand. */
bool nearest_is_among(const char *word, int count, char *const *words);

#endif
