#include "server/ctl/grading.h"

#include "common/printable.h"
#include "server/ctl/checking.h"
#include "server/ctl/grading_dialog.h"
#include "server/ctl/grading_sheet.h"

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

struct grading_words {
    const char *export, *import;
    int64_t question;
    bool spanish;
};

static bool take_question(const char *word, int64_t *out)
{
    char *end;
    long number = strtol(word, &end, 10);
    *out = number;
    return *end == '\0' && number >= 1 && number <= EXAM_QUESTIONS_MAX;
}

/* An option and its word. */
static bool take_option(const char *option, const char *word, struct grading_words *out)
{
    if (strcmp(option, "--question") == 0)
        return take_question(word, &out->question);
    if (strcmp(option, "--export") == 0)
        out->export = word;
    else if (strcmp(option, "--import") == 0)
        out->import = word;
    else if (strcmp(option, "--excel") == 0)
        out->spanish = true;
    else
        return false;
    return strcmp(option, "--excel") != 0 || strcmp(word, "es") == 0;
}

static bool take_words(const struct call *c, int count, char **words, struct grading_words *out)
{
    memset(out, 0, sizeof *out);
    for (int i = 1; i < count; i += 2)
        if (i + 1 == count || !take_option(words[i], words[i + 1], out))
            return false;
    if (c->format == SHOW_JSON)
        return count == 1;
    if (out->import != NULL)
        return count == 3;
    return !out->spanish || out->export != NULL;
}

static void put_row(struct json *json, const struct grading_row *r)
{
    json_begin(json, NULL, '{');
    json_integer(json, "question", r->question);
    json_string(json, "name", r->name);
    json_number(json, "max", r->points);
    json_integer(json, "answers", r->answers);
    json_integer(json, "marked", r->marked);
    json_integer(json, "open", r->open);
    json_integer(json, "reserved", r->reserved);
    json_integer(json, "unlinked", r->unlinked);
    json_integer(json, "third", r->third);
    json_end(json, '}');
}

static int show_json_list(const struct grading_list *list)
{
    struct buffer text = {0};
    struct json json = {.out = &text, .first = true};
    json_begin(&json, NULL, '{');
    json_integer(&json, "markers", list->markers);
    json_begin(&json, "questions", '[');
    for (size_t i = 0; i < list->count; i++)
        put_row(&json, &list->row[i]);
    json_end(&json, ']');
    json_end(&json, '}');
    return show_json(stdout, &text) ? EX_OK : EX_OSERR;
}

int grading_run(struct call *c, int count, char **words)
{
    static struct grading_list list;
    struct grading_words w;
    if (!take_words(c, count, words, &w))
        return CHECKING_WRONG_USE;
    int result = grading_ask_list(c, &list);
    if (result != EX_OK)
        return result;
    if (w.question > 0 && grading_find(&list, w.question) == NULL) {
        printable_line(stderr,
                       "sinodoctl: question %d of the bank is no essay; grade --json names them",
                       (int)w.question);
        return EX_USAGE;
    }
    if (c->format == SHOW_JSON)
        return show_json_list(&list);
    if (w.export != NULL)
        return grading_export(c, w.export, w.question, w.spanish);
    if (w.import != NULL)
        return grading_import(c, w.import, &list);
    return grading_dialog(c, &list, w.question);
}
