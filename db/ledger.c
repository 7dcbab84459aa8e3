#include "db/ledger.h"

#include "common/array.h"
#include "common/log.h"
#include "db/ledger_private.h"
#include "server/core/claim.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- opening --- */

static void load_state(struct ledger *l)
{
    struct sql *sql = &l->db->sql;
    struct ledger_state *s = &l->state;
    struct entry last, peer_last;
    memset(&last, 0, sizeof last);
    memset(&peer_last, 0, sizeof peer_last);
    s->own = journal_origin(l->identity.cluster, l->identity.node);
    (void)journal_table_last(sql, JOURNAL_OWN, &s->own_n, &s->own, &last);
    (void)journal_table_last(sql, JOURNAL_PEER, &s->held_n, &s->held, &peer_last);
    s->peer_held_n = peer_last.seen < s->own_n ? peer_last.seen : s->own_n;
    database_get_text(sql, "peer_node", s->peer.node, sizeof s->peer.node);
    database_get_text(sql, "peer_address", s->peer.address, sizeof s->peer.address);
    database_get_blob(sql, "peer_exam", s->peer_exam.bytes, DIGEST_BYTES);
    database_get_blob(sql, "peer_instance", s->peer_instance.bytes, INSTANCE_BYTES);
    ledger_load_agreement(l);
    s->retired = database_get_int(sql, "retired") != 0;
    s->seen_n = last.seen > s->held_n ? last.seen : s->held_n;
    if (s->own_n > 0 && (uint64_t)database_get_int(sql, "forgot_at_n") == s->own_n) {
        uint64_t forgot_n = (uint64_t)database_get_int(sql, "forgot_seen_n");
        s->seen_n = forgot_n > s->held_n ? forgot_n : s->held_n;
    }
    s->clock_ms = last.clock_ms;
    s->restored_n = (uint64_t)database_get_int(sql, "restored_n");
    s->standing = (enum standing)database_get_int(sql, "standing");
    s->peer_has_n = (uint64_t)database_get_int(sql, "peer_has_n");
    for (enum journal_owner journal = JOURNAL_OWN; journal <= JOURNAL_PEER; journal++) {
        char text[CONTESTED_TEXT_SIZE];
        database_get_text(sql, contested_name(journal), text, sizeof text);
        contested_parse(text, &s->contested[journal]);
    }
    s->last_at = last.at;
    s->tally = fold_load_tally(sql);
    l->base_clock_ms = last.clock_ms;
    l->now_clock_ms = last.clock_ms;
}

/* Sittings that run under another exam would be shown and marked by the wrong paper. */
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

static enum status check_exam(struct ledger *l, char error[DATABASE_ERROR_SIZE])
{
    struct sql *sql = &l->db->sql;
    int64_t foreign = ledger_foreign_sittings(l);
    if (sql->status != STATUS_OK) {
        (void)snprintf(error, DATABASE_ERROR_SIZE, "cannot read the database: %s",
                       status_text(sql->status));
        return sql->status;
    }
    if (foreign > 0) {
        (void)snprintf(error, DATABASE_ERROR_SIZE,
                       "%lld sittings are running under another exam: start with that bank and its "
                       "settings until they are finished",
                       (long long)foreign);
        return STATUS_INVALID;
    }
    return STATUS_OK;
}

static enum status load_applicants(struct ledger *l, char error[DATABASE_ERROR_SIZE])
{
    struct sql *sql = &l->db->sql;
    char words[APPLICANTS_ERROR_SIZE];
    if (applicants_load(&l->applicants, words))
        return STATUS_OK;
    if (words[0] != '\0')
        (void)snprintf(error, DATABASE_ERROR_SIZE, "%s", words);
    else
        (void)snprintf(error, DATABASE_ERROR_SIZE, "cannot read the database: %s",
                       status_text(sql->status));
    return sql->status != STATUS_OK ? sql->status : STATUS_INVALID;
}

/* On the disk before the peer hears of it. */
static enum status keep_instance(struct ledger *l, char error[DATABASE_ERROR_SIZE])
{
    struct sql *sql = &l->db->sql;
    sql_begin(sql);
    database_set_blob(sql, "instance", l->instance.bytes, INSTANCE_BYTES);
    enum status status = sql_commit(sql);
    if (status == STATUS_OK)
        status = database_sync(l->db);
    if (status != STATUS_OK)
        (void)snprintf(error, DATABASE_ERROR_SIZE, "cannot write the database: %s",
                       status_text(status));
    return status;
}

enum status ledger_open(struct database *db, const struct ledger_options *options,
                        struct ledger **out, char error[DATABASE_ERROR_SIZE])
{
    struct ledger *l = calloc(1, sizeof *l);
    enum status status = STATUS_NOMEM;
    (void)snprintf(error, DATABASE_ERROR_SIZE, "out of memory");
    if (l == NULL)
        return status;
    l->db = db;
    l->identity = db->identity;
    l->exam = options->exam;
    (void)snprintf(l->address, sizeof l->address, "%s", options->address);
    l->instance = options->instance;
    l->agreement = options->agreement;
    l->roster_node = options->roster_node;
    l->roster = options->roster;
    l->state.grace = grace_start(db->identity.paired, options->grace_ms);
    l->grace_ms = options->grace_ms;
    l->paper = calloc(l->exam->paper_count, sizeof *l->paper);
    l->answers = calloc(l->exam->paper_count, sizeof *l->answers);
    l->applicants.sql = &l->db->sql;
    for (enum journal_owner owner = JOURNAL_OWN; owner <= JOURNAL_PEER; owner++)
        l->segments[owner] = (struct journal_table_open){.sql = &l->db->sql, .owner = owner};
    if (l->paper == NULL || l->answers == NULL || id_index_open(&l->applicants.index) != STATUS_OK)
        goto out;
    load_state(l);
    status = load_applicants(l, error);
    if (status == STATUS_OK)
        status = check_exam(l, error);
    if (status == STATUS_OK)
        status = keep_instance(l, error);
out:
    if (status != STATUS_OK) {
        ledger_close(l);
        return status;
    }
    *out = l;
    return STATUS_OK;
}

static void delta_release(struct delta *d)
{
    buffer_release(&d->bytes);
    free(d->written);
    free(d->digests);
    free(d->changes);
}

void ledger_close(struct ledger *l)
{
    if (l == NULL)
        return;
    id_index_close(l->applicants.index);
    journal_table_release(&l->segments[JOURNAL_OWN]);
    journal_table_release(&l->segments[JOURNAL_PEER]);
    delta_release(&l->delta);
    delta_release(&l->flown);
    free(l->paper);
    free(l->answers);
    free(l);
}

/* --- transactions --- */

void ledger_clock(struct ledger *l, struct wall now, uint64_t counted_ms)
{
    bool closed = ledger_is_closed(l);
    l->now = now;
    if (closed) /* S2: nobody can answer, so nobody's time passes */
        l->base_clock_ms = l->now_clock_ms - counted_ms;
    else if (!l->serves)
        l->serves_from = now;
    l->serves = !closed;
    l->now_clock_ms = l->base_clock_ms + counted_ms;
}

int64_t ledger_grace_ms(const struct ledger *l)
{
    return l->grace_ms;
}

void ledger_pass_grace(struct ledger *l, enum grace_state state)
{
    if (l->state.grace != GRACE_LASTS || state == GRACE_LASTS)
        return;
    l->state.grace = state;
    l->serves = !ledger_is_closed(l);
    l->serves_from = l->now;
    log_event(LOG_WARN, "the peer was not met since the start: this node goes on without it");
}

bool ledger_clock_runs(const struct ledger *l)
{
    return !ledger_is_closed(l);
}

void ledger_set_failing(struct ledger *l, bool failing)
{
    l->failing = failing;
}

void ledger_begin(struct ledger *l, struct wall now, uint64_t counted_ms)
{
    struct delta *d = &l->delta;
    ledger_clock(l, now, counted_ms);
    l->before = l->state;
    l->found_holds = false;
    buffer_clear(&d->bytes);
    journal_table_clear(&l->segments[JOURNAL_OWN]);
    journal_table_clear(&l->segments[JOURNAL_PEER]);
    d->written_count = d->change_count = 0;
    d->finished = false;
    sql_begin(&l->db->sql);
}

/* The bytes moved while the transaction grew: only now the entries point to them. */
static void describe_flown(struct ledger *l)
{
    struct delta *d = &l->flown;
    const char *at = d->bytes.data;
    for (size_t i = 0; i < d->written_count; i++) {
        d->written[i].data = at;
        at += d->written[i].len;
    }
    l->written = (struct ledger_written){
        .any = l->written.any,
        .first = l->state.own_n - d->written_count + 1,
        .count = d->written_count,
        .entries = d->written,
        .digests = d->digests,
        .changes = d->changes,
        .change_count = d->change_count,
        .finished = d->finished,
    };
}

/* Writes what the transaction added to both journals, and the tally beside it. */
static void write_journals(struct ledger *l)
{
    struct ledger_state *s = &l->state;
    if (s->own_n != l->before.own_n)
        fold_save_tally(&l->segments[JOURNAL_OWN], s->own_n, &s->tally);
    journal_table_write(&l->segments[JOURNAL_PEER], NULL);
}

bool ledger_end(struct ledger *l)
{
    struct sql *sql = &l->db->sql;
    if (l->delta.bytes.failed && sql->status == STATUS_OK)
        sql->status = STATUS_NOMEM;
    write_journals(l);
    l->found_holds = false;
    l->written.any = sql_wrote(sql);
    return l->written.any;
}

void ledger_settle(struct ledger *l, enum status committed)
{
    if (committed != STATUS_OK) {
        l->state = l->before;
        id_index_rolled_back(l->applicants.index); /* D5 */
        return;
    }
    id_index_committed(l->applicants.index);
    struct delta flown = l->delta;
    l->delta = l->flown;
    l->flown = flown;
    describe_flown(l);
}

bool ledger_wrote(const struct ledger *l)
{
    return sql_wrote(&l->db->sql) || !journal_table_is_empty(&l->segments[JOURNAL_OWN]) ||
           !journal_table_is_empty(&l->segments[JOURNAL_PEER]);
}

struct ledger_position ledger_position(const struct ledger *l)
{
    const struct ledger_state *s = &l->state;
    return (struct ledger_position){
        .own_n = s->own_n,
        .held_n = s->held_n,
        .standing = s->standing,
        .peer_held_n = s->peer_held_n,
        .peer_has_n = s->peer_has_n > s->own_n ? s->peer_has_n : 0,
        .grace = s->grace,
        .exams_agree =
            digest_is_zero(&s->peer_exam) || digest_equal(&s->peer_exam, &l->exam->digest),
    };
}

const struct ledger_peer *ledger_peer(const struct ledger *l)
{
    return &l->state.peer;
}

const struct ledger_change *ledger_changes(const struct ledger *l, size_t *count)
{
    *count = l->delta.change_count;
    return l->delta.changes;
}

const struct ledger_written *ledger_written(const struct ledger *l)
{
    return &l->written;
}

/* The one place from which a claim's changes are logged. */
void ledger_log(const struct ledger_written *written)
{
    const struct ledger_change *c = written->changes, *end = c + written->change_count;
    struct log_lines lines;
    log_lines_begin(&lines, LOG_INFO);
    for (size_t i = 0; i < written->count; i++) {
        const struct wire_word *bytes = &written->entries[i];
        struct entry e;
        bool decoded = journal_decode((const uint8_t *)bytes->data, bytes->len, &e);
        assert(decoded);
        if (c != end && c->entry_n == e.n) {
            log_lines_add(&lines, "claim %s: %s -> %s by entry %llu %s, ref %llu", e.id,
                          claim_state_text(c->before), claim_state_text(c->after),
                          (unsigned long long)e.n, entry_kind_text(e.kind),
                          (unsigned long long)e.ref);
            c++;
        } else if (e.kind != ENTRY_ANSWER && e.kind != ENTRY_BEAT) {
            log_lines_add(&lines, "entry %llu: %s %s", (unsigned long long)e.n,
                          entry_kind_text(e.kind), e.id);
        }
    }
    log_lines_end(&lines);
}

/* Makes room for one more of what a transaction collects. */
static bool grow(struct ledger *l, void **items, size_t *cap, size_t count, size_t size)
{
    bool room = array_grow(items, cap, count, size);
    if (!room)
        l->delta.bytes.failed = true;
    return room;
}

static void note_written(struct ledger *l, const uint8_t *bytes, size_t len)
{
    struct delta *d = &l->delta;
    buffer_append(&d->bytes, bytes, len);
    if (d->bytes.failed ||
        !grow(l, (void **)&d->written, &d->written_cap, d->written_count, sizeof *d->written) ||
        !grow(l, (void **)&d->digests, &d->digest_cap, d->written_count, sizeof *d->digests))
        return;
    d->digests[d->written_count] = l->state.own;
    d->written[d->written_count++].len = len;
}

static void note_change(struct ledger *l, const struct applicant *before,
                        const struct applicant *after, uint64_t n)
{
    struct delta *d = &l->delta;
    if (before->claim == after->claim ||
        !grow(l, (void **)&d->changes, &d->change_cap, d->change_count, sizeof *d->changes))
        return;
    struct ledger_change *c = &d->changes[d->change_count++];
    c->entry_n = n;
    c->before = before->claim;
    c->after = after->claim;
    memcpy(c->id, after->id, sizeof c->id);
}

void ledger_append(struct ledger *l, struct entry *entry, struct applicant *known)
{
    struct ledger_state *s = &l->state;
    uint8_t bytes[ENTRY_MAX_BYTES];
    struct applicant old, new;
    bool about_applicant = entry->id[0] != '\0' && entry->kind != ENTRY_ANSWER;

    assert(l->state.grace != GRACE_LASTS); /* R5 */
    if (entry->kind != ENTRY_OUTAGE && !ledger_is_closed(l))
        ledger_journal_outage(l);
    applicants_reserve(&l->applicants);
    entry->n = s->own_n + 1;
    entry->seen = s->seen_n;
    entry->at = l->now;
    entry->clock_ms = l->now_clock_ms;
    size_t len = journal_encode(entry, bytes);
    s->own = journal_chain(&s->own, bytes, len);
    s->own_n = entry->n;
    s->clock_ms = entry->clock_ms;
    if (!ledger_is_closed(l)) /* the outage lasts until it opens */
        s->last_at = entry->at;
    journal_table_add(&l->segments[JOURNAL_OWN], entry->n, bytes, len, &s->own);

    if (known != NULL)
        old = *known;
    else if (about_applicant)
        old = fold_applicant(&l->applicants, entry->id);
    else
        old = applicant_unknown(entry->id);
    new = old;
    fold_apply(&l->applicants, entry, &new, &s->tally);
    l->found_holds = false;
    note_written(l, bytes, len);
    note_change(l, &old, &new, entry->n);
    if (entry->kind == ENTRY_START || entry->kind == ENTRY_FINISH)
        s->deadline_known = false;
    if (entry->kind == ENTRY_FINISH || entry->kind == ENTRY_REMARK)
        l->delta.finished = true;
    if (entry->kind == ENTRY_OPENED)
        s->restored_n = entry->n - 1;
    if (known != NULL)
        *known = new;
}

bool ledger_is_closed(const struct ledger *l)
{
    return l->state.standing != STANDING_OPEN || l->state.grace == GRACE_LASTS;
}

enum refusal ledger_check_open(const struct ledger *l)
{
    if (l->state.standing != STANDING_OPEN) /* R1 */
        return REFUSAL_CLOSED;
    return l->state.grace == GRACE_LASTS ? REFUSAL_WAITING : REFUSAL_NONE; /* R5 */
}

struct digest ledger_digest(struct ledger *l, enum journal_owner owner, uint64_t n)
{
    const struct ledger_state *s = &l->state;
    bool own = owner == JOURNAL_OWN;
    if (n > 0 && n == (own ? s->own_n : s->held_n))
        return own ? s->own : s->held;
    struct digest origin =
        journal_origin(l->identity.cluster, own ? l->identity.node : s->peer.node);
    return n == 0 ? origin : journal_table_digest(&l->segments[owner], &origin, n);
}

bool ledger_read_entry(struct ledger *l, enum journal_owner owner, uint64_t n, struct entry *out)
{
    struct journal_table_reader reader;
    const uint8_t *bytes;
    size_t len;
    journal_table_seek(&l->segments[owner], n, &reader);
    bool found =
        journal_table_read(&reader, &bytes, &len) && journal_decode(bytes, len, out) && out->n == n;
    journal_table_stop(&reader);
    return found;
}

/* --- registration --- */

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

static void keep_intent(struct ledger *l, const struct applicant *a)
{
    l->found_holds = false;
    struct sql *sql = &l->db->sql;
    sqlite3_stmt *s = sql_use(sql, SQL_INTENT_PUT);
    sql_bind_text(sql, s, 1, a->id);
    sql_bind_int(sql, s, 2, a->stamp.ms);
    sql_bind_text(sql, s, 3, a->name);
    sql_bind_blob(sql, s, 4, a->code.salt, SALT_BYTES);
    sql_bind_blob(sql, s, 5, a->code.hash.bytes, DIGEST_BYTES);
    sql_run(sql, s);
}

/* Writes the claim and, without a peer to ask, its confirmation. */
static void append_claim(struct ledger *l, struct entry *claim, const char *name,
                         const struct code_hash *code, struct applicant *out)
{
    (void)snprintf(claim->claim.name, sizeof claim->claim.name, "%s", name);
    claim->claim.code = *code;
    ledger_append(l, claim, out);
    if (l->identity.paired)
        return;
    struct entry confirm;
    claim_confirm_alone(out, &confirm);
    ledger_append(l, &confirm, out);
}

enum refusal ledger_register(struct ledger *l, const char *id, const char *name,
                             const struct code_hash *code, struct applicant *out)
{
    struct applicant a = ledger_find(l, id);
    struct entry claim;
    enum refusal refusal = claim_register(&a, l->now, &claim);
    *out = a;
    if (refusal != REFUSAL_NONE)
        return refusal;
    switch (l->state.standing) {
    case STANDING_RESTORED:  /* R1 */
    case STANDING_CONTESTED: /* R6 */
        return REFUSAL_CLOSED;
    case STANDING_NEW:
        out->claim = CLAIM_PENDING;
        out->stamp = l->now;
        out->code = *code;
        (void)snprintf(out->name, sizeof out->name, "%s", name);
        keep_intent(l, out);
        return REFUSAL_NONE;
    case STANDING_OPEN:
        break;
    }
    char words[AGREE_WORDS_SIZE];
    refusal = ledger_check_open(l);
    if (refusal == REFUSAL_NONE && ledger_rules_differ(l, words)) /* R9 */
        refusal = REFUSAL_RULES_DIFFER;
    if (refusal == REFUSAL_NONE)
        append_claim(l, &claim, name, code, out);
    return refusal;
}

/* --- opening a closed node --- */

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

static void settle_intents(struct ledger *l)
{
    char id[IDENT_SIZE];
    while (next_intent(l, id)) {
        struct applicant intent, a = fold_applicant(&l->applicants, id);
        struct entry claim;
        if (load_intent(l, id, &intent) && claim_register(&a, intent.stamp, &claim) == REFUSAL_NONE)
            append_claim(l, &claim, intent.name, &intent.code, &a);
        else
            log_event(LOG_WARN, "claim %s: the registration taken while new is dropped, it is %s",
                      id, claim_state_text(a.claim));
        sqlite3_stmt *s = sql_use(&l->db->sql, SQL_INTENT_DROP);
        sql_bind_text(&l->db->sql, s, 1, id);
        sql_run(&l->db->sql, s);
    }
}

void ledger_open_now(struct ledger *l, enum opened_reason reason, const char *by)
{
    static const char *const why[] = {
        [OPENED_CAUGHT_UP] = "caught up with the peer",
        [OPENED_UNLOCKED] = "unlocked by the operator",
        [OPENED_FORCED] = "unlocked by force by the operator: what the peer holds of this node's "
                          "journal is given up"};
    /* A node that was new and never lost anything has no history that could be incomplete. */
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
        memset(&opened, 0, sizeof opened);
        opened.kind = ENTRY_OPENED;
        opened.opened.reason = reason;
        (void)snprintf(opened.opened.by, sizeof opened.opened.by, "%s", by);
        ledger_append(l, &opened, NULL);
    }
    settle_intents(l);
}

void ledger_try_open(struct ledger *l)
{
    const struct ledger_state *s = &l->state;
    if (s->standing == STANDING_OPEN || !l->met || !l->taken ||
        !recovery_complete(&l->verdict, s->own_n, s->held_n))
        return;
    if (ledger_foreign_sittings(l) > 0) {
        log_event(LOG_WARN, "this node has caught up and stays closed: sittings are running under "
                            "another exam; start it with that bank and its settings");
        return;
    }
    ledger_open_now(l, OPENED_CAUGHT_UP, "");
    ledger_look_at_withheld(l);
}
