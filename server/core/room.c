#include "server/core/room.h"

#include "server/core/typed.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void room_apply(struct room *room, const struct entry *begin)
{
    assert(begin->kind == ENTRY_BEGIN);
    if (begin->begin.at.ms == 0) {
        room->begun_n = begin->n;
        room->begun_clock_ms = begin->clock_ms;
        room->begun_at = begin->at;
        return;
    }
    room->at = begin->begin.at;
    room->order = begin->order;
    room->set_n = begin->n;
    room->set_seen = begin->seen;
    room->set_ref = begin->ref;
}

/* --- starts --- */

enum refusal room_check_start(const struct applicant *a, const struct room *room,
                              const struct policy *policy)
{
    if (policy->value[POLICY_ADMIT] == ADMIT_STAFF && !a->admitted)
        return REFUSAL_ADMISSION; /* E2 */
    if (policy->value[POLICY_START] == START_TOGETHER && room->begun_n == 0)
        return REFUSAL_BEGIN; /* E3 */
    return REFUSAL_NONE;
}

enum refusal room_check_hours(const struct applicant *a, const struct hours *hours, struct wall now)
{
    enum refusal refusal = hours_check(hours, now);
    return refusal == REFUSAL_LATE && a->ready_n > 0 ? REFUSAL_NONE : refusal; /* E5 */
}

/* E6 */
uint64_t room_left_ms(const struct room *room, const struct policy *policy, uint64_t whole_ms,
                      uint64_t clock_ms)
{
    if (policy->value[POLICY_START] != START_TOGETHER || policy->value[POLICY_LATE] != LATE_REST)
        return whole_ms;
    uint64_t gone_ms = clock_ms - room->begun_clock_ms;
    return gone_ms < whole_ms ? whole_ms - gone_ms : 0;
}

/* --- decisions --- */

enum refusal room_begin(const struct room *room, const struct policy *policy,
                        const struct hours *hours, struct wall at, struct wall now,
                        struct entry *out)
{
    memset(out, 0, sizeof *out);
    if (policy->value[POLICY_START] != START_TOGETHER)
        return REFUSAL_EACH;
    if (room->begun_n > 0) /* E3 */
        return REFUSAL_NONE;
    if (at.ms < 0 || (at.ms > 0 && at.ms <= now.ms)) /* an entry holds no moment before 1970 */
        return REFUSAL_PAST;
    if (hours_check(hours, at.ms != 0 ? at : now) == REFUSAL_EARLY)
        return REFUSAL_EARLY;
    if (at.ms != 0 && at.ms == room->at.ms)
        return REFUSAL_NONE;
    entry_begin(out, ENTRY_BEGIN, "");
    out->begin.at = at;
    return REFUSAL_NONE;
}

bool room_due(const struct room *room, const struct hours *hours, struct wall now,
              struct entry *out)
{
    if (room->begun_n > 0 || room->at.ms == 0 || now.ms < room->at.ms ||
        hours_check(hours, now) == REFUSAL_EARLY)
        return false;
    entry_begin(out, ENTRY_BEGIN, "");
    out->order = room->order;
    memset(&out->order.key, 0, sizeof out->order.key); /* the order itself has been carried out */
    return true;
}

/* E7. Did the peer's staff set theirs after ours, or at the same time and with the lesser name? */
static bool is_theirs(const struct room *ours, const struct room *theirs, const char *own_node,
                      const char *peer_node)
{
    if (ours->set_ref != 0)
        return theirs->set_n > ours->set_ref;
    if (theirs->set_seen >= ours->set_n) /* also when there is none of ours */
        return true;
    return ours->set_seen < theirs->set_n && strcmp(peer_node, own_node) < 0;
}

bool room_repeat(const struct room *ours, const struct room *theirs, struct wall now,
                 const char *own_node, const char *peer_node, struct entry *out)
{
    if (theirs->set_n == 0 || theirs->set_ref != 0 || ours->begun_n > 0 ||
        theirs->at.ms <= now.ms || !is_theirs(ours, theirs, own_node, peer_node))
        return false;
    entry_begin(out, ENTRY_BEGIN, "");
    out->ref = theirs->set_n;
    out->order = theirs->order;
    out->begin.at = theirs->at;
    return true;
}

/* --- askers --- */

/* E4 */
bool room_asked(const struct room_asker *asker, uint64_t clock_ms)
{
    return clock_ms - asker->clock_ms <= ROOM_ASK_MS;
}

void room_ask(struct room_askers *askers, const struct room_asker *asker)
{
    size_t i = 0;
    while (i < askers->count && strcmp(askers->all[i].id, asker->id) != 0)
        i++;
    if (i == ROOM_ASKERS) {
        room_forget(askers, asker->clock_ms);
        i = askers->count;
    }
    if (i == ROOM_ASKERS)
        return;
    struct room_asker *at = &askers->all[i];
    if (i < askers->count && room_asked(at, asker->clock_ms) &&
        !digest_equal(&at->token, &asker->token))
        return;
    *at = *asker;
    if (i == askers->count)
        askers->count++;
}

void room_forget(struct room_askers *askers, uint64_t clock_ms)
{
    size_t kept = 0;
    for (size_t i = 0; i < askers->count; i++)
        if (room_asked(&askers->all[i], clock_ms))
            askers->all[kept++] = askers->all[i];
    askers->count = kept;
}

/* --- rooms --- */

bool room_same(const char *a, const char *b)
{
    if (strcmp(a, b) == 0)
        return true;
    char *one = typed_canonical(a, strlen(a)), *other = typed_canonical(b, strlen(b));
    bool same = strcmp(one, other) == 0;
    free(one);
    free(other);
    return same;
}

/* E8 */
bool room_hears(const char *announced, const char *room)
{
    return announced[0] == '\0' || room_same(announced, room);
}
