#include "server/desk/desk_hours.h"

#include "common/clock.h"
#include "common/moment.h"
#include "db/hours_table.h"
#include "db/ledger_operator.h"
#include "server/door/reply.h"

struct hours_call {
    struct hours_wish wish;
    bool changed;
    struct ledger_hours hours;
};

static void run_show(struct ledger *ledger, struct task *task)
{
    struct hours_call *c = task->context;
    ledger_hours(ledger, &c->hours);
}

static enum refusal change(struct ledger *ledger, const char *id, const struct order *order,
                           void *context)
{
    struct hours_call *c = context;
    (void)id;
    c->wish.order = order;
    return ledger_change_hours(ledger, &c->wish, &c->hours, &c->changed);
}

/* --- the reply --- */

static void put_hours(struct buffer *out, const char *name, const struct hours *hours)
{
    char said[HOURS_SAID_SIZE];
    hours_say(hours, said);
    reply_pair_text(out, name, said);
}

static const char *starts_text(const struct hours *hours)
{
    enum refusal refusal = hours_check(hours, clock_wall());
    return refusal == REFUSAL_EARLY ? "not yet" : refusal == REFUSAL_LATE ? "no longer" : "yes";
}

/* Three pairs, each "" when there is no change. */
static void put_change(struct buffer *out, const char *const names[3],
                       const struct hours_change *last)
{
    char at[MOMENT_TEXT_SIZE] = "";
    if (last->n > 0)
        moment_text(last->at, at);
    reply_pair_text(out, names[0], last->by);
    reply_pair_text(out, names[1], at);
    reply_pair_text(out, names[2], last->reason);
}

void desk_hours_put_agree(struct buffer *out, const struct ledger_hours *h)
{
    reply_pair_text(out, "hours_agree",
                    !h->differ ? "yes"
                    : h->meant ? "no: changed by an operator"
                               : "no");
}

/* Eleven pairs. */
static void put_all(const struct request *r, const struct ledger_hours *h)
{
    static const char *const ours[] = {"changed_by", "changed_at", "reason"};
    static const char *const theirs[] = {"peer_changed_by", "peer_changed_at", "peer_reason"};
    put_hours(r->out, "hours", &h->hours);
    reply_pair_text(r->out, "may_start", starts_text(&h->hours));
    put_hours(r->out, "plan", &h->plan);
    put_change(r->out, ours, &h->last);
    if (h->has_peer)
        put_hours(r->out, "peer_hours", &h->peer_hours);
    else
        reply_pair_text(r->out, "peer_hours", "");
    put_change(r->out, theirs, &h->peer_last);
    desk_hours_put_agree(r->out, h);
}

void desk_hours(const struct request *r, const struct desk_words *w)
{
    struct hours_call c = {.changed = false};
    (void)w;
    if (!request_run(r, run_show, &c))
        return;
    wire_put_array(r->out, 22);
    put_all(r, &c.hours);
}

/* --- changes --- */

/* The number of minutes behind a "+"; false for other text. */
static bool parse_minutes(const struct wire_word *word, int64_t *ms)
{
    enum { MINUTES_MOST = 7 * 24 * 60, MINUTE_MS = 60000 };
    int64_t minutes;
    const struct wire_word digits = {word->data + 1, word->len - 1};
    if (word->data[0] != '+' || !wire_integer(&digits, 1, MINUTES_MOST, &minutes))
        return false;
    *ms = minutes * MINUTE_MS;
    return true;
}

/* What is asked for one end: "" nothing, "now", "+MINUTES" or a moment. */
static bool parse_end(const struct request *r, const char *name, const struct wire_word *word,
                      struct hours_end *out)
{
    *out = (struct hours_end){.ask = HOURS_KEEP};
    if (word->len == 0)
        return true;
    if (parse_minutes(word, &out->later_ms)) {
        out->ask = HOURS_LATER;
        return true;
    }
    out->ask = HOURS_AT;
    if (wire_is(word, "now")) {
        out->at = clock_wall();
        return true;
    }
    if (moment_parse(word->data, word->len, &out->at))
        return true;
    wire_put_error(r->out, "ERR",
                   "--%s must be " MOMENT_WANTED
                   ", or 'now', or '+30' for 30 minutes later; not '%.*s': "
                   "%s",
                   name, (int)(word->len < MOMENT_TEXT_SIZE ? word->len : MOMENT_TEXT_SIZE),
                   word->data, moment_fault(word->data, word->len));
    return false;
}

/* A repeated order shows the hours as they are. */
static void change_hours(const struct request *r, const struct desk_words *w, struct hours_call *c)
{
    if (!desk_do(r, w, "", change, c) || !request_run(r, run_show, c))
        return;
    wire_put_array(r->out, 24);
    reply_pair_text(r->out, "changed", c->changed ? "yes" : "no: they were so already");
    put_all(r, &c->hours);
}

void desk_hours_change(const struct request *r, const struct desk_words *w)
{
    struct hours_call c = {.changed = false};
    if (parse_end(r, "opens", &w->word[0], &c.wish.opens) &&
        parse_end(r, "closes", &w->word[1], &c.wish.closes))
        change_hours(r, w, &c);
}

void desk_hours_plan(const struct request *r, const struct desk_words *w)
{
    struct hours_call c = {.wish.plan = true};
    change_hours(r, w, &c);
}
