#include "server/ctl/grading_node.h"

#include "common/printable.h"
#include "server/core/marking.h"
#include "server/ctl/ordering.h"

#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

enum { ROW_VALUES = 9, READ_PAUSE_MS = 50 };

/* --- replies --- */

static bool take_integer(const struct call *c, const char *name, int64_t *out)
{
    const struct wire_value *v = wire_pair(c->values, c->count, name);
    if (v == NULL || v->type != WIRE_INTEGER)
        return false;
    *out = v->integer;
    return true;
}

static bool take_bulk(const struct call *c, const char *name, struct wire_word *out)
{
    const struct wire_value *v = wire_pair(c->values, c->count, name);
    if (v == NULL || v->type != WIRE_BULK)
        return false;
    *out = (struct wire_word){v->data, v->len};
    return true;
}

/* A text that is not longer than it may be, cleaned. */
static bool take_text(const struct call *c, const char *name, char *out, size_t size)
{
    struct wire_word word;
    if (!take_bulk(c, name, &word) || word.len >= size)
        return false;
    (void)printable_copy(out, size, word.data, word.len, PRINTABLE_LINE);
    return true;
}

/* --- GRADE --- */

static bool take_row(const struct wire_value *v, struct grading_row *row)
{
    if (v[0].type != WIRE_ARRAY || v[0].count != ROW_VALUES || v[1].type != WIRE_INTEGER ||
        v[1].integer < 1 || v[1].integer > EXAM_QUESTIONS_MAX || v[2].type != WIRE_BULK ||
        v[3].type != WIRE_BULK || !mark_points(v[3].data, v[3].len, &row->max))
        return false;
    for (int i = 4; i <= ROW_VALUES; i++)
        if (v[i].type != WIRE_INTEGER)
            return false;
    row->question = (uint16_t)v[1].integer;
    (void)printable_copy(row->name, sizeof row->name, v[2].data, v[2].len, PRINTABLE_LINE);
    marking_text(row->max, row->points);
    row->answers = v[4].integer;
    row->marked = v[5].integer;
    row->open = v[6].integer;
    row->reserved = v[7].integer;
    row->unlinked = v[8].integer;
    row->third = v[9].integer;
    return true;
}

/* Adds the rows of a reply, each of a later question; *rows gets how many. */
static bool take_rows(const struct call *c, struct grading_list *list, size_t *rows)
{
    const struct wire_value *v = wire_pair(c->values, c->count, "questions");
    if (!take_integer(c, "markers", &list->markers) || v == NULL || v->type != WIRE_ARRAY ||
        (size_t)(v - c->values) + 1 + v->count * (ROW_VALUES + 1) > c->count)
        return false;
    *rows = v->count;
    for (size_t i = 0; i < v->count; i++) {
        uint16_t last = list->count > 0 ? list->row[list->count - 1].question : 0;
        if (list->count >= EXAM_QUESTIONS_MAX ||
            !take_row(v + 1 + i * (ROW_VALUES + 1), &list->row[list->count]) ||
            list->row[list->count].question <= last)
            return false;
        list->count++;
    }
    return true;
}

/* While the node still reads its journals: says so. */
static void wait_for_reading(int64_t percent)
{
    if (isatty(STDERR_FILENO))
        (void)fprintf(stderr, "\rthe node reads its journals: %d %%\r", (int)percent);
    (void)poll(NULL, 0, READ_PAUSE_MS);
}

int grading_ask_list(struct call *c, struct grading_list *out)
{
    char after[8] = "";
    size_t rows = 1;
    int64_t percent = 100;
    memset(out, 0, sizeof *out);
    if (!call_connect(c))
        return c->failure;
    while (rows > 0) {
        const char *words[] = {"DESK", "GRADE", after};
        int result = call_order(c, words, 3);
        if (result != EX_OK)
            return result;
        if (!take_integer(c, "read", &percent) || !take_rows(c, out, &rows))
            return call_unexpected();
        if (percent < 100) {
            wait_for_reading(percent);
            rows = 1;
        } else if (rows > 0) {
            (void)snprintf(after, sizeof after, "%u", (unsigned)out->row[out->count - 1].question);
        }
    }
    return EX_OK;
}

const struct grading_row *grading_find(const struct grading_list *list, int64_t question)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->row[i].question == question)
            return &list->row[i];
    return NULL;
}

/* --- GRADE-NEXT --- */

static bool take_essay(const struct call *c, struct grading_essay *out)
{
    int64_t question;
    if (!take_text(c, "ref", out->ref, sizeof out->ref))
        return false;
    if (out->ref[0] == '\0')
        return true;
    if (!take_integer(c, "question", &question) || question < 1 || question > EXAM_QUESTIONS_MAX)
        return false;
    out->question = (uint16_t)question;
    return take_integer(c, "part", &out->part) && take_integer(c, "left", &out->left) &&
           take_text(c, "points", out->points, sizeof out->points) &&
           mark_points(out->points, strlen(out->points), &out->max) &&
           take_text(c, "mark", out->mark, sizeof out->mark) &&
           take_text(c, "comment", out->comment, sizeof out->comment) &&
           take_bulk(c, "name", &out->name) && take_bulk(c, "text", &out->text) &&
           take_bulk(c, "graders", &out->graders) && take_bulk(c, "answer", &out->answer);
}

int grading_ask_next(struct call *c, int64_t question, const char *after, const char *way,
                     struct grading_essay *out)
{
    char number[8] = "";
    const char *words[] = {"DESK", "GRADE-NEXT", number, after, way};
    int64_t percent = 0;
    if (question > 0)
        (void)snprintf(number, sizeof number, "%d", (int)question);
    while (percent < 100) {
        int result = call_order(c, words, 5);
        if (result != EX_OK)
            return result;
        if (!take_integer(c, "read", &percent))
            return call_unexpected();
        if (percent < 100) /* the node was started again */
            wait_for_reading(percent);
    }
    memset(out, 0, sizeof *out);
    return take_essay(c, out) ? EX_OK : call_unexpected();
}

/* --- GRADE-MARK --- */

enum call_result grading_send(struct call *c, char key[ORDERING_KEY_SIZE], const char *ref,
                              int64_t points, const char *comment)
{
    char text[MARKING_TEXT_SIZE];
    const char *words[] = {"DESK", "GRADE-MARK", key, comment, ref, text};
    marking_text(points, text);
    if (key[0] == '\0' && !ordering_draw_key(key)) {
        c->failure = EX_OSERR;
        return CALL_LOST;
    }
    return call_repeat(c, words, 6);
}
