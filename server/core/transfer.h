/* transfer.h - a person moves to the other node, before the exam or during it. In between nobody serves
 * the person, and a sitting's time stands.
 *
 *     the sender      home ── transfer ─▶ in transit ── the peer's takeover came ─▶ away
 *                                             └──────────────┬───────────────────────┘
 *                                                            └── recall: asks the peer to send back
 *     the receiver    away ── the peer's transfer came: brought…, takeover ─▶ home
 *
 *   X1  only an open node of which the person is home transfers, before the sitting's time is up, and
 *       only if it became home after the last restore of the disk, or an operator has allowed it (C7)
 *   X2  the transfer itself ends the home: until the takeover the person is home nowhere
 *   X3  a person who is away neither answers, nor finishes at a deadline, nor is released
 *   X4  what moves is in entries before the transfer, in its transaction. The receiver writes them as
 *       its own, and the takeover last, in one transaction. `seen` reaches the transfer (or the recall)
 *       only in that last entry: if a disk is lost and but a part of them comes back, all of them are
 *       written again
 *   X5  a takeover counts as a confirmation. Two things are incidents, which no rule resolves. One is
 *       a transfer that comes to a node where the person is not away. The other is a takeover that
 *       answers a transfer which is not the sender's last one
 *   X6  nothing is cancelled: a recall is a question, which the peer answers with a transfer back if it
 *       is home by that very takeover, and may transfer (X1)
 *
 * tests/model/claims.pml has these rules, and finds what happens without each of them.
 *
 * Threads: any. Memory: plain values. Errors: refusals and reactions, as results. */
#ifndef CORE_TRANSFER_H
#define CORE_TRANSFER_H

#include "server/core/claim.h"

/* The node's part of a transfer. */
struct transfer_terms {
    bool open;           /* only transfer_react() asks: the ledger refuses the staff itself */
    uint64_t restored_n; /* as in claim_release() */
    uint64_t left_ms;    /* of a running sitting; exam clock */
    bool adopted;        /* one of the two nodes has adopted the other (adoption.h) */
    bool exams_agree, rules_agree;
    bool linked;
    bool confirmed; /* the staff know that the person is in transit until the link is back */
};

/* The staff send the person to the peer. The caller writes the answers of the sitting before *out, and
 * fills in out->move.parts. REFUSAL_LINK_DOWN: the link is down, and nobody has confirmed that. */
enum refusal transfer_decide(const struct applicant *a, const struct transfer_terms *terms,
                             struct entry *out);

/* The staff want the person back. REFUSAL_HERE: home already. */
enum refusal transfer_recall(const struct applicant *a, struct entry *out);

/* Can a peer's entry of this kind make this node write an entry, or stop the link? */
bool transfer_concerns(enum entry_kind peer_kind);

/* This node's reaction to such an entry. A takeover in *out is written after what moves, and so is a
 * transfer back, of which the caller fills in out->move.parts. */
enum claim_reaction transfer_react(const struct applicant *a, const struct transfer_terms *terms,
                                   const struct entry *peer_entry, struct entry *out);

/* Is the person in transit? last_n: the last entry of the peer's journal that gives the person a code
 * (a claim, a new code or a takeover); 0: none. */
bool transfer_is_in_transit(const struct applicant *a, uint64_t last_n);

/* ENTRY_TRANSFER, ENTRY_TAKEOVER. */
void transfer_apply(struct applicant *a, const struct entry *own);

#endif
