#include "server/bank/weight.h"

#include "server/core/exam.h"

enum {
    DECIMALS_MOST = 7,
    DENOMINATOR_MOST = EXAM_OPTIONS_MAX,
    DENOMINATOR_MOST_ROUGH = 9 /* with one decimal */
};

static const int64_t HUNDRED = 1000000000, TOLERANCE = 500000; /* 10^-7 % */

static int64_t power_of_ten(unsigned exponent)
{
    int64_t power = 1;
    while (exponent-- > 0)
        power *= 10;
    return power;
}

bool weight_parse(const char *text, size_t len, struct weight_written *out)
{
    struct weight_written w = {0, 0};
    bool negative = len > 0 && text[0] == '-', dotted = false, digits = false;
    for (size_t i = negative ? 1 : 0; i < len; i++) {
        if ((text[i] == '.' || text[i] == ',') && !dotted) {
            dotted = true;
            continue;
        }
        if (text[i] < '0' || text[i] > '9' || w.number > HUNDRED)
            return false;
        digits = true;
        if (w.decimals == DECIMALS_MOST)
            continue;
        w.number = w.number * 10 + (text[i] - '0');
        w.decimals += dotted;
    }
    if (!digits || w.number > 100 * power_of_ten(w.decimals))
        return false;
    if (negative)
        w.number = -w.number;
    *out = w;
    return true;
}

/* W1: is k/n in percent this number, cut off or rounded after its last decimal? */
static bool stands_for(int64_t number, unsigned decimals, int64_t k, int64_t n)
{
    int64_t whole = 100 * power_of_ten(decimals) * k;
    int64_t cut = whole / n, rest = whole % n;
    return number == cut || (number == cut + 1 && 2 * rest >= n);
}

/* W1, of a number that is not negative. */
static int64_t fraction_value(int64_t number, unsigned decimals)
{
    int64_t one = 100 * power_of_ten(decimals);
    int64_t most = decimals > 1 ? DENOMINATOR_MOST : decimals == 1 ? DENOMINATOR_MOST_ROUGH : 0;
    for (int64_t n = 2; n <= most; n++) {
        int64_t k = (number * n + one / 2) / one;
        if (stands_for(number, decimals, k, n))
            return k * EXAM_WEIGHT_ONE / n;
    }
    int64_t unit = one / 100; /* rounded up: an exact half of a thousandth of a point stays one */
    return (number * (EXAM_WEIGHT_ONE / 100) + unit - 1) / unit;
}

int64_t weight_value(const struct weight_written *w)
{
    return w->number < 0 ? -fraction_value(-w->number, w->decimals)
                         : fraction_value(w->number, w->decimals);
}

static int64_t in_common_unit(const struct weight_written *w)
{
    return w->number * power_of_ten(DECIMALS_MOST - w->decimals);
}

int64_t weight_sum(const struct weight_written *w, size_t count)
{
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += in_common_unit(&w[i]);
    return sum;
}

static bool are_equal_parts(const struct weight_written *w, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (w[i].decimals == 0 || !stands_for(w[i].number, w[i].decimals, 1, (int64_t)count))
            return false;
    return true;
}

/* EXAM_WEIGHT_ONE * part / sum, rounded down; part and sum are at most about HUNDRED. */
static int64_t share_of(int64_t part, int64_t sum)
{
    return EXAM_WEIGHT_ONE / sum * part + EXAM_WEIGHT_ONE % sum * part / sum;
}

bool weight_shares(const struct weight_written *w, size_t count, int64_t *out)
{
    int64_t sum = weight_sum(w, count), value_sum = 0, before = 0;
    bool equal = are_equal_parts(w, count);
    for (size_t i = 0; i < count; i++) {
        out[i] = equal ? EXAM_WEIGHT_ONE / (int64_t)count : weight_value(&w[i]);
        value_sum += out[i];
    }
    if (value_sum == EXAM_WEIGHT_ONE)
        return true;
    if (sum < HUNDRED - TOLERANCE || sum > HUNDRED + TOLERANCE)
        return false;
    for (size_t i = 0; i < count; i++) { /* what rounding leaves over goes to the later ones */
        int64_t after = before + in_common_unit(&w[i]);
        out[i] = share_of(after, sum) - share_of(before, sum);
        before = after;
    }
    return true;
}
