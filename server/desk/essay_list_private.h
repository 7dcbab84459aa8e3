/* essay_list_private.h - the parts of a list of essays (essay_list.h), for the two files that make it:
 * essay_list.c folds the journals, essay_give.c finds what there is for a marker.
 * Threads, memory, errors: essay_list.h. */
#ifndef SERVER_DESK_ESSAY_LIST_PRIVATE_H
#define SERVER_DESK_ESSAY_LIST_PRIVATE_H

#include "common/id_table.h"
#include "common/list.h"
#include "server/core/adoption.h"
#include "server/core/applicant.h"
#include "server/desk/essay_list.h"

/* A mark without its comment. */
struct kept_mark {
    struct kept_mark *next;
    uint64_t n;
    struct wall at;
    int64_t points;
    uint32_t round;
    uint32_t account; /* in essay_list.account */
    uint16_t question;
    uint8_t part;
    uint8_t journal;
};

/* A finish entry, or what marks name that were read before it. */
struct finish {
    struct id_node named; /* by the beginning of its digest */
    struct digest digest;
    struct essay_person *person; /* NULL: the entry has not been read */
    uint64_t n;
    struct kept_mark *marks;
    size_t mark_count;
};

/* The answer to an essay question. */
struct essay {
    struct essay_person *person;
    uint16_t question, shown; /* in the bank, and on the paper; from 1 */
    bool answered, apart, apart_answered;
    uint64_t n, apart_n; /* entries of the last answer; apart: of a provisional terminal */
    uint64_t order;
    bool judged;              /* the next three are what the marks come to */
    bool decided;             /* mark.h */
    uint8_t wanted;           /* mark.h */
    uint32_t by[MARK_PARTS];  /* whose marks count: an account + 1; 0: none */
    uint32_t holder;          /* the marker who has it: an account + 1; 0: nobody */
    struct mono holder_until; /* while it is reserved */
};

/* An answer that came before the takeover that says to which paper it belongs (transfer.h X4). */
struct brought {
    uint16_t shown;
    bool answered;
    uint64_t n;
};

/* Somebody who has started at the node of that journal, and what the fold needs to go on. */
struct essay_person {
    struct id_node named;
    enum journal_owner journal;
    enum claim_state claim;
    enum fork fork;
    enum sitting_state state;
    bool voided;
    bool fits; /* the paper is one of the exam in memory */
    uint32_t number;
    uint64_t seed, finish_n, finish_ref;
    struct finish *finish; /* of the last sitting, as marks name it; NULL: none */
    struct essay *essays;  /* on the paper, answered or not */
    size_t essay_count;
    struct brought *brought;
    size_t brought_count, brought_cap;
};

struct essay_side {
    const char *node;
    struct id_table *by_id; /* of persons */
    struct essay_person **person;
    size_t count, cap;
    struct finish **finish; /* ascending by number */
    size_t finish_count, finish_cap;
    struct adoption adoption;
};

struct essay_list {
    const struct exam *exam;
    enum status status;
    struct essay_side side[2];  /* by enum journal_owner */
    struct id_table *by_digest; /* of all finishes */
    struct finish **finish;
    size_t finish_count, finish_cap;
    struct mark **account; /* of which only the marker is set */
    size_t account_count, account_cap;
    int adopter;         /* its side (adoption.h Z6); -1: none */
    bool changed;        /* the array of essays is to be made anew */
    struct essay **open; /* all that there are, by question and order */
    size_t open_count, open_cap;
    struct paper_question *paper; /* room for one */
    struct mark *marks;           /* room for MARKS_MOST */
};

/* The account's number, a new one if need be; SIZE_MAX without memory. */
size_t essay_list_account(struct essay_list *list, const char *name);

#endif
