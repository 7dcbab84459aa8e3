#include "server/core/applicant.h"

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
