#include "common/moment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct reader {
    const char *at, *end;
};

static bool take(struct reader *r, char c)
{
    if (r->at == r->end || *r->at != c)
        return false;
    r->at++;
    return true;
}

static void skip_spaces(struct reader *r)
{
    while (take(r, ' ')) {
    }
}

/* A number of exactly so many digits, from 0 to `most`. */
static bool number(struct reader *r, int digits, int most, int *out)
{
    int value = 0;
    for (int i = 0; i < digits; i++) {
        if (r->at == r->end || *r->at < '0' || *r->at > '9')
            return false;
        value = value * 10 + (*r->at++ - '0');
    }
    *out = value;
    return value <= most;
}

static bool date(struct reader *r, struct tm *t)
{
    enum { YEAR_MOST = 9999 };
    if (!number(r, 4, YEAR_MOST, &t->tm_year) || !take(r, '-') || !number(r, 2, 12, &t->tm_mon) ||
        !take(r, '-') || !number(r, 2, 31, &t->tm_mday))
        return false;
    t->tm_year -= 1900;
    t->tm_mon -= 1;
    return true;
}

static bool time_of_day(struct reader *r, struct tm *t)
{
    return number(r, 2, 23, &t->tm_hour) && take(r, ':') && number(r, 2, 59, &t->tm_min) &&
           (!take(r, ':') || number(r, 2, 59, &t->tm_sec));
}

/* Seconds east of Greenwich. */
static bool offset(struct reader *r, int *out)
{
    enum { HOURS_MOST = 14 };
    int hours, minutes;
    *out = 0;
    if (take(r, 'Z'))
        return true;
    bool west = take(r, '-');
    if ((!west && !take(r, '+')) || !number(r, 2, HOURS_MOST, &hours) || !take(r, ':') ||
        !number(r, 2, 59, &minutes))
        return false;
    *out = (hours * 60 + minutes) * (west ? -60 : 60);
    return true;
}

/* What is wrong with a date that date() does not read. */
static const char *date_fault(const struct reader *r)
{
    const char *at = r->at;
    while (at < r->end && *at >= '0' && *at <= '9')
        at++;
    if (at < r->end && (*at == '/' || *at == '.'))
        return "the date is year-month-day, with '-' between them";
    if (at - r->at != 4)
        return "the year comes first and has four digits";
    return "month and day have two digits, and there is no month 13 or day 32";
}

static bool exists(const struct tm *t)
{
    struct tm real = *t; /* timegm(3) makes March of 30 February */
    (void)timegm(&real);
    return real.tm_mon == t->tm_mon && real.tm_mday == t->tm_mday;
}

/* NULL: it is a moment. */
static const char *read_moment(const char *text, size_t len, struct wall *out, int *east_s)
{
    struct reader r = {text, text + len};
    struct tm t = {0};
    if (!date(&r, &t))
        return date_fault(&(struct reader){text, text + len});
    if (!exists(&t))
        return "that month has no such day";
    const char *date_end = r.at;
    if (!take(&r, 'T'))
        skip_spaces(&r);
    if (r.at == r.end)
        return "the time of day is missing";
    if (r.at == date_end || !time_of_day(&r, &t))
        return "the time of day is from 00:00 to 23:59, each with two digits";
    skip_spaces(&r);
    if (r.at == r.end)
        return "the offset from UTC is missing";
    if (!offset(&r, east_s) || r.at != r.end)
        return "the offset from UTC is written as -04:00, or Z";
    int64_t seconds = timegm(&t);
    if (seconds <= *east_s)
        return "the year is before 1970";
    *out = (struct wall){(seconds - *east_s) * 1000};
    return NULL;
}

bool moment_parse(const char *text, size_t len, struct wall *out)
{
    int east_s = 0;
    return read_moment(text, len, out, &east_s) == NULL;
}

const char *moment_fault(const char *text, size_t len)
{
    struct wall moment;
    int east_s = 0;
    return read_moment(text, len, &moment, &east_s);
}

int moment_offset(const char *text, size_t len)
{
    struct wall moment;
    int east_s = 0;
    return read_moment(text, len, &moment, &east_s) == NULL ? east_s / 60 : 0;
}

static void write_moment(struct wall at, char before_hours, const char *before_offset,
                         char out[MOMENT_TEXT_SIZE])
{
    enum { MINUTE_MS = 60000, DAY_MINUTES = 1440 };
    time_t seconds = (time_t)((at.ms >= 0 ? at.ms : at.ms - MINUTE_MS + 1) / MINUTE_MS * 60);
    struct tm t = {0};
    (void)localtime_r(&seconds, &t);
    int minutes = (int)(labs(t.tm_gmtoff) / 60 % DAY_MINUTES);
    (void)snprintf(out, MOMENT_TEXT_SIZE, "%04d-%02d-%02d%c%02d:%02d%s%c%02d:%02d",
                   t.tm_year + 1900, t.tm_mon + 1, t.tm_mday, before_hours, t.tm_hour, t.tm_min,
                   before_offset, t.tm_gmtoff < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

void moment_text(struct wall at, char out[MOMENT_TEXT_SIZE])
{
    write_moment(at, ' ', " ", out);
}

void moment_word(struct wall at, char out[MOMENT_TEXT_SIZE])
{
    write_moment(at, 'T', "", out);
}

void moment_offset_text(int offset_minutes, char out[MOMENT_OFFSET_SIZE])
{
    int minutes = abs(offset_minutes);
    (void)snprintf(out, MOMENT_OFFSET_SIZE, "%c%02d:%02d", offset_minutes < 0 ? '-' : '+',
                   minutes / 60, minutes % 60);
}

void moment_at(struct wall at, int offset_minutes, char out[MOMENT_TEXT_SIZE])
{
    char offset[MOMENT_OFFSET_SIZE];
    int64_t ms = at.ms + (int64_t)offset_minutes * 60000;
    time_t seconds = (time_t)((ms >= 0 ? ms : ms - 999) / 1000);
    struct tm t = {0};
    (void)gmtime_r(&seconds, &t);
    moment_offset_text(offset_minutes, offset);
    (void)snprintf(out, MOMENT_TEXT_SIZE, "%04d-%02d-%02d %02d:%02d:%02d %s", t.tm_year + 1900,
                   t.tm_mon + 1, t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec, offset);
}
