#include "server/report/pairs.h"

#include "server/report/statistics.h"

#include <math.h>
#include <stdlib.h>

/* Of the lower triangle, with its diagonal. */
static size_t pairs_place(size_t one, size_t other)
{
    size_t low = one < other ? one : other, high = one < other ? other : one;
    return high * (high + 1) / 2 + low;
}

bool pairs_open(struct pairs *pairs, size_t questions)
{
    size_t places = pairs_place(questions, 0);
    *pairs = (struct pairs){.questions = questions};
    pairs->n = calloc(places, sizeof *pairs->n);
    pairs->product = calloc(places, sizeof *pairs->product);
    pairs->sum = calloc(questions * questions, sizeof *pairs->sum);
    return pairs->n != NULL && pairs->product != NULL && pairs->sum != NULL;
}

void pairs_release(struct pairs *pairs)
{
    free(pairs->n);
    free(pairs->product);
    free(pairs->sum);
    *pairs = (struct pairs){0};
}

void pairs_add(struct pairs *pairs, const uint16_t *question, const int32_t *score, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t one = question[i], row = pairs_place(one, 0);
        double *sums = &pairs->sum[one * pairs->questions];
        for (size_t k = 0; k <= i; k++) {
            size_t other = question[k];
            pairs->n[row + other]++;
            pairs->product[row + other] += (double)score[i] * score[k];
            sums[other] += score[i];
            if (k < i)
                pairs->sum[other * pairs->questions + one] += score[k];
        }
    }
}

size_t pairs_people(const struct pairs *pairs, size_t one, size_t other)
{
    return pairs->n[pairs_place(one, other)];
}

double pairs_covariance(const struct pairs *pairs, size_t one, size_t other)
{
    double n = pairs->n[pairs_place(one, other)];
    if (n < 2)
        return NAN;
    double first = pairs->sum[one * pairs->questions + other];
    double second = pairs->sum[other * pairs->questions + one];
    /* In this order equal scores give exactly 0. */
    return (pairs->product[pairs_place(one, other)] - first * (second / n)) / (n - 1);
}

double pairs_alpha(const struct pairs *pairs, const struct draws *draws, const bool *counted,
                   size_t *fewest)
{
    double variances = 0, covariances = 0, items = 0;
    *fewest = SIZE_MAX;
    for (size_t j = 0; j < pairs->questions; j++)
        for (size_t k = 0; k <= j && counted[j]; k++) {
            double both = j == k ? draws_one(draws, j) : draws_both(draws, j, k);
            if (!counted[k] || !(both > 0))
                continue;
            if (pairs_people(pairs, j, k) < *fewest)
                *fewest = pairs_people(pairs, j, k);
            if (j == k) {
                items += both;
                variances += both * pairs_covariance(pairs, j, j);
            } else {
                covariances += 2 * both * pairs_covariance(pairs, j, k);
            }
        }
    if (*fewest < PAIRS_PEOPLE_LEAST)
        return NAN;
    return statistics_alpha_drawn(variances, covariances, (size_t)lround(items));
}
