/* enrolment.h - who may register at this node, and what the desk corrects before an exam. The claims
 * that follow are claim.h's.
 *
 *   G1  with a roster an ID registers where the roster lists it, or where the staff have listed it: at
 *       both nodes, or at the node of the list entry alone
 *   G2  an applicant registers by the rule of the setting `registration`: open, nothing more; secret,
 *       with the secret that the roster has for the ID; staff, never. The desk registers in each mode
 *   G3  of an ID and the one that replaces it at most one may sit: with the confirmation of the new one
 *       the old one is released in the same transaction, or, where that has started, the new one
 *   F1  nobody registers whose paper, with those of all who are registered and have not finished, may
 *       need more room than the disk has
 *   F2  above the number of people that the node was set up for only the desk registers
 *
 * Threads: any. Memory: plain values. Errors: refusals. */
#ifndef CORE_ENROLMENT_H
#define CORE_ENROLMENT_H

#include "server/core/applicant.h"
#include "server/core/exam.h"
#include "server/core/refusal.h"

/* The last list entry about an ID in one journal. Zeros: there is none. */
struct listing {
    bool listed;
    bool here; /* at the node of that journal alone */
    char name[NAME_MAX_BYTES + 1];
};

/* G1. May the ID register at the node of the first journal? */
bool enrolment_listed(const struct listing *at, const struct listing *other);

/* What the applicant gave, and what the roster has. */
enum enrolment_secret {
    ENROLMENT_NO_SECRET, /* the roster has none for this ID */
    ENROLMENT_NOT_GIVEN,
    ENROLMENT_WRONG,
    ENROLMENT_RIGHT
};

struct enrolment {
    enum registration_mode mode; /* 0 counts as open */
    bool by_desk;
    bool has_roster;
    const char *node;        /* this one */
    const char *roster_node; /* where the roster lists the ID; "": at either, NULL: nowhere */
    struct listing own, peer;
    enum enrolment_secret secret;
    uint64_t people, people_most;
    uint64_t free_bytes, reserve_bytes;
};

/* For an ID that can be claimed. REFUSAL_UNLISTED, _LISTED_ELSEWHERE (at roster_node), _DESK, _SECRET,
 * _WRONG_SECRET, _FULL_PEOPLE, _FULL_DISK. */
enum refusal enrolment_decide(const struct enrolment *e);

/* F1: the room that one paper may need, in both journals' tables and in the answers' table. Each
 * question is counted as saved ENROLMENT_SAVES times; a text besides as it is typed (client/draft.h)
 * for the whole time. At most what a sitting may save (S9). */
enum {
    ENROLMENT_SAVES = 4,
    ENROLMENT_SAVE_BYTES = 256,
    ENROLMENT_TYPED_BYTES = 128 /* a second */
};
uint64_t enrolment_paper_bytes(const struct exam *exam);

/* The staff list an ID, which may wait for the other node's grant. */
enum refusal enrolment_list(const struct applicant *a, bool has_roster, const char *name, bool here,
                            struct entry *out);

/* The staff correct a name. */
enum refusal enrolment_amend(const struct applicant *a, const char *name, struct entry *out);

/* G3: the claim of an ID that replaces another, with its name and code. linked: the peer, if there is
 * one, is reached. restored_n: as in claim_release(). */
enum refusal enrolment_rename(const struct applicant *old, const struct applicant *renamed,
                              bool linked, uint64_t restored_n, struct wall stamp,
                              struct entry *out);

/* G3: `renamed` was confirmed and replaces `old`: the release that belongs to it. False: there is
 * none, since the old ID was released before, and may be another person's now. */
bool enrolment_settle(const struct applicant *old, const struct applicant *renamed,
                      uint64_t restored_n, struct entry *out);

#endif
