/* Applicants by ID, and the intents that a new node keeps until it opens. */
#include "common/log.h"
#include "db/ledger_exam.h"
#include "db/ledger_private.h"
#include "server/core/claim.h"

#include <stdio.h>
#include <string.h>

static bool load_intent(struct ledger *l, const char *id, struct applicant *out)
{
    struct sql *sql = &l->db->sql;
    sqlite3_stmt *s = sql_use(sql, SQL_INTENT_GET);
    sql_bind_text(sql, s, 1, id);
    bool found = sql_row(sql, s);
    if (found) {
        *out = applicant_unknown(id);
        out->claim = CLAIM_PENDING;
        out->stamp.ms = sqlite3_column_int64(s, 0);
        sql_column_text(s, 1, out->name, sizeof out->name);
        sql_column_blob(s, 2, out->code.salt, SALT_BYTES);
        sql_column_blob(s, 3, out->code.hash.bytes, DIGEST_BYTES);
    }
    sql_end(s);
    return found;
}

struct applicant ledger_find(struct ledger *l, const char *id)
{
    if (l->found_holds && strcmp(l->found.id, id) == 0)
        return l->found;
    if (!ledger_is_closed(l) || !load_intent(l, id, &l->found))
        l->found = fold_applicant(&l->applicants, id);
    l->found_holds = true;
    return l->found;
}

void ledger_keep_intent(struct ledger *l, const struct applicant *a)
{
    l->found_holds = false;
    l->state.intents++;
    struct sql *sql = &l->db->sql;
    sqlite3_stmt *s = sql_use(sql, SQL_INTENT_PUT);
    sql_bind_text(sql, s, 1, a->id);
    sql_bind_int(sql, s, 2, a->stamp.ms);
    sql_bind_text(sql, s, 3, a->name);
    sql_bind_blob(sql, s, 4, a->code.salt, SALT_BYTES);
    sql_bind_blob(sql, s, 5, a->code.hash.bytes, DIGEST_BYTES);
    sql_run(sql, s);
}

void ledger_append_claim(struct ledger *l, struct entry *claim, struct applicant *out)
{
    ledger_append(l, claim, out);
    ledger_keep_exam(l);
    if (l->identity.paired && !adoption_stands(&l->state.adoption)) /* Z2 */
        return;
    struct entry confirm;
    claim_confirm_alone(out, &confirm);
    ledger_append(l, &confirm, out);
}

static void append_claim(struct ledger *l, struct entry *claim, const char *name,
                         const struct code_hash *code, struct applicant *out)
{
    (void)snprintf(claim->claim.name, sizeof claim->claim.name, "%s", name);
    claim->claim.code = *code;
    ledger_append_claim(l, claim, out);
}

/* The ID of the earliest intent; false when there is none. */
static bool next_intent(struct ledger *l, char id[IDENT_SIZE])
{
    sqlite3_stmt *s = sql_use(&l->db->sql, SQL_INTENT_NEXT);
    bool found = sql_row(&l->db->sql, s);
    if (found)
        sql_column_text(s, 0, id, IDENT_SIZE);
    sql_end(s);
    return found;
}

void ledger_settle_intents(struct ledger *l)
{
    char id[IDENT_SIZE];
    while (next_intent(l, id)) {
        struct applicant intent, a = fold_applicant(&l->applicants, id);
        struct entry claim;
        if (load_intent(l, id, &intent) && claim_register(&a, intent.stamp, &claim) == REFUSAL_NONE)
            append_claim(l, &claim, intent.name, &intent.code, &a);
        else
            log_event(LOG_WARN,
                      "claim %s: the registration that this node took while it was new is dropped, "
                      "as the ID is %s",
                      id, claim_state_text(a.claim));
        sqlite3_stmt *s = sql_use(&l->db->sql, SQL_INTENT_DROP);
        sql_bind_text(&l->db->sql, s, 1, id);
        sql_run(&l->db->sql, s);
    }
    l->state.intents = 0;
}

/* --- G3 --- */

static void append_settlement(struct ledger *l, struct applicant *renamed, uint64_t restored_n)
{
    struct applicant old = fold_applicant(&l->applicants, renamed->from);
    struct entry release;
    if (!enrolment_settle(&old, renamed, restored_n, &release))
        return;
    bool gives_up = strcmp(release.id, renamed->id) == 0;
    log_event(gives_up ? LOG_WARN : LOG_INFO, "%s %s: %s is released", renamed->id,
              gives_up ? "does not replace an ID that has started" : "replaces", release.id);
    release.order = order_by("", gives_up ? "the other ID has started" : "replaced");
    ledger_append(l, &release, gives_up ? renamed : NULL);
}

void ledger_settle_rename(struct ledger *l, struct applicant *renamed)
{
    if (renamed->claim == CLAIM_HOME && renamed->from[0] != '\0')
        append_settlement(l, renamed, l->state.restored_n);
}

/* The next applicant after this row who is home and replaces another. */
static bool next_renamed(struct ledger *l, int64_t *row, char id[IDENT_SIZE])
{
    struct sql *sql = &l->db->sql;
    sqlite3_stmt *s = sql_use(sql, SQL_RENAMED_NEXT);
    sql_bind_int(sql, s, 1, *row);
    bool found = sql_row(sql, s);
    if (found) {
        *row = sqlite3_column_int64(s, 0);
        sql_column_text(s, 1, id, IDENT_SIZE);
    }
    sql_end(s);
    return found;
}

/* The release stood behind the confirmation, so the old ID had not started in what the disk lost: C7
 * does not ask for an allow. */
void ledger_settle_renames(struct ledger *l)
{
    char id[IDENT_SIZE];
    int64_t row = 0;
    while (next_renamed(l, &row, id)) {
        struct applicant renamed = fold_applicant(&l->applicants, id);
        append_settlement(l, &renamed, 0);
    }
}
