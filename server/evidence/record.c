#include "server/evidence/record.h"

#include "common/clock.h"
#include "server/core/marking.h"
#include "server/evidence/json.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void put_values(struct json *json, const char *name, const struct wire_word *words,
                       size_t count, bool positions)
{
    json_begin(json, name, '[');
    for (size_t i = 0; i < count; i++) {
        int64_t position;
        if (positions && wire_integer(&words[i], 0, EXAM_OPTIONS_MAX, &position))
            json_integer(json, NULL, position);
        else
            json_text(json, NULL, words[i].data, words[i].len);
    }
    json_end(json, ']');
}

/* Choices as positions among the options shown, other values as written. */
static void put_given(struct json *json, const struct question *q, const struct answer *answer)
{
    struct wire_word words[EXAM_OPTIONS_MAX];
    size_t count = answer_values(answer, words, EXAM_OPTIONS_MAX);
    put_values(json, "given", words, count, question_has_choices(q));
}

static void put_answer(struct json *json, const struct question *q,
                       const struct paper_question *shown, const struct answer *answer)
{
    struct wire_word words[EXAM_OPTIONS_MAX];
    bool choices = question_has_choices(q);
    if (q->prompt_count > 0) {
        json_begin(json, "prompts", '[');
        for (size_t i = 0; i < q->prompt_count; i++)
            json_string(json, NULL, q->prompts[i].text);
        json_end(json, ']');
    }
    if (choices) {
        json_begin(json, "options", '[');
        for (size_t i = 0; i < q->option_count; i++)
            json_string(json, NULL, q->options[shown->option[i]].text);
        json_end(json, ']');
    }
    put_given(json, q, answer);
    size_t count = answer_right_values(q, shown, words);
    put_values(json, "right", words, count, choices);
}

/* --- marks --- */

/* The marks of a question, and what they come to. */
struct essay {
    const struct mark *marks;
    size_t count;
    struct mark_verdict verdict;
};

static struct essay essay_of(const struct exam *exam, const struct ledger_record *record,
                             uint16_t index)
{
    struct essay e;
    e.marks = mark_slice(record->marks, record->mark_count, (uint16_t)(index + 1), &e.count);
    e.verdict = mark_settle(exam, e.marks, e.count);
    return e;
}

static void put_number(struct json *json, const char *name, int64_t thousandths)
{
    char text[MARKING_TEXT_SIZE];
    marking_text(thousandths, text);
    json_number(json, name, text);
}

static void put_mark(struct json *json, const struct mark *mark, bool counts)
{
    char at[CLOCK_TEXT_SIZE];
    clock_text(mark->at, at);
    json_begin(json, NULL, '{');
    json_string(json, "node", mark->node);
    json_integer(json, "entry", (int64_t)mark->n);
    json_string(json, "at", at);
    json_string(json, "marker", mark->marker);
    json_integer(json, "part", mark->part);
    json_integer(json, "round", mark->round);
    put_number(json, "points", mark->points);
    json_string(json, "comment", mark->comment);
    json_bool(json, "counts", counts);
    json_end(json, '}');
}

/* All of them; those that do not count are evidence. */
static void put_marks(struct json *json, const struct exam *exam, const struct essay *e)
{
    json_begin(json, "marks", '[');
    for (size_t i = 0; i < e->count; i++)
        put_mark(json, &e->marks[i], mark_counts(exam, &e->verdict, &e->marks[i]));
    json_end(json, ']');
}

/* --- questions --- */

static void put_points_earned(struct json *json, const struct exam *exam,
                              const struct paper_question *shown, const struct answer *answer)
{
    const struct question *q = &exam->questions[shown->question];
    if (q->kind != QUESTION_ESSAY)
        put_number(json, "points", answer->len > 0 ? marking_question(exam, shown, answer) : 0);
    put_number(json, "max", q->points);
}

static void put_shown(struct json *json, const struct exam *exam,
                      const struct paper_question *shown, const struct answer *answer)
{
    const struct question *q = &exam->questions[shown->question];
    if (q->name[0] != '\0')
        json_string(json, "name", q->name);
    if (q->id[0] != '\0')
        json_string(json, "bank_id", q->id);
    if (q->tags[0] != '\0')
        json_string(json, "tags", q->tags);
    if (q->category[0] != '\0')
        json_string(json, "category", q->category);
    json_string(json, "text", q->text);
    put_answer(json, q, shown, answer);
    put_points_earned(json, exam, shown, answer);
}

/* The place in the bank, from 1, and no text of it. Points beside the answer would tell which
 * answer is right. */
static void put_place(struct json *json, const struct exam *exam,
                      const struct paper_question *shown, const struct answer *answer)
{
    const struct question *q = &exam->questions[shown->question];
    json_integer(json, "bank_question", (int64_t)shown->question + 1);
    if (question_has_choices(q)) {
        json_begin(json, "bank_options", '[');
        for (size_t i = 0; i < q->option_count; i++)
            json_integer(json, NULL, (int64_t)shown->option[i] + 1);
        json_end(json, ']');
    }
    put_given(json, q, answer);
}

static void put_essay(struct json *json, const struct exam *exam,
                      const struct ledger_record *record, uint16_t index, bool answered)
{
    const struct essay e = essay_of(exam, record, index);
    bool open = answered && !e.verdict.decided;
    put_number(json, "points", answered ? e.verdict.points : 0);
    if (open)
        json_bool(json, "unmarked", true);
    if (e.count > 0)
        put_marks(json, exam, &e);
}

static void put_question(struct json *json, const struct exam *exam, size_t number,
                         const struct paper_question *shown, const struct ledger_record *record)
{
    const struct answer *answer = &record->answers[number - 1];
    const struct question *q = &exam->questions[shown->question];
    json_begin(json, NULL, '{');
    json_integer(json, "number", (int64_t)number);
    json_string(json, "kind", question_kind_text(q->kind));
    if (exam->confidential)
        put_place(json, exam, shown, answer);
    else
        put_shown(json, exam, shown, answer);
    if (q->kind == QUESTION_ESSAY)
        put_essay(json, exam, record, shown->question, answer->len > 0);
    json_end(json, '}');
}

static void put_exam(struct json *json, const struct exam *exam)
{
    char digest[DIGEST_TEXT_SIZE];
    digest_text(&exam->digest, digest);
    json_begin(json, "exam", '{');
    json_string(json, "title", exam->title);
    json_string(json, "digest", digest);
    json_integer(json, "seconds", exam->seconds);
    json_integer(json, "pass_percent", exam->pass_percent);
    if (exam->confidential)
        json_bool(json, "questions_left_out", true);
    json_end(json, '}');
}

static const char *finished_by(enum finish_reason reason)
{
    switch (reason) {
    case FINISH_BY_APPLICANT:
        break;
    case FINISH_BY_DEADLINE:
        return "deadline";
    case FINISH_BY_STAFF:
        return "staff";
    }
    return "applicant";
}

static void put_sitting(struct json *json, const struct sitting *s)
{
    char at[CLOCK_TEXT_SIZE];
    clock_text(s->started_at, at);
    json_string(json, "started", at);
    clock_text(s->finished_at, at);
    json_string(json, "finished", at);
    json_string(json, "finished_by", finished_by(s->reason));
    json_integer(json, "sitting", s->number);
    json_bool(json, "void", s->voided);
    json_integer(json, "reopened", s->reopened);
    json_integer(json, "seconds", s->seconds);
    json_bool(json, "review_after_restore", s->after_restore);
    /* As a text: not every JSON reader's numbers hold 64 bits. */
    struct buffer seed = {0};
    buffer_printf(&seed, "%llu", (unsigned long long)s->seed);
    json_text(json, "seed", seed.data, seed.len);
    buffer_release(&seed);
}

/* The result that counts now: the machine's part and the marks. */
static void put_result(struct json *json, const struct ledger_record *record)
{
    const struct sitting *s = &record->applicant.sitting;
    const struct marks *total = &record->total;
    char percent[MARKING_TEXT_SIZE], digest[DIGEST_TEXT_SIZE];
    marking_percent(s->pass_percent, total->score, total->max, percent);
    digest_text(&record->finish_digest, digest);
    json_integer(json, "answered", s->answered);
    put_number(json, "score", total->score);
    put_number(json, "max", total->max);
    json_number(json, "percent", percent);
    if (total->unmarked > 0)
        put_number(json, "unmarked", total->unmarked);
    if (s->unmarked > 0)
        put_number(json, "score_without_marks", s->score);
    if (s->marked_n != s->finish_n) {
        put_number(json, "first_score", s->first_score);
        json_integer(json, "marked_anew_by_entry", (int64_t)s->marked_n);
    }
    json_bool(json, "passed", marking_passed(s->pass_percent, total->score, total->max));
    json_integer(json, "finish_entry", (int64_t)s->finish_n);
    json_string(json, "finish_digest", digest);
}

/* The publication in force, and what it told the applicant. */
static void put_publication(struct json *json, const struct ledger_record *record)
{
    const struct publication_made *p = &record->publication;
    char at[CLOCK_TEXT_SIZE], percent[MARKING_TEXT_SIZE];
    if (!record->published)
        return;
    clock_text(p->at, at);
    marking_percent(record->told_pass_percent, record->told.score, record->told.max, percent);
    json_begin(json, "published", '{');
    json_integer(json, "number", p->cut.number);
    json_string(json, "node", p->cut.node);
    json_integer(json, "entry", (int64_t)p->n);
    json_string(json, "at", at);
    json_string(json, "by", p->by);
    put_number(json, "score", record->told.score);
    put_number(json, "max", record->told.max);
    json_number(json, "percent", percent);
    put_number(json, "unmarked", record->told.unmarked);
    json_end(json, '}');
}

static void put_basis(struct json *json, const struct record_basis *basis)
{
    json_string(json, "made_by_node", basis->by_node);
    json_integer(json, "made_by_entry", (int64_t)basis->by_n);
    json_string(json, "made_of", basis->of);
}

void record_write(const struct exam *exam, const char *node, const struct ledger_record *record,
                  const struct record_basis *basis, struct paper_question *paper,
                  struct buffer *out)
{
    const struct applicant *a = &record->applicant;
    struct json json = {.out = out, .first = true};
    assert(digest_equal(&exam->digest, &a->sitting.marked_exam));
    paper_make(exam, a->sitting.seed, paper);
    json_begin(&json, NULL, '{');
    json_string(&json, "id", a->id);
    json_string(&json, "name", a->name);
    json_string(&json, "node", node);
    put_exam(&json, exam);
    put_sitting(&json, &a->sitting);
    put_result(&json, record);
    put_publication(&json, record);
    put_basis(&json, basis);
    json_begin(&json, "questions", '[');
    for (size_t i = 0; i < exam->paper_count; i++)
        put_question(&json, exam, i + 1, &paper[i], record);
    json_end(&json, ']');
    json_end(&json, '}');
    buffer_append(out, "\n", 1);
}

/* --- what a record says --- */

/* The latest entry of those that a record is made of. */
struct maker {
    struct record_basis *basis;
    struct wall at;
};

static void take_maker(struct maker *m, const char *node, uint64_t n, struct wall at)
{
    if (m->basis->by_n > 0 && at.ms < m->at.ms)
        return;
    (void)snprintf(m->basis->by_node, sizeof m->basis->by_node, "%s", node);
    m->basis->by_n = n;
    m->at = at;
}

static void take_marks(const struct exam *exam, const struct ledger_record *record,
                       struct buffer *text, struct maker *maker)
{
    for (size_t i = 0; i < record->mark_count; i++) {
        const struct mark *m = &record->marks[i];
        if (i > 0 && m->question == m[-1].question)
            continue;
        const struct essay e = essay_of(exam, record, (uint16_t)(m->question - 1));
        for (size_t k = 0; k < e.count; k++)
            if (mark_counts(exam, &e.verdict, &e.marks[k])) {
                buffer_printf(text, " mark %s %llu", e.marks[k].node,
                              (unsigned long long)e.marks[k].n);
                take_maker(maker, e.marks[k].node, e.marks[k].n, e.marks[k].at);
            }
    }
}

struct record_basis record_basis_of(const struct exam *exam, const char *node,
                                    const struct ledger_record *record)
{
    const struct publication_made *p = &record->publication;
    struct record_basis basis = {.by_n = 0};
    struct maker maker = {.basis = &basis};
    struct buffer text = {0};
    char finish[DIGEST_TEXT_SIZE], marked[DIGEST_TEXT_SIZE];
    digest_text(&record->finish_digest, finish);
    digest_text(&record->applicant.sitting.marked_exam, marked);
    buffer_printf(&text, "finish %s exam %s entry %llu", finish, marked,
                  (unsigned long long)record->n);
    take_maker(&maker, node, record->n, record->at);
    if (record->total.unmarked == 0)
        take_marks(exam, record, &text, &maker);
    if (record->published) {
        buffer_printf(&text, " published %s %llu cut %llu %llu", p->cut.node,
                      (unsigned long long)p->n, (unsigned long long)p->cut.own_n,
                      (unsigned long long)p->cut.peer_n);
        take_maker(&maker, p->cut.node, p->n, p->at);
    }
    assert(!text.failed);
    const struct digest of = digest_of(text.data, text.len);
    digest_text(&of, basis.of);
    buffer_release(&text);
    return basis;
}

/* The value behind a name. Quotation marks inside a text are escaped, so that a text cannot look like a
 * name. NULL: there is none. */
static const char *value_of(const char *json, const char *name)
{
    char wanted[64];
    (void)snprintf(wanted, sizeof wanted, "\"%s\": ", name);
    const char *at = strstr(json, wanted);
    return at != NULL ? at + strlen(wanted) : NULL;
}

static bool read_text(const char *json, const char *name, char *out, size_t size)
{
    const char *at = value_of(json, name);
    if (at == NULL || *at++ != '"')
        return false;
    size_t len = strcspn(at, "\"");
    if (len >= size || at[len] == '\0')
        return false;
    memcpy(out, at, len);
    out[len] = '\0';
    return true;
}

static bool read_digest(const char *json, const char *name, char out[DIGEST_TEXT_SIZE])
{
    char text[DIGEST_TEXT_SIZE];
    if (!read_text(json, name, text, sizeof text) ||
        strspn(text, "0123456789abcdef") != DIGEST_TEXT_SIZE - 1)
        return false;
    memcpy(out, text, sizeof text);
    return true;
}

static bool read_entry(const char *json, const char *name, uint64_t *n)
{
    const char *at = value_of(json, name);
    char *end;
    if (at == NULL || *at < '1' || *at > '9')
        return false;
    *n = strtoull(at, &end, 10);
    return *end == ',';
}

bool record_says(const char *json, const struct record_basis *basis)
{
    char of[DIGEST_TEXT_SIZE];
    return read_digest(json, "made_of", of) && strcmp(of, basis->of) == 0;
}

bool record_finish(const char *json, char digest[DIGEST_TEXT_SIZE], uint64_t *n)
{
    return read_digest(json, "finish_digest", digest) && read_entry(json, "finish_entry", n);
}

bool record_made_by(const char *json, char node[NODE_NAME_MAX + 1], uint64_t *n)
{
    return read_text(json, "made_by_node", node, NODE_NAME_MAX + 1) &&
           node_name_valid(node, strlen(node)) && read_entry(json, "made_by_entry", n);
}
