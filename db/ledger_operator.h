/* ledger_operator.h - the ledger's operations for the staff. order: who gives it, and why; by: the
 * operator's system user. Threads, memory, errors: ledger.h. */
#ifndef DB_LEDGER_OPERATOR_H
#define DB_LEDGER_OPERATOR_H

#include "db/fold.h"
#include "db/ledger.h"
#include "server/core/terminal.h"

enum refusal ledger_reissue(struct ledger *ledger, const char *id, const struct order *order,
                            const struct code_hash *code);
/* terminal.h K6. */
enum refusal ledger_move_terminal(struct ledger *ledger, const char *id,
                                  enum terminal_answers answers, const struct order *order);
enum refusal ledger_release(struct ledger *ledger, const char *id, const struct order *order);
enum refusal ledger_allow(struct ledger *ledger, const char *id, const struct order *order);

/* R7. linked: the link to the peer is up; forced: the operator has typed the node's name. */
enum refusal ledger_unlock(struct ledger *ledger, const char *by, bool linked, bool forced);

/* Marks finished sittings of this node again that were marked by an earlier key, a few at a time. */
struct ledger_remarked {
    uint64_t after_n; /* in and out: the position to go on from; 0: the beginning */
    uint64_t marked, changed, other_paper;
    bool done;
};
enum refusal ledger_remark(struct ledger *ledger, const char *by, struct ledger_remarked *out);

/* A sitting of this node whose points a remark changed: the machine's part, in thousandths of a
 * point. */
struct ledger_correction {
    char id[IDENT_SIZE];
    char name[NAME_MAX_BYTES + 1];
    int64_t old_score, score, max;
};

/* The next ones, some at a time, by the last remark of each sitting. */
enum { LEDGER_CORRECTIONS = 100 };
struct ledger_corrections {
    uint64_t from_n;  /* remarks behind this entry */
    uint64_t after_n; /* in and out: where to go on; at first from_n */
    bool more;        /* there may be more; also where count is 0 */
    size_t count;
    struct ledger_correction change[LEDGER_CORRECTIONS];
};
void ledger_corrections(struct ledger *ledger, struct ledger_corrections *out);

/* R9: this node has read another roster. True when the digest is another one: the next HELLO tells the
 * peer. people_most: F2. */
bool ledger_set_roster(struct ledger *ledger, const struct digest *roster, uint64_t people_most);

/* The staff list somebody beside the roster, correct a name, or replace an ID (core/enrolment.h). */
enum refusal ledger_list(struct ledger *ledger, const char *id, const char *name, bool here,
                         const struct order *order);
enum refusal ledger_amend(struct ledger *ledger, const char *id, const char *name,
                          const struct order *order);

/* linked: the link to the peer is up. *out: the new ID, pending or home. */
enum refusal ledger_rename(struct ledger *ledger, const char *id, const char *renamed, bool linked,
                           const struct order *order, struct ledger_enrolled *out);

/* S10. */
struct ledger_hours {
    struct hours hours, plan; /* in force at this node; its plan's */
    struct hours_change last;
    bool has_peer; /* the next three are of the last meeting, and of the entries that came since */
    struct hours peer_hours;
    struct hours_change peer_last;
    bool differ;
    bool meant; /* they differ by an operator's change alone: the plans' hours are the same */
};
void ledger_hours(const struct ledger *ledger, struct ledger_hours *out);

/* *changed: false when the hours were so already. *out: as they are then. */
enum refusal ledger_change_hours(struct ledger *ledger, const struct hours_wish *wish,
                                 struct ledger_hours *out, bool *changed);

struct ledger_counts {
    struct tally tally;
    uint64_t intents, incidents;
    char incident[LEDGER_REASON_SIZE];   /* the last one, for people; "" when there is none */
    char retired[LEDGER_REASON_SIZE];    /* R8: why this node was retired; "" when it was not */
    bool paused;                         /* B2: the node is */
    uint64_t taken;                      /* sittings that another terminal has provisionally */
    uint64_t withheld;                   /* R9: claims of the peer that are not granted */
    char rules_differ[AGREE_WORDS_SIZE]; /* R9: the options that differ; "" when none do */
    bool rosters_differ;
    uint64_t duplicates; /* R8: instances of the peer that were refused beside another one */
    bool failing;        /* the last write to the disk failed */
    int64_t log_bytes;   /* in use */
    int64_t log_kept_by; /* the process that reads it: reader_find() */
};
void ledger_counts(struct ledger *ledger, struct ledger_counts *out);

/* An entry of ours that carried out an order. */
struct ledger_ordered {
    uint64_t n;
    enum entry_kind kind;
    struct wall at;
    char id[IDENT_SIZE]; /* "": about the node */
    char by[BY_MAX_BYTES + 1], reason[REASON_MAX_BYTES + 1];
};

/* The entries of the order with this key, up to a page, by ID. Returns how many there are in all;
 * without a key none. */
enum { LEDGER_ORDERED_PAGE = 50 };
size_t ledger_ordered(struct ledger *ledger, const struct order_key *key,
                      struct ledger_ordered out[LEDGER_ORDERED_PAGE]);

/* The next applicants after the first `after` ones, in the order in which this node first heard of
 * them, up to a page; returns their number. An applicant who registers meanwhile is on a later page. */
enum { LEDGER_PAGE = 100 };
size_t ledger_page(struct ledger *ledger, uint64_t after, struct applicant out[LEDGER_PAGE]);

#endif
