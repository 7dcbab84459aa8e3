/* claim.h - the claim table: which node an applicant belongs to. This file and claim.c hold the
 * rules that prevent a second registration, and with it a second sitting.
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
 *   C2  only home may sit, and an ID that sat or is void is never released; of all sittings of an
 *       ID, over both journals, at most one is not void (ruling.h U2)
 *   C3  a grant counts only for the current claim, and only while that is pending
 *   C4  a pending claim yields only to an earlier stamp; of equal stamps the lesser node name wins
 *   C5  only home can be released: with a stale claim in flight the ID could end away at both nodes
 *   C6  a peer's claim for an ID that is home here is an incident, which no rule resolves
 *   C7  an applicant held since before a restore is released only after an operator's allow
 *
 * Threads: any. Memory: plain values. Errors: refusals and reactions, as results. */
#ifndef CORE_CLAIM_H
#define CORE_CLAIM_H

#include "server/core/applicant.h"
#include "server/core/refusal.h"

/* A decision fills in the kind, the ID, ref and the fields of the kind. The ledger fills in n,
 * seen, at and clock_ms when it appends the entry to the journal. */

/* A client registers the ID here. Fills the claim except for name and code. */
enum refusal claim_register(const struct applicant *a, struct wall stamp, struct entry *out);

/* A node without a peer confirms its own claim. The applicant must be pending. */
void claim_confirm_alone(const struct applicant *a, struct entry *out);

/* C2: only home may sit, and only at home is ruled about a sitting. */
enum refusal claim_check_home(const struct applicant *a);

/* An operator releases the applicant, who may then register at either node. restored_n: the length
 * of our journal when the disk was last restored; 0: never. */
enum refusal claim_release(const struct applicant *a, uint64_t restored_n, struct entry *out);

/* Was the applicant home here before the disk was restored? Then the lost tail may hold a start. */
bool claim_held_before(const struct applicant *a, uint64_t restored_n);

enum claim_reaction {
    CLAIM_NOTHING, /* nothing to write */
    CLAIM_ENTRY,   /* out is to be written */
    CLAIM_INCIDENT /* C6: stop the link, tell the operator */
};

/* Can a peer's entry of this kind make this node write an entry? */
bool claim_concerns(enum entry_kind peer_kind);

/* This node's reaction to an entry of the peer's journal, of any kind. */
enum claim_reaction claim_react(const struct applicant *a, const struct entry *peer_entry,
                                const char *own_node, const char *peer_node, struct entry *out);

void claim_apply(struct applicant *a, const struct entry *own);

#endif
