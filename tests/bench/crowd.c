/* sinodo-crowd: the data directories of a pair after an exam, for reports to be measured. It writes the
 * journals and their fold directly: some ten million answers in minutes.
 *
 *     sinodo-crowd DIR PEOPLE QUESTIONS     makes DIR/c, DIR/m, DIR/crowd.gift and DIR/crowd.plan */
#include "db/exam_file.h"
#include "db/fold.h"
#include "server/bank/bank.h"
#include "server/bank/plan.h"
#include "server/core/marking.h"
#include "server/core/recovery.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { TOGETHER = 500 /* people who sit at the same time */, SECONDS = 5400, CATEGORIES = 5 };

/* 2026-03-01 08:00 -04:00, when the exam opens. */
#define AT_MS INT64_C(1772366400000)

struct side {
    struct database database;
    struct applicants applicants;
    struct tally tally;
    struct journal_table_open own, copy;
    struct digest digest;
    uint64_t n, clock_ms;
};

struct crowd {
    struct side side[2];
    struct exam exam;
    struct paper_question *paper; /* of each of those who sit together, */
    struct answer *answers;       /* and what they answer */
    uint8_t (*values)[4];
    uint64_t random;
};

static const char *const names[2] = {"caracas", "maracay"};

static void fail(const char *what)
{
    (void)fprintf(stderr, "sinodo-crowd: %s\n", what);
    exit(EXIT_FAILURE);
}

/* SplitMix64 (G. Steele, D. Lea, C. Flood, 2014). */
static uint64_t draw(struct crowd *c)
{
    uint64_t z = c->random += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

/* --- the exam --- */

static void put_file(const char *dir, const char *name, const struct buffer *text)
{
    if (text->failed || file_put(dir, name, text->data, text->len) != STATUS_OK)
        fail("cannot write the bank");
}

static void make_exam(struct crowd *c, const char *dir, unsigned questions, struct exam_file *kept)
{
    struct buffer errors = {0};
    for (unsigned i = 0; i < questions; i++) {
        if (i % ((questions + CATEGORIES - 1) / CATEGORIES) == 0)
            buffer_printf(&kept->bank_bytes, "$CATEGORY: Part %u\n\n",
                          1 + i * CATEGORIES / questions);
        buffer_printf(&kept->bank_bytes, "::Q%u:: How much is %u + %u? {=%u ~%u ~%u ~%u}\n\n",
                      i + 1, i, i, 2 * i, 2 * i + 1, 2 * i + 2, 2 * i + 3);
    }
    buffer_printf(&kept->plan_bytes,
                  "title = Crowd\nseconds = %d\npass-percent = 50\nplaces = 1000\n"
                  "tie-break = category:Part 1\nopens = 2026-03-01 08:00 -04:00\n",
                  SECONDS);
    put_file(dir, "crowd.gift", &kept->bank_bytes);
    put_file(dir, "crowd.plan", &kept->plan_bytes);
    if (bank_take("crowd.gift", &kept->bank_bytes, NULL, &c->exam, &errors, &errors) != STATUS_OK ||
        plan_parse("crowd.plan", kept->plan_bytes.data, kept->plan_bytes.len, &c->exam, &errors) !=
            STATUS_OK)
        fail("the bank is wrong");
    exam_seal(&c->exam);
    buffer_release(&errors);
}

/* --- the nodes --- */

static void open_side(struct crowd *c, const char *dir, int which, const struct exam_file *kept)
{
    char path[300], error[DATABASE_ERROR_SIZE];
    struct side *s = &c->side[which];
    struct identity identity = {.cluster = "sinodo", .paired = true};
    (void)snprintf(identity.node, sizeof identity.node, "%s", names[which]);
    (void)snprintf(path, sizeof path, "%s/%c", dir, names[which][0]);
    s->database = (struct database)DATABASE_CLOSED;
    if (database_open(path, &identity, DATABASE_LOG_PAGES, &s->database, error) != STATUS_OK)
        fail(error);
    if (id_index_open(&s->applicants.index) != STATUS_OK)
        fail("out of memory");
    struct sql *sql = &s->database.sql;
    s->applicants.sql = sql;
    s->own = (struct journal_table_open){.sql = sql, .owner = JOURNAL_OWN};
    s->copy = (struct journal_table_open){.sql = sql, .owner = JOURNAL_PEER};
    s->digest = journal_origin(identity.cluster, identity.node);
    if (exam_file_keep(&s->database, &c->exam.digest, kept) != STATUS_OK)
        fail("cannot keep the exam");
    sql_begin(sql);
    database_set_text(sql, "peer_node", names[1 - which]);
    database_set_blob(sql, "peer_exam", c->exam.digest.bytes, DIGEST_BYTES);
    database_set_int(sql, "standing", STANDING_OPEN);
}

static void commit(struct crowd *c, bool last)
{
    for (int i = 0; i < 2; i++) {
        struct side *s = &c->side[i];
        if (s->n > 0)
            fold_save_tally(&s->own, s->n, &s->tally);
        journal_table_write(&s->copy, NULL);
        if (database_commit(&s->database) != STATUS_OK ||
            (database_log_is_long(&s->database) && database_checkpoint(&s->database) != STATUS_OK))
            fail("the disk");
        id_index_committed(s->applicants.index);
        if (!last)
            sql_begin(&s->database.sql);
    }
}

/* Writes an entry to its node's journal and tables, and to the other node's copy. */
static uint64_t append(struct crowd *c, int which, struct entry *e)
{
    struct side *s = &c->side[which], *other = &c->side[1 - which];
    uint8_t bytes[ENTRY_MAX_BYTES];
    e->n = ++s->n;
    e->seen = other->n;
    e->clock_ms = s->clock_ms;
    e->at.ms = AT_MS + (int64_t)s->clock_ms;
    size_t len = journal_encode(e, bytes);
    s->digest = journal_chain(&s->digest, bytes, len);
    journal_table_add(&s->own, e->n, bytes, len, &s->digest);
    journal_table_add(&other->copy, e->n, bytes, len, &s->digest);
    applicants_reserve(&s->applicants);
    fold_apply(&s->applicants, e, NULL, &s->tally);
    return e->n;
}

/* --- people --- */

static struct entry begin(enum entry_kind kind, unsigned person)
{
    struct entry e;
    memset(&e, 0, sizeof e);
    e.kind = kind;
    (void)snprintf(e.id, sizeof e.id, "V%u", 10000000 + person);
    return e;
}

static void register_person(struct crowd *c, int which, unsigned person)
{
    struct entry claim = begin(ENTRY_CLAIM, person), grant = begin(ENTRY_GRANT, person),
                 confirm = begin(ENTRY_CONFIRM, person);
    claim.claim.stamp.ms = AT_MS + (int64_t)c->side[which].clock_ms;
    (void)snprintf(claim.claim.name, sizeof claim.claim.name, "Person Núñez %u", person);
    grant.ref = append(c, which, &claim);
    confirm.ref = append(c, 1 - which, &grant);
    (void)append(c, which, &confirm);
}

static void start(struct crowd *c, int which, unsigned person, unsigned seat)
{
    struct entry e = begin(ENTRY_START, person);
    e.start.seed = draw(c);
    e.start.seconds = SECONDS;
    e.start.left_ms = INT64_C(1000) * SECONDS;
    e.start.exam = c->exam.digest;
    e.start.paper = c->exam.paper_digest;
    e.start.pass_percent = (uint8_t)c->exam.pass_percent;
    e.start.token.bytes[0] = 1;
    paper_make(&c->exam, e.start.seed, c->paper + seat * c->exam.paper_count);
    (void)append(c, which, &e);
}

/* Each question is as hard, and each person as good, as its number says. */
static void answer(struct crowd *c, int which, unsigned person, unsigned seat, unsigned at)
{
    size_t index = seat * c->exam.paper_count + at;
    const struct paper_question *shown = &c->paper[index];
    unsigned percent = 20 + person % 41 + (shown->question * 7U) % 37;
    size_t right = draw(c) % 100 < percent ? 0 : 1 + draw(c) % 3, position = 0;
    while (shown->option[position] != right)
        position++;
    uint8_t *values = c->values[index];
    memcpy(values, (const uint8_t[]){1, 0, 1, (uint8_t)('1' + position)}, 4);
    c->answers[index] = (struct answer){values, 4};
    struct entry e = begin(ENTRY_ANSWER, person);
    e.answer.question = (uint16_t)(at + 1);
    e.answer.values = values;
    e.answer.values_len = 4;
    (void)append(c, which, &e);
}

static void finish(struct crowd *c, int which, unsigned person, unsigned seat)
{
    size_t first = seat * c->exam.paper_count;
    struct marks marks = marking_paper(&c->exam, c->paper + first, c->answers + first);
    struct entry e = begin(ENTRY_FINISH, person);
    e.finish.reason = FINISH_BY_APPLICANT;
    e.finish.left_ms = 1000;
    e.finish.score = marks.score;
    e.finish.max = marks.max;
    e.finish.unmarked = marks.unmarked;
    e.finish.answered = marks.answered;
    (void)append(c, which, &e);
}

/* They register one after another, and answer side by side. */
static void sit_together(struct crowd *c, int which, unsigned first, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        register_person(c, which, first + i);
    for (unsigned i = 0; i < count; i++)
        start(c, which, first + i, i);
    for (unsigned at = 0; at < c->exam.paper_count; at++) {
        c->side[which].clock_ms += 1000;
        for (unsigned i = 0; i < count; i++)
            answer(c, which, first + i, i, at);
    }
    for (unsigned i = 0; i < count; i++)
        finish(c, which, first + i, i);
    commit(c, false);
}

static void close_side(struct side *s)
{
    id_index_close(s->applicants.index);
    journal_table_release(&s->own);
    journal_table_release(&s->copy);
    database_close(&s->database);
}

int main(int argc, char **argv)
{
    static struct crowd c;
    struct exam_file kept = {.bank = "crowd.gift", .plan = "crowd.plan", .settings = ""};
    if (argc != 4)
        fail("DIR PEOPLE QUESTIONS");
    unsigned people = (unsigned)strtoul(argv[2], NULL, 10);
    unsigned questions = (unsigned)strtoul(argv[3], NULL, 10);
    (void)mkdir(argv[1], 0700);
    make_exam(&c, argv[1], questions, &kept);
    size_t cells = TOGETHER * c.exam.paper_count;
    c.paper = calloc(cells, sizeof *c.paper);
    c.answers = calloc(cells, sizeof *c.answers);
    c.values = calloc(cells, sizeof *c.values);
    if (c.paper == NULL || c.answers == NULL || c.values == NULL)
        fail("out of memory");
    open_side(&c, argv[1], 0, &kept);
    open_side(&c, argv[1], 1, &kept);
    for (unsigned first = 0; first < people; first += TOGETHER)
        sit_together(&c, first / TOGETHER % 2, first,
                     people - first < TOGETHER ? people - first : TOGETHER);
    for (int i = 0; i < 2; i++) {
        struct entry e = {.kind = ENTRY_BEAT};
        (void)append(&c, i, &e); /* says that it has seen all of the other's */
    }
    commit(&c, true);
    close_side(&c.side[0]);
    close_side(&c.side[1]);
    buffer_release(&kept.bank_bytes);
    buffer_release(&kept.plan_bytes);
    bank_free(&c.exam);
    free(c.paper);
    free(c.answers);
    free(c.values);
    return EXIT_SUCCESS;
}
