#include "server/desk/desk_time.h"

#include "db/ledger_allowance.h"
#include "db/ledger_exam.h"
#include "server/door/reply.h"

#include <string.h>

enum { MINUTE_MS = 60000, MINUTES_MOST = 24 * 60, SHOWN_MAX = 20 };

/* --- EXTEND --- */

struct extend_call {
    struct listed *listed; /* NULL: there is no roster */
    struct ledger_extension extension;
    bool all;
};

static int64_t roster_ms(const struct extend_call *c, const char *id)
{
    struct roster_person person;
    return c->listed != NULL && listed_find(c->listed, id, &person) ? (int64_t)person.extra_s * 1000
                                                                    : 0;
}

static enum refusal extend_one(struct ledger *ledger, const char *id, const struct order *order,
                               void *context)
{
    const struct extend_call *c = context;
    struct ledger_extension extension = c->extension;
    extension.roster_ms = roster_ms(c, id);
    if (!c->all)
        return ledger_extend(ledger, id, order, &extension);
    /* Whoever starts later is given it by the node, and whoever has finished is not concerned. */
    struct applicant a = ledger_find(ledger, id);
    return a.sitting.state == SITTING_RUNNING ? ledger_extend_sitting(ledger, id, order, &extension)
                                              : REFUSAL_NONE;
}

static enum refusal extend_node(struct ledger *ledger, const char *id, const struct order *order,
                                void *context)
{
    const struct extend_call *c = context;
    (void)id;
    return ledger_extend_node(ledger, order, &c->extension);
}

/* "10", "+10" or "-10". */
static bool parse_minutes(const struct request *r, const struct wire_word *word, int64_t *ms)
{
    bool plus = word->len > 0 && word->data[0] == '+';
    bool twice = plus && word->len > 1 && strchr("+-", word->data[1]) != NULL;
    const struct wire_word number = {word->data + plus, word->len - plus};
    int64_t minutes;
    if (!twice && wire_integer(&number, -MINUTES_MOST, MINUTES_MOST, &minutes) && minutes != 0) {
        *ms = minutes * MINUTE_MS;
        return true;
    }
    wire_put_error(
        r->out, "ERR",
        "the minutes must be a whole number, such as 10, or -5 for less time; not '%.*s'",
        (int)(word->len < SHOWN_MAX ? word->len : SHOWN_MAX), word->data);
    return false;
}

void desk_extend(const struct request *r, const struct desk_words *w)
{
    struct extend_call c = {.listed = r->node->listed, .all = w->who.people == DESK_ALL};
    c.extension.role = w->role;
    c.extension.bound_ms = (int64_t)exam_extend_minutes(r->node->exam) * MINUTE_MS;
    if (!parse_minutes(r, &w->word[0], &c.extension.delta_ms))
        return;
    if (c.all && !desk_do(r, w, "", extend_node, &c))
        return;
    desk_each(r, w, extend_one, &c);
}

/* --- PAUSE, RESUME, END --- */

static enum refusal pause_one(struct ledger *ledger, const char *id, const struct order *order,
                              void *context)
{
    (void)context;
    return ledger_pause(ledger, id, order);
}

static enum refusal resume_one(struct ledger *ledger, const char *id, const struct order *order,
                               void *context)
{
    (void)context;
    return ledger_resume(ledger, id, order);
}

static enum refusal pause_node(struct ledger *ledger, const char *id, const struct order *order,
                               void *context)
{
    (void)id;
    (void)context;
    return ledger_pause_node(ledger, order);
}

static enum refusal resume_node(struct ledger *ledger, const char *id, const struct order *order,
                                void *context)
{
    (void)id;
    (void)context;
    return ledger_resume_node(ledger, order);
}

/* Of many people those who do not sit are not concerned. */
static enum refusal end_one(struct ledger *ledger, const char *id, const struct order *order,
                            void *context)
{
    const struct desk_words *w = context;
    struct applicant a = ledger_find(ledger, id);
    if (w->who.people != DESK_IDS && a.sitting.state != SITTING_RUNNING)
        return REFUSAL_NONE;
    return ledger_end_sitting(ledger, id, order);
}

/* The same, of those who have finished. */
static enum refusal pause_many(struct ledger *ledger, const char *id, const struct order *order,
                               void *context)
{
    struct applicant a = ledger_find(ledger, id);
    return a.sitting.state == SITTING_FINISHED ? REFUSAL_NONE
                                               : pause_one(ledger, id, order, context);
}

void desk_pause(const struct request *r, const struct desk_words *w)
{
    if (w->who.people == DESK_ALL)
        desk_node(r, w, pause_node, NULL);
    else
        desk_each(r, w, w->who.people == DESK_IDS ? pause_one : pause_many, NULL);
}

void desk_resume(const struct request *r, const struct desk_words *w)
{
    if (w->who.people == DESK_ALL)
        desk_node(r, w, resume_node, NULL);
    else
        desk_each(r, w, resume_one, NULL);
}

void desk_end(const struct request *r, const struct desk_words *w)
{
    struct desk_words words = *w;
    desk_each(r, w, end_one, &words);
}
