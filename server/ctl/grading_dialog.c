#include "server/ctl/grading_dialog.h"

#include "client/lines.h"
#include "client/say.h"
#include "server/core/names.h"
#include "server/ctl/lang.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

enum { SAID_SIZE = 1000, INDENT = 2 };

struct marking {
    struct call *call;
    struct grading_list *list;
    uint16_t shown; /* the question whose text was shown last */
    long long saved;
    bool quits;
    int result;
};

/* What was typed for an essay. */
enum typed { TYPED_MARK, TYPED_SKIP, TYPED_BACK, TYPED_QUIT, TYPED_KEEP };

struct typed_mark {
    int64_t points;
    char comment[GRADING_COMMENT_SIZE];
};

static void tell(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void tell(const char *format, ...)
{
    char text[SAID_SIZE];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    lines_say(text);
}

/* --- showing --- */

static void put_text(const char *text, size_t len)
{
    (void)printf("%*s", INDENT, "");
    lines_wrap(text, len, INDENT);
}

static void show_question(struct marking *m, const struct grading_essay *e)
{
    char name[GRADING_NAME_SIZE];
    if (m->shown == e->question)
        return;
    m->shown = e->question;
    (void)snprintf(name, sizeof name, "%.*s", (int)e->name.len, e->name.data);
    putchar('\n');
    tell(_("QUESTION %u%s%s (points: 0 to %s)"), (unsigned)e->question, name[0] != '\0' ? ": " : "",
         name, e->points);
    put_text(e->text.data, e->text.len);
    if (e->graders.len > 0) {
        lines_say(_("For markers:"));
        put_text(e->graders.data, e->graders.len);
    }
}

static void show_essay(struct marking *m, const struct grading_essay *e, bool back)
{
    show_question(m, e);
    putchar('\n');
    if (back)
        lines_say(_("---- an answer that you have marked ----"));
    else
        tell(_("---- left for you: %lld ----"), (long long)e->left);
    put_text(e->answer.data, e->answer.len);
    putchar('\n');
    if (back)
        tell(_("Your mark: %s %s"), e->mark, e->comment);
    else if (e->part == MARK_PARTS)
        lines_say(_("Two people have marked this answer differently: your points decide."));
}

/* --- typing --- */

/* A letter of either language. */
static bool read_letter(const char *line, enum typed *out)
{
    static const struct {
        char letter;
        enum typed typed;
    } letters[] = {{'s', TYPED_SKIP},
                   {'b', TYPED_BACK},
                   {'a', TYPED_BACK},
                   {'q', TYPED_QUIT},
                   {'t', TYPED_QUIT}};
    for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++) {
        if ((line[0] | 0x20) != letters[i].letter || line[1] != '\0')
            continue;
        *out = letters[i].typed;
        return true;
    }
    return false;
}

/* Points, and perhaps a comment. False after saying what is wrong. */
static bool read_points(const struct grading_essay *e, const char *line, struct typed_mark *out)
{
    size_t len = strcspn(line, " \t");
    const char *comment = line + len + strspn(line + len, " \t");
    char why[NAME_WHY_SIZE];
    if (!mark_points(line, len, &out->points)) {
        tell(_("Type a number from 0 to %s, such as 1 or 0.75, or a letter: s skip, b back, q "
               "quit."),
             e->points);
        return false;
    }
    if (out->points > e->max) {
        tell(_("%s is the most for this question."), e->points);
        return false;
    }
    out->comment[0] = '\0';
    if (comment[0] == '\0' || reason_take(comment, strlen(comment), out->comment, why))
        return true;
    tell(_("The comment cannot be kept: it has at most %d bytes. Nothing is saved yet."),
         GRADING_COMMENT_BYTES);
    return false;
}

static enum typed ask_mark(const struct grading_essay *e, bool back, struct typed_mark *out)
{
    static char line[LINES_SIZE];
    char prompt[SAID_SIZE];
    enum typed typed;
    for (;;) {
        if (back)
            (void)snprintf(prompt, sizeof prompt, _("Points, 0 to %s (Enter leaves %s): "),
                           e->points, e->mark);
        else
            (void)snprintf(prompt, sizeof prompt, _("Points, 0 to %s: "), e->points);
        if (!lines_ask(prompt, line))
            return TYPED_QUIT;
        if (back && line[0] == '\0')
            return TYPED_KEEP;
        if (read_letter(line, &typed))
            return typed;
        if (read_points(e, line, out))
            return TYPED_MARK;
    }
}

/* --- saving --- */

/* At a terminal: shall it be sent again? `leaves` is the letter for no. */
static bool asks_again(const char *prompt, enum typed leaves)
{
    static char line[LINES_SIZE];
    enum typed typed;
    return isatty(STDIN_FILENO) && lines_ask(prompt, line) &&
           !(read_letter(line, &typed) && typed == leaves);
}

static void give_up(struct marking *m)
{
    m->quits = true;
    m->result = m->call->failure;
    lines_say(_("If it did not arrive, you get this answer again next time."));
}

static void save(struct marking *m, const struct grading_essay *e, const struct typed_mark *mark)
{
    char key[ORDERING_KEY_SIZE] = "", points[MARKING_TEXT_SIZE];
    marking_text(mark->points, points);
    for (;;) {
        switch (grading_send(m->call, key, e->ref, mark->points, mark->comment)) {
        case CALL_ANSWERED:
            m->saved++;
            tell(_("Saved: %s of %s."), points, e->points);
            return;
        case CALL_ERROR:
            lines_say(_("This mark was not saved. The node says:"));
            show_error(stdout, &m->call->values[0]);
            if (!asks_again(_("Enter: send it again; s: go on without it "), TYPED_SKIP))
                return;
            break;
        case CALL_LOST:
            lines_say(_("The node does not answer. It is not known whether this mark was saved. It "
                        "is sent again as the same one: it never counts twice."));
            if (!asks_again(_("Enter: try again; q: quit "), TYPED_QUIT)) {
                give_up(m);
                return;
            }
        }
    }
}

/* --- the order of things --- */

/* The own marks, the last one first. */
static void go_back(struct marking *m)
{
    struct grading_essay e;
    struct typed_mark mark;
    char before[GRADING_REF_SIZE] = "";
    for (;;) {
        m->result = grading_ask_next(m->call, 0, before, "back", &e);
        m->quits = m->result != EX_OK;
        if (m->quits)
            return;
        if (e.ref[0] == '\0') {
            lines_say(_("There is no earlier mark of yours."));
            return;
        }
        show_essay(m, &e, true);
        enum typed typed = ask_mark(&e, true, &mark);
        m->quits = typed == TYPED_QUIT;
        if (typed == TYPED_MARK)
            save(m, &e, &mark);
        if (typed != TYPED_BACK)
            return;
        memcpy(before, e.ref, sizeof before);
    }
}

/* One question, until nothing is left or all that is left was skipped. */
static void mark_question(struct marking *m, uint16_t question)
{
    struct grading_essay e;
    struct typed_mark mark;
    char after[GRADING_REF_SIZE] = "";
    bool skipped = false, marked = false;
    while (!m->quits) {
        m->result = grading_ask_next(m->call, question, after, "", &e);
        if (m->result != EX_OK)
            return;
        if (e.ref[0] == '\0') {
            if (!skipped || !marked)
                return;
            lines_say(_("Now the answers that you skipped."));
            after[0] = '\0';
            skipped = marked = false;
            continue;
        }
        show_essay(m, &e, false);
        enum typed typed = ask_mark(&e, false, &mark);
        m->quits = typed == TYPED_QUIT;
        if (typed == TYPED_BACK) {
            go_back(m);
            continue; /* with the same one */
        }
        if (typed == TYPED_MARK)
            save(m, &e, &mark);
        marked |= typed == TYPED_MARK;
        skipped |= typed == TYPED_SKIP;
        memcpy(after, e.ref, sizeof after);
    }
}

static void put_row(const struct grading_row *r)
{
    tell(_("Question %u%s%s. Answers: %lld, marked: %lld, left for you: %lld."),
         (unsigned)r->question, r->name[0] != '\0' ? ": " : "", r->name, (long long)r->answers,
         (long long)r->marked, (long long)r->open);
    if (r->third > 0)
        tell(_("  Waiting for a third person, who decides: %lld."), (long long)r->third);
    if (r->reserved > 0)
        tell(_("  Other markers have %lld more at the moment; after 10 minutes they are free "
               "again."),
             (long long)r->reserved);
    if (r->unlinked > 0)
        tell(_("  %lld more are of the other centre and wait until the link is back."),
             (long long)r->unlinked);
}

static int64_t overview(const struct grading_list *list, int64_t question)
{
    int64_t open = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (question > 0 && list->row[i].question != question)
            continue;
        put_row(&list->row[i]);
        open += list->row[i].open;
    }
    return open;
}

int grading_dialog(struct call *c, struct grading_list *list, int64_t question)
{
    struct marking m = {.call = c, .list = list, .result = EX_OK};
    say_choose(lang_is_spanish() ? SAY_SPANISH : SAY_ENGLISH);
    if (overview(list, question) == 0) {
        lines_say(_("There is nothing for you to mark now."));
        return EX_OK;
    }
    putchar('\n');
    lines_say(_("For each answer type its points and Enter, with a comment behind them if you "
                "like: 0.5 no example. Or a letter: s skips the answer, b goes back to your last "
                "mark, q quits. Each mark is saved at once; you can quit and go on at any time."));
    for (size_t i = 0; i < list->count && !m.quits && m.result == EX_OK; i++)
        if (list->row[i].open > 0 && (question == 0 || list->row[i].question == question))
            mark_question(&m, list->row[i].question);
    putchar('\n');
    tell(_("Marks saved now: %lld"), m.saved);
    if (m.result == EX_OK && !m.quits) {
        m.result = grading_ask_list(c, list);
        (void)overview(list, question);
    }
    return m.result;
}
