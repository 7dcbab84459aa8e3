/* The terminal that a sitting belongs to (server/core/terminal.h). */
#include "common/array.h"
#include "db/ledger_exam.h"
#include "db/ledger_operator.h"
#include "db/ledger_peer.h"
#include "db/ledger_private.h"
#include "db/ledger_transfer.h"
#include "server/core/claim.h"

struct terminal_asks ledger_asks(const struct ledger *l, const struct ledger_terminal *who)
{
    return (struct terminal_asks){
        .token = who->token,
        .takeover = (enum takeover)l->exam->policy.value[POLICY_TAKEOVER],
        .clock_ms = l->now_clock_ms,
        .alive_ms = who->alive_ms,
    };
}

void ledger_settle_terminal(struct ledger *l, struct applicant *a, bool leaves)
{
    struct entry settled;
    if (terminal_settle(a, l->now_clock_ms, leaves, &settled))
        ledger_append(l, &settled, a);
}

static void end_provisional(struct ledger *l, struct applicant *a, const struct digest *token)
{
    struct entry returned;
    const struct sitting_clock clock = ledger_sitting_clock(l);
    if (allowance_left_ms(a, &clock) == 0)
        return; /* S3: it ends with the taker's answers */
    ledger_settle_terminal(l, a, false);
    if (terminal_return(a, token, &returned))
        ledger_append(l, &returned, a);
}

static void use(struct ledger *l, struct applicant *a, const struct digest *token)
{
    struct entry used;
    if (terminal_use(a, token, &used))
        ledger_append(l, &used, a);
}

void ledger_meet_terminal(struct ledger *l, struct applicant *a, const struct ledger_terminal *who)
{
    if (ledger_is_closed(l) || (l->failing && who->looks))
        return;
    if (a->sitting.terminal.provisional)
        end_provisional(l, a, &who->token);
    if (!l->failing) /* K8: an unused token is as good, and a command that only reads still works */
        use(l, a, &who->token);
}

/* Who guesses tokens does not learn where anybody is. */
static enum refusal check_home(struct ledger *l, const struct applicant *a,
                               const struct digest *token)
{
    struct sitting moved = {.number = 0};
    if (claim_check_home(a) == REFUSAL_NONE)
        return REFUSAL_NONE;
    if (a->claim != CLAIM_AWAY || sittings_find_moved(&l->db->sql, a->id, &moved) == 0 ||
        !terminal_had(&moved.terminal, token))
        return REFUSAL_NO_TOKEN;
    return ledger_in_transit(l, a) ? REFUSAL_TRANSIT : REFUSAL_ELSEWHERE;
}

enum refusal ledger_renew_terminal(struct ledger *l, const char *id, const struct digest *token,
                                   const struct digest *renewal, struct applicant *out)
{
    struct entry renewed;
    enum refusal refusal = ledger_check_open(l);
    if (refusal != REFUSAL_NONE)
        return refusal == REFUSAL_ELSEWHERE ? REFUSAL_GONE : refusal;
    *out = ledger_find(l, id);
    refusal = check_home(l, out, token);
    if (refusal != REFUSAL_NONE)
        return refusal;
    ledger_meet_terminal(l, out, &(struct ledger_terminal){.token = *token});
    /* Also while writes fail: it is renewed now, which must be written as well. */
    use(l, out, token);
    refusal = terminal_renew(out, token, renewal, l->now_clock_ms, &renewed);
    if (refusal == REFUSAL_NONE && renewed.kind == ENTRY_RENEW)
        ledger_append(l, &renewed, out);
    return refusal;
}

enum refusal ledger_move_terminal(struct ledger *l, const char *id, enum terminal_answers answers,
                                  const struct order *order)
{
    struct applicant a = ledger_find(l, id);
    struct entry moved;
    enum refusal refusal = ledger_check_open(l);
    if (refusal == REFUSAL_NONE)
        refusal = claim_check_home(&a);
    if (refusal == REFUSAL_NONE)
        refusal = terminal_move(&a, answers, order, &moved);
    if (refusal == REFUSAL_NONE && moved.kind == ENTRY_TERMINAL)
        ledger_append(l, &moved, &a);
    return refusal;
}

bool ledger_seats(struct ledger *l, struct ledger_seats *seats)
{
    struct sql *sql = &l->db->sql;
    sqlite3_stmt *s = sql_use(sql, SQL_SITTING_SEATS);
    seats->count = 0;
    while (sql_row(sql, s)) {
        if (!array_grow((void **)&seats->seat, &seats->cap, seats->count, sizeof *seats->seat)) {
            sql_end(s);
            return false;
        }
        struct ledger_seat *seat = &seats->seat[seats->count++];
        sql_column_text(s, 0, seat->id, sizeof seat->id);
        sql_column_blob(s, 1, seat->token.bytes, sizeof seat->token.bytes);
    }
    return sql->status == STATUS_OK;
}
