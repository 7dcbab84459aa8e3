#include "tests/sim/saves.h"

#include "db/ledger_operator.h"
#include "db/ledger_peer.h"
#include "server/core/late.h"

#include <string.h>

/* --- what a request wrote --- */

static bool is_lost(enum refusal refusal)
{
    return refusal == REFUSAL_INUSE_ALIVE || refusal == REFUSAL_INUSE_STAFF ||
           refusal == REFUSAL_INUSE_RESUMED;
}

static bool is_too_late(enum refusal refusal)
{
    return is_lost(refusal) || refusal == REFUSAL_TIMEUP || refusal == REFUSAL_FINISHED ||
           refusal == REFUSAL_STAFF_ENDED || refusal == REFUSAL_VOID;
}

static bool has(const struct terminal *t, const struct digest *token)
{
    return digest_equal(&t->token, token) || (!t->renewed && digest_equal(&t->renewal, token));
}

static bool had(const struct terminal *t, const struct digest *token)
{
    return has(t, token) || digest_equal(&t->renewal, token) || digest_equal(&t->former, token) ||
           digest_equal(&t->former_renewal, token);
}

/* S16: is there no room for it, or is it there already? */
static bool is_known(const struct sitting *s, const struct saves_request *q, bool lost)
{
    return s->late.count >= LATE_ANSWERS ||
           (q->seq > 0 && q->seq <= (lost ? s->late.lost_seq : s->late.seq));
}

bool saves_fail(struct ledger *l)
{
    struct ledger_counts counts;
    ledger_counts(l, &counts);
    return counts.failing;
}

/* S15. before, after: the sitting. */
static void check_late(struct history *h, struct ledger *l, const char *id,
                       const struct saves_request *q, const struct sitting *before,
                       const struct sitting *after, enum refusal refusal)
{
    const struct digest *token = &q->who->token;
    bool lost = is_lost(refusal) || !has(&before->terminal, token);
    bool due = is_too_late(refusal) && had(&before->terminal, token);
    uint32_t seq = lost ? after->late.lost_seq : after->late.seq;
    uint32_t other = lost ? after->late.seq : after->late.lost_seq;
    uint32_t other_before = lost ? before->late.seq : before->late.lost_seq;
    if (q->late && !due)
        history_broken(h, "S15: an answer of %s is evidence that is none (refusal %d)", id,
                       (int)refusal);
    if (!q->late && due && !is_known(before, q, lost) && !saves_fail(l))
        history_broken(h, "S15: an answer of %s came too late, and is not on record", id);
    if (q->late && q->seq > 0 && (seq != q->seq || other != other_before))
        history_broken(h, "S15: the reason of a late answer of %s is another one", id);
    if (after->late.count > LATE_ANSWERS)
        history_broken(h, "S16: %u late answers of %s are on record", (unsigned)after->late.count,
                       id);
}

static struct sitting sitting_of(struct ledger *l, const char *id)
{
    return ledger_find(l, id).sitting;
}

static enum refusal save(struct ledger *l, const char *id, const struct saves_request *q,
                         int option, uint32_t seq, uint64_t *n)
{
    char digit = (char)('0' + option);
    const struct wire_word value = {&digit, 1};
    return ledger_save(l, id, q->who, (uint16_t)(q->question + 1), seq, &value, option > 0 ? 1 : 0,
                       n);
}

/* S14, S16: the same again writes nothing, and has the same reply. S13: another one does not take its
 * number. */
static void check_again(struct history *h, struct ledger *l, const char *id,
                        const struct saves_request *q, enum refusal refusal, uint64_t n)
{
    uint64_t again_n = 0, own_n = ledger_position(l).own_n;
    enum refusal again = save(l, id, q, q->option, q->seq, &again_n);
    if (again != refusal || again_n != n || ledger_position(l).own_n != own_n)
        history_broken(h, "%s: an answer of %s is not what it was when it comes again",
                       refusal == REFUSAL_NONE ? "S14" : "S16", id);
    if (refusal == REFUSAL_NONE &&
        save(l, id, q, q->option == 1 ? 2 : 1, q->seq, &again_n) == REFUSAL_NONE)
        history_broken(h, "S13: an answer of %s is taken that is not newer", id);
}

/* S16 */
static void send_often(struct history *h, struct ledger *l, const char *id,
                       const struct saves_request *q)
{
    uint64_t n;
    for (int i = 0; i <= LATE_ANSWERS; i++)
        (void)save(l, id, q, q->option, 0, &n);
    unsigned count = sitting_of(l, id).late.count;
    if (count != LATE_ANSWERS)
        history_broken(h, "S16: %u late answers of %s are on record", count, id);
}

enum refusal saves_run(struct history *h, struct ledger *l, const char *id, struct saves_request *q)
{
    uint64_t n = 0, own_n = ledger_position(l).own_n;
    const struct sitting before = sitting_of(l, id);
    enum refusal refusal = save(l, id, q, q->option, q->seq, &n);
    const struct sitting after = sitting_of(l, id);
    q->wrote = refusal == REFUSAL_NONE && ledger_position(l).own_n != own_n;
    q->late = after.late.count > before.late.count;
    check_late(h, l, id, q, &before, &after, refusal);
    if (q->seq > 0 && (refusal == REFUSAL_NONE || q->late))
        check_again(h, l, id, q, refusal, n);
    if (q->late && q->often)
        send_often(h, l, id, q);
    return refusal;
}

/* --- what was told --- */

static bool is_sure(const struct history *h, int id)
{
    return h->losses[0] == 0 && h->losses[1] == 0 && !h->id[id].ruled;
}

static uint32_t last_told(const struct history_id *p, int which, bool apart)
{
    uint32_t last = p->seq[0] > p->seq[1] ? p->seq[0] : p->seq[1];
    return apart && p->apart_seq[which] > last ? p->apart_seq[which] : last;
}

/* The answer that the question has, as its terminal was told: does it have that number and option? */
static bool is_told(const struct history_id *p, int which, const struct saves_request *q,
                    bool apart)
{
    int last =
        p->answer[1 - which][q->question].at > p->answer[which][q->question].at ? 1 - which : which;
    if (p->answer[0][q->question].unclear || p->answer[1][q->question].unclear)
        return true;
    if (apart && p->answer[which][q->question].is_apart)
        return p->answer[which][q->question].apart_seq == q->seq &&
               p->answer[which][q->question].apart == q->option;
    return p->answer[last][q->question].seq == q->seq &&
           p->answer[last][q->question].told == q->option;
}

void saves_told(struct history *h, int which, int id, const struct saves_request *q, bool apart,
                enum refusal refusal)
{
    struct history_id *p = &h->id[id];
    const char *name = history_names[id];
    uint32_t *last = apart ? &p->apart_seq[which] : &p->seq[which];
    p->late[which] += q->late;
    if (q->newest && refusal == REFUSAL_STALE)
        history_broken(h, "S13: the newest answer of %s is called older", name);
    if (refusal != REFUSAL_NONE || q->seq == 0)
        return;
    if (is_sure(h, id) && q->wrote && q->seq <= last_told(p, which, apart))
        history_broken(h, "S13: answer %u of %s is taken after a newer one", q->seq, name);
    if (is_sure(h, id) && !q->wrote && !is_told(p, which, q, apart))
        history_broken(h, "S14: answer %u of %s is called a repetition", q->seq, name);
    if (q->seq > *last)
        *last = q->seq;
}

void saves_end_apart(struct history_id *p, int which, bool keep)
{
    if (keep && p->apart_seq[which] > p->seq[which])
        p->seq[which] = p->apart_seq[which];
    p->apart_seq[which] = 0;
}

void saves_started(struct history *h, int which, int id, uint32_t last_seq)
{
    if (is_sure(h, id) && last_seq < last_told(&h->id[id], which, false))
        history_broken(h, "S13: a START of %s is told the number %u, which is not the last",
                       history_names[id], last_seq);
}

/* --- the evidence, by the entries alone --- */

/* The late answers of a person in one journal. */
struct evidence {
    unsigned count;
    uint32_t seq, lost_seq;
};

static void look_at(struct history *h, struct evidence *found, const struct entry *e)
{
    uint32_t *last = e->late.why == LATE_LOST ? &found->lost_seq : &found->seq;
    bool goes_on = e->kind == ENTRY_START || e->kind == ENTRY_REOPEN || e->kind == ENTRY_RESET ||
                   e->kind == ENTRY_TAKEOVER ||
                   (e->kind == ENTRY_TERMINAL && e->terminal.event != TERMINAL_SETTLED);
    if (goes_on)
        found->seq = found->lost_seq = 0;
    if (e->kind != ENTRY_LATE)
        return;
    found->count++;
    if (e->late.seq > 0 && e->late.seq <= *last)
        history_broken(h, "S16: entry %llu has a late answer of %s once more",
                       (unsigned long long)e->n, e->id);
    if (e->late.seq > 0)
        *last = e->late.seq;
}

static void look_at_journal(struct history *h, struct world *w, int which,
                            struct evidence found[HISTORY_IDS])
{
    struct ledger_run run = {0};
    uint64_t own_n = ledger_position(w->node[which].ledger).own_n;
    for (uint64_t n = 1; n <= own_n; n += run.count) {
        ledger_read(w->node[which].ledger, true, n, MESSAGE_ENTRIES_BYTES, &run);
        const uint8_t *at = (const uint8_t *)run.bytes.data;
        struct entry e;
        for (size_t i = 0; i < run.count; at += run.len[i++])
            for (int id = 0; id < HISTORY_IDS && journal_decode(at, run.len[i], &e); id++)
                if (strcmp(e.id, history_names[id]) == 0)
                    look_at(h, &found[id], &e);
        if (run.count == 0)
            break;
    }
    buffer_release(&run.bytes);
}

void saves_check_end(struct history *h, struct world *w)
{
    for (int which = 0; which < 2; which++) {
        struct evidence found[HISTORY_IDS] = {{0}};
        look_at_journal(h, w, which, found);
        for (int id = 0; id < HISTORY_IDS; id++)
            if (h->losses[which] == 0 && found[id].count < h->id[id].late[which])
                history_broken(h,
                               "S15, D1: %u late answers of %s were acknowledged and %u are there",
                               h->id[id].late[which], history_names[id], found[id].count);
    }
}
