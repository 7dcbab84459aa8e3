#include "server/desk/desk_room.h"

#include "common/clock.h"
#include "common/moment.h"
#include "db/ledger_room.h"
#include "server/door/reply.h"

#include <string.h>
#include <time.h>

/* --- ADMIT, UNADMIT, NOTE --- */

static enum refusal admit(struct ledger *ledger, const char *id, const struct order *order,
                          void *context)
{
    const bool *on = context;
    return ledger_admit(ledger, id, *on, order);
}

void desk_admit(const struct request *r, const struct desk_words *w)
{
    bool on = true;
    desk_each(r, w, admit, &on);
}

void desk_unadmit(const struct request *r, const struct desk_words *w)
{
    bool on = false;
    desk_each(r, w, admit, &on);
}

static enum refusal note(struct ledger *ledger, const char *id, const struct order *order,
                         void *context)
{
    (void)context;
    return ledger_note(ledger, id, order);
}

void desk_note(const struct request *r, const struct desk_words *w)
{
    desk_each(r, w, note, NULL);
}

/* --- BEGIN --- */

struct begin_call {
    struct wall at;
    size_t started;
    struct room room;
};

static enum refusal begin(struct ledger *ledger, const char *id, const struct order *order,
                          void *context)
{
    struct begin_call *c = context;
    (void)id;
    return ledger_begin_exam(ledger, c->at, order, &c->started);
}

static void run_show(struct ledger *ledger, struct task *task)
{
    struct begin_call *c = task->context;
    ledger_begins(ledger, &c->room, NULL);
}

/* "09:30": that time of today, by the clock on this node's wall. */
static bool parse_time_of_day(const struct wire_word *word, struct wall *out)
{
    const struct wire_word hour = {word->data, 2}, minute = {word->data + 3, 2};
    int64_t h, m;
    if (word->len != 5 || word->data[2] != ':' || !wire_integer(&hour, 0, 23, &h) ||
        !wire_integer(&minute, 0, 59, &m))
        return false;
    time_t now = (time_t)(clock_wall().ms / 1000);
    struct tm t;
    if (localtime_r(&now, &t) == NULL)
        return false;
    t.tm_hour = (int)h;
    t.tm_min = (int)m;
    t.tm_sec = 0;
    t.tm_isdst = -1;
    out->ms = (int64_t)mktime(&t) * 1000;
    return out->ms > 0;
}

/* "+5": in so many minutes. */
static bool parse_minutes(const struct wire_word *word, struct wall *out)
{
    enum { MINUTES_MOST = 24 * 60, MINUTE_MS = 60000 };
    int64_t minutes;
    const struct wire_word digits = {word->data + 1, word->len - 1};
    if (word->data[0] != '+' || !wire_integer(&digits, 1, MINUTES_MOST, &minutes))
        return false;
    out->ms = clock_wall().ms + minutes * MINUTE_MS;
    return true;
}

/* "": now. */
static bool parse_at(const struct request *r, const struct wire_word *word, struct wall *out)
{
    out->ms = 0;
    if (word->len == 0 || parse_minutes(word, out) || parse_time_of_day(word, out) ||
        moment_parse(word->data, word->len, out))
        return true;
    wire_put_error(r->out, "ERR",
                   "--at is a time of today, such as '09:30', or '+5' for in 5 minutes, "
                   "or " MOMENT_WANTED ", not '%.*s'",
                   (int)(word->len < MOMENT_TEXT_SIZE ? word->len : MOMENT_TEXT_SIZE), word->data);
    return false;
}

/* A repeated order, and one that changed nothing, say how it stands. */
void desk_begin(const struct request *r, const struct desk_words *w)
{
    struct begin_call c = {.started = 0};
    char at[MOMENT_TEXT_SIZE];
    if (!parse_at(r, &w->word[0], &c.at) || !desk_do(r, w, "", begin, &c) ||
        !request_run(r, run_show, &c))
        return;
    bool begun = c.room.begun_n > 0;
    moment_text(begun ? c.room.begun_at : c.room.at, at);
    wire_put_array(r->out, 6);
    reply_pair_text(r->out, "begun", begun ? "yes" : "no");
    reply_pair_text(r->out, "at", at);
    reply_pair_integer(r->out, "started", (int64_t)c.started);
}

/* --- ANNOUNCE, ANNOUNCED --- */

struct announce_call {
    char room[ROOM_MAX_BYTES + 1];
    char text[TEXT_MAX_BYTES + 1];
};

static enum refusal announce(struct ledger *ledger, const char *id, const struct order *order,
                             void *context)
{
    const struct announce_call *c = context;
    (void)id;
    return ledger_announce(ledger, c->room, c->text, order);
}

void desk_announce(const struct request *r, const struct desk_words *w)
{
    struct announce_call c = {.room = ""};
    char why[NAME_WHY_SIZE];
    if (!announcement_take(w->word[1].data, w->word[1].len, c.text, why)) {
        wire_put_error(r->out, "ERR", "%s", why);
    } else if ((w->word[0].len == 0 || desk_room(r, &w->word[0], c.room)) &&
               desk_do(r, w, "", announce, &c)) {
        wire_put_array(r->out, 2);
        reply_pair_text(r->out, "announced", c.room[0] != '\0' ? c.room : "everywhere");
    }
}

struct announced_call {
    char room[ROOM_MAX_BYTES + 1];
    struct room_announcement stands;
};

static void run_announced(struct ledger *ledger, struct task *task)
{
    struct announced_call *c = task->context;
    ledger_announcement(ledger, c->room, &c->stands);
}

void desk_announced(const struct request *r, const struct desk_words *w)
{
    struct announced_call c = {.room = ""};
    if (w->word[0].len > 0 && !desk_room(r, &w->word[0], c.room))
        return;
    if (!request_run(r, run_announced, &c))
        return;
    wire_put_array(r->out, 4);
    reply_pair_integer(r->out, "entry", (int64_t)c.stands.n);
    reply_pair_text(r->out, "text", c.stands.text);
}
