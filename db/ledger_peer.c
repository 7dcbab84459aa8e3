/* The handshake, and the entries that come over the link. */
#include "db/ledger_peer.h"

#include "common/log.h"
#include "db/codes.h"
#include "db/ledger_private.h"
#include "db/staff_table.h"
#include "db/listed_table.h"
#include "db/mark_table.h"
#include "db/publication_table.h"
#include "server/core/claim.h"
#include "server/core/transfer.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static void explain(char reason[LEDGER_REASON_SIZE], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void explain(char reason[LEDGER_REASON_SIZE], const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)vsnprintf(reason, LEDGER_REASON_SIZE, format, args);
    va_end(args);
}

void ledger_hello(struct ledger *l, struct hello *out)
{
    const struct ledger_state *s = &l->state;
    memset(out, 0, sizeof *out);
    out->protocol = MESSAGE_PROTOCOL;
    memcpy(out->cluster, l->identity.cluster, sizeof out->cluster);
    memcpy(out->node, l->identity.node, sizeof out->node);
    memcpy(out->address, l->address, sizeof out->address);
    out->instance = l->instance;
    out->exam = l->exam->digest;
    out->agreement = l->agreement;
    out->plan_hours = l->exam->hours;
    if (l->now.ms > 0)
        out->clock = l->now;
    out->side = (struct recovery_side){
        .standing = s->standing,
        .own_n = s->own_n,
        .own = s->own,
        .held_n = s->held_n,
        .held = ledger_digest(l, JOURNAL_PEER, s->held_n),
    };
    out->adopts = s->standing != STANDING_ADOPTED && adoption_stands(&s->adoption);
}

static void remember_peer(struct ledger *l, const struct hello *peer)
{
    struct sql *sql = &l->db->sql;
    struct ledger_state *s = &l->state;
    if (strcmp(s->peer.node, peer->node) != 0) {
        memcpy(s->peer.node, peer->node, sizeof s->peer.node);
        database_set_text(sql, "peer_node", s->peer.node);
    }
    if (strcmp(s->peer.address, peer->address) != 0) {
        memcpy(s->peer.address, peer->address, sizeof s->peer.address);
        database_set_text(sql, "peer_address", s->peer.address);
    }
    if (!digest_equal(&s->peer_exam, &peer->exam)) {
        s->peer_exam = peer->exam;
        database_set_blob(sql, "peer_exam", peer->exam.bytes, DIGEST_BYTES);
    }
    if (!digest_equal(&peer->exam, &l->exam->digest))
        log_event(LOG_WARN, "the peer holds another exam: no new sitting starts until both nodes "
                            "are started with the same bank and settings");
}

/* Entries that are in neither copy of the peer's journal are lost. The peer writes new entries under
 * their numbers, which must be answered. */
static void forget_lost(struct ledger *l)
{
    struct ledger_state *s = &l->state;
    uint64_t exists_n = s->held_n > l->verdict.held_target ? s->held_n : l->verdict.held_target;
    if (s->seen_n <= exists_n)
        return;
    s->seen_n = exists_n;
    /* Our last entry has the old number, and a restart would read it there. */
    database_set_int(&l->db->sql, "forgot_at_n", (int64_t)s->own_n);
    database_set_int(&l->db->sql, "forgot_seen_n", (int64_t)s->seen_n);
}

/* R7. Written only when it changes: a full disk is no reason to refuse the peer. */
static void remember_length(struct ledger *l, const struct recovery_side *peer)
{
    struct ledger_state *s = &l->state;
    uint64_t has_n = peer->held_n > s->own_n ? peer->held_n : 0;
    if (has_n == s->peer_has_n)
        return;
    s->peer_has_n = has_n;
    database_set_int(&l->db->sql, "peer_has_n", (int64_t)has_n);
}

/* Closes the node if the handshake shows that its disk lacks entries. */
static void take_standing(struct ledger *l, const struct recovery_side *peer)
{
    struct ledger_state *s = &l->state;
    bool closes = l->verdict.standing == STANDING_RESTORED && s->standing != STANDING_RESTORED;
    if (s->standing == STANDING_CONTESTED) { /* R6: the peer shows that it is settled */
        log_event(LOG_INFO, "contested -> restored: the peer holds this node's journal as this "
                            "disk has it");
        ledger_end_contest(l, JOURNAL_OWN);
        ledger_close_as(l, STANDING_RESTORED);
    } else if (closes) {
        log_event(LOG_WARN,
                  "%s -> restored: the peer holds %llu entries of this node, the disk "
                  "%llu; closed until it has caught up",
                  standing_text(s->standing), (unsigned long long)peer->held_n,
                  (unsigned long long)s->own_n);
        ledger_close_as(l, STANDING_RESTORED);
    }
}

/* R3. The peer is then healed from the node that is unlocked: it should be the node that holds more. */
static void explain_quiet(const struct ledger *l, const struct recovery_side *peer,
                          char reason[LEDGER_REASON_SIZE])
{
    const struct ledger_state *s = &l->state;
    uint64_t here = s->own_n + s->held_n, there = peer->own_n + peer->held_n;
    explain(
        reason,
        "neither node is open: an operator must unlock one (sinodoctl unlock), best at %s, which "
        "holds %llu entries of both journals, the other %llu",
        here >= there ? l->identity.node : s->peer.node,
        (unsigned long long)(here >= there ? here : there),
        (unsigned long long)(here >= there ? there : here));
}

bool ledger_meet(struct ledger *l, const struct hello *peer, bool *quiet,
                 char reason[LEDGER_REASON_SIZE])
{
    struct ledger_state *s = &l->state;
    l->met = l->taken = l->retires = false;
    memset(l->dispute, 0, sizeof l->dispute);
    enum grace_state before = s->grace;
    s->grace = grace_hello(before, false); /* R5: unless the HELLO is accepted below */
    if (!ledger_is_peer(l, peer, reason))
        return false;
    enum instance_decision decision = ledger_judge(l, &peer->instance, INSTANCE_GONE);
    if (decision == INSTANCE_FENCED) { /* R8 */
        ledger_explain_retire(l, decision, reason);
        l->retires = true;
        s->grace = before;
        return false;
    }
    remember_peer(l, peer);
    ledger_take_place(l, peer); /* Z3 */
    struct hello us;
    ledger_hello(l, &us);
    const struct recovery_side *theirs = &peer->side;
    uint64_t own_n = theirs->held_n < s->own_n ? theirs->held_n : s->own_n;
    uint64_t held_n = theirs->own_n < s->held_n ? theirs->own_n : s->held_n;
    struct digest own_at = ledger_digest(l, JOURNAL_OWN, own_n);
    struct digest held_at = ledger_digest(l, JOURNAL_PEER, held_n);
    struct recovery_verdict v = recovery_meet(&us.side, &own_at, &held_at,
                                              s->contested[JOURNAL_OWN].contest.differs_n, theirs);
    l->verdict = v;
    remember_length(l, theirs);
    if (!v.refused)
        take_standing(l, theirs);
    if (ledger_begin_dispute(l, &v, own_n, held_n)) /* R4, R6 */
        return false;
    if (v.refused) {
        ledger_doubt_contest(l);
        explain(reason, "the journal of %s is contested: sinodoctl status there says what to do",
                l->identity.node);
        return false;
    }
    if (l->halted) {
        explain(reason, "node %s stopped the link because of an incident; see its log",
                l->identity.node);
        return false;
    }
    ledger_end_contest(l, JOURNAL_PEER);
    ledger_take_instance(l, peer);
    ledger_take_agreement(l, peer);
    ledger_take_peer_plan(l, peer);
    l->met = true;
    s->grace = before; /* until the peer accepts our HELLO too */
    l->own_target = theirs->held;
    forget_lost(l);
    if (v.quiet)
        explain_quiet(l, theirs, reason);
    *quiet = v.quiet;
    return true;
}

/* J2: do these entries follow on our copy of that journal, agree with it where both have an entry, and
 * lead to the digest that came with them? Fills l->chain. */
static bool follows(struct ledger *l, enum journal_owner owner, uint64_t have_n,
                    const struct ledger_received *r)
{
    if (r->first > have_n + 1 || r->count > MESSAGE_ENTRIES_MAX)
        return false;
    struct digest digest = ledger_digest(l, owner, r->first - 1);
    for (size_t i = 0; i < r->count; i++) {
        uint64_t n = r->first + i;
        if (r->entries[i].len > ENTRY_MAX_BYTES)
            return false;
        digest = journal_chain(&digest, (const uint8_t *)r->entries[i].data, r->entries[i].len);
        l->chain[i] = digest;
        if (n == have_n || (n < have_n && i + 1 == r->count)) {
            struct digest have = ledger_digest(l, owner, n);
            if (!digest_equal(&have, &digest))
                return false;
        }
    }
    return digest_equal(&digest, r->digest);
}

/* Decodes entry n; false when the bytes are no entry, or another one. */
static bool decode_as(const struct wire_word *bytes, uint64_t n, struct entry *out)
{
    return journal_decode((const uint8_t *)bytes->data, bytes->len, out) && out->n == n;
}

static enum ledger_applied note_incident(struct ledger *l, const struct entry *theirs,
                                         char reason[LEDGER_REASON_SIZE])
{
    struct sql *sql = &l->db->sql;
    if (theirs->kind == ENTRY_CLAIM)
        explain(reason,
                "INCIDENT: entry %llu of %s claims %s, which is home here; the link is stopped",
                (unsigned long long)theirs->n, l->state.peer.node, theirs->id);
    else
        explain(reason,
                "INCIDENT: entry %llu of %s, a %s of %s, does not fit this journal; the link is "
                "stopped",
                (unsigned long long)theirs->n, l->state.peer.node, entry_kind_text(theirs->kind),
                theirs->id);
    log_event(LOG_ERROR, "%s", reason);
    database_set_int(sql, "incidents", database_get_int(sql, "incidents") + 1);
    database_set_text(sql, "incident", reason);
    l->halted = true;
    return LEDGER_INCIDENT;
}

/* R9. A claim whose ID is unknown here, but which this node had seen before it lost its disk, was
 * withheld; or the peer released it, and its next entries about the ID follow. */
static bool withholds(struct ledger *l, const struct entry *theirs, const struct applicant *a,
                      enum claim_reaction reaction)
{
    if (theirs->kind != ENTRY_CLAIM)
        return false;
    if (theirs->n <= l->state.seen_n)
        return a->claim == CLAIM_NONE;
    return reaction == CLAIM_ENTRY && !ledger_may_grant(l, theirs->id);
}

/* Can the entry make this node write one? */
static bool concerns(enum entry_kind kind)
{
    return claim_concerns(kind) || transfer_concerns(kind);
}

static enum claim_reaction react(struct ledger *l, const struct entry *theirs,
                                 const struct applicant *a, struct entry *out)
{
    if (transfer_concerns(theirs->kind))
        return ledger_react_to_move(l, theirs, a, out);
    return claim_react(a, theirs, l->identity.node, l->state.peer.node, out);
}

static enum ledger_applied take_entry(struct ledger *l, const struct wire_word *bytes,
                                      const struct digest *digest, const struct entry *theirs,
                                      char reason[LEDGER_REASON_SIZE])
{
    struct ledger_state *s = &l->state;
    struct entry answer;
    enum claim_reaction reaction = CLAIM_NOTHING;
    struct applicant a = applicant_unknown(theirs->id);
    bool answers = ledger_answers_peer(l); /* Z3, Z4 */
    bool matters = answers && theirs->n > s->seen_n && concerns(theirs->kind);
    if (matters || (answers && theirs->kind == ENTRY_CLAIM))
        a = fold_applicant(&l->applicants, theirs->id);
    if (matters)
        reaction = react(l, theirs, &a, &answer);
    if (reaction == CLAIM_INCIDENT)
        return note_incident(l, theirs, reason);
    if (s->withheld > 0 && concerns(theirs->kind))
        ledger_end_withheld(l, theirs->id);
    if (answers && withholds(l, theirs, &a, reaction)) {
        ledger_withhold(l, theirs->id, theirs->n);
        reaction = CLAIM_NOTHING;
    }
    s->held = *digest;
    s->held_n = theirs->n;
    journal_table_add(&l->segments[JOURNAL_PEER], theirs->n, (const uint8_t *)bytes->data,
                      bytes->len, &s->held);
    codes_take_reissue(&l->db->sql, theirs);
    ledger_take_peer_hours(l, theirs);
    staff_table_take(&l->db->sql, JOURNAL_PEER, theirs);
    ledger_note_retired(l, theirs);
    listed_table_take(&l->db->sql, JOURNAL_PEER, theirs);
    mark_table_take(&l->db->sql, JOURNAL_PEER, theirs);
    publication_table_take(&l->db->sql, JOURNAL_PEER, theirs);
    if (theirs->kind == ENTRY_MARK || theirs->kind == ENTRY_PUBLISH)
        l->delta.finished = true; /* our people's records are due */
    if (reaction == CLAIM_ENTRY && transfer_concerns(theirs->kind)) /* X4: before it is seen */
        ledger_write_parts(l, theirs, &a, &answer);
    if (s->seen_n < theirs->n)
        s->seen_n = theirs->n;
    ledger_take_peer_begin(l, theirs);
    if (reaction == CLAIM_ENTRY)
        ledger_append(l, &answer, &a);
    if (reaction == CLAIM_ENTRY && answer.kind == ENTRY_CONFIRM)
        ledger_settle_rename(l, &a);
    return LEDGER_APPLIED;
}

enum ledger_applied ledger_take_entries(struct ledger *l, const struct ledger_received *r,
                                        char reason[LEDGER_REASON_SIZE])
{
    struct ledger_state *s = &l->state;
    enum ledger_applied applied = LEDGER_APPLIED;
    bool lacked = s->held_n < l->verdict.held_target, listed = false;
    if (s->own_n < l->verdict.own_target || !follows(l, JOURNAL_PEER, s->held_n, r)) {
        explain(reason, "the peer's entries from %llu on do not follow what this node holds",
                (unsigned long long)r->first);
        return LEDGER_OUT_OF_ORDER;
    }
    for (size_t i = 0; i < r->count && applied == LEDGER_APPLIED; i++) {
        uint64_t n = r->first + i;
        struct entry theirs;
        if (n <= s->held_n)
            continue;
        if (!decode_as(&r->entries[i], n, &theirs)) {
            explain(reason, "entry %llu from the peer does not decode", (unsigned long long)n);
            applied = LEDGER_OUT_OF_ORDER;
        } else {
            applied = take_entry(l, &r->entries[i], &l->chain[i], &theirs, reason);
            listed |= theirs.kind == ENTRY_LIST;
        }
    }
    ledger_try_open(l);
    if ((lacked || listed) && applied == LEDGER_APPLIED)
        ledger_grant_withheld(l);
    return applied;
}

/* An entry that this node wrote before its disk was lost. */
static void regain(struct ledger *l, const struct wire_word *bytes, const struct digest *digest,
                   const struct entry *own)
{
    struct ledger_state *s = &l->state;
    s->own = *digest;
    s->own_n = own->n;
    s->last_at = own->at;
    s->seen_n = own->seen > s->held_n ? own->seen : s->held_n;
    s->deadline_known = false;
    ledger_note_own(l, own);
    /* The exam clock goes on where the lost disk's stood; it never goes back. */
    s->clock_ms = own->clock_ms;
    if (own->clock_ms > l->now_clock_ms) {
        l->base_clock_ms += own->clock_ms - l->now_clock_ms;
        l->now_clock_ms = own->clock_ms;
    }
    applicants_reserve(&l->applicants);
    journal_table_add(&l->segments[JOURNAL_OWN], own->n, (const uint8_t *)bytes->data, bytes->len,
                      &s->own);
    fold_apply(&l->applicants, own, NULL, &s->tally);
    l->found_holds = false;
    if (own->kind == ENTRY_FINISH || own->kind == ENTRY_MARK || own->kind == ENTRY_PUBLISH)
        l->delta.finished = true; /* its record may be lost as well */
}

enum ledger_applied ledger_take_tail(struct ledger *l, const struct ledger_received *r,
                                     char reason[LEDGER_REASON_SIZE])
{
    struct ledger_state *s = &l->state;
    uint64_t last_n = r->first + r->count - 1;
    bool ends = last_n == l->verdict.own_target;
    bool lacks = s->standing == STANDING_RESTORED || s->standing == STANDING_ADOPTED;
    if (!lacks || last_n > l->verdict.own_target || !follows(l, JOURNAL_OWN, s->own_n, r) ||
        (ends && !digest_equal(r->digest, &l->own_target))) {
        explain(reason,
                "the entries from %llu on that the peer sends back do not follow this journal",
                (unsigned long long)r->first);
        return LEDGER_OUT_OF_ORDER;
    }
    for (size_t i = 0; i < r->count; i++) {
        uint64_t n = r->first + i;
        struct entry own;
        if (n <= s->own_n)
            continue;
        if (!decode_as(&r->entries[i], n, &own)) {
            explain(reason, "entry %llu that the peer sends back does not decode",
                    (unsigned long long)n);
            return LEDGER_OUT_OF_ORDER;
        }
        regain(l, &r->entries[i], &l->chain[i], &own);
    }
    ledger_try_open(l);
    ledger_try_retire(l);
    return LEDGER_APPLIED;
}

void ledger_read(struct ledger *l, bool own, uint64_t first, uint64_t bytes_most,
                 struct ledger_run *run)
{
    enum journal_owner owner = own ? JOURNAL_OWN : JOURNAL_PEER;
    struct journal_table_reader reader;
    const uint8_t *bytes;
    size_t len;
    run->first = first;
    run->count = 0;
    buffer_clear(&run->bytes);
    journal_table_seek(&l->segments[owner], first, &reader);
    while (run->count < MESSAGE_ENTRIES_MAX && journal_table_read(&reader, &bytes, &len)) {
        if (run->count > 0 && run->bytes.len + len > bytes_most)
            break;
        buffer_append(&run->bytes, bytes, len);
        run->len[run->count++] = len;
    }
    journal_table_stop(&reader);
    if (run->bytes.failed)
        run->count = 0;
    run->last = ledger_digest(l, owner, first + run->count - 1);
}
