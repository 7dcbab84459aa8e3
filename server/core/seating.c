#include "server/core/seating.h"

#include "server/core/claim.h"

#include <string.h>

enum refusal seating_admit(const struct applicant *a, bool on, struct entry *out)
{
    enum refusal refusal = claim_check_home(a);
    memset(out, 0, sizeof *out);
    if (refusal != REFUSAL_NONE || a->admitted == on)
        return refusal;
    if (!on && a->sitting.state != SITTING_NONE)
        return REFUSAL_STARTED;
    entry_begin(out, ENTRY_ADMIT, a->id);
    out->admit.on = on;
    return REFUSAL_NONE;
}

enum refusal seating_note(const struct applicant *a, struct entry *out)
{
    entry_begin(out, ENTRY_NOTE, a->id);
    return claim_check_home(a);
}
