/* people.h - the people of both nodes, as both journals have them up to a cut: a fold in memory, for
 * reports and for marking. It does no I/O.
 *
 * A person is of the node where they are home, or were last; each is there once.
 *
 * Threads: one at a time. Memory: open/close; all that is given out lives until the next entry is taken
 * or the fold is closed. At 100,000 people with 100 answers each it takes less than 250 MB; a mark
 * takes some 700 bytes.
 * Errors:  STATUS_NOMEM, which stays. */
#ifndef SERVER_REPORT_PEOPLE_H
#define SERVER_REPORT_PEOPLE_H

#include "common/status.h"
#include "db/journal_table.h"
#include "server/core/answer.h"
#include "server/core/applicant.h"
#include "server/core/mark.h"
#include "server/core/marking.h"

struct people;

/* node: the name of the node of each journal, by enum journal_owner. */
enum status people_open(const char *const node[2], struct people **out);
void people_close(struct people *people); /* NULL is allowed */

/* The next entry of a journal. finish: its digest, when it is a finish entry; else NULL. */
void people_take(struct people *people, enum journal_owner journal, const struct entry *entry,
                 const struct digest *finish);
enum status people_status(const struct people *people);

/* When all entries are taken, before the functions below. */
void people_settle(struct people *people);

enum people_state {
    PEOPLE_PENDING,    /* the claim is not confirmed */
    PEOPLE_REGISTERED, /* has not started */
    PEOPLE_RUNNING,
    PEOPLE_FINISHED,
    PEOPLE_TRANSIT, /* on the way to the other node, without an exam or with a running one */
    PEOPLE_FORKED,  /* went on at both nodes; the board has yet to decide (adoption.h) */
    PEOPLE_STATES
};
const char *people_state_text(enum people_state state); /* "pending", … */

struct people_saved;

/* A sitting: the present one, or one that a reset gave up (then void, with a number below). */
struct people_sitting {
    struct sitting sitting;
    struct digest finish; /* of its finish entry, as marks name it; zeros while it runs */
    const struct people_saved *saved; /* its answers: people_answers() */
    const struct mark *marks;         /* all marks that name this finish, by question */
    size_t mark_count;
};

/* English and Spanish. */
enum { PEOPLE_LANGUAGES = 2 };

struct person_report {
    const char *id, *name;
    enum journal_owner journal; /* of the node */
    enum people_state state;
    bool admitted;
    int64_t extra_ms;
    struct people_sitting now;           /* sitting.number 0: none */
    const char *notes[PEOPLE_LANGUAGES]; /* irregularities in words, joined by "; " */
};

/* By ID, ascending by bytes. */
size_t people_count(const struct people *people);
struct person_report people_at(const struct people *people, size_t i);

/* False: there is nobody of that ID. */
bool people_by_id(const struct people *people, const char *id, struct person_report *out);

/* The answers of a sitting by question as shown; room: exam->paper_count, those without one empty.
 * The values point into the fold. */
void people_answers(const struct people_sitting *s, const struct exam *exam, struct answer *out);

/* What a finished sitting comes to: the machine's part and the marks (mark.h H2). exam: for the points
 * of essays. */
struct marks people_marks(const struct people_sitting *s, const struct exam *exam);

/* Time of the last entry of both journals. */
struct wall people_last_at(const struct people *people);

#endif
