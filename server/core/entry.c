#include "server/core/entry.h"

#include <string.h>

static const struct {
    const char *text;
    enum entry_subject subject;
    bool order;
} kinds[ENTRY_LAST + 1] = {
    [0] = {"?", ENTRY_OF_NODE, false},
    [ENTRY_CLAIM] = {"claim", ENTRY_OF_PERSON, true},
    [ENTRY_GRANT] = {"grant", ENTRY_OF_PERSON, false},
    [ENTRY_CONFIRM] = {"confirm", ENTRY_OF_PERSON, false},
    [ENTRY_RELEASE] = {"release", ENTRY_OF_PERSON, true},
    [ENTRY_FREED] = {"freed", ENTRY_OF_PERSON, false},
    [ENTRY_START] = {"start", ENTRY_OF_PERSON, false},
    [ENTRY_ANSWER] = {"answer", ENTRY_OF_PERSON, false},
    [ENTRY_FINISH] = {"finish", ENTRY_OF_PERSON, false},
    [ENTRY_REISSUE] = {"reissue", ENTRY_OF_PERSON, true},
    [ENTRY_ALLOW] = {"allow", ENTRY_OF_PERSON, true},
    [ENTRY_OUTAGE] = {"outage", ENTRY_OF_NODE, false},
    [ENTRY_BEAT] = {"beat", ENTRY_OF_NODE, false},
    [ENTRY_OPENED] = {"opened", ENTRY_OF_NODE, false},
    [ENTRY_REMARK] = {"remark", ENTRY_OF_PERSON, false},
    [ENTRY_HOURS] = {"hours", ENTRY_OF_NODE, true},
    [ENTRY_LIST] = {"list", ENTRY_OF_PERSON, true},
    [ENTRY_ADMIT] = {"admit", ENTRY_OF_PERSON, true},
    [ENTRY_READY] = {"ready", ENTRY_OF_PERSON, false},
    [ENTRY_BEGIN] = {"begin", ENTRY_OF_NODE, true},
    [ENTRY_EXTEND] = {"extend", ENTRY_OF_EITHER, true},
    [ENTRY_PAUSE] = {"pause", ENTRY_OF_EITHER, true},
    [ENTRY_RESUME] = {"resume", ENTRY_OF_EITHER, true},
    [ENTRY_HOLD] = {"hold", ENTRY_OF_PERSON, false},
    [ENTRY_ANNOUNCE] = {"announce", ENTRY_OF_NODE, true},
    [ENTRY_END] = {"end", ENTRY_OF_PERSON, true},
    [ENTRY_VOID] = {"void", ENTRY_OF_PERSON, true},
    [ENTRY_REOPEN] = {"reopen", ENTRY_OF_PERSON, true},
    [ENTRY_RESET] = {"reset", ENTRY_OF_PERSON, true},
    [ENTRY_AMEND] = {"amend", ENTRY_OF_PERSON, true},
    [ENTRY_NOTE] = {"note", ENTRY_OF_PERSON, true},
    [ENTRY_TERMINAL] = {"terminal", ENTRY_OF_PERSON, true},
    [ENTRY_SHOWN] = {"shown", ENTRY_OF_PERSON, false},
    [ENTRY_STAFF] = {"staff", ENTRY_OF_NODE, true},
    [ENTRY_TRANSFER] = {"transfer", ENTRY_OF_PERSON, true},
    [ENTRY_BROUGHT] = {"brought", ENTRY_OF_PERSON, false},
    [ENTRY_TAKEOVER] = {"takeover", ENTRY_OF_PERSON, false},
    [ENTRY_RECALL] = {"recall", ENTRY_OF_PERSON, true},
    [ENTRY_ADOPT] = {"adopt", ENTRY_OF_NODE, true},
    [ENTRY_RETIRED] = {"retired", ENTRY_OF_NODE, true},
    [ENTRY_COUNT] = {"count", ENTRY_OF_PERSON, true},
    [ENTRY_MARK] = {"mark", ENTRY_OF_PERSON, true},
    [ENTRY_PUBLISH] = {"publish", ENTRY_OF_NODE, true},
    [ENTRY_LATE] = {"late", ENTRY_OF_PERSON, false},
    [ENTRY_RENEW] = {"renew", ENTRY_OF_PERSON, false},
};

const char *entry_kind_text(enum entry_kind kind)
{
    return kinds[kind].text;
}

void entry_begin(struct entry *out, enum entry_kind kind, const char *id)
{
    memset(out, 0, sizeof *out);
    out->kind = kind;
    memcpy(out->id, id, strlen(id) + 1);
}

bool entry_has_order(enum entry_kind kind)
{
    return kinds[kind].order;
}

enum entry_subject entry_subject(enum entry_kind kind)
{
    return kinds[kind].subject;
}
