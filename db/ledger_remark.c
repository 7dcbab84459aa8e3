/* The part of ledger.h that marks finished sittings again, after the key was corrected. */
#include "db/ledger_operator.h"
#include "db/ledger_private.h"
#include "server/core/marking.h"
#include "server/core/sitting.h"

#include <string.h>

/* The sittings that one transaction marks: other requests wait for no more than that. */
enum { REMARKED_AT_ONCE = 100 };

static void remark_one(struct ledger *l, const struct applicant *a, const char *by,
                       struct ledger_remarked *out)
{
    struct marks marks = {0};
    struct entry remark;
    bool same_paper = digest_equal(&a->sitting.paper, &l->exam->paper_digest);
    if (same_paper && !ledger_marks(l, a, &marks))
        return;
    enum refusal refusal = sitting_remark(a, l->exam, &marks, by, &remark);
    out->other_paper += refusal == REFUSAL_EXAM_DIFFERS;
    if (refusal != REFUSAL_NONE || remark.kind != ENTRY_REMARK)
        return;
    out->marked++;
    out->changed += marks.score != a->sitting.score;
    ledger_append(l, &remark, NULL);
}

static bool take_change(struct ledger *l, const struct applicant *a, uint64_t from_n,
                        struct ledger_correction *out)
{
    struct entry e;
    if (a->sitting.marked_n <= from_n ||
        !ledger_read_entry(l, JOURNAL_OWN, a->sitting.marked_n, &e) || e.kind != ENTRY_REMARK ||
        e.remark.old_score == e.remark.score)
        return false;
    memcpy(out->id, a->id, sizeof out->id);
    memcpy(out->name, a->name, sizeof out->name);
    out->old_score = e.remark.old_score;
    out->score = e.remark.score;
    out->max = e.remark.max;
    return true;
}

void ledger_corrections(struct ledger *l, struct ledger_corrections *out)
{
    struct ledger_marked next;
    out->count = 0;
    for (int i = 0; i < LEDGER_CORRECTIONS; i++) {
        out->more = ledger_next_marked(l, out->after_n, &next);
        if (!out->more)
            return;
        out->after_n = next.n;
        if (next.past > 0) /* one that was given up counts no more */
            continue;
        const struct applicant a = fold_applicant(&l->applicants, next.id);
        out->count += take_change(l, &a, out->from_n, &out->change[out->count]);
    }
}

enum refusal ledger_remark(struct ledger *l, const char *by, struct ledger_remarked *out)
{
    struct ledger_marked next;
    enum refusal refusal = ledger_check_open(l);
    if (refusal != REFUSAL_NONE)
        return refusal;
    uint64_t end_n = l->state.own_n; /* entries that are written here come after it */
    for (int i = 0; i < REMARKED_AT_ONCE; i++) {
        out->done = !ledger_next_marked(l, out->after_n, &next) || next.n > end_n;
        if (out->done)
            break;
        out->after_n = next.n;
        if (next.past > 0) /* one that was given up counts no more */
            continue;
        struct applicant a = fold_applicant(&l->applicants, next.id);
        remark_one(l, &a, by, out);
    }
    return REFUSAL_NONE;
}
