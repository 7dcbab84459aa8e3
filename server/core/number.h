/* number.h - numbers as people type them: "9,8", "-3.5", "1.234.567", "12 345,6", "2e3".
 *
 *   Y3  The decimal sign is a point or a comma. Points, commas, spaces and apostrophes may group the
 *       digits before it by three. A number such as "1.000", whose only sign may be either, is read
 *       in both ways: it is right when one of them is.
 *
 * White space, dashes and invisible characters are as in typed.h. Numbers are below 10^30.
 *
 * Threads: any. Memory: the caller's. */
#ifndef CORE_NUMBER_H
#define CORE_NUMBER_H

#include <stddef.h>

enum { NUMBER_BYTES = 40, NUMBER_READINGS = 2 };

enum number_fault {
    NUMBER_GOOD,
    NUMBER_EMPTY,
    NUMBER_WORDS,  /* letters, a unit, a fraction, or two numbers */
    NUMBER_GROUPS, /* the points, commas or spaces in it do not group by three */
    NUMBER_LARGE
};

/* Converts a typed number to the form that is kept: the digits, with a point before the decimals and
 * without grouping, "-" before them and an exponent behind them. A number with two readings keeps its
 * point. */
enum number_fault number_take(const char *text, size_t len, char out[NUMBER_BYTES + 1]);

/* The values of a kept number. Returns how many readings it has, 0 for other text. */
size_t number_readings(const char *kept, size_t len, double out[NUMBER_READINGS]);

#endif
