#include "server/core/roles.h"

#include <string.h>

/* O2 */
bool roles_may(enum role role, enum duty duty)
{
    switch (role) {
    case ROLE_NONE:
        return false;
    case ROLE_INVIGILATOR:
        return duty != DUTY_GRADE && duty != DUTY_DECIDE;
    case ROLE_MARKER:
        return duty == DUTY_GRADE;
    case ROLE_BOARD:
        break;
    }
    return true;
}

/* O2 */
bool roles_may_extend(enum role role, int64_t extra_ms, int64_t bound_ms)
{
    if (role == ROLE_BOARD)
        return true;
    return role == ROLE_INVIGILATOR && extra_ms >= 0 && extra_ms <= bound_ms;
}

enum refusal roles_decide(enum role known, const char *name, enum role wanted,
                          const struct code_hash *code, struct entry *out)
{
    if (wanted != ROLE_NONE && known != ROLE_NONE)
        return REFUSAL_ACCOUNT;
    if (wanted == ROLE_NONE && known == ROLE_NONE)
        return REFUSAL_NO_ACCOUNT;
    entry_begin(out, ENTRY_STAFF, "");
    memcpy(out->staff.name, name, strlen(name));
    out->staff.role = wanted;
    if (wanted != ROLE_NONE)
        out->staff.code = *code;
    return REFUSAL_NONE;
}

static const char *const texts[] = {[ROLE_NONE] = "none",
                                    [ROLE_INVIGILATOR] = "invigilator",
                                    [ROLE_MARKER] = "marker",
                                    [ROLE_BOARD] = "board"};

const char *role_text(enum role role)
{
    return texts[role];
}

enum role role_named(const char *text, size_t len)
{
    for (enum role role = ROLE_INVIGILATOR; role <= ROLE_BOARD; role++)
        if (strlen(texts[role]) == len && memcmp(texts[role], text, len) == 0)
            return role;
    return ROLE_NONE;
}

bool account_name_valid(const char *name, size_t len)
{
    return len <= STAFF_NAME_MAX && node_name_valid(name, len);
}

/* O3 */
bool account_parse(const char *text, size_t len, char name[STAFF_NAME_MAX + 1],
                   char node[NODE_NAME_MAX + 1])
{
    const char *at = len > 0 ? memchr(text, '@', len) : NULL;
    size_t before = at != NULL ? (size_t)(at - text) : 0;
    if (at == NULL || !account_name_valid(text, before) ||
        !node_name_valid(at + 1, len - before - 1))
        return false;
    memcpy(name, text, before);
    name[before] = '\0';
    memcpy(node, at + 1, len - before - 1);
    node[len - before - 1] = '\0';
    return true;
}
