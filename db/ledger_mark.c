#include "db/ledger_mark.h"

#include "db/ledger_private.h"
#include "db/mark_table.h"
#include "db/publication_table.h"
#include "db/sittings.h"
#include "server/core/paper.h"

#include <string.h>

/* Each node adopts the other once, and the board may decide for it once more. */
enum { REPEATS_MOST = 4 };

bool ledger_load_paper(struct ledger *l, const struct applicant *a, uint32_t past,
                       struct buffer *bytes)
{
    paper_make(l->exam, a->sitting.seed, l->paper);
    bool loaded =
        sittings_answers(&l->db->sql, a->id, past, l->answers, l->exam->paper_count, bytes);
    l->delta.bytes.failed |= bytes->failed;
    return loaded;
}

uint32_t ledger_past_of(struct ledger *l, const struct applicant *a)
{
    struct sitting present = {.number = 0};
    sittings_find(&l->db->sql, a->id, 0, &present);
    return present.start_n == a->sitting.start_n ? 0 : a->sitting.number;
}

/* --- the finish that marks name --- */

struct finish_place {
    enum journal_owner owner;
    uint64_t n;
};

/* The entry with which the sitting was finished first: one that was adopted names the other node's,
 * which may name one of ours that was adopted there. */
static struct finish_place finish_place(struct ledger *l, const struct applicant *a)
{
    struct finish_place at = {JOURNAL_OWN, a->sitting.finish_n};
    struct entry e;
    for (int i = 0; i < REPEATS_MOST && ledger_read_entry(l, at.owner, at.n, &e); i++) {
        if (e.kind != ENTRY_FINISH || e.ref == 0)
            break;
        at.owner = at.owner == JOURNAL_OWN ? JOURNAL_PEER : JOURNAL_OWN;
        at.n = e.ref;
    }
    return at;
}

struct digest ledger_finish_digest(struct ledger *l, const struct applicant *a)
{
    struct digest none = {{0}};
    if (a->sitting.state != SITTING_FINISHED)
        return none;
    struct finish_place at = finish_place(l, a);
    return ledger_digest(l, at.owner, at.n);
}

/* --- what a result comes to --- */

static struct marks machine_part(const struct sitting *s)
{
    return (struct marks){
        .score = s->score, .max = s->max, .unmarked = s->unmarked, .answered = s->answered};
}

size_t ledger_find_marks(struct ledger *l, const struct digest *finish, uint16_t question,
                         const struct publication *cut)
{
    const char *const node[2] = {l->identity.node, l->state.peer.node};
    size_t all = mark_table_find(&l->db->sql, node, finish, question, l->marks), count = 0;
    for (size_t i = 0; i < all; i++) {
        bool own = strcmp(l->marks[i].node, l->identity.node) == 0;
        if (cut == NULL || publication_covers(cut, own, l->marks[i].n))
            l->marks[count++] = l->marks[i];
    }
    return count;
}

/* Adds what people marked to the machine's part. */
static void add_marks(struct ledger *l, const struct applicant *a, const struct publication *cut,
                      struct marks *total)
{
    struct buffer bytes = {0};
    if (total->unmarked == 0 || !digest_equal(&a->sitting.paper, &l->exam->paper_digest))
        return;
    const struct digest finish = ledger_finish_digest(l, a);
    if (ledger_load_paper(l, a, ledger_past_of(l, a), &bytes))
        for (size_t i = 0; i < l->exam->paper_count; i++) {
            uint16_t question = (uint16_t)(l->paper[i].question + 1);
            if (l->answers[i].len > 0 && l->exam->questions[question - 1].kind == QUESTION_ESSAY)
                mark_count(l->exam, question, l->marks,
                           ledger_find_marks(l, &finish, question, cut), total);
        }
    buffer_release(&bytes);
}

struct marks ledger_total(struct ledger *l, const struct applicant *a)
{
    struct marks total = machine_part(&a->sitting);
    add_marks(l, a, NULL, &total);
    return total;
}

/* --- what the applicant may see --- */

struct publication ledger_publication(struct ledger *l)
{
    const char *const node[2] = {l->identity.node, l->state.peer.node};
    return publication_table_load(&l->db->sql, node);
}

/* Is the entry of ours covered, which finished or marked a sitting? Also one that was adopted,
 * where the other node's is that it repeats. */
static bool is_covered(struct ledger *l, const struct publication *p, uint64_t n)
{
    struct entry e;
    if (publication_covers(p, true, n))
        return true;
    return ledger_read_entry(l, JOURNAL_OWN, n, &e) && e.ref > 0 &&
           publication_covers(p, false, e.ref);
}

struct publication_made ledger_published(struct ledger *l)
{
    const char *const node[2] = {l->identity.node, l->state.peer.node};
    return publication_table_made(&l->db->sql, node);
}

bool ledger_at_cut(struct ledger *l, const struct applicant *a, const struct publication *cut,
                   struct applicant *then, struct marks *out)
{
    *then = *a;
    if (a->sitting.state != SITTING_FINISHED)
        return false;
    while (cut != NULL && !is_covered(l, cut, then->sitting.marked_n)) /* I1, I2 */
        if (!sittings_marked_before(&l->db->sql, a->id, ledger_past_of(l, a), &then->sitting))
            return false;
    *out = machine_part(&then->sitting);
    add_marks(l, then, cut, out);
    return true;
}
