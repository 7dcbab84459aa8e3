#include "server/core/ruling.h"

#include "server/core/claim.h"

#include <string.h>

enum refusal ruling_void(const struct applicant *a, struct entry *out)
{
    enum refusal refusal = claim_check_home(a);
    memset(out, 0, sizeof *out);
    if (refusal != REFUSAL_NONE || a->sitting.voided)
        return refusal;
    entry_begin(out, ENTRY_VOID, a->id);
    out->voiding.on = true;
    return REFUSAL_NONE;
}

enum refusal ruling_unvoid(const struct applicant *a, struct entry *out)
{
    enum refusal refusal = claim_check_home(a);
    memset(out, 0, sizeof *out);
    if (refusal != REFUSAL_NONE)
        return refusal;
    if (!a->sitting.voided) /* U2 */
        return a->sitting.number > 1 ? REFUSAL_LATER : REFUSAL_NONE;
    entry_begin(out, ENTRY_VOID, a->id);
    return REFUSAL_NONE;
}

/* U3 */
static enum refusal check_reopening(const struct applicant *a, const struct ruling_reopening *r)
{
    const struct sitting *s = &a->sitting;
    enum refusal refusal = claim_check_home(a);
    if (refusal != REFUSAL_NONE)
        return refusal;
    if (s->state == SITTING_NONE)
        return s->number > 1 ? REFUSAL_LATER : REFUSAL_NOTSTARTED;
    if (s->state == SITTING_RUNNING)
        return REFUSAL_RUNNING;
    if (s->voided)
        return REFUSAL_VOID;
    if (!digest_equal(&s->exam, &r->exam->digest))
        return REFUSAL_EXAM_DIFFERS;
    if (s->shown == SHOWN_KEY)
        return REFUSAL_KEY_SHOWN;
    if (s->shown == SHOWN_RESULT && !r->board)
        return REFUSAL_RESULT_SHOWN;
    return r->left_ms == 0 && s->left_ms == 0 ? REFUSAL_MINUTES : REFUSAL_NONE;
}

enum refusal ruling_reopen(const struct applicant *a, const struct ruling_reopening *r,
                           struct entry *out)
{
    enum refusal refusal = check_reopening(a, r);
    if (refusal != REFUSAL_NONE)
        return refusal;
    entry_begin(out, ENTRY_REOPEN, a->id);
    out->time.left_ms = r->left_ms > 0 ? r->left_ms : a->sitting.left_ms;
    return REFUSAL_NONE;
}

enum refusal ruling_reset(const struct applicant *a, struct entry *out)
{
    enum refusal refusal = claim_check_home(a);
    if (refusal != REFUSAL_NONE)
        return refusal;
    if (a->sitting.state != SITTING_FINISHED) /* U5 */
        return a->sitting.state == SITTING_NONE ? REFUSAL_NOTSTARTED : REFUSAL_RUNNING;
    entry_begin(out, ENTRY_RESET, a->id);
    return REFUSAL_NONE;
}

bool ruling_show(const struct applicant *a, enum shown what, struct entry *out)
{
    if (a->sitting.shown >= what)
        return false;
    entry_begin(out, ENTRY_SHOWN, a->id);
    out->shown.what = what;
    return true;
}
