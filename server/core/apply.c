#include "server/core/apply.h"

#include "server/core/claim.h"
#include "server/core/sitting.h"

#include <assert.h>
#include <string.h>

void apply_entry(struct applicant *a, const struct entry *own)
{
    assert(strcmp(a->id, own->id) == 0);
    a->on_record = true;
    switch (own->kind) {
    case ENTRY_CLAIM:
    case ENTRY_GRANT:
    case ENTRY_CONFIRM:
    case ENTRY_RELEASE:
    case ENTRY_FREED:
    case ENTRY_REISSUE:
    case ENTRY_ALLOW:
        claim_apply(a, own);
        break;
    case ENTRY_START:
    case ENTRY_FINISH:
    case ENTRY_REMARK:
        sitting_apply(&a->sitting, own);
        break;
    case ENTRY_ANSWER:
    case ENTRY_OUTAGE:
    case ENTRY_BEAT:
    case ENTRY_OPENED:
    case ENTRY_HOURS:
        break;
    }
}
