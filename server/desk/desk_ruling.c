#include "server/desk/desk_ruling.h"

#include "db/ledger_ruling.h"
#include "server/door/reply.h"

enum { MINUTE_MS = 60000, MINUTES_MOST = 24 * 60, SHOWN_MAX = 20 };

static enum refusal void_one(struct ledger *ledger, const char *id, const struct order *order,
                             void *context)
{
    (void)context;
    return ledger_void(ledger, id, order);
}

static enum refusal unvoid_one(struct ledger *ledger, const char *id, const struct order *order,
                               void *context)
{
    (void)context;
    return ledger_unvoid(ledger, id, order);
}

static enum refusal reset_one(struct ledger *ledger, const char *id, const struct order *order,
                              void *context)
{
    (void)context;
    return ledger_reset(ledger, id, order);
}

struct reopen_call {
    uint64_t left_ms; /* 0: the time that it had */
    bool board;
};

static enum refusal reopen_one(struct ledger *ledger, const char *id, const struct order *order,
                               void *context)
{
    const struct reopen_call *c = context;
    return ledger_reopen(ledger, id, order, c->left_ms, c->board);
}

void desk_void(const struct request *r, const struct desk_words *w)
{
    desk_each(r, w, void_one, NULL);
}

void desk_unvoid(const struct request *r, const struct desk_words *w)
{
    desk_each(r, w, unvoid_one, NULL);
}

void desk_reset(const struct request *r, const struct desk_words *w)
{
    desk_each(r, w, reset_one, NULL);
}

void desk_reopen(const struct request *r, const struct desk_words *w)
{
    const struct wire_word *word = &w->word[0];
    struct reopen_call c = {.board = w->role == ROLE_BOARD};
    int64_t minutes = 0;
    if (word->len > 0 && !wire_integer(word, 1, MINUTES_MOST, &minutes)) {
        wire_put_error(r->out, "ERR",
                       "the minutes that the exam goes on with must be a whole number from 1 to "
                       "%d, not '%.*s'",
                       MINUTES_MOST, (int)(word->len < SHOWN_MAX ? word->len : SHOWN_MAX),
                       word->data);
        return;
    }
    c.left_ms = (uint64_t)minutes * MINUTE_MS;
    desk_each(r, w, reopen_one, &c);
}
