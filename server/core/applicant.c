#include "server/core/applicant.h"

#include "common/utf8.h"
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

/* N1 */
enum name_fault applicant_name_take(const char *text, size_t len, char out[NAME_MAX_BYTES + 1],
                                    uint32_t *hidden)
{
    size_t used = 0, size;
    bool spaced = false;
    for (size_t at = 0; at < len; at += size) {
        uint32_t code;
        size = utf8_read(text + at, len - at, &code);
        if (size == 0)
            return NAME_NOT_UTF8;
        if (utf8_hidden(code)) {
            *hidden = code;
            return NAME_HIDDEN;
        }
        if (utf8_space(code)) {
            spaced = used > 0;
            continue;
        }
        if (used + spaced + size > NAME_MAX_BYTES)
            return NAME_TOO_LONG;
        if (spaced)
            out[used++] = ' ';
        memcpy(out + used, text + at, size);
        used += size;
        spaced = false;
    }
    out[used] = '\0';
    return NAME_GOOD;
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
