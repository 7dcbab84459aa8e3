#include "server/core/exam.h"

#include <string.h>

const char *question_kind_text(enum question_kind kind)
{
    switch (kind) {
    case QUESTION_SINGLE:
        return "single";
    case QUESTION_TRUEFALSE:
        return "truefalse";
    case QUESTION_MULTIPLE:
        return "multiple";
    }
    return "?";
}

/* Each field is hashed after all that came before it, with its length: digest = SHA-256(digest ||
 * SHA-256(field)). */
static void mix(struct digest *digest, const void *data, size_t len)
{
    struct digest joined[2] = {*digest, digest_of(data, len)};
    *digest = digest_of(joined, sizeof joined);
}

static void mix_text(struct digest *digest, const char *text)
{
    mix(digest, text, strlen(text));
}

static void mix_number(struct digest *digest, uint64_t value)
{
    uint8_t bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (uint8_t)(value >> (56 - 8 * i));
    mix(digest, bytes, sizeof bytes);
}

static void mix_question(struct digest *digest, const struct question *q)
{
    mix_text(digest, question_kind_text(q->kind));
    mix_text(digest, q->name);
    mix_text(digest, q->category);
    mix_text(digest, q->text);
    mix_number(digest, (uint64_t)q->points);
    mix_number(digest, q->option_count);
    for (size_t i = 0; i < q->option_count; i++) {
        mix_text(digest, q->options[i].text);
        mix_number(digest, (uint64_t)q->options[i].weight);
    }
}

void exam_seal(struct exam *exam)
{
    struct digest digest = {{0}};
    mix_text(&digest, exam->title);
    mix_number(&digest, exam->seconds);
    mix_number(&digest, exam->pass_percent);
    mix_number(&digest, exam->question_count);
    for (size_t i = 0; i < exam->question_count; i++)
        mix_question(&digest, &exam->questions[i]);
    exam->digest = digest;
}
