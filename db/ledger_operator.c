/* The operations of the staff. */
#include "db/ledger_operator.h"

#include "db/ledger_exam.h"
#include "db/ledger_private.h"
#include "db/reader.h"
#include "server/core/claim.h"
#include "server/core/terminal.h"

#include <stdio.h>
#include <string.h>

/* Changes need an open node, and an applicant whose home or pending claim is here. */
static enum refusal check_ours(struct ledger *l, const struct applicant *a)
{
    enum refusal refusal = ledger_check_open(l);
    if (refusal != REFUSAL_NONE)
        return refusal;
    switch (a->claim) {
    case CLAIM_NONE:
        return REFUSAL_UNREGISTERED;
    case CLAIM_AWAY:
        return REFUSAL_ELSEWHERE;
    case CLAIM_PENDING:
    case CLAIM_HOME:
        break;
    }
    return REFUSAL_NONE;
}

enum refusal ledger_reissue(struct ledger *l, const char *id, const struct order *order,
                            const struct code_hash *code)
{
    struct applicant a = ledger_find(l, id);
    enum refusal refusal = check_ours(l, &a);
    if (refusal == REFUSAL_NONE)
        refusal = terminal_check_reissue(&a);
    if (refusal != REFUSAL_NONE)
        return refusal;
    struct entry e;
    entry_begin(&e, ENTRY_REISSUE, a.id);
    e.order = *order;
    e.reissue.code = *code;
    ledger_append(l, &e, NULL);
    return REFUSAL_NONE;
}

enum refusal ledger_release(struct ledger *l, const char *id, const struct order *order)
{
    struct applicant a = ledger_find(l, id);
    struct entry e;
    enum refusal refusal = ledger_check_open(l);
    if (refusal == REFUSAL_NONE)
        refusal = claim_release(&a, l->state.restored_n, &e);
    if (refusal != REFUSAL_NONE)
        return refusal;
    e.order = *order;
    ledger_append(l, &e, NULL);
    return REFUSAL_NONE;
}

enum refusal ledger_allow(struct ledger *l, const char *id, const struct order *order)
{
    struct applicant a = ledger_find(l, id);
    enum refusal refusal = check_ours(l, &a);
    if (refusal != REFUSAL_NONE)
        return refusal;
    struct entry e;
    entry_begin(&e, ENTRY_ALLOW, a.id);
    e.order = *order;
    ledger_append(l, &e, NULL);
    return REFUSAL_NONE;
}

enum refusal ledger_unlock(struct ledger *l, const char *by, bool linked, bool forced)
{
    if (l->state.grace == GRACE_LASTS) /* R5: the peer may be about to give our journal back */
        return REFUSAL_WAITING;
    const struct ledger_state *s = &l->state;
    struct recovery_lock lock = {
        .standing = s->standing,
        .own_n = s->own_n,
        .peer_has_n = s->peer_has_n,
        .healing = linked && l->met && l->verdict.can_open &&
                   !recovery_complete(&l->verdict, s->own_n, s->held_n),
    };
    enum refusal refusal = recovery_unlock(&lock, forced);
    if (refusal != REFUSAL_NONE)
        return refusal;
    if (s->retired && !forced)
        return REFUSAL_RETIRED;
    if (ledger_foreign_sittings(l) > 0)
        return REFUSAL_EXAM_DIFFERS;
    ledger_open_now(l, forced ? OPENED_FORCED : OPENED_UNLOCKED, by);
    return REFUSAL_NONE;
}

static uint64_t count_taken(struct sql *sql)
{
    uint64_t count = 0;
    sqlite3_stmt *s = sql_use(sql, SQL_SITTING_TAKEN);
    if (sql_row(sql, s))
        count = (uint64_t)sqlite3_column_int64(s, 0);
    sql_end(s);
    return count;
}

void ledger_counts(struct ledger *l, struct ledger_counts *out)
{
    struct sql *sql = &l->db->sql;
    memset(out, 0, sizeof *out);
    out->tally = l->state.tally;
    out->intents = l->state.intents;
    out->incidents = (uint64_t)database_get_int(sql, "incidents");
    database_get_text(sql, "incident", out->incident, sizeof out->incident);
    out->paused = l->state.time.paused_n > 0;
    out->taken = count_taken(sql);
    out->withheld = l->state.withheld;
    ledger_explain_rules(l, out->rules_differ);
    out->rosters_differ = agree_rosters_differ(&l->agreement, &l->state.peer_agreement);
    out->duplicates = (uint64_t)database_get_int(sql, "duplicates");
    out->failing = l->failing;
    out->log_bytes = database_log_bytes(l->db);
    out->log_kept_by = reader_find(l->db->index);
    if (l->state.retired)
        database_get_text(sql, "retired_why", out->retired, sizeof out->retired);
}

static void take_ordered(struct ledger *l, uint64_t n, struct ledger_ordered *out)
{
    struct entry e;
    *out = (struct ledger_ordered){.n = n};
    if (!ledger_read_entry(l, JOURNAL_OWN, n, &e))
        return;
    out->kind = e.kind;
    out->at = e.at;
    memcpy(out->id, e.id, sizeof out->id);
    memcpy(out->by, e.order.by, sizeof out->by);
    memcpy(out->reason, e.order.reason, sizeof out->reason);
}

size_t ledger_ordered(struct ledger *l, const struct order_key *key,
                      struct ledger_ordered out[LEDGER_ORDERED_PAGE])
{
    uint64_t n[LEDGER_ORDERED_PAGE];
    if (order_key_is_zero(key))
        return 0;
    size_t count = fold_order_entries(&l->db->sql, key, n, LEDGER_ORDERED_PAGE);
    for (size_t i = 0; i < count && i < LEDGER_ORDERED_PAGE; i++)
        take_ordered(l, n[i], &out[i]);
    return count;
}

size_t ledger_page(struct ledger *l, uint64_t after, struct applicant out[LEDGER_PAGE])
{
    uint64_t rows = id_index_rows(l->applicants.index), row = after;
    size_t count = 0;
    for (; count < LEDGER_PAGE && row < rows; count++)
        out[count] = fold_applicant(&l->applicants, id_index_id(l->applicants.index, ++row));
    return count;
}
