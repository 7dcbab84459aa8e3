/* How a closed node opens (server/core/recovery.h). */
#include "common/log.h"
#include "db/ledger_private.h"

#include <stdio.h>

/* They would be shown and marked by the wrong paper. */
int64_t ledger_foreign_sittings(struct ledger *l)
{
    int64_t foreign = 0;
    struct sql *sql = &l->db->sql;
    sqlite3_stmt *s = sql_use(sql, SQL_SITTING_FOREIGN);
    sql_bind_blob(sql, s, 1, l->exam->digest.bytes, DIGEST_BYTES);
    if (sql_row(sql, s))
        foreign = sqlite3_column_int64(s, 0);
    sql_end(s);
    return foreign;
}

void ledger_open_now(struct ledger *l, enum opened_reason reason, const char *by)
{
    static const char *const why[] = {
        [OPENED_CAUGHT_UP] = "caught up with the peer",
        [OPENED_UNLOCKED] = "unlocked by the operator",
        [OPENED_FORCED] = "unlocked by force by the operator: the entries of this node's journal "
                          "that only the peer holds are given up"};
    /* A new node that has lost nothing has no history that could be incomplete. */
    bool journaled = l->state.standing != STANDING_NEW || reason != OPENED_CAUGHT_UP;
    log_event(reason == OPENED_FORCED ? LOG_WARN : LOG_INFO, "%s -> open: %s",
              standing_text(l->state.standing), why[reason]);
    l->found_holds = false;
    ledger_end_contest(l, JOURNAL_OWN);
    l->state.standing = STANDING_OPEN;
    database_set_int(&l->db->sql, "standing", STANDING_OPEN);
    if (l->state.retired)
        database_set_int(&l->db->sql, "retired", 0);
    l->state.retired = false;
    if (journaled) {
        ledger_journal_outage(l);
        struct entry opened;
        entry_begin(&opened, ENTRY_OPENED, "");
        opened.opened.reason = reason;
        (void)snprintf(opened.opened.by, sizeof opened.opened.by, "%s", by);
        ledger_append(l, &opened, NULL);
    }
    ledger_settle_renames(l);
    ledger_settle_intents(l);
}

void ledger_try_open(struct ledger *l)
{
    const struct ledger_state *s = &l->state;
    if (s->standing == STANDING_OPEN || !l->met || !l->taken ||
        !recovery_complete(&l->verdict, s->own_n, s->held_n))
        return;
    if (s->adoption.retired_n > 0) { /* Z3: the disk was lost, and this came back */
        ledger_close_as(l, STANDING_ADOPTED);
        return;
    }
    if (ledger_foreign_sittings(l) > 0) {
        log_event(LOG_WARN, "this node has caught up and stays closed: sittings are running under "
                            "another exam; start it with that bank and its settings");
        return;
    }
    ledger_open_now(l, OPENED_CAUGHT_UP, "");
    ledger_grant_withheld(l);
}
