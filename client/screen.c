#include "client/screen.h"

#include "client/lines.h"
#include "client/refusal.h"
#include "client/result.h"
#include "client/say.h"
#include "common/printable.h"
#include "common/utf8.h"

#include <stdio.h>
#include <string.h>

enum { ERROR_SIZE = 1000, LIST_COLUMNS = 5, PLACE_SIZE = 8 };

/* --- what the applicant sees --- */

void screen_error(const struct connection *c)
{
    char words[ERROR_SIZE];
    if (c->warned && !c->connected_once)
        return; /* the warning has said why */
    refusal_of_reply(c, false, words, sizeof words);
    lines_say(words);
}

void screen_code(const char *id, const char *code)
{
    char line[256];
    (void)snprintf(line, sizeof line, _("Registration of %s. This is your access code:"), id);
    printf("\n");
    lines_say(line);
    printf("\n    +--------------------------+\n"
           "    |                          |\n"
           "    |      %-14s      |\n"
           "    |                          |\n"
           "    +--------------------------+\n\n",
           code);
    lines_say(_("Write it down now: it is not shown again, and without it you cannot sit the "
                "exam."));
}

/* The options, with a star at those that are chosen. */
static void put_options(const struct view_question *q, uint32_t chosen)
{
    for (size_t i = 0; i < q->option_count; i++) {
        const char *own = q->kind == VIEW_TRUEFALSE ? i == 0 ? _("True") : _("False") : NULL;
        printf("%s%3zu. ", chosen >> i & 1 ? " *" : "  ", i + 1);
        if (own != NULL)
            lines_wrap(own, strlen(own), 7);
        else
            lines_wrap(q->options[i].data, q->options[i].len, 7);
    }
    putchar('\n');
}

static void put_prompts(const struct view_question *q, const struct view_values *values)
{
    for (size_t i = 0; i < q->prompt_count; i++) {
        char shown[PLACE_SIZE] = "-";
        if (i < values->count && values->word[i].data[0] != '0')
            (void)printable_copy(shown, sizeof shown, values->word[i].data, values->word[i].len,
                                 PRINTABLE_LINE);
        printf("  [%2s] ", shown);
        lines_wrap(q->prompts[i].data, q->prompts[i].len, 7);
    }
    putchar('\n');
}

/* How to answer. */
static const char *advice(enum view_kind kind)
{
    switch (kind) {
    case VIEW_MULTIPLE:
        return _("More than one may be right: type the numbers separated by spaces.");
    case VIEW_MATCHING:
        return _("Type a number for each line above, in order, separated by spaces; 0 for none.");
    case VIEW_NUMERIC:
        return _("Type a number, such as 2.5 or 2,5, without letters or a unit.");
    case VIEW_SHORT:
        return _("Type your answer in a few words. Commands begin with / here: /n next, /h help.");
    case VIEW_ESSAY:
        return _("Type your text; a line with only a dot ends it. Commands begin with / here: /n "
                 "next, /h help.");
    case VIEW_DESCRIPTION:
        return _("There is nothing to answer here: Enter goes on.");
    case VIEW_SINGLE:
    case VIEW_TRUEFALSE:
        break;
    }
    return NULL;
}

static void put_written(const struct view_values *values)
{
    if (values->count == 0)
        return;
    lines_say(_("Your answer:"));
    printf("    ");
    lines_wrap(values->word[0].data, values->word[0].len, 4);
    putchar('\n');
}

static void put_points(const struct view_question *question)
{
    char line[64];
    if (question->points.len == 0 || question->kind == VIEW_DESCRIPTION)
        return;
    (void)snprintf(line, sizeof line, _(" - points: %.*s"), (int)question->points.len,
                   question->points.data);
    printable_write(stdout, line, strlen(line), PRINTABLE_LINE);
    if (!view_costs(question))
        return;
    (void)snprintf(line, sizeof line, _(", wrong: -%.*s"), (int)question->penalty.len,
                   question->penalty.data);
    printable_write(stdout, line, strlen(line), PRINTABLE_LINE);
}

void screen_question(const struct view *view, const struct view_question *question, struct mono now)
{
    struct view_values values = view_answer(view, question->number);
    const char *how = advice(question->kind);
    char clock[VIEW_CLOCK_SIZE];
    view_clock(view_seconds_left(view, now), clock);
    printf(_("\n--- Question %zu of %zu --- unanswered: %zu --- time left "), question->number,
           view->questions, view_unanswered(view));
    printf("%s", clock);
    put_points(question);
    printf(" ---\n\n");
    lines_wrap(question->text.data, question->text.len, 0);
    putchar('\n');
    if (question->kind == VIEW_MATCHING)
        put_prompts(question, &values);
    if (view_is_written(question->kind))
        put_written(&values);
    else
        put_options(question, question->kind == VIEW_MATCHING ? 0 : view_choices(&values));
    if (how != NULL)
        lines_say(how);
    if (question->kind == VIEW_ESSAY && question->bytes < SIZE_MAX)
        printf(_("At most %zu letters; one with an accent counts as two.\n"), question->bytes);
}

/* "3", "1,4", the beginning of a written answer, or a dash; empty where nothing is asked. */
static void put_short(const struct view *view, size_t number, char out[64])
{
    struct view_values values = view_answer(view, number);
    char text[64] = "-";
    size_t used = 0;
    if (view->item[number].is_text)
        text[0] = '\0';
    for (size_t i = 0; i < values.count && used < 7; i++) {
        size_t len = utf8_fit(values.word[i].data, values.word[i].len, 6);
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%.*s", i > 0 ? "," : "",
                                 (int)len, values.word[i].data);
    }
    for (char *p = text; *p != '\0'; p++)
        if (*p == '\n')
            *p = ' '; /* an essay's */
    (void)printable_copy(out, 64, text, strlen(text), PRINTABLE_TEXT);
}

void screen_list(const struct view *view)
{
    puts(_("\nQuestion: saved answer (- unanswered)"));
    for (size_t i = 1; i <= view->questions; i++) {
        char text[64];
        put_short(view, i, text);
        printf("%5zu: %-8s%s", i, text, i % LIST_COLUMNS == 0 || i == view->questions ? "\n" : "");
    }
}

void screen_help(void)
{
    puts(_("  number   answer (several too, where the question allows it)\n"
           "  Enter, n next            p        previous\n"
           "  g N      go to N         l        list of questions\n"
           "  c        clear the answer\n"
           "  f        finish the exam\n"
           "  q        leave (the time goes on)"));
}

void screen_result(const struct connection *c)
{
    struct buffer text = {0};
    result_text(c, &text);
    printf("%.*s", (int)text.len, text.data != NULL ? text.data : "");
    buffer_release(&text);
}

const char *screen_warning(enum connection_news news)
{
    return news == CONNECTION_STRANGER
               ? _("Another machine answers at the node's address: it shows another key. Nothing "
                   "was sent to it. Call the staff.")
               : _("The node wants an encrypted connection: start sinodo with --tls or --pin.");
}

void screen_news(void *context, enum connection_news news)
{
    (void)context;
    switch (news) {
    case CONNECTION_LOST:
        putchar('\n');
        lines_say(_("The connection was lost: trying again. Confirmed answers are saved, and the "
                    "last one is sent again. If the centre is down, the time is given back."));
        break;
    case CONNECTION_BACK:
        lines_say(_("The connection is back."));
        break;
    case CONNECTION_BUSY:
        lines_say(_("NOT saved: the server is busy. Trying again..."));
        break;
    case CONNECTION_STRANGER:
    case CONNECTION_SECRET:
        lines_say(screen_warning(news));
        break;
    }
    (void)fflush(stdout);
}
