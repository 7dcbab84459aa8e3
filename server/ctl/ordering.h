/* ordering.h - a command of the staff (desk_table.h): its words are read, it is sent with a random key,
 * again with the same key when the reply is lost, and the reply is shown.
 * Threads: main. Memory: the caller's. Errors: told on standard error; exit statuses. */
#ifndef CTL_ORDERING_H
#define CTL_ORDERING_H

#include "server/ctl/call.h"
#include "server/ctl/desk_table.h"

enum { ORDERING_TEXT_SIZE = 600, ORDERING_KEY_SIZE = 33 };

/* What the words mean. */
struct ordered {
    char *const *ids; /* those that were typed */
    int id_count;
    char text[ORDERING_TEXT_SIZE], second[ORDERING_TEXT_SIZE];
    char reason[ORDERING_TEXT_SIZE], room[ORDERING_TEXT_SIZE], at[ORDERING_TEXT_SIZE];
    const char *people; /* "--all" and so on; NULL: the IDs */
    bool here, confirmed;
};

/* Reads the words behind the name. NULL, or what is wrong with them. words: sorted in place. */
const char *ordering_read(const struct desk_row *row, int count, char **words, struct ordered *out);

/* Makes a key of 128 random bits; false after saying that the system gives none. */
bool ordering_draw_key(char key[ORDERING_KEY_SIZE]);

/* Reads, sends and shows. Returns an exit status, EX_USAGE after saying what is wrong with the
 * words. */
int ordering_run(struct call *call, const struct desk_row *row, int count, char **words);

/* The words of the request about the IDs from `from` on, as many as fit; returns their number. */
size_t ordering_request(const struct desk_row *row, const struct ordered *ordered, const char *key,
                        int from, const char *out[WIRE_REQUEST_WORDS]);

/* Sends DESK with these words, and shows the reply. */
int ordering_send(struct call *call, const char *const *words, size_t count);

#endif
