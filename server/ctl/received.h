/* received.h - the answers that one person's sitting had when it was finished, and those that came too
 * late, from a journal alone.
 * Threads: one at a time. Memory: zeros are empty, but for the ID and the finish; received_release().
 * Errors:  `failed`: out of memory. */
#ifndef SERVER_CTL_RECEIVED_H
#define SERVER_CTL_RECEIVED_H

#include "common/buffer.h"
#include "server/core/entry.h"
#include "server/core/exam.h"

struct received {
    char id[IDENT_SIZE];
    uint64_t finish_n;                           /* the entry that finished the sitting */
    struct buffer saved[EXAM_QUESTIONS_MAX + 1]; /* encoded values, by question as shown */
    struct buffer
        apart[EXAM_QUESTIONS_MAX + 1]; /* of a terminal that had the sitting provisionally */
    bool given_apart[EXAM_QUESTIONS_MAX + 1];
    struct buffer late; /* lines of those that came too late (server/core/late.h) */
    bool over;          /* another sitting began behind the finish, or the person left */
    bool failed;
};

/* The next entry of the journal; for cut_read(). context: struct received. */
void received_take(void *context, const struct entry *entry, const struct digest *digest);

/* Prints a line for each question that has an answer, with the values as the terminal sent them; and
 * one for each answer that came too late, if there is any. */
void received_print(const struct received *received);
void received_release(struct received *received);

#endif
