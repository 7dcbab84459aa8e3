#include "db/ledger.h"

#include "common/array.h"
#include "common/log.h"
#include "db/hours_table.h"
#include "db/ledger_private.h"
#include "server/core/apply.h"
#include "server/core/claim.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- transactions --- */

struct wall ledger_now(const struct ledger *l)
{
    return l->now;
}

void ledger_clock(struct ledger *l, struct wall now, uint64_t counted_ms)
{
    bool closed = ledger_is_closed(l);
    l->now = now;
    l->counted_ms = counted_ms;
    if (!ledger_clock_runs(l)) /* S2, B2: no applicant can answer, so the exam clock stands */
        l->base_clock_ms = l->now_clock_ms - counted_ms;
    if (!closed && !l->serves)
        ledger_serve(l);
    l->serves = !closed;
    l->now_clock_ms = l->base_clock_ms + counted_ms;
}

uint64_t ledger_clock_ms(const struct ledger *l)
{
    return l->now_clock_ms;
}

void ledger_serve(struct ledger *l)
{
    l->serves = true;
    l->serves_from = l->now;
    l->serves_n = l->state.own_n;
    l->serves_ms = l->now_clock_ms;
}

struct sitting_clock ledger_sitting_clock(const struct ledger *l)
{
    const struct ledger_state *s = &l->state;
    struct sitting_clock clock = {
        .now_ms = l->now_clock_ms, .starts = s->time.starts, .paused = s->time.paused_n > 0};
    if (clock.paused)
        clock.paused_for_ms = (uint64_t)((int64_t)l->counted_ms - s->paused_at_ms);
    if (!s->resumed && l->serves) /* it is not in the journal yet */
        allowance_started(&clock.starts, l->serves_n, l->serves_ms);
    return clock;
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

/* The buffer of bytes moved as it grew: the entries are pointed into it only now. */
static void describe_committed(struct ledger *l)
{
    struct delta *d = &l->committed;
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

/* Writes the rows of both journals that the transaction added, and the tally. */
static void write_journals(struct ledger *l)
{
    struct ledger_state *s = &l->state;
    if (s->own_n != l->before.own_n)
        fold_save_tally(&l->segments[JOURNAL_OWN], s->own_n, &s->tally);
    journal_table_write(&l->segments[JOURNAL_PEER], NULL);
}

void ledger_end(struct ledger *l)
{
    struct sql *sql = &l->db->sql;
    if (l->delta.bytes.failed && sql->status == STATUS_OK)
        sql->status = STATUS_NOMEM;
    write_journals(l);
    l->found_holds = false;
    l->written.any = sql_wrote(sql);
}

void ledger_settle(struct ledger *l, enum status committed)
{
    if (committed != STATUS_OK) {
        l->state = l->before;
        id_index_rolled_back(l->applicants.index); /* D5 */
        return;
    }
    id_index_committed(l->applicants.index);
    struct delta last = l->delta;
    l->delta = l->committed;
    l->committed = last;
    describe_committed(l);
}

bool ledger_wrote(const struct ledger *l)
{
    return sql_wrote(&l->db->sql) || !journal_table_is_empty(&l->segments[JOURNAL_OWN]) ||
           !journal_table_is_empty(&l->segments[JOURNAL_PEER]);
}

uint64_t ledger_order_done(struct ledger *l, const struct order_key *key, const char *id)
{
    return order_key_is_zero(key) ? 0 : fold_order_done(&l->db->sql, key, id);
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
        .begins = s->room[JOURNAL_OWN].begun_n == 0 ? s->room[JOURNAL_OWN].at : (struct wall){0},
        .hours = hours_in_force(&l->exam->hours, &s->hours[JOURNAL_OWN]),
        .stands = adoption_stands(&s->adoption),
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

static const char *terminal_text(enum terminal_event event)
{
    switch (event) {
    case TERMINAL_TAKEN:
        return "another terminal takes this exam over, which the first one gets back for 5 minutes";
    case TERMINAL_SEATED:
        return "this exam has a new terminal";
    case TERMINAL_RETURNED:
        return "the first terminal has this exam back: the other's answers do not count";
    case TERMINAL_SETTLED:
        return "the terminal that took this exam over keeps it: its answers count";
    case TERMINAL_MOVED:
        return "the staff take this exam from its terminal";
    case TERMINAL_EXPELLED:
        return "the staff take this exam from the terminal that took it over, whose answers do not "
               "count";
    }
    return "?";
}

static void log_hours(struct log_lines *lines, const struct entry *e)
{
    struct hours hours = {e->hours.opens, e->hours.closes};
    char said[HOURS_SAID_SIZE] = "as the plan says";
    if (!e->hours.plan)
        hours_say(&hours, said);
    log_lines_add(lines, "entry %llu: exams may be started %s (%s: %s)", (unsigned long long)e->n,
                  said, e->order.by, e->order.reason);
}

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
        } else if (e.kind == ENTRY_HOURS) {
            log_hours(&lines, &e);
        } else if (e.kind == ENTRY_TERMINAL) {
            log_lines_add(&lines, "entry %llu: %s: %s", (unsigned long long)e.n, e.id,
                          terminal_text(e.terminal.event));
        } else if (e.kind != ENTRY_ANSWER && e.kind != ENTRY_BEAT) {
            log_lines_add(&lines, "entry %llu: %s %s", (unsigned long long)e.n,
                          entry_kind_text(e.kind), e.id);
        }
    }
    log_lines_end(&lines);
}

/* Makes room for one more item of the delta. */
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

/* Is the last start of the node known? It is in the journal, or will be (ledger_sitting_clock()). */
static bool knows_start(const struct ledger *l)
{
    return l->state.resumed || l->serves;
}

bool ledger_unheld(struct ledger *l, char id[IDENT_SIZE])
{
    struct sql *sql = &l->db->sql;
    const struct sitting_clock clock = ledger_sitting_clock(l);
    bool found = false;
    if (!l->state.all_held && clock.starts.count > 0) {
        sqlite3_stmt *s = sql_use(sql, SQL_SITTING_NEXT_UNHELD);
        sql_bind_int(sql, s, 1, (int64_t)clock.starts.at[clock.starts.count - 1].n);
        found = sql_row(sql, s);
        if (found)
            sql_column_text(s, 0, id, IDENT_SIZE);
        sql_end(s);
    }
    l->state.all_held = !found && knows_start(l) && sql->status == STATUS_OK;
    return found;
}

/* The end of the next sitting whose time depends on no start before `start_n`. */
static int64_t next_end(struct ledger *l, uint64_t start_n, char id[IDENT_SIZE])
{
    struct sql *sql = &l->db->sql;
    int64_t end_ms = LEDGER_NO_DEADLINE;
    sqlite3_stmt *s = sql_use(sql, SQL_SITTING_NEXT_DEADLINE);
    sql_bind_int(sql, s, 1, (int64_t)start_n);
    if (sql_row(sql, s)) {
        sql_column_text(s, 0, id, IDENT_SIZE);
        end_ms = sqlite3_column_int64(s, 1);
    }
    sql_end(s);
    return end_ms;
}

/* B3: when the terminals are waited for no longer. R5: until the peer is met, a node of which nobody
 * has asked anything yet writes nothing before somebody's time is up. */
static int64_t hold_ms(struct ledger *l, uint64_t from_ms)
{
    char id[IDENT_SIZE];
    int64_t hold_ms = (int64_t)from_ms + ALLOWANCE_HOLD_MS;
    if (l->state.resumed || grace_writes_unasked(l->state.grace))
        return hold_ms;
    int64_t end_ms = next_end(l, 0, id) + ALLOWANCE_HOLD_MS;
    return end_ms > hold_ms ? end_ms : hold_ms;
}

int64_t ledger_next_deadline(struct ledger *l, char id[IDENT_SIZE])
{
    int64_t deadline;
    if (ledger_unheld(l, id)) {
        const struct sitting_clock clock = ledger_sitting_clock(l);
        size_t last = clock.starts.count - 1;
        int64_t then_ms = hold_ms(l, clock.starts.at[last].from_ms);
        deadline = next_end(l, clock.starts.at[last].n, id);
        if (deadline == LEDGER_NO_DEADLINE || then_ms < deadline) {
            deadline = then_ms;
            id[0] = '\0';
        }
    } else {
        deadline = next_end(l, 0, id);
    }
    l->state.deadline_ms = deadline;
    l->state.deadline_known = knows_start(l) && l->db->sql.status == STATUS_OK;
    return deadline;
}

void ledger_note_own(struct ledger *l, const struct entry *own)
{
    struct ledger_state *s = &l->state;
    if (own->kind == ENTRY_OPENED)
        s->restored_n = own->n - 1;
    if (own->kind == ENTRY_HOURS)
        hours_apply(&s->hours[JOURNAL_OWN], own);
    if (own->kind == ENTRY_ADOPT || own->kind == ENTRY_RETIRED)
        adoption_apply(&s->adoption, own);
    if (own->kind == ENTRY_PAUSE && own->id[0] == '\0')
        s->paused_at_ms = (int64_t)l->counted_ms;
    allowance_apply_node(&s->time, own);
    ledger_note_room(l, own);
}

/* Adds the entry as it is. */
static void add_entry(struct ledger *l, struct entry *entry, struct applicant *known)
{
    struct ledger_state *s = &l->state;
    uint8_t bytes[ENTRY_MAX_BYTES];
    struct applicant old, new;
    bool about_applicant = entry->id[0] != '\0' && apply_changes(entry->kind) != 0;

    assert(l->state.grace != GRACE_LASTS); /* R5 */
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
    if (apply_changes(entry->kind) & APPLY_SITTING || entry->kind == ENTRY_OUTAGE)
        s->deadline_known = false;
    if (entry->kind == ENTRY_FINISH || entry->kind == ENTRY_REMARK || entry->kind == ENTRY_VOID ||
        entry->kind == ENTRY_RESET || entry->kind == ENTRY_MARK || entry->kind == ENTRY_PUBLISH)
        l->delta.finished = true; /* its record is due */
    if (entry->kind != ENTRY_ANSWER && entry->kind != ENTRY_BEAT)
        ledger_note_own(l, entry);
    if (known != NULL)
        *known = new;
}

void ledger_journal_outage(struct ledger *l)
{
    char id[IDENT_SIZE];
    if (l->state.resumed)
        return;
    if (!l->serves)
        ledger_serve(l);
    int64_t down_ms = l->serves_from.ms - l->state.last_at.ms;
    if (ledger_next_deadline(l, id) != LEDGER_NO_DEADLINE) {
        struct entry e;
        entry_begin(&e, ENTRY_OUTAGE, "");
        e.outage.down_ms = down_ms > 0 ? (uint64_t)down_ms : 0;
        e.outage.started = true;
        e.outage.from_ms = l->serves_ms;
        add_entry(l, &e, NULL);
    }
    l->state.resumed = true;
}

/* An outage is journaled before the entry that follows it. */
static void end_outage(struct ledger *l, enum entry_kind next)
{
    if (next != ENTRY_OUTAGE && !ledger_is_closed(l))
        ledger_journal_outage(l);
}

void ledger_append_node(struct ledger *l, enum entry_kind kind, uint64_t down_ms)
{
    struct entry e;
    entry_begin(&e, kind, "");
    if (kind == ENTRY_OUTAGE)
        e.outage.down_ms = down_ms;
    end_outage(l, kind);
    add_entry(l, &e, NULL);
}

void ledger_append(struct ledger *l, struct entry *entry, struct applicant *known)
{
    end_outage(l, entry->kind);
    add_entry(l, entry, known);
}

bool ledger_begin_order(struct ledger *l, const char *id, const struct order *order,
                        enum refusal *refusal)
{
    *refusal = ledger_check_open(l);
    return *refusal == REFUSAL_NONE && ledger_order_done(l, &order->key, id) == 0;
}

enum refusal ledger_carry_out(struct ledger *l, enum refusal refusal, struct entry *entry,
                              const struct order *order)
{
    if (refusal != REFUSAL_NONE || entry->kind == 0)
        return refusal;
    entry->order = *order;
    ledger_append(l, entry, NULL);
    return REFUSAL_NONE;
}

bool ledger_is_closed(const struct ledger *l)
{
    return l->state.standing != STANDING_OPEN || l->state.grace == GRACE_LASTS;
}

void ledger_close_as(struct ledger *l, enum standing standing)
{
    struct ledger_state *s = &l->state;
    s->standing = standing;
    s->resumed = s->all_held = false;
    database_set_int(&l->db->sql, "standing", standing);
}

enum refusal ledger_check_open(const struct ledger *l)
{
    if (l->state.standing == STANDING_ADOPTED) /* Z3: they are the peer's people now */
        return REFUSAL_ELSEWHERE;
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
