/* claim.h - the claim table: which node an applicant belongs to. This file and claim.c are the rule
 * that stops a second registration, and with it a second sitting.
 *
 *                register                 the peer's grant of it
 *        none ──────────────▶ pending ───────────────────────────▶ home
 *         ▲ ▲                    │                                  │
 *         │ │ the peer's release │ the peer's earlier claim         │ release (unsat only)
 *         │ └──────── away ◀─────┘                                  │
 *         │            ▲ the peer's claim, from none or away        │
 *         └────────────┴────────────────────────────────────────────┘
 *
 *   C1  an ID is never home at both nodes
 *   C2  only home may sit, and an ID that sat is never released: one person, one sitting
 *   C3  a grant counts only for the current claim, and only while pending
 *   C4  pending yields to an earlier stamp and to no other; equal stamps, to the lesser node name
 *   C5  only home can be released: a stale claim in flight could otherwise leave the ID away at both
 *   C6  a claim for an ID that is home here is an incident, never resolved by a rule
 *   C7  an applicant held since before a restore is not released without an operator's allow
 *
 * Threads: any. Memory: plain values. Errors: refusals and reactions, as results. */
#ifndef CORE_CLAIM_H
#define CORE_CLAIM_H

#include "server/core/applicant.h"
#include "server/core/refusal.h"

/* What a decision fills in: the kind, the ID, ref and the kind's own fields. The journal adds n,
 * seen, at and clock_ms when it is written. */

/* A client registers the ID here. Fills the claim but for name and code. */
enum refusal claim_register(const struct applicant *a, struct wall stamp, struct entry *out);

/* A node without a peer confirms its own claim. The applicant must be pending. */
void claim_confirm_alone(const struct applicant *a, struct entry *out);

/* An operator hands the applicant back. restored_n: our journal's length when the disk was last
 * restored, 0 when never. */
enum refusal claim_release(const struct applicant *a, uint64_t restored_n, struct entry *out);

/* Was the applicant ours already when the disk was restored, so that the lost tail may hold a
 * start? */
bool claim_held_before(const struct applicant *a, uint64_t restored_n);

enum claim_reaction {
    CLAIM_NOTHING, /* nothing to write */
    CLAIM_ENTRY,   /* out is to be written */
    CLAIM_INCIDENT /* C6: stop the link, tell the operator */
};

/* May an entry of this kind of the peer's make us write something? */
bool claim_concerns(enum entry_kind peer_kind);

/* What an entry of the peer's journal makes us write. Every kind of entry may be passed. */
enum claim_reaction claim_react(const struct applicant *a, const struct entry *peer_entry,
                                const char *own_node, const char *peer_node, struct entry *out);

void claim_apply(struct applicant *a, const struct entry *own);

#endif
