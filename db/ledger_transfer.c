/* People who move between the nodes (server/core/transfer.h). */
#include "db/ledger_transfer.h"

#include "db/codes.h"
#include "db/ledger_exam.h"
#include "db/ledger_private.h"
#include "server/core/terminal.h"
#include "server/core/transfer.h"

#include <string.h>

static struct transfer_terms terms_of(const struct ledger *l, const struct applicant *a)
{
    const struct sitting_clock clock = ledger_sitting_clock(l);
    return (struct transfer_terms){
        .open = ledger_check_open(l) == REFUSAL_NONE,
        .restored_n = l->state.restored_n,
        .left_ms = allowance_left_ms(a, &clock),
        .adopted = !ledger_answers_peer(l),
        .exams_agree = ledger_position(l).exams_agree,
        .rules_agree = !l->state.rules_differ,
    };
}

/* X4: the answers of the sitting, before the transfer: also those of a terminal that has it
 * provisionally (terminal.h K5). */
static uint32_t write_answers(struct ledger *l, struct applicant *a)
{
    struct moving_answer answer = {.question = 0};
    struct entry e;
    uint32_t parts = 0;
    if (terminal_settle(a, l->now_clock_ms, true, &e))
        ledger_append(l, &e, a);
    entry_begin(&e, ENTRY_BROUGHT, a->id);
    while (sittings_next_answer(&l->db->sql, a->id, 0, false, &answer)) {
        e.brought.question = answer.question;
        e.brought.bytes = answer.bytes;
        e.brought.seq = answer.seq;
        e.brought.values = answer.values;
        e.brought.values_len = answer.len;
        ledger_append(l, &e, NULL);
        parts++;
    }
    return parts;
}

/* Is this the i-th of the entries that belong to a transfer? */
static bool is_part(const struct entry *part, const struct entry *transfer, uint32_t i)
{
    return part->kind == ENTRY_BROUGHT && part->n == transfer->n - transfer->move.parts + i &&
           strcmp(part->id, transfer->id) == 0;
}

/* Goes through the entries that belong to a transfer of the peer, which this node holds; writes them as
 * its own. False: they are not there. */
static bool take_parts(struct ledger *l, const struct entry *transfer, bool write)
{
    struct journal_table_reader reader;
    uint32_t parts = transfer->move.parts, i = 0;
    if (parts >= transfer->n)
        return false;
    journal_table_seek(&l->segments[JOURNAL_PEER], transfer->n - parts, &reader);
    for (bool good = true; good && i < parts;) {
        const uint8_t *bytes;
        size_t len;
        struct entry part;
        good = journal_table_read(&reader, &bytes, &len) && journal_decode(bytes, len, &part) &&
               is_part(&part, transfer, i);
        if (good && write)
            ledger_append(l, &part, NULL);
        if (good)
            i++;
    }
    journal_table_stop(&reader);
    return i == parts;
}

enum claim_reaction ledger_react_to_move(struct ledger *l, const struct entry *theirs,
                                         const struct applicant *a, struct entry *out)
{
    struct transfer_terms terms = terms_of(l, a);
    if (theirs->kind == ENTRY_TRANSFER && !take_parts(l, theirs, false))
        return CLAIM_INCIDENT;
    return transfer_react(a, &terms, theirs, out);
}

void ledger_write_parts(struct ledger *l, const struct entry *theirs, struct applicant *a,
                        struct entry *out)
{
    if (theirs->kind == ENTRY_TRANSFER)
        (void)take_parts(l, theirs, true);
    else
        out->move.parts = write_answers(l, a);
}

enum refusal ledger_transfer(struct ledger *l, const char *id,
                             const struct ledger_transfer *transfer)
{
    if (ledger_order_done(l, &transfer->order->key, id) > 0)
        return REFUSAL_NONE;
    struct entry e;
    struct applicant a = ledger_find(l, id);
    struct transfer_terms terms = terms_of(l, &a);
    terms.linked = transfer->linked;
    terms.confirmed = transfer->confirmed;
    enum refusal refusal = ledger_check_open(l);
    if (refusal == REFUSAL_NONE && ledger_in_transit(l, &a))
        refusal = REFUSAL_TRANSIT;
    if (refusal == REFUSAL_NONE)
        refusal = transfer_decide(&a, &terms, &e);
    if (refusal != REFUSAL_NONE)
        return refusal;
    e.order = *transfer->order;
    e.move.parts = write_answers(l, &a);
    ledger_append(l, &e, &a);
    return REFUSAL_NONE;
}

enum refusal ledger_recall(struct ledger *l, const char *id, const struct order *order)
{
    if (ledger_order_done(l, &order->key, id) > 0)
        return REFUSAL_NONE;
    struct entry e;
    struct applicant a = ledger_find(l, id);
    enum refusal refusal = ledger_check_open(l);
    if (refusal == REFUSAL_NONE)
        refusal = transfer_recall(&a, &e);
    if (refusal != REFUSAL_NONE)
        return refusal;
    e.order = *order;
    ledger_append(l, &e, &a);
    return REFUSAL_NONE;
}

bool ledger_in_transit(struct ledger *l, const struct applicant *a)
{
    return a->claim == CLAIM_AWAY && transfer_is_in_transit(a, codes_last_n(&l->db->sql, a->id));
}

uint64_t ledger_transit_count(struct ledger *l)
{
    uint64_t count = 0;
    sqlite3_stmt *s = sql_use(&l->db->sql, SQL_APPLICANT_IN_TRANSIT);
    sql_bind_int(&l->db->sql, s, 1, CLAIM_AWAY);
    if (sql_row(&l->db->sql, s))
        count = (uint64_t)sqlite3_column_int64(s, 0);
    sql_end(s);
    return count;
}
