#include "server/ctl/received.h"

#include "common/printable.h"
#include "server/core/answer.h"
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

void received_take(void *context, const struct entry *e, const struct digest *digest)
{
    struct received *r = context;
    (void)digest;
    if (strcmp(e->id, r->id) != 0)
        return;
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

static void print_one(size_t question, const struct buffer *saved)
{
    const struct answer answer = {(const uint8_t *)saved->data, saved->len};
    struct wire_word words[EXAM_OPTIONS_MAX];
    size_t count = answer_values(&answer, words, EXAM_OPTIONS_MAX);
    struct buffer line = {0};
    buffer_printf(&line, "  question %zu: ", question);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buffer_text(&line, ", ");
        printable_append(&line, words[i].data, words[i].len, PRINTABLE_LINE);
    }
    buffer_text(&line, "\n");
    printable_write(stdout, line.data, line.len, PRINTABLE_TEXT);
    buffer_release(&line);
}

void received_print(const struct received *r)
{
    for (size_t i = 1; i <= EXAM_QUESTIONS_MAX; i++)
        if (r->saved[i].len > 0)
            print_one(i, &r->saved[i]);
}

void received_release(struct received *r)
{
    for (size_t i = 0; i <= EXAM_QUESTIONS_MAX; i++) {
        buffer_release(&r->saved[i]);
        buffer_release(&r->apart[i]);
    }
}
