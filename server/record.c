#include "server/record.h"

#include "common/clock.h"
#include "server/core/marking.h"
#include "server/json.h"

#include <assert.h>

static void put_options(struct json *json, const struct question *q,
                        const struct paper_question *shown, uint32_t choices)
{
    json_begin(json, "options", '[');
    for (size_t i = 0; i < q->option_count; i++)
        json_string(json, NULL, q->options[shown->option[i]].text);
    json_end(json, ']');
    json_begin(json, "given", '[');
    for (size_t i = 0; i < q->option_count; i++)
        if (choices >> i & 1)
            json_integer(json, NULL, (int64_t)i + 1);
    json_end(json, ']');
    json_begin(json, "right", '[');
    for (size_t i = 0; i < q->option_count; i++)
        if (q->options[shown->option[i]].weight > 0)
            json_integer(json, NULL, (int64_t)i + 1);
    json_end(json, ']');
}

static void put_question(struct json *json, const struct exam *exam, size_t number,
                         const struct paper_question *shown, const struct answer *answer)
{
    const struct question *q = &exam->questions[shown->question];
    char points[MARKING_TEXT_SIZE], max[MARKING_TEXT_SIZE];
    marking_text(answer->len > 0 ? marking_question(exam, shown, answer) : 0, points);
    marking_text(q->points, max);
    json_begin(json, NULL, '{');
    json_integer(json, "number", (int64_t)number);
    json_string(json, "kind", question_kind_text(q->kind));
    if (q->name[0] != '\0')
        json_string(json, "name", q->name);
    if (q->category[0] != '\0')
        json_string(json, "category", q->category);
    json_string(json, "text", q->text);
    put_options(json, q, shown, answer_choices(answer));
    json_number(json, "points", points);
    json_number(json, "max", max);
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
    json_end(json, '}');
}

static void put_sitting(struct json *json, const struct sitting *s)
{
    char at[CLOCK_TEXT_SIZE];
    clock_text(s->started_at, at);
    json_string(json, "started", at);
    clock_text(s->finished_at, at);
    json_string(json, "finished", at);
    json_string(json, "finished_by", s->reason == FINISH_BY_DEADLINE ? "deadline" : "applicant");
    json_bool(json, "review_after_restore", s->after_restore);
    /* A text: 64 bits do not fit in every reader's number. */
    struct buffer seed = {0};
    buffer_printf(&seed, "%llu", (unsigned long long)s->seed);
    json_text(json, "seed", seed.data, seed.len);
    buffer_release(&seed);
}

static void put_result(struct json *json, const struct exam *exam,
                       const struct ledger_record *record)
{
    const struct sitting *s = &record->applicant.sitting;
    char score[MARKING_TEXT_SIZE], max[MARKING_TEXT_SIZE], percent[MARKING_TEXT_SIZE];
    char digest[DIGEST_TEXT_SIZE];
    marking_text(s->score, score);
    marking_text(s->max, max);
    marking_percent(s->score, s->max, percent);
    digest_text(&record->finish_digest, digest);
    json_integer(json, "answered", s->answered);
    json_number(json, "score", score);
    json_number(json, "max", max);
    json_number(json, "percent", percent);
    json_bool(json, "passed", marking_passed(exam, s->score, s->max));
    json_integer(json, "finish_entry", (int64_t)s->finish_n);
    json_string(json, "finish_digest", digest);
}

void record_write(const struct exam *exam, const char *node, const struct ledger_record *record,
                  struct paper_question *paper, struct buffer *out)
{
    const struct applicant *a = &record->applicant;
    struct json json = {.out = out, .first = true};
    assert(digest_equal(&exam->digest, &a->sitting.exam));
    paper_make(exam, a->sitting.seed, paper);
    json_begin(&json, NULL, '{');
    json_string(&json, "id", a->id);
    json_string(&json, "name", a->name);
    json_string(&json, "node", node);
    put_exam(&json, exam);
    put_sitting(&json, &a->sitting);
    put_result(&json, exam, record);
    json_begin(&json, "questions", '[');
    for (size_t i = 0; i < exam->question_count; i++)
        put_question(&json, exam, i + 1, &paper[i], &record->answers[i]);
    json_end(&json, ']');
    json_end(&json, '}');
    buffer_append(out, "\n", 1);
}
