#include "server/ctl/received.h"

#include "common/clock.h"
#include "common/printable.h"
#include "server/core/answer.h"
#include "server/core/late.h"
#include "server/core/terminal.h"

#include <stdio.h>
#include <string.h>

static void put(struct received *r, struct buffer *to, const uint8_t *values, size_t len)
{
    buffer_clear(to);
    if (len > 0)
        buffer_append(to, (const char *)values, len);
    r->failed |= to->failed;
}

/* A sitting begins, or leaves this node. */
static void forget(struct received *r)
{
    for (size_t i = 0; i <= EXAM_QUESTIONS_MAX; i++) {
        buffer_clear(&r->saved[i]);
        r->given_apart[i] = false;
    }
    buffer_clear(&r->late);
}

/* The answers of the provisional terminal replace the others, or go. */
static void settle(struct received *r, bool keep)
{
    for (size_t i = 0; i <= EXAM_QUESTIONS_MAX; i++) {
        const struct buffer *apart = &r->apart[i];
        if (r->given_apart[i] && keep)
            put(r, &r->saved[i], (const uint8_t *)apart->data, apart->len);
        r->given_apart[i] = false;
    }
}

static void take_answer(struct received *r, const struct entry *e)
{
    uint16_t question = e->answer.question;
    if (question > EXAM_QUESTIONS_MAX)
        return;
    put(r, e->answer.apart ? &r->apart[question] : &r->saved[question], e->answer.values,
        e->answer.values_len);
    r->given_apart[question] |= e->answer.apart;
}

static void put_values(struct buffer *line, const uint8_t *values, size_t len)
{
    const struct answer answer = {values, len};
    struct wire_word words[EXAM_OPTIONS_MAX];
    size_t count = answer_values(&answer, words, EXAM_OPTIONS_MAX);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buffer_text(line, ", ");
        printable_append(line, words[i].data, words[i].len, PRINTABLE_LINE);
    }
}

static void take_late(struct received *r, const struct entry *e)
{
    char at[CLOCK_TEXT_SIZE];
    clock_text(e->at, at);
    buffer_printf(&r->late, "  %s, %s, question %u: ", at, late_text(e->late.why),
                  (unsigned)e->late.question);
    put_values(&r->late, e->late.values, e->late.values_len);
    buffer_text(&r->late, "\n");
    r->failed |= r->late.failed;
}

/* Up to the finish. */
static void take(struct received *r, const struct entry *e)
{
    if (e->kind == ENTRY_START || e->kind == ENTRY_RESET || e->kind == ENTRY_TRANSFER)
        forget(r);
    else if (e->kind == ENTRY_ANSWER)
        take_answer(r, e);
    else if (e->kind == ENTRY_BROUGHT && e->brought.question <= EXAM_QUESTIONS_MAX)
        put(r, &r->saved[e->brought.question], e->brought.values, e->brought.values_len);
    else if (e->kind == ENTRY_TERMINAL)
        settle(r, terminal_keeps_answers(e->terminal.event));
    else if (e->kind == ENTRY_TAKEOVER) /* what came with the person counts alone */
        settle(r, false);
}

void received_take(void *context, const struct entry *e, const struct digest *digest)
{
    struct received *r = context;
    (void)digest;
    if (strcmp(e->id, r->id) != 0)
        return;
    if (e->n <= r->finish_n)
        take(r, e);
    else
        r->over |= e->kind == ENTRY_RESET || e->kind == ENTRY_TRANSFER;
    if (e->kind == ENTRY_LATE && !r->over)
        take_late(r, e);
}

static void print_one(size_t question, const struct buffer *saved)
{
    struct buffer line = {0};
    buffer_printf(&line, "  question %zu: ", question);
    put_values(&line, (const uint8_t *)saved->data, saved->len);
    buffer_text(&line, "\n");
    printable_write(stdout, line.data, line.len, PRINTABLE_TEXT);
    buffer_release(&line);
}

void received_print(const struct received *r)
{
    for (size_t i = 1; i <= EXAM_QUESTIONS_MAX; i++)
        if (r->saved[i].len > 0)
            print_one(i, &r->saved[i]);
    if (r->late.len == 0)
        return;
    puts("answers that came too late, and do not count:");
    printable_write(stdout, r->late.data, r->late.len, PRINTABLE_TEXT);
}

void received_release(struct received *r)
{
    for (size_t i = 0; i <= EXAM_QUESTIONS_MAX; i++) {
        buffer_release(&r->saved[i]);
        buffer_release(&r->apart[i]);
    }
    buffer_release(&r->late);
}
