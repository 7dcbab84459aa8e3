#include "server/report/draws.h"

#include <assert.h>
#include <string.h>

static void take_section(const struct exam *exam, struct draws *d, uint16_t section,
                         const struct section *s)
{
    size_t units = 0;
    for (size_t i = 0; i < s->member_count; i++) {
        units += i == 0 || !exam_joined(exam, s->members[i]);
        d->at[s->members[i]].section = section;
        d->at[s->members[i]].unit = (uint16_t)units;
    }
    assert(s->member_count == 0 || s->draw * units % s->member_count == 0);
    d->of[section].units = (uint16_t)units;
    d->of[section].drawn = (uint16_t)(units > 0 ? s->draw * units / s->member_count : 0);
}

void draws_of(const struct exam *exam, struct draws *out)
{
    memset(out, 0, sizeof *out);
    assert(exam->question_count <= EXAM_QUESTIONS_MAX && exam->section_count <= EXAM_QUESTIONS_MAX);
    for (size_t i = 0; i < exam->section_count; i++)
        take_section(exam, out, (uint16_t)(i + 1), &exam->sections[i]);
    if (exam->section_count > 0)
        return;
    for (size_t i = 0; i < exam->question_count; i++)
        out->at[i].section = 1; /* one unit: all are on each paper */
    out->of[1].units = out->of[1].drawn = 1;
}

double draws_one(const struct draws *draws, size_t question)
{
    uint16_t section = draws->at[question].section;
    return section > 0 ? (double)draws->of[section].drawn / draws->of[section].units : 0;
}

double draws_both(const struct draws *draws, size_t one, size_t other)
{
    uint16_t section = draws->at[one].section;
    if (section != draws->at[other].section)
        return draws_one(draws, one) * draws_one(draws, other);
    if (draws->at[one].unit == draws->at[other].unit || draws_one(draws, one) >= 1)
        return draws_one(draws, one);
    return draws_one(draws, one) * (draws->of[section].drawn - 1) / (draws->of[section].units - 1);
}
