/* The part of ledger.h that opens a ledger on a database, and closes it. */
#include "common/clock.h"
#include "common/log.h"
#include "db/ledger_private.h"
#include "db/node_time.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
    ledger_load_hours(l);
    node_time_load(sql, &s->time);
    s->paused_at_ms =
        -ALLOWANCE_SAVE_MS - 1; /* whoever saved within 10 s of it has saved long ago */
    ledger_load_room(l);
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
    s->adoption = fold_load_adoption(sql);
    s->peer_retired_n = (uint64_t)database_get_int(sql, "peer_retired_n");
    for (enum journal_owner journal = JOURNAL_OWN; journal <= JOURNAL_PEER; journal++) {
        char text[CONTESTED_TEXT_SIZE];
        database_get_text(sql, contested_name(journal), text, sizeof text);
        contested_parse(text, &s->contested[journal]);
    }
    s->last_at = last.at;
    s->tally = fold_load_tally(sql);
    sqlite3_stmt *intents = sql_use(sql, SQL_INTENT_COUNT);
    if (sql_row(sql, intents))
        s->intents = (uint64_t)sqlite3_column_int64(intents, 0);
    sql_end(intents);
    l->base_clock_ms = last.clock_ms;
    l->now_clock_ms = last.clock_ms;
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

static uint64_t count_people(const struct tally *t)
{
    uint64_t people = 0;
    for (size_t i = 0; i < sizeof t->claims / sizeof t->claims[0]; i++)
        people += t->claims[i];
    return people;
}

/* S12. */
static enum status check_people(struct ledger *l, const struct ledger_options *options,
                                char error[DATABASE_ERROR_SIZE])
{
    struct sql *sql = &l->db->sql;
    struct digest before;
    char title[TITLE_MAX_BYTES + 1], since[CLOCK_TEXT_SIZE];
    uint64_t people = count_people(&l->state.tally);
    database_get_blob(sql, "exam_paper", before.bytes, DIGEST_BYTES);
    database_get_text(sql, "exam_title", title, sizeof title);
    clock_text((struct wall){database_get_int(sql, "exam_since_ms")}, since);
    l->state.exam_kept = !digest_is_zero(&before);
    if (exam_may_serve(l->exam, &before, people, false))
        return STATUS_OK;
    if (exam_may_serve(l->exam, &before, people, options->continued)) {
        log_event(
            LOG_WARN,
            "%llu %s on record from another exam, '%s', since %.10s: they go on under this one",
            (unsigned long long)people, people == 1 ? "person is" : "people are", title, since);
        return STATUS_OK;
    }
    (void)snprintf(
        error, DATABASE_ERROR_SIZE,
        "this data directory has %llu %s of another exam, '%.100s', since %.10s; %llu finished "
        "it. For a new exam give an empty directory as --data, with this one's "
        "node.key and node.crt. If they are to sit this exam (a text was "
        "corrected), start once with --continue",
        (unsigned long long)people, people == 1 ? "person" : "people", title, since,
        (unsigned long long)l->state.tally.finished);
    return STATUS_INVALID;
}

/* The one that is served takes the place of the exam that the database has. In the open transaction. */
static void keep_exam(struct ledger *l)
{
    struct sql *sql = &l->db->sql;
    if (!l->state.exam_kept)
        return;
    database_set_blob(sql, "exam_paper", l->exam->paper_digest.bytes, DIGEST_BYTES);
    database_set_text(sql, "exam_title", l->exam->title);
}

/* A wrong bank leaves no trace: neither on an empty disk, whoever came from the peer meanwhile, nor
 * while the two nodes' exams differ. */
void ledger_keep_exam(struct ledger *l)
{
    struct sql *sql = &l->db->sql;
    if (l->state.exam_kept || !ledger_position(l).exams_agree)
        return;
    l->state.exam_kept = true;
    keep_exam(l);
    database_set_int(sql, "exam_since_ms", l->now.ms);
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

/* The instance, on the disk before the peer hears of it, and the exam. */
static enum status keep_start(struct ledger *l, char error[DATABASE_ERROR_SIZE])
{
    struct sql *sql = &l->db->sql;
    sql_begin(sql);
    database_set_blob(sql, "instance", l->instance.bytes, INSTANCE_BYTES);
    keep_exam(l);
    enum status status = sql_commit(sql);
    if (status == STATUS_OK)
        status = database_sync(l->db);
    if (status != STATUS_OK)
        (void)snprintf(error, DATABASE_ERROR_SIZE, "cannot write the database: %s",
                       status_text(status));
    return status;
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
    ledger_end_fold(l);
    id_index_close(l->applicants.index);
    journal_table_release(&l->segments[JOURNAL_OWN]);
    journal_table_release(&l->segments[JOURNAL_PEER]);
    delta_release(&l->delta);
    delta_release(&l->committed);
    free(l->paper);
    free(l->answers);
    free(l->askers.all);
    free(l);
}

static struct ledger *make_ledger(struct database *db, const struct ledger_options *options)
{
    struct ledger *l = calloc(1, sizeof *l);
    if (l == NULL)
        return NULL;
    l->db = db;
    l->identity = db->identity;
    l->exam = options->exam;
    (void)snprintf(l->address, sizeof l->address, "%s", options->address);
    l->instance = options->instance;
    l->agreement = options->agreement;
    l->roster_node = options->roster_node;
    l->roster_stranger = options->roster_stranger;
    l->roster = options->roster;
    l->people_most = options->people_most > 0 ? options->people_most : UINT64_MAX;
    l->free_bytes = options->free_bytes;
    l->disk = options->disk;
    l->paper_bytes = enrolment_paper_bytes(l->exam);
    l->state.grace = grace_start(db->identity.paired, options->grace_ms);
    l->grace_ms = options->grace_ms;
    for (enum journal_owner owner = JOURNAL_OWN; owner <= JOURNAL_PEER; owner++)
        l->segments[owner] = (struct journal_table_open){.sql = &l->db->sql, .owner = owner};
    l->paper = calloc(l->exam->paper_count, sizeof *l->paper);
    l->answers = calloc(l->exam->paper_count, sizeof *l->answers);
    l->askers.all = calloc(ROOM_ASKERS, sizeof *l->askers.all);
    l->applicants.sql = &l->db->sql;
    if (l->paper != NULL && l->answers != NULL && l->askers.all != NULL &&
        id_index_open(&l->applicants.index) == STATUS_OK)
        return l;
    ledger_close(l);
    return NULL;
}

enum status ledger_open(struct database *db, const struct ledger_options *options,
                        struct ledger **out, char error[DATABASE_ERROR_SIZE])
{
    struct ledger *l = make_ledger(db, options);
    if (l == NULL) {
        (void)snprintf(error, DATABASE_ERROR_SIZE, "out of memory");
        return STATUS_NOMEM;
    }
    load_state(l);
    enum status status = load_applicants(l, error);
    if (status == STATUS_OK)
        status = check_exam(l, error);
    if (status == STATUS_OK)
        status = check_people(l, options, error);
    if (status == STATUS_OK)
        status = keep_start(l, error);
    if (status == STATUS_OK)
        *out = l;
    else
        ledger_close(l);
    return status;
}
