#include "server/report/statistics.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

/* The 99.5th percentile of the normal distribution: 99 % lie between it and its negative. */
static const double normal_99 = 2.5758293035489004;

/* The bits of a number as one that has the same order. */
static uint64_t key_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits >> 63 != 0 ? ~bits : bits | UINT64_C(1) << 63;
}

/* Sorts by one byte of the key, and keeps the order of those that are equal in it. False: all
 * are. */
static bool sort_by_byte(const double *from, double *to, size_t n, unsigned shift)
{
    size_t place[256] = {0}, before = 0;
    for (size_t i = 0; i < n; i++)
        place[key_of(from[i]) >> shift & 255]++;
    if (place[key_of(from[0]) >> shift & 255] == n)
        return false;
    for (size_t i = 0; i < 256; i++) {
        size_t count = place[i];
        place[i] = before;
        before += count;
    }
    for (size_t i = 0; i < n; i++)
        to[place[key_of(from[i]) >> shift & 255]++] = from[i];
    return true;
}

void statistics_sort(double *x, size_t n, double *spare)
{
    double *from = x, *to = spare;
    for (unsigned shift = 0; shift < 64 && n > 1; shift += 8)
        if (sort_by_byte(from, to, n, shift)) {
            double *swap = from;
            from = to;
            to = swap;
        }
    if (from != x)
        memcpy(x, from, n * sizeof *x);
}

/* Rounding makes the deviations of equal values from their mean other than 0. */
static bool are_equal(const double *x, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (x[i] < x[0] || x[i] > x[0])
            return false;
    return true;
}

double statistics_mean(const double *x, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += x[i];
    return n > 0 ? sum / (double)n : NAN;
}

double statistics_median(const double *sorted, size_t n)
{
    if (n == 0)
        return NAN;
    return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
}

double statistics_covariance(const double *x, const double *y, size_t n)
{
    double sum = 0;
    if (n < 2)
        return NAN;
    if (are_equal(x, n) || are_equal(y, n))
        return 0;
    double mean_x = statistics_mean(x, n), mean_y = statistics_mean(y, n);
    for (size_t i = 0; i < n; i++)
        sum += (x[i] - mean_x) * (y[i] - mean_y);
    return sum / (double)(n - 1);
}

double statistics_variance(const double *x, size_t n)
{
    return statistics_covariance(x, x, n);
}

double statistics_sd(const double *x, size_t n)
{
    return sqrt(statistics_variance(x, n));
}

double statistics_skewness(const double *x, size_t n)
{
    double second = 0, third = 0, count = (double)n;
    if (n < 3 || are_equal(x, n))
        return NAN;
    double mean = statistics_mean(x, n);
    for (size_t i = 0; i < n; i++) {
        double d = x[i] - mean;
        second += d * d;
        third += d * d * d;
    }
    second /= count;
    third /= count;
    return third / (second * sqrt(second)) * sqrt(count * (count - 1)) / (count - 2);
}

double statistics_correlation(const double *x, const double *y, size_t n)
{
    if (n < 3 || are_equal(x, n) || are_equal(y, n))
        return NAN;
    double r = statistics_covariance(x, y, n) / (statistics_sd(x, n) * statistics_sd(y, n));
    return fmax(-1, fmin(1, r));
}

bool statistics_confidence(double r, size_t n, struct statistics_bounds *out)
{
    if (n < 4 || isnan(r))
        return false;
    double half = normal_99 / sqrt((double)n - 3);
    out->low = r > -1 ? tanh(atanh(r) - half) : -1; /* atanh(1) is infinite, and its tanh 1 again */
    out->high = r < 1 ? tanh(atanh(r) + half) : 1;
    return true;
}

double statistics_efficiency(const double *x, const double *y, const double *sorted_x,
                             const double *sorted_y, size_t n)
{
    if (n < 3 || are_equal(x, n) || are_equal(y, n))
        return NAN;
    return statistics_covariance(x, y, n) / statistics_covariance(sorted_x, sorted_y, n);
}

void statistics_weights(double *covariances, size_t items)
{
    double sum = 0;
    for (size_t i = 0; i < items; i++)
        sum += covariances[i] > 0 ? sqrt(covariances[i]) : 0;
    for (size_t i = 0; i < items; i++)
        covariances[i] = sum > 0 && covariances[i] >= 0 ? sqrt(covariances[i]) / sum : NAN;
}

double statistics_alpha(double item_variances, double total_variance, size_t items)
{
    double k = (double)items;
    if (items < 2 || !(total_variance > 0))
        return NAN;
    return k / (k - 1) * (1 - item_variances / total_variance);
}

double statistics_alpha_drawn(double variances, double covariances, size_t per_paper)
{
    double alpha = statistics_alpha(variances, variances + covariances, per_paper);
    return alpha <= 1 ? alpha : NAN;
}

double statistics_error(double sd, double alpha)
{
    return alpha >= 0 && alpha <= 1 ? sd * sqrt(1 - alpha) : NAN;
}

bool statistics_groups(const double *sorted, size_t n, struct statistics_groups *out)
{
    double size = 27 * (double)n / 100;
    if (size < 1 || !(sorted[0] < sorted[n - 1]))
        return false;
    size_t last = (size_t)ceil(size) - 1; /* the last person of the group, whole or in part */
    double low = sorted[last], high = sorted[n - 1 - last];
    size_t below = 0, low_ties = 0, above = 0, high_ties = 0;
    for (size_t i = 0; i < n; i++) {
        below += sorted[i] < low;
        above += sorted[i] > high;
        low_ties += !(sorted[i] < low) && !(sorted[i] > low);
        high_ties += !(sorted[i] < high) && !(sorted[i] > high);
    }
    *out = (struct statistics_groups){.low = low, .high = high, .size = size};
    out->low_share = (size - (double)below) / (double)low_ties;
    out->high_share = (size - (double)above) / (double)high_ties;
    return true;
}

double statistics_in_lower(const struct statistics_groups *groups, double score)
{
    return score < groups->low ? 1 : score > groups->low ? 0 : groups->low_share;
}

double statistics_in_upper(const struct statistics_groups *groups, double score)
{
    return score > groups->high ? 1 : score < groups->high ? 0 : groups->high_share;
}

double statistics_choice_correlation(const struct statistics_chosen *s)
{
    double n = (double)s->n, chosen = (double)s->chosen;
    double rest = s->rest_squares - s->rest * s->rest / n;
    if (s->n < 3 || s->chosen == 0 || s->chosen == s->n || !(rest > 0))
        return NAN;
    double both = s->chosen_rest - chosen * s->rest / n;
    double r = both / sqrt(chosen * (n - chosen) / n * rest);
    return fmax(-1, fmin(1, r));
}

bool statistics_key_suspect(double right, double other, size_t n)
{
    struct statistics_bounds r, o;
    return n >= STATISTICS_PEOPLE_LEAST && statistics_confidence(right, n, &r) &&
           statistics_confidence(other, n, &o) && r.high < 0 && o.low > 0;
}
