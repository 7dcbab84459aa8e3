/* The other centre burnt: its people become this node's (server/core/adoption.h).
 *
 * The peer's journal is folded in memory, some thousand entries a transaction. Then the people are
 * taken over, up to a thousand a transaction. Both begin anew after a restart: who has been taken
 * over is home. */
#include "db/ledger_adopt.h"

#include "common/log.h"
#include "db/ledger_private.h"
#include "db/peer_fold.h"
#include "server/core/claim.h"

#include <stdlib.h>
#include <string.h>

enum {
    FOLDED_AT_ONCE = 5000,   /* entries that one transaction folds, */
    PEOPLE_AT_ONCE = 1000,   /* people that it takes over, */
    WRITTEN_AT_ONCE = 10000, /* and entries that it writes for them: others wait so long */
};

/* --- the fold of the peer's journal --- */

static bool begin_fold(struct ledger *l)
{
    if (l->peer_fold != NULL)
        return true;
    l->peer_fold = calloc(1, sizeof *l->peer_fold);
    if (l->peer_fold != NULL && peer_fold_open(l->peer_fold) == STATUS_OK)
        return true;
    ledger_end_fold(l);
    l->delta.bytes.failed = true; /* out of memory: tried again later */
    return false;
}

void ledger_end_fold(struct ledger *l)
{
    if (l->peer_fold != NULL)
        peer_fold_close(l->peer_fold);
    free(l->peer_fold);
    l->peer_fold = NULL;
}

/* Calls take() for the entries of a journal behind *at_n up to last_n, some at a time. True when
 * all have been taken. */
static bool read_some(struct ledger *l, enum journal_owner owner, const uint64_t *at_n,
                      uint64_t last_n, void (*take)(struct ledger *, const struct entry *))
{
    struct journal_table_reader reader;
    const uint8_t *bytes;
    size_t len;
    struct entry e;
    if (*at_n >= last_n)
        return true;
    journal_table_seek(&l->segments[owner], *at_n + 1, &reader);
    for (int i = 0; i < FOLDED_AT_ONCE && *at_n < last_n; i++) {
        if (!journal_table_read(&reader, &bytes, &len) || !journal_decode(bytes, len, &e))
            break;
        take(l, &e);
    }
    journal_table_stop(&reader);
    return *at_n >= last_n;
}

static void take_theirs(struct ledger *l, const struct entry *theirs)
{
    const struct adoption *a = &l->state.adoption;
    peer_fold_take(l->peer_fold, theirs, a->adopt_n > 0 && theirs->n > a->cut_n);
}

static void scan_own(struct ledger *l, const struct entry *own)
{
    peer_fold_scan(l->peer_fold, own, l->state.peer_retired_n);
}

/* Folds on; true when the fold has reached the peer's entry n. */
static bool fold_to(struct ledger *l, uint64_t n)
{
    if (!begin_fold(l) || !read_some(l, JOURNAL_PEER, &l->peer_fold->folded_n, n, take_theirs))
        return false;
    if (l->peer_fold->memory.sql.status == STATUS_OK)
        return true;
    ledger_end_fold(l);
    l->delta.bytes.failed = true;
    return false;
}

/* --- one person --- */

/* Where a person's state comes from. */
struct source {
    struct applicant person;
    struct sql *sql; /* the answers are there, */
    uint32_t past;   /* with this number */
    uint64_t clock_ms;
};

static void begin_entry(struct entry *out, enum entry_kind kind, const char *id, uint64_t ref)
{
    entry_begin(out, kind, id);
    out->ref = ref;
}

static void bring(struct ledger *l, const char *id, uint64_t ref,
                  const struct moving_answer *answer)
{
    struct entry e;
    begin_entry(&e, ENTRY_BROUGHT, id, ref);
    e.brought.question = answer->question;
    e.brought.bytes = answer->bytes;
    e.brought.seq = answer->seq;
    e.brought.values = answer->values;
    e.brought.values_len = answer->len;
    ledger_append(l, &e, NULL);
}

/* The answers; those of a terminal that has the sitting provisionally come last, and so count. */
static void bring_answers(struct ledger *l, const struct source *from, uint64_t ref)
{
    const char *id = from->person.id;
    struct moving_answer answer;
    for (int apart = 0; apart <= 1; apart++) {
        answer.question = 0;
        while (sittings_next_answer(from->sql, id, from->past, apart, &answer))
            bring(l, id, ref, &answer);
    }
}

/* Answers of this node that the other one has not are taken back. */
static void clear_answers(struct ledger *l, const struct source *from, uint64_t ref)
{
    const char *id = from->person.id;
    struct moving_answer ours = {.question = 0}, theirs;
    while (sittings_next_answer(&l->db->sql, id, 0, 0, &ours)) {
        theirs.question = (uint16_t)(ours.question - 1);
        bool has = sittings_next_answer(from->sql, id, from->past, 0, &theirs) &&
                   theirs.question == ours.question;
        ours.len = ours.seq = 0;
        if (!has)
            bring(l, id, ref, &ours);
    }
}

/* It was marked again at the other node: the entries of that node that marked it so, one by one, so
 * that a publication there shows the same here (publication.h I2). */
static void mark_again(struct ledger *l, const struct sitting *s, int64_t old_score,
                       struct applicant *a)
{
    struct entry e;
    begin_entry(&e, ENTRY_REMARK, a->id, s->marked_n);
    e.remark.old_score = old_score;
    e.remark.score = s->score;
    e.remark.max = s->max;
    e.remark.unmarked = s->unmarked;
    e.remark.exam = s->marked_exam;
    e.remark.pass_percent = s->pass_percent;
    ledger_append(l, &e, a);
}

static void mark_as_there(struct ledger *l, const struct source *from, struct applicant *a)
{
    const struct sitting *last = &from->person.sitting;
    uint64_t done_n = last->finish_n;
    int64_t score = last->first_score;
    while (done_n < last->marked_n) {
        struct sitting next = *last, before = *last;
        while (sittings_marked_before(from->sql, a->id, from->past, &before) &&
               before.marked_n > done_n)
            next = before;
        mark_again(l, &next, score, a);
        done_n = next.marked_n;
        score = next.score;
    }
}

/* As the finish of a sitting left it, whatever marked it later. */
static struct applicant as_finished(const struct source *from)
{
    struct applicant a = from->person;
    if (a.sitting.state == SITTING_FINISHED)
        while (sittings_marked_before(from->sql, a.id, from->past, &a.sitting))
            continue;
    return a;
}

/* A sitting that was finished at the other node is finished here at once, with the same marks. */
static void finish(struct ledger *l, const struct source *from, const struct sitting *s,
                   struct applicant *a)
{
    struct entry e;
    begin_entry(&e, ENTRY_FINISH, a->id, s->finish_n);
    e.finish.reason = s->reason;
    e.finish.left_ms = s->left_ms;
    e.finish.score = s->score;
    e.finish.max = s->max;
    e.finish.unmarked = s->unmarked;
    e.finish.answered = s->answered;
    ledger_append(l, &e, a);
    mark_as_there(l, from, a);
}

/* Z2: the answers, then the takeover. ref: the peer's RETIRED, 0 before it. */
static void take_over(struct ledger *l, const struct source *from, uint64_t ref,
                      struct applicant *ours)
{
    const struct applicant first = as_finished(from);
    struct entry e;
    if (from->sql != &l->db->sql)
        clear_answers(l, from, ref);
    bring_answers(l, from, ref);
    begin_entry(&e, ENTRY_TAKEOVER, ours->id, ref);
    adoption_person(&first, from->clock_ms, &e.move.person);
    ledger_append(l, &e, ours);
    if (first.sitting.state == SITTING_FINISHED)
        finish(l, from, &first.sitting, ours);
}

/* The person as the peer has it. */
static struct source from_peer(struct ledger *l, const char *id)
{
    struct source from = {.sql = &l->peer_fold->memory.sql, .clock_ms = l->peer_fold->clock_ms};
    from.person = peer_fold_person(l->peer_fold, id, &from.past);
    return from;
}

/* Z2. */
static void adopt_person(struct ledger *l, struct applicant *ours)
{
    struct source from = from_peer(l, ours->id);
    if (!adoption_copy_counts(&from.person)) {
        from = (struct source){.person = *ours, .sql = &l->db->sql, .clock_ms = l->now_clock_ms};
        if (ours->transfer_n > 0)
            from.past = sittings_find_moved(from.sql, ours->id, &from.person.sitting);
    }
    take_over(l, &from, 0, ours);
}

static void confirm_person(struct ledger *l, struct applicant *ours)
{
    struct entry confirm;
    claim_confirm_alone(ours, &confirm);
    ledger_append(l, &confirm, ours);
    ledger_settle_rename(l, ours);
}

/* --- everybody --- */

static bool has_room(const struct ledger *l, int people)
{
    return people < PEOPLE_AT_ONCE && l->delta.written_count < WRITTEN_AT_ONCE;
}

static uint64_t people_left(const struct ledger_state *s)
{
    return s->tally.claims[CLAIM_AWAY] + s->tally.claims[CLAIM_PENDING];
}

/* In the order in which this node first heard of them. */
static void take_people(struct ledger *l)
{
    struct ledger_state *s = &l->state;
    uint64_t rows = id_index_rows(l->applicants.index);
    for (int people = 0; has_room(l, people) && s->adopt_row < rows;) {
        const char *id = id_index_id(l->applicants.index, ++s->adopt_row);
        struct applicant a = fold_applicant(&l->applicants, id);
        people += a.claim == CLAIM_AWAY || a.claim == CLAIM_PENDING;
        if (a.claim == CLAIM_AWAY)
            adopt_person(l, &a);
        else if (a.claim == CLAIM_PENDING)
            confirm_person(l, &a);
    }
    if (people_left(s) == 0)
        log_event(LOG_WARN, "the people of %s are this node's now", s->peer.node);
}

static void append_adopt(struct ledger *l, uint64_t ref)
{
    struct ledger_state *s = &l->state;
    struct entry e;
    begin_entry(&e, ENTRY_ADOPT, "", ref);
    e.adopt.peer_n = s->peer_retired_n;
    e.adopt.digest = ledger_digest(l, JOURNAL_PEER, s->peer_retired_n);
    ledger_append(l, &e, NULL);
}

/* Z5. */
static void settle_person(struct ledger *l, const struct peer_fold_late *late)
{
    struct ledger_state *s = &l->state;
    struct source from = from_peer(l, late->id);
    struct applicant ours = fold_applicant(&l->applicants, late->id);
    struct entry fork;
    switch (adoption_settle(&ours, &from.person, late->here, late->there)) {
    case ADOPTION_LEAVES:
        break;
    case ADOPTION_TAKES:
        log_event(LOG_WARN, "%s went on at %s alone, which counts", late->id, s->peer.node);
        take_over(l, &from, s->peer_retired_n, &ours);
        break;
    case ADOPTION_FORKS:
        log_event(LOG_ERROR, "INCIDENT: %s went on at both centres: the board decides (count)",
                  late->id);
        adoption_fork(late->id, &fork);
        fork.ref = s->peer_retired_n;
        ledger_append(l, &fork, &ours);
        break;
    }
}

/* Where our own acts begin that the peer did not know of. */
static uint64_t branch_n(const struct ledger *l)
{
    uint64_t adopt_n = l->state.adoption.adopt_n, peer_cut_n = l->peer_fold->peer_cut_n;
    return peer_cut_n < adopt_n ? peer_cut_n : adopt_n;
}

static void settle_people(struct ledger *l)
{
    struct ledger_state *s = &l->state;
    struct peer_fold_late late;
    if (l->peer_fold->scanned_n < branch_n(l))
        l->peer_fold->scanned_n = branch_n(l);
    if (!read_some(l, JOURNAL_OWN, &l->peer_fold->scanned_n, s->own_n, scan_own))
        return;
    for (int people = 0; has_room(l, people); people++) {
        if (!peer_fold_next(l->peer_fold, s->adopt_after, &late)) {
            append_adopt(l, s->peer_retired_n);
            log_event(LOG_WARN, "the end of the journal of %s is settled", s->peer.node);
            return;
        }
        memcpy(s->adopt_after, late.id, sizeof s->adopt_after);
        settle_person(l, &late);
    }
}

bool ledger_adopts(const struct ledger *l)
{
    const struct ledger_state *s = &l->state;
    return s->adoption.retired_n == 0 && ((s->adoption.adopt_n > 0 && people_left(s) > 0) ||
                                          s->adoption.settled_n < s->peer_retired_n);
}

void ledger_adopt_on(struct ledger *l)
{
    struct ledger_state *s = &l->state;
    if (!ledger_adopts(l))
        return;
    if (s->adoption.adopt_n == 0) {
        append_adopt(l, s->peer_retired_n);
    } else if (people_left(s) > 0) {
        if (fold_to(l, s->adoption.cut_n))
            take_people(l);
    } else if (fold_to(l, s->peer_retired_n)) {
        settle_people(l);
    }
    if (!ledger_adopts(l))
        ledger_end_fold(l);
}

/* --- what the staff ask for --- */

static struct adoption_terms terms_of(struct ledger *l, const struct ledger_line *line)
{
    const struct ledger_state *s = &l->state;
    return (struct adoption_terms){.linked = line->linked,
                                   .unlinked_ms = line->unlinked_ms,
                                   .peer = s->peer.node,
                                   .peer_n = s->held_n,
                                   .digest = ledger_digest(l, JOURNAL_PEER, s->held_n)};
}

/* The first row of a query that counts. */
static uint64_t count_of(struct ledger *l, enum sql_statement which, int64_t value)
{
    struct sql *sql = &l->db->sql;
    sqlite3_stmt *s = sql_use(sql, which);
    sql_bind_int(sql, s, 1, value);
    uint64_t count = sql_row(sql, s) ? (uint64_t)sqlite3_column_int64(s, 0) : 0;
    sql_end(s);
    return count;
}

static enum refusal decide_adopt(struct ledger *l, const struct ledger_line *line,
                                 struct entry *out)
{
    struct adoption_terms terms = terms_of(l, line);
    enum refusal refusal = ledger_check_open(l);
    return refusal != REFUSAL_NONE ? refusal : adoption_adopt(&l->state.adoption, &terms, out);
}

void ledger_known(struct ledger *l, const struct ledger_line *line, struct ledger_known *out)
{
    const struct ledger_state *s = &l->state;
    struct entry e;
    memset(out, 0, sizeof *out);
    out->refusal = decide_adopt(l, line, &e);
    out->peer_n = s->held_n;
    out->digest = ledger_digest(l, JOURNAL_PEER, s->held_n);
    out->away = s->tally.claims[CLAIM_AWAY];
    out->pending = s->tally.claims[CLAIM_PENDING];
    out->in_transit = count_of(l, SQL_APPLICANT_IN_TRANSIT, CLAIM_AWAY);
    if (ledger_read_entry(l, JOURNAL_PEER, s->held_n, &e))
        out->at = e.at;
    out->done = out->refusal != REFUSAL_NONE || fold_to(l, s->held_n);
    if (out->done && l->peer_fold != NULL) {
        out->running = l->peer_fold->memory.tally.running;
        out->finished = l->peer_fold->memory.tally.finished;
    }
}

enum refusal ledger_adopt(struct ledger *l, const struct ledger_line *line,
                          const struct order *order)
{
    struct entry e;
    if (ledger_order_done(l, &order->key, "") > 0) /* O1 */
        return REFUSAL_NONE;
    enum refusal refusal = decide_adopt(l, line, &e);
    if (refusal != REFUSAL_NONE)
        return refusal;
    e.order = *order;
    ledger_append(l, &e, NULL);
    log_event(LOG_WARN, "%s is adopted by %s: its journal counts up to entry %llu",
              l->state.peer.node, order->by, (unsigned long long)e.adopt.peer_n);
    return REFUSAL_NONE;
}

enum refusal ledger_hand_over(struct ledger *l, const struct ledger_line *line,
                              const struct order *order)
{
    struct entry e;
    struct adoption_terms terms = terms_of(l, line);
    if (ledger_order_done(l, &order->key, "") > 0) /* O1 */
        return REFUSAL_NONE;
    terms.linked = line->linked && l->met && l->taken && !l->verdict.quiet;
    enum refusal refusal = ledger_check_open(l);
    if (refusal == REFUSAL_NONE)
        refusal =
            adoption_retire(&l->state.adoption, &terms,
                            count_of(l, SQL_APPLICANT_DOUBTFUL, (int64_t)l->state.restored_n), &e);
    if (refusal != REFUSAL_NONE)
        return refusal;
    e.order = *order;
    ledger_append(l, &e, NULL);
    log_event(LOG_WARN, "open -> adopted: %s retires this node, and %s takes its people over",
              order->by, l->state.peer.node);
    ledger_close_as(l, STANDING_ADOPTED);
    return REFUSAL_NONE;
}

enum refusal ledger_count(struct ledger *l, const char *id, const char *node,
                          const struct order *order)
{
    struct ledger_state *s = &l->state;
    struct applicant a = fold_applicant(&l->applicants, id);
    struct entry e;
    if (ledger_order_done(l, &order->key, id) > 0) /* O1 */
        return REFUSAL_NONE;
    enum refusal refusal = ledger_check_open(l);
    if (refusal == REFUSAL_NONE)
        refusal = adoption_count(&a, node, &e);
    if (refusal != REFUSAL_NONE)
        return refusal;
    if (strcmp(node, s->peer.node) == 0) {
        while (l->db->sql.status == STATUS_OK && !l->delta.bytes.failed &&
               !fold_to(l, s->peer_retired_n))
            continue;
        if (l->peer_fold == NULL)
            return REFUSAL_CLOSED; /* void: the failure counts */
        struct source from = from_peer(l, id);
        take_over(l, &from, 0, &a);
        ledger_end_fold(l);
    }
    e.order = *order;
    ledger_append(l, &e, &a);
    return REFUSAL_NONE;
}

void ledger_adoption(struct ledger *l, struct ledger_adoption *out)
{
    const struct ledger_state *s = &l->state;
    bool retired = s->standing == STANDING_ADOPTED;
    out->stands = adoption_stands(&s->adoption) && !retired;
    out->retired = retired;
    out->settled = out->stands && s->peer_retired_n > 0 && !ledger_adopts(l);
    out->cut_n = s->adoption.cut_n;
    out->left = out->stands ? people_left(s) : 0;
    out->forked = count_of(l, SQL_APPLICANT_FORKED, FORK_OPEN);
}

bool ledger_next_forked(struct ledger *l, const char *after, char id[IDENT_SIZE])
{
    struct sql *sql = &l->db->sql;
    sqlite3_stmt *s = sql_use(sql, SQL_APPLICANT_NEXT_FORKED);
    sql_bind_text(sql, s, 1, after);
    bool found = sql_row(sql, s);
    if (found)
        sql_column_text(s, 0, id, IDENT_SIZE);
    sql_end(s);
    return found;
}

/* --- the contact with a peer that stands in this node's place --- */

void ledger_take_place(struct ledger *l, const struct hello *peer)
{
    struct ledger_state *s = &l->state;
    bool closed = s->standing == STANDING_ADOPTED || s->standing == STANDING_CONTESTED;
    if (!peer->adopts || closed || !adoption_closes(&s->adoption, l->identity.node, peer->node))
        return;
    log_event(LOG_ERROR, "%s -> adopted: %s has taken over the people of this node, which closes",
              standing_text(s->standing), peer->node);
    ledger_close_as(l, STANDING_ADOPTED);
}

void ledger_try_retire(struct ledger *l)
{
    struct ledger_state *s = &l->state;
    struct entry e;
    if (s->standing != STANDING_ADOPTED || s->adoption.retired_n > 0 || !l->met || !l->taken ||
        s->own_n < l->verdict.own_target)
        return;
    begin_entry(&e, ENTRY_RETIRED, "", 0);
    e.adopt.peer_n = s->held_n;
    e.adopt.digest = ledger_digest(l, JOURNAL_PEER, s->held_n);
    ledger_append(l, &e, NULL);
}

bool ledger_answers_peer(const struct ledger *l)
{
    const struct ledger_state *s = &l->state;
    return s->standing != STANDING_ADOPTED && s->adoption.adopt_n == 0 && s->peer_retired_n == 0;
}

void ledger_note_retired(struct ledger *l, const struct entry *theirs)
{
    if (theirs->kind != ENTRY_RETIRED)
        return;
    l->state.peer_retired_n = theirs->n;
    database_set_int(&l->db->sql, "peer_retired_n", (int64_t)theirs->n);
    log_event(LOG_WARN, "%s has closed for good with entry %llu", l->state.peer.node,
              (unsigned long long)theirs->n);
}
