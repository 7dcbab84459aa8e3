#include "server/core/exam.h"

#include <assert.h>
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
    case QUESTION_MATCHING:
        return "matching";
    case QUESTION_NUMERIC:
        return "numeric";
    case QUESTION_SHORT:
        return "short";
    case QUESTION_ESSAY:
        return "essay";
    case QUESTION_DESCRIPTION:
        return "description";
    case QUESTION_KINDS:
        break;
    }
    return "?";
}

bool question_has_choices(const struct question *question)
{
    return question->kind <= QUESTION_MATCHING;
}

bool exam_joined(const struct exam *exam, size_t question)
{
    if (question == 0)
        return false;
    const struct question *q = &exam->questions[question], *before = q - 1;
    if (q->block != 0 || before->block != 0)
        return q->block == before->block;
    return before->kind == QUESTION_DESCRIPTION && strcmp(q->category, before->category) == 0;
}

/* Chains a field to the digest of all fields before it: digest = SHA-256(digest || SHA-256(field)).
 */
static void mix(struct digest *digest, const void *data, size_t len)
{
    struct digest part = digest_of(data, len);
    *digest = digest_of_two(digest->bytes, DIGEST_BYTES, part.bytes, DIGEST_BYTES);
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

static void mix_real(struct digest *digest, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    mix_number(digest, bits);
}

/* The parts of a question that the applicant sees during the exam. */
static void mix_shown(struct digest *digest, const struct question *q)
{
    mix_text(digest, question_kind_text(q->kind));
    mix_text(digest, q->text);
    mix_number(digest, q->prompt_count);
    for (size_t i = 0; i < q->prompt_count; i++)
        mix_text(digest, q->prompts[i].text);
    if (!question_has_choices(q))
        return;
    mix_number(digest, q->option_count);
    for (size_t i = 0; i < q->option_count; i++)
        mix_text(digest, q->options[i].text);
}

static void mix_key(struct digest *digest, const struct question *q)
{
    mix_text(digest, q->name);
    mix_text(digest, q->id);
    mix_text(digest, q->tags);
    mix_text(digest, q->category);
    mix_text(digest, q->feedback);
    mix_number(digest, (uint64_t)q->points);
    mix_number(digest, (uint64_t)q->negative);
    for (size_t i = 0; i < q->prompt_count; i++)
        mix_number(digest, q->prompts[i].option);
    mix_number(digest, q->option_count);
    for (size_t i = 0; i < q->option_count; i++) {
        const struct option *o = &q->options[i];
        mix_text(digest, o->text);
        mix_text(digest, o->feedback);
        mix_number(digest, (uint64_t)o->weight);
        mix_real(digest, o->low);
        mix_real(digest, o->high);
        mix_number(digest, o->pattern);
    }
}

static void mix_sections(struct digest *digest, const struct exam *exam)
{
    mix_number(digest, exam->section_count);
    for (size_t i = 0; i < exam->section_count; i++) {
        const struct section *s = &exam->sections[i];
        mix_number(digest, s->draw);
        mix_number(digest, s->member_count);
        for (size_t k = 0; k < s->member_count; k++)
            mix_number(digest, s->members[k]);
    }
}

uint32_t exam_extend_minutes(const struct exam *exam)
{
    enum { DEFAULT_MINUTES = 30 };
    return exam->extend_minutes > 0 ? exam->extend_minutes : DEFAULT_MINUTES;
}

/* What is fixed before the first start, like the papers: how people are ranked, marked and told. */
static void mix_ranking(struct digest *digest, const struct exam *exam)
{
    if (exam->tie_break_count == 0 && exam->places == 0 && exam->markers != 2 &&
        exam->tolerance == 0 && !exam->withhold)
        return; /* as before there were such settings */
    mix_number(digest, exam->tie_break_count);
    for (size_t i = 0; i < exam->tie_break_count; i++)
        mix_text(digest, exam->tie_breaks[i]);
    mix_number(digest, exam->places);
    mix_number(digest, exam->markers == 2);
    mix_number(digest, (uint64_t)exam->tolerance);
    mix_number(digest, exam->withhold);
}

/* A section draws all of its members, or units that have equally many questions and texts
 * (server/bank/blocks.h). */
static void count_paper(struct exam *exam)
{
    exam->paper_count = exam->asked_count = 0;
    for (size_t i = 0; exam->section_count == 0 && i < exam->question_count; i++) {
        exam->paper_count++;
        exam->asked_count += exam->questions[i].kind != QUESTION_DESCRIPTION;
    }
    for (size_t i = 0; i < exam->section_count; i++) {
        const struct section *s = &exam->sections[i];
        size_t asked = 0;
        assert(s->member_count > 0); /* otherwise the plan is refused */
        for (size_t k = 0; k < s->member_count; k++)
            asked += exam->questions[s->members[k]].kind != QUESTION_DESCRIPTION;
        exam->paper_count += s->draw;
        exam->asked_count += s->draw * asked / s->member_count;
    }
}

void exam_seal(struct exam *exam)
{
    struct digest digest = {{0}};
    mix_number(&digest, exam->fixed_order);
    mix_sections(&digest, exam);
    mix_number(&digest, exam->question_count);
    for (size_t i = 0; i < exam->question_count; i++) {
        mix_shown(&digest, &exam->questions[i]);
        if (exam_joined(exam, i))
            mix_number(&digest, i);
    }
    mix_ranking(&digest, exam);
    exam->paper_digest = digest;

    mix_text(&digest, exam->title);
    mix_number(&digest, exam->seconds);
    mix_number(&digest, exam->pass_percent);
    mix_number(&digest, exam->reveal);
    for (size_t i = 0; i < exam->section_count; i++)
        mix_text(&digest, exam->sections[i].name);
    for (size_t i = 0; i < exam->question_count; i++)
        mix_key(&digest, &exam->questions[i]);
    exam->digest = digest;

    count_paper(exam);
}

bool exam_may_serve(const struct exam *exam, const struct digest *before, uint64_t people,
                    bool continued)
{
    return digest_is_zero(before) || digest_equal(before, &exam->paper_digest) || people == 0 ||
           continued;
}
