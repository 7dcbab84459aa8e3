#include "server/report/readings.h"

#include "server/core/marking.h"
#include "server/core/typed.h"

#include <stdlib.h>
#include <string.h>

static int compare(const struct reading *reading, const struct answer *answer)
{
    if (reading->len != answer->len)
        return reading->len < answer->len ? -1 : 1;
    return memcmp(reading->values, answer->values, answer->len);
}

/* The place of the answer among those that are kept, or where it would go. */
static size_t find(const struct readings *readings, const struct answer *answer)
{
    size_t low = 0, high = readings->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (compare(readings->kept[middle], answer) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void free_reading(struct reading *reading)
{
    if (reading != NULL)
        free(reading->other);
    free(reading);
}

static struct reading *copy_of(const struct answer *answer)
{
    struct reading *reading = calloc(1, sizeof *reading + answer->len);
    if (reading == NULL)
        return NULL;
    reading->len = answer->len;
    memcpy(reading->values, answer->values, answer->len);
    return reading;
}

static void read_answer(struct reading *reading, const struct exam *exam, uint16_t question,
                        const struct answer *answer)
{
    const struct question *q = &exam->questions[question];
    const struct paper_question shown = {.question = question}; /* it has no order of options */
    struct wire_word word;
    reading->accepting = marking_option(q, answer);
    reading->score = marking_question(exam, &shown, answer);
    if (reading->accepting == NULL && answer_values(answer, &word, 1) == 1)
        reading->other = typed_canonical(word.data, word.len);
}

const struct reading *readings_of(struct readings *readings, const struct exam *exam,
                                  uint16_t question, const struct answer *answer)
{
    size_t at = find(readings, answer);
    struct reading **kept = &readings->kept[at];
    if (at < readings->count && compare(*kept, answer) == 0)
        return *kept;
    struct reading *made = copy_of(answer);
    if (made == NULL)
        return NULL;
    read_answer(made, exam, question, answer);
    if (readings->count == READINGS_KEPT) {
        free_reading(readings->last);
        return readings->last = made;
    }
    memmove(kept + 1, kept, (readings->count - at) * sizeof(struct reading *));
    readings->count++;
    return *kept = made;
}

void readings_release(struct readings *readings)
{
    for (size_t i = 0; i < readings->count; i++)
        free_reading(readings->kept[i]);
    free_reading(readings->last);
    *readings = (struct readings){0};
}
