#include "server/desk/desk_terminal.h"

#include "db/ledger_operator.h"

static enum refusal move(struct ledger *ledger, const char *id, const struct order *order,
                         void *context)
{
    const enum terminal_answers *answers = context;
    return ledger_move_terminal(ledger, id, *answers, order);
}

void desk_move_terminal(const struct request *r, const struct desk_words *w)
{
    enum terminal_answers answers = TERMINAL_ANSWERS_UNSAID;
    if (wire_is(&w->word[0], "keep"))
        answers = TERMINAL_ANSWERS_KEPT;
    else if (wire_is(&w->word[0], "drop"))
        answers = TERMINAL_ANSWERS_DROPPED;
    else if (w->word[0].len > 0) {
        wire_put_error(r->out, "ERR",
                       "MOVE takes keep or drop, or neither: what becomes of the "
                       "answers of a terminal that took the exam over");
        return;
    }
    desk_each(r, w, move, &answers);
}
