#include "server/evidence/record.h"

#include "common/clock.h"
#include "server/core/marking.h"
#include "server/evidence/json.h"

#include <assert.h>
#include <stdio.h>
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

static void put_points_earned(struct json *json, const struct exam *exam,
                              const struct paper_question *shown, const struct answer *answer)
{
    char points[MARKING_TEXT_SIZE], max[MARKING_TEXT_SIZE];
    marking_text(answer->len > 0 ? marking_question(exam, shown, answer) : 0, points);
    marking_text(exam->questions[shown->question].points, max);
    json_number(json, "points", points);
    json_number(json, "max", max);
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

static void put_question(struct json *json, const struct exam *exam, size_t number,
                         const struct paper_question *shown, const struct answer *answer)
{
    const struct question *q = &exam->questions[shown->question];
    json_begin(json, NULL, '{');
    json_integer(json, "number", (int64_t)number);
    json_string(json, "kind", question_kind_text(q->kind));
    if (exam->confidential)
        put_place(json, exam, shown, answer);
    else
        put_shown(json, exam, shown, answer);
    if (q->kind == QUESTION_ESSAY && answer->len > 0)
        json_bool(json, "unmarked", true);
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

static void put_result(struct json *json, const struct ledger_record *record)
{
    const struct sitting *s = &record->applicant.sitting;
    char score[MARKING_TEXT_SIZE], max[MARKING_TEXT_SIZE], percent[MARKING_TEXT_SIZE];
    char digest[DIGEST_TEXT_SIZE];
    marking_text(s->score, score);
    marking_text(s->max, max);
    marking_percent(s->pass_percent, s->score, s->max, percent);
    digest_text(&record->finish_digest, digest);
    json_integer(json, "answered", s->answered);
    json_number(json, "score", score);
    json_number(json, "max", max);
    json_number(json, "percent", percent);
    if (s->unmarked > 0) {
        marking_text(s->unmarked, max);
        json_number(json, "unmarked", max);
    }
    if (s->marked_n != s->finish_n) {
        marking_text(s->first_score, max);
        json_number(json, "first_score", max);
        json_integer(json, "marked_anew_by_entry", (int64_t)s->marked_n);
    }
    json_bool(json, "passed", marking_passed(s->pass_percent, s->score, s->max));
    json_integer(json, "finish_entry", (int64_t)s->finish_n);
    json_string(json, "finish_digest", digest);
}

void record_write(const struct exam *exam, const char *node, const struct ledger_record *record,
                  struct paper_question *paper, struct buffer *out)
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
    json_begin(&json, "questions", '[');
    for (size_t i = 0; i < exam->paper_count; i++)
        put_question(&json, exam, i + 1, &paper[i], &record->answers[i]);
    json_end(&json, ']');
    json_end(&json, '}');
    buffer_append(out, "\n", 1);
}

/* Quotation marks inside a text are escaped, so that a name cannot look like a digest. */
static bool has_digest(const char *json, const char *name, const struct digest *digest)
{
    char hex[DIGEST_TEXT_SIZE], wanted[DIGEST_TEXT_SIZE + 32];
    digest_text(digest, hex);
    (void)snprintf(wanted, sizeof wanted, "\"%s\": \"%s\"", name, hex);
    return strstr(json, wanted) != NULL;
}

bool record_is_of(const char *json, const struct digest *finish, const struct digest *exam)
{
    return has_digest(json, "finish_digest", finish) && has_digest(json, "digest", exam);
}

bool record_finish(const char *json, char out[DIGEST_TEXT_SIZE])
{
    static const char name[] = "\"finish_digest\": \"";
    const char *at = strstr(json, name);
    if (at == NULL)
        return false;
    at += sizeof name - 1;
    if (strspn(at, "0123456789abcdef") != DIGEST_TEXT_SIZE - 1)
        return false;
    memcpy(out, at, DIGEST_TEXT_SIZE - 1);
    out[DIGEST_TEXT_SIZE - 1] = '\0';
    return true;
}
