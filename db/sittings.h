/* sittings.h - the tables `sitting`, `remarked` and `answer`: a row for each sitting, for each time
 * that one was marked again, and for each answered question.
 * Threads: the one that owns the database. Memory: plain values, unless a function says otherwise.
 * Errors:  sticky in the connection (db/sql.h). */
#ifndef DB_SITTINGS_H
#define DB_SITTINGS_H

#include "common/buffer.h"
#include "db/sql.h"
#include "server/core/answer.h"
#include "server/core/applicant.h"
#include "server/core/sitting.h"

/* The applicant's sitting; *out is untouched when there is none. past: 0, or the number of one that
 * was given up. */
void sittings_find(struct sql *sql, const char *id, uint32_t past, struct sitting *out);
void sittings_put(struct sql *sql, const struct applicant *applicant);

/* The sitting and its answers are not the present ones any more: given up, or moved to the peer. */
void sittings_give_up(struct sql *sql, const struct entry *own, uint32_t number);

/* Before the present sitting is marked again: keeps how it stands, in the table `remarked`. */
void sittings_keep_marks(struct sql *sql, const char *id);

/* How the sitting stood before it was marked as *out says: changes its score, max, unmarked, pass mark,
 * marked_n and marked_exam. False, and *out is untouched: its finish marked it so. */
bool sittings_marked_before(struct sql *sql, const char *id, uint32_t past, struct sitting *out);

/* Stores the answer of one of our own entries. */
void sittings_put_answer(struct sql *sql, const struct entry *own);

/* Stores an answer that came with a person who moved. */
void sittings_bring_answer(struct sql *sql, const struct entry *own);

/* The answers that stand apart replace the others, or go. */
void sittings_settle_answers(struct sql *sql, const char *id, bool keep);

/* One answer, its values in bytes[ANSWER_MAX_BYTES]; without values when there is none. apart: the one
 * that stands apart, if there is one. Returns the entry that saved it; 0: none. */
uint64_t sittings_answer(struct sql *sql, const char *id, uint16_t question, bool apart,
                         uint8_t bytes[ANSWER_MAX_BYTES], struct sitting_answer *out);

/* All answers of a sitting into answers[count], by question; the values point into `bytes`, which
 * the caller releases. False when out of memory or after a failure. */
bool sittings_answers(struct sql *sql, const char *id, uint32_t past, struct answer *answers,
                      size_t count, struct buffer *bytes);

/* The sitting with which the person left for the peer last, with its number; 0, and *out is untouched,
 * when there is none. */
uint32_t sittings_find_moved(struct sql *sql, const char *id, struct sitting *out);

/* One answer as it moves. */
struct moving_answer {
    uint16_t question;
    uint64_t bytes;
    uint32_t seq;
    size_t len;
    uint8_t values[ANSWER_MAX_BYTES];
};

/* The answer to the next question after answer->question, of the sitting with that number (0: the
 * present one). False when there is none. */
bool sittings_next_answer(struct sql *sql, const char *id, uint32_t past, bool apart,
                          struct moving_answer *answer);

/* What the sitting's answers come to (sitting.h S9, S13). */
struct sitting_saves sittings_saves(struct sql *sql, const char *id);

/* The number of answers that are not cleared. apart: those that stand apart count in place of the
 * others. */
uint16_t sittings_answered(struct sql *sql, const char *id, bool apart);

#endif
