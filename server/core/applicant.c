#include "server/core/applicant.h"

#include "server/core/claim.h"
#include "server/core/sitting.h"

#include <assert.h>
#include <string.h>

const char *claim_state_text(enum claim_state state)
{
    switch (state) {
    case CLAIM_NONE:
        return "none";
    case CLAIM_PENDING:
        return "pending";
    case CLAIM_HOME:
        return "home";
    case CLAIM_AWAY:
        return "away";
    }
    return "?";
}

struct applicant applicant_unknown(const char *id)
{
    struct applicant a;
    memset(&a, 0, sizeof a);
    size_t len = strlen(id);
    assert(len < sizeof a.id);
    memcpy(a.id, id, len);
    return a;
}

void applicant_apply(struct applicant *a, const struct entry *own)
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
        break;
    }
}
