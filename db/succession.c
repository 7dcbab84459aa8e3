#include "db/succession.h"

#include "common/array.h"
#include "db/copy.h"
#include "db/fold.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum status succession_identity(const char *dir, struct identity *out,
                                char error[DATABASE_ERROR_SIZE])
{
    char path[PATH_MAX];
    struct sql sql;
    (void)snprintf(path, sizeof path, "%.4000s/" DATABASE_FILE, dir);
    enum status status = copy_open_source(path, false, &sql, error);
    if (status == STATUS_OK)
        status = database_check_schema(&sql, error);
    if (status == STATUS_OK && !database_get_identity(&sql, out)) {
        (void)snprintf(error, DATABASE_ERROR_SIZE, "%.300s says of no node", path);
        status = STATUS_INVALID;
    }
    sql_close(&sql);
    return status;
}

/* --- the present one --- */

static bool take_accounts(struct sql *sql, struct succession *s)
{
    struct staff_account account = {.name = ""};
    while (staff_table_next(sql, JOURNAL_OWN, account.name, &account)) {
        if (!array_grow((void **)&s->accounts, &s->cap, s->count, sizeof *s->accounts))
            return false;
        s->accounts[s->count++] = account;
    }
    return true;
}

enum status succession_read(const char *dir, struct succession *out,
                            char error[DATABASE_ERROR_SIZE])
{
    struct database db = DATABASE_CLOSED;
    struct succession s = {.count = 0};
    struct digest digest;
    struct entry last;
    enum status status = succession_identity(dir, &s.identity, error);
    if (status == STATUS_OK)
        status = database_open(dir, &s.identity, DATABASE_LOG_PAGES, &db, error);
    if (status != STATUS_OK)
        return status;
    bool taken = take_accounts(&db.sql, &s);
    (void)journal_table_last(&db.sql, JOURNAL_OWN, &s.own_n, &digest, &last);
    (void)journal_table_last(&db.sql, JOURNAL_PEER, &s.peer_n, &digest, &last);
    s.running = fold_load_tally(&db.sql).running;
    status = taken ? db.sql.status : STATUS_NOMEM;
    database_close(&db);
    if (status == STATUS_OK) {
        *out = s;
        return STATUS_OK;
    }
    (void)snprintf(error, DATABASE_ERROR_SIZE, "the database cannot be read: %s",
                   status_text(status));
    succession_release(&s);
    return status;
}

void succession_release(struct succession *s)
{
    free(s->accounts);
    s->accounts = NULL;
    s->count = s->cap = 0;
}

/* --- the next one --- */

/* What is being written. */
struct chapter {
    struct journal_table_open journal;
    struct applicants applicants;
    struct tally tally;
    struct digest digest;
    uint64_t n;
};

static void add_account(struct chapter *c, const struct staff_account *account, const char *reason,
                        struct wall now)
{
    uint8_t bytes[ENTRY_MAX_BYTES];
    struct entry e;
    entry_begin(&e, ENTRY_STAFF, "");
    e.n = ++c->n;
    e.at = now;
    e.order = order_by("", reason);
    memcpy(e.staff.name, account->name, sizeof e.staff.name);
    e.staff.role = account->role;
    e.staff.code = account->code;
    size_t len = journal_encode(&e, bytes);
    c->digest = journal_chain(&c->digest, bytes, len);
    journal_table_add(&c->journal, e.n, bytes, len, &c->digest);
    fold_apply(&c->applicants, &e, NULL, &c->tally);
}

static enum status add_accounts(struct database *db, const struct succession *s, struct wall now)
{
    char reason[REASON_MAX_BYTES + 1];
    struct chapter c = {
        .journal = {.sql = &db->sql, .owner = JOURNAL_OWN},
        .applicants = {.sql = &db->sql},
        .digest = journal_origin(db->identity.cluster, db->identity.node),
    };
    enum status status = id_index_open(&c.applicants.index);
    if (status != STATUS_OK)
        return status;
    (void)snprintf(reason, sizeof reason, "kept from %s", s->identity.cluster);
    sql_begin(&db->sql);
    for (size_t i = 0; i < s->count; i++)
        add_account(&c, &s->accounts[i], reason, now);
    if (s->count > 0)
        fold_save_tally(&c.journal, c.n, &c.tally);
    status = sql_commit(&db->sql);
    if (status == STATUS_OK)
        status = database_sync(db);
    journal_table_release(&c.journal);
    id_index_close(c.applicants.index);
    return status;
}

enum status succession_make(const char *dir, const char *cluster, const struct succession *s,
                            struct wall now, char error[DATABASE_ERROR_SIZE])
{
    struct database db = DATABASE_CLOSED;
    struct identity next = s->identity;
    (void)snprintf(next.cluster, sizeof next.cluster, "%s", cluster);
    enum status status = database_open(dir, &next, DATABASE_LOG_PAGES, &db, error);
    if (status != STATUS_OK)
        return status;
    status = add_accounts(&db, s, now);
    if (status != STATUS_OK)
        (void)snprintf(error, DATABASE_ERROR_SIZE, "the next database cannot be written: %s",
                       status_text(status));
    database_close(&db);
    return status;
}
