#include "server/core/seating.h"

#include "server/core/claim.h"

#include <string.h>

static void fill(struct entry *out, enum entry_kind kind, const struct applicant *a)
{
    memset(out, 0, sizeof *out);
    out->kind = kind;
    memcpy(out->id, a->id, sizeof out->id);
}

enum refusal seating_admit(const struct applicant *a, bool on, struct entry *out)
{
    enum refusal refusal = claim_check_home(a);
    memset(out, 0, sizeof *out);
    if (refusal != REFUSAL_NONE || a->admitted == on)
        return refusal;
    if (!on && a->sitting.state != SITTING_NONE)
        return REFUSAL_STARTED;
    fill(out, ENTRY_ADMIT, a);
    out->admit.on = on;
    return REFUSAL_NONE;
}

enum refusal seating_note(const struct applicant *a, struct entry *out)
{
    fill(out, ENTRY_NOTE, a);
    return claim_check_home(a);
}
