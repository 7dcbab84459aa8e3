/* essay_list.h - which essays there are to mark: a fold of both journals in memory, and who is marking
 * which of them. It does no I/O.
 *
 * There is an essay for each essay question that somebody of either node has answered, in an exam that
 * has finished, is not void and is the person's last one. What its marks come to is for
 * server/core/mark.h. Kept are where the last answer stands, not the answer, and of a mark all but its
 * comment: about 400 bytes for a person with one essay.
 *
 * A question's essays come in an order that their digests give: the same for everybody and at both
 * nodes, and it tells nothing of the person.
 *
 * Threads: one at a time. Memory: open/close. Errors: STATUS_NOMEM, which stays: then it is closed, and
 * the journals are read again. */
#ifndef SERVER_DESK_ESSAY_LIST_H
#define SERVER_DESK_ESSAY_LIST_H

#include "common/clock.h"
#include "common/status.h"
#include "db/journal_table.h"
#include "server/core/exam.h"
#include "server/core/mark.h"

enum {
    ESSAY_RESERVED_MS = 10 * 60 * 1000, /* for the marker to whom it was given */
    ESSAY_REF_SIZE = 2 * DIGEST_BYTES + 8
};

/* What marks name: a finish entry, and a question of the bank, from 1. */
struct essay_ref {
    struct digest finish;
    uint16_t question;
};

/* "DIGESTHEX:QUESTION", which says nothing of the person. */
void essay_ref_text(const struct essay_ref *ref, char out[ESSAY_REF_SIZE]);
bool essay_ref_parse(const char *text, size_t len, struct essay_ref *out);

struct essay_list;

/* exam: sealed. node: the name of the node of each journal, by enum journal_owner. Both must outlive
 * the list. */
enum status essay_list_open(const struct exam *exam, const char *const node[2],
                            struct essay_list **out);
void essay_list_close(struct essay_list *list); /* NULL is allowed */

/* The next entry of a journal, and its digest. */
void essay_list_take(struct essay_list *list, enum journal_owner journal, const struct entry *entry,
                     const struct digest *digest);

/* When what is new has been taken, before the functions below. */
void essay_list_settle(struct essay_list *list);

enum status essay_list_status(const struct essay_list *list);

/* Whose finish entry is it? False: it was not taken. */
bool essay_list_find(const struct essay_list *list, const struct digest *finish,
                     char id[IDENT_SIZE]);

/* Is this essay there to mark, or marked already? */
bool essay_list_has(const struct essay_list *list, const struct essay_ref *ref);

/* Who marks, and when. */
struct essay_marker {
    const char *account;
    bool linked; /* H7: the other node's people are marked, too */
    struct mono now;
};

/* How far the marking of a question is. */
struct essay_count {
    uint16_t question; /* in the bank, from 1 */
    size_t answers;
    size_t marked;   /* all that is wanted, by everybody */
    size_t open;     /* for this marker, now */
    size_t reserved; /* the same, but another marker has them at the moment */
    size_t unlinked; /* the same, but the link to their node is not up */
    size_t third;    /* two marks differ: a third person decides */
};

/* The essay questions behind `after` in the bank, at most `most`. Returns how many. */
size_t essay_list_count(const struct essay_list *list, const struct essay_marker *marker,
                        uint16_t after, struct essay_count *out, size_t most);

enum essay_way {
    ESSAY_NEXT, /* the next one for this marker, which is then reserved */
    ESSAY_LOOK, /* the same, also of those that others have, and without reserving */
    ESSAY_BACK, /* the one that this marker marked last, or the last before `after` */
    ESSAY_MINE  /* `after` itself, if it is there, with the marker's own mark */
};

struct essay_wish {
    enum essay_way way;
    uint16_t question;      /* 0: the first one that has something */
    struct essay_ref after; /* question 0: from the beginning */
};

struct essay_given {
    struct essay_ref ref;
    enum journal_owner journal; /* of the answer, */
    uint64_t answer_n;          /* and its entry */
    uint8_t part;               /* that is wanted, or that the marker has marked */
    int64_t points;             /* ESSAY_BACK, ESSAY_MINE: the own mark, */
    enum journal_owner mark_journal;
    uint64_t mark_n; /* and its entry, which has the comment; 0: none */
    size_t left;     /* as `open` of the question's count, with this one */
};

/* False: there is none. */
bool essay_list_give(struct essay_list *list, const struct essay_marker *marker,
                     const struct essay_wish *wish, struct essay_given *out);

#endif
