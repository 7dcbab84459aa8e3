#include "server/ctl/remarked.h"

#include "common/printable.h"
#include "common/utf8.h"
#include "server/core/marking.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { TEXT_SHOWN = 48 /* bytes of a question's text */ };

/* A question that earned other points, as texts. */
struct reason {
    char number[24], bank[24];
    char before[MARKING_TEXT_SIZE], after[MARKING_TEXT_SIZE];
    const char *text; /* "" of a sealed bank */
    struct buffer answer;
};

/* False: out of memory. The answer is released by the caller. */
static bool take_reason(const struct explaining *why, const struct changed_question *q,
                        struct reason *out)
{
    assert(why != NULL); /* whoever has changes has what explains them */
    const struct exam *exam = &why->source.exam;
    (void)snprintf(out->number, sizeof out->number, "%zu", q->number);
    (void)snprintf(out->bank, sizeof out->bank, "%d", q->shown.question + 1);
    marking_text(q->before, out->before);
    marking_text(q->after, out->after);
    out->text = exam->confidential ? "" : exam->questions[q->shown.question].text;
    out->answer = (struct buffer){0};
    changes_say_answer(exam, &q->shown, explaining_answer(why, q), &out->answer);
    buffer_append(&out->answer, "", 1);
    return !out->answer.failed;
}

static void put_line(const struct reason *q)
{
    size_t len = strlen(q->text), fit = utf8_fit(q->text, len, TEXT_SHOWN);
    if (len > 0)
        printable_line(stdout, "    question %s (%.*s%s): %s -> %s, answered: %s", q->number,
                       (int)fit, q->text, fit < len ? "..." : "", q->before, q->after,
                       q->answer.data);
    else
        printable_line(stdout, "    question %s (number %s in the bank): %s -> %s, answered: %s",
                       q->number, q->bank, q->before, q->after, q->answer.data);
}

static void put_json_reason(struct json *json, const struct reason *q)
{
    json_begin(json, NULL, '{');
    json_number(json, "question", q->number);
    json_number(json, "bank_question", q->bank);
    if (q->text[0] != '\0')
        show_json_text(json, "text", q->text, strlen(q->text));
    json_string(json, "answer", q->answer.data);
    json_number(json, "before", q->before);
    json_number(json, "after", q->after);
    json_end(json, '}');
}

/* A person in the three forms. changes NULL: the reasons are not known. */
struct put_person {
    const char *id, *name;
    char before[MARKING_TEXT_SIZE], after[MARKING_TEXT_SIZE], max[MARKING_TEXT_SIZE];
    const struct changes *changes;
};

static void put_row(struct remarked *r, const struct put_person *p, const struct reason *q)
{
    const char *const cells[] = {p->id,
                                 p->name,
                                 p->before,
                                 p->after,
                                 p->max,
                                 q != NULL ? q->number : "",
                                 q != NULL ? q->bank : "",
                                 q != NULL ? q->text : "",
                                 q != NULL ? q->answer.data : "",
                                 q != NULL ? q->before : "",
                                 q != NULL ? q->after : ""};
    table_row(r->table, cells);
}

static bool put_reasons(struct remarked *r, const struct put_person *p)
{
    bool good = true;
    for (size_t i = 0; good && i < p->changes->count; i++) {
        struct reason q;
        good = take_reason(r->why, &p->changes->question[i], &q);
        if (good && r->format == SHOW_CSV)
            put_row(r, p, &q);
        else if (good && r->format == SHOW_JSON)
            put_json_reason(&r->json, &q);
        else if (good)
            put_line(&q);
        buffer_release(&q.answer);
    }
    return good;
}

static void begin_person(struct remarked *r, const struct put_person *p)
{
    if (r->format == SHOW_CSV)
        return;
    if (r->format != SHOW_JSON) {
        printable_line(stdout, "%s%s%s: %s -> %s of %s", p->id, p->name[0] != '\0' ? " " : "",
                       p->name, p->before, p->after, p->max);
        return;
    }
    json_begin(&r->json, NULL, '{');
    show_json_text(&r->json, "id", p->id, strlen(p->id));
    show_json_text(&r->json, "name", p->name, strlen(p->name));
    json_number(&r->json, "before", p->before);
    json_number(&r->json, "after", p->after);
    json_number(&r->json, "max", p->max);
    if (p->changes != NULL)
        json_begin(&r->json, "why", '[');
    else
        json_null(&r->json, "why");
}

static void end_person(struct remarked *r, const struct put_person *p)
{
    if (r->format == SHOW_CSV && (p->changes == NULL || p->changes->count == 0))
        put_row(r, p, NULL);
    if (r->format != SHOW_JSON)
        return;
    if (p->changes != NULL)
        json_end(&r->json, ']');
    json_end(&r->json, '}');
}

bool remarked_tell(struct remarked *r, const struct remarked_person *person)
{
    struct put_person p = {.id = person->id, .name = person->name};
    marking_text(person->before, p.before);
    marking_text(person->after, p.after);
    marking_text(person->max, p.max);
    if (r->why != NULL)
        p.changes = explaining_find(r->why, person->id, person->before, person->after);
    r->unexplained += p.changes == NULL;
    begin_person(r, &p);
    bool good = p.changes == NULL || put_reasons(r, &p);
    end_person(r, &p);
    return good;
}

/* --- the whole --- */

static const struct table_column columns[] = {
    {"id", "ID", CELL_TEXT, 12},
    {"name", "Name", CELL_TEXT, 30},
    {"before", "Before", CELL_NUMBER, 8},
    {"after", "After", CELL_NUMBER, 8},
    {"max", "Maximum", CELL_NUMBER, 8},
    {"question", "Question", CELL_NUMBER, 8},
    {"bank_question", "In the bank", CELL_NUMBER, 8},
    {"text", "Text", CELL_TEXT, 40},
    {"answer", "Answer", CELL_TEXT, 30},
    {"question_before", "Points before", CELL_NUMBER, 8},
    {"question_after", "Points after", CELL_NUMBER, 8},
};

bool remarked_begin(struct remarked *r, const struct remarked_counts *counts, uint64_t since)
{
    static const struct table_about about = {.title = "", .subtitle = ""};
    r->json = (struct json){.out = &r->text, .first = true};
    if (r->format == SHOW_CSV)
        return table_open(NULL, TABLE_CSV, columns, sizeof columns / sizeof columns[0], &about,
                          &r->table) == STATUS_OK;
    if (r->format != SHOW_JSON) {
        if (counts != NULL)
            printf("marked          %lld\nchanged         %lld\nother_paper     %lld\n",
                   (long long)counts->marked, (long long)counts->changed,
                   (long long)counts->other_paper);
        return true;
    }
    json_begin(&r->json, NULL, '{');
    if (counts != NULL) {
        json_integer(&r->json, "marked", counts->marked);
        json_integer(&r->json, "changed", counts->changed);
        json_integer(&r->json, "other_paper", counts->other_paper);
    }
    json_integer(&r->json, "since", (int64_t)since);
    json_begin(&r->json, "people", '[');
    return true;
}

bool remarked_end(struct remarked *r)
{
    if (r->format == SHOW_CSV)
        return table_close(r->table) == STATUS_OK;
    if (r->format != SHOW_JSON)
        return fflush(stdout) == 0;
    json_end(&r->json, ']');
    json_end(&r->json, '}');
    return show_json(stdout, &r->text);
}

void remarked_abandon(struct remarked *r)
{
    table_abandon(r->table);
    buffer_release(&r->text);
}
