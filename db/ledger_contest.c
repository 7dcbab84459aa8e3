/* R6: contested journals, and the search with the peer for the first differing entry. */
#include "common/log.h"
#include "db/ledger_peer.h"
#include "db/ledger_private.h"

#include <string.h>

static uint64_t length_of(const struct ledger *l, enum journal_owner journal)
{
    return journal == JOURNAL_OWN ? l->state.own_n : l->state.held_n;
}

static void keep_contest(struct ledger *l, enum journal_owner journal,
                         const struct contested *contested)
{
    char before[CONTESTED_TEXT_SIZE], after[CONTESTED_TEXT_SIZE];
    contested_text(&l->state.contested[journal], before);
    contested_text(contested, after);
    l->state.contested[journal] = *contested;
    if (strcmp(before, after) != 0)
        database_set_text(&l->db->sql, contested_name(journal), after);
}

void ledger_end_contest(struct ledger *l, enum journal_owner journal)
{
    struct contested none;
    memset(&none, 0, sizeof none);
    keep_contest(l, journal, &none);
}

void ledger_doubt_contest(struct ledger *l)
{
    struct contested doubted = l->state.contested[JOURNAL_OWN];
    doubted.settled = true;
    doubted.healer_open = false;
    keep_contest(l, JOURNAL_OWN, &doubted);
}

/* The journal differs. The result of an earlier connection stays until more is known. */
static void find_contest(struct ledger *l, enum journal_owner journal,
                         const struct contest *contest)
{
    struct contested found;
    memset(&found, 0, sizeof found);
    found.contest = *contest;
    l->dispute[journal].contest = *contest;
    const struct contest *before = &l->state.contested[journal].contest;
    bool same = before->agreed_n == contest->agreed_n && before->differs_n == contest->differs_n;
    if (before->differs_n == 0 || before->differs_n > contest->differs_n ||
        (contest_is_found(contest) && !same))
        keep_contest(l, journal, &found);
    if (journal == JOURNAL_OWN && l->state.standing != STANDING_CONTESTED) { /* R6 */
        log_event(LOG_ERROR, "%s -> contested: the peer holds another journal of this node; closed",
                  standing_text(l->state.standing));
        ledger_close_as(l, STANDING_CONTESTED);
    }
}

bool ledger_begin_dispute(struct ledger *l, const struct recovery_verdict *v, uint64_t own_n,
                          uint64_t held_n)
{
    struct contest own = {.differs_n = own_n}, peers = {.differs_n = held_n};
    /* Contested before, and the peer holds more entries than this disk: ask it where they differ. */
    bool asks = v->refused && !v->own_contested && v->own_target > l->state.own_n;
    if (asks)
        own.differs_n = l->state.contested[JOURNAL_OWN].contest.differs_n;
    if (v->own_contested || asks)
        find_contest(l, JOURNAL_OWN, &own);
    if (v->peer_contested)
        find_contest(l, JOURNAL_PEER, &peers);
    return v->own_contested || asks || v->peer_contested;
}

static void fill_contest(struct ledger *l, enum journal_owner journal, struct message_contest *out)
{
    uint64_t points[CONTEST_POINTS];
    memset(out, 0, sizeof *out);
    out->senders = journal == JOURNAL_OWN;
    out->contest = l->dispute[journal].contest;
    size_t count = contest_points(&out->contest, points);
    for (size_t i = 0; i < count; i++)
        out->digests[i] = ledger_digest(l, journal, points[i]);
    l->dispute[journal].sent = contest_is_found(&out->contest);
}

bool ledger_contest(struct ledger *l, enum journal_owner journal, struct message_contest *out)
{
    if (l->dispute[journal].contest.differs_n == 0)
        return false;
    fill_contest(l, journal, out);
    return true;
}

enum ledger_contested ledger_take_contest(struct ledger *l, const struct message_contest *theirs,
                                          struct message_contest *out)
{
    enum journal_owner journal = theirs->senders ? JOURNAL_PEER : JOURNAL_OWN;
    struct contest contest = theirs->contest;
    struct digest ours[CONTEST_POINTS];
    uint64_t points[CONTEST_POINTS];
    if (contest.differs_n > length_of(l, journal))
        return LEDGER_CONTEST_WRONG;
    size_t count = contest_points(&contest, points);
    for (size_t i = 0; i < count; i++)
        ours[i] = ledger_digest(l, journal, points[i]);
    if (!contest_narrow(&contest, theirs->digests, ours))
        return LEDGER_CONTEST_WRONG;
    l->met = false;
    find_contest(l, journal, &contest);
    l->dispute[journal].came |= contest_is_found(&theirs->contest);
    if (l->dispute[journal].sent)
        return LEDGER_CONTEST_SILENT;
    fill_contest(l, journal, out);
    return LEDGER_CONTEST_ANSWER;
}

bool ledger_contest_is_found(const struct ledger *l)
{
    for (enum journal_owner journal = JOURNAL_OWN; journal <= JOURNAL_PEER; journal++)
        if (l->dispute[journal].contest.differs_n > 0 &&
            !(l->dispute[journal].sent && l->dispute[journal].came))
            return false;
    return true;
}

void ledger_settle_contest(struct ledger *l)
{
    struct ledger_state *s = &l->state;
    bool peers = l->dispute[JOURNAL_PEER].contest.differs_n > 0;
    if (!peers)
        ledger_end_contest(l, JOURNAL_PEER);
    for (enum journal_owner journal = JOURNAL_OWN; journal <= JOURNAL_PEER; journal++) {
        struct contested c = s->contested[journal];
        if (l->dispute[journal].contest.differs_n == 0)
            continue;
        c.settled = true;
        c.healer_open = journal == JOURNAL_OWN ? !peers && l->verdict.peer == STANDING_OPEN
                                               : s->standing == STANDING_OPEN;
        keep_contest(l, journal, &c);
    }
}

void ledger_contested(struct ledger *l, struct contested_view *out)
{
    memset(out, 0, sizeof *out);
    memcpy(out->node, l->identity.node, sizeof out->node);
    memcpy(out->peer, l->state.peer.node, sizeof out->peer);
    out->standing = l->state.standing;
    for (enum journal_owner journal = JOURNAL_OWN; journal <= JOURNAL_PEER; journal++) {
        struct contested *c = &out->of[journal];
        *c = l->state.contested[journal];
        struct entry first;
        if (c->contest.differs_n > 0 && ledger_read_entry(l, journal, c->contest.differs_n, &first))
            c->at = first.at;
    }
}
