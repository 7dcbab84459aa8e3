#include "server/core/number.h"

#include "common/utf8.h"
#include "server/core/typed.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* A number in canonical form (typed.h), in parts. */
struct parts {
    bool negative;
    const char *digits; /* with their separators */
    size_t digits_len;
    const char *exponent; /* "" for none */
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_separator(char c)
{
    return c != '\0' && strchr(".,' ", c) != NULL;
}

/* A sign and digits, up to the end. */
static bool is_exponent(const char *at)
{
    at += *at == '-' || *at == '+';
    size_t digits = strspn(at, "0123456789");
    return digits > 0 && at[digits] == '\0';
}

/* False when there is something else than a number. */
static bool split(const char *text, struct parts *out)
{
    size_t digits = 0;
    out->negative = *text == '-';
    if (*text == '-' || *text == '+')
        text++;
    if (*text == ' ')
        text++;
    out->digits = text;
    for (; is_digit(*text) || is_separator(*text); text++)
        digits += is_digit(*text);
    out->digits_len = (size_t)(text - out->digits);
    out->exponent = *text == 'e' ? text + 1 : "";
    return digits > 0 && (*text == '\0' || (*text == 'e' && is_exponent(text + 1)));
}

/* Where the decimal sign stands, or the end. It is the last separator, and no other is like it. */
static size_t find_decimals(const struct parts *p)
{
    size_t last = p->digits_len, first = p->digits_len;
    for (size_t i = 0; i < p->digits_len; i++) {
        if (!is_separator(p->digits[i]))
            continue;
        last = i;
        if (first == p->digits_len)
            first = i;
    }
    bool sign = last < p->digits_len && (p->digits[last] == '.' || p->digits[last] == ',');
    bool alone = first == last || p->digits[first] != p->digits[last];
    return sign && alone ? last : p->digits_len;
}

/* Do equal separators group these digits by three, if there are any? */
static bool is_grouped(const char *digits, size_t len)
{
    size_t since = 0;
    char separator = '\0';
    for (size_t i = 0; i < len; i++) {
        if (is_digit(digits[i])) {
            since++;
            continue;
        }
        if (separator == '\0' ? since == 0 || since > 3 : since != 3 || digits[i] != separator)
            return false;
        separator = digits[i];
        since = 0;
    }
    return separator == '\0' || since == 3;
}

/* The form that is kept, while it is written. */
struct kept {
    char *text; /* NUMBER_BYTES + 1 */
    size_t used;
    bool full; /* something did not fit */
};

static void put(char c, struct kept *k)
{
    if (k->used == NUMBER_BYTES) {
        k->full = true;
        return;
    }
    k->text[k->used++] = c;
    k->text[k->used] = '\0';
}

/* Without the separators. */
static void put_text(const char *text, size_t len, struct kept *k)
{
    for (size_t i = 0; i < len; i++)
        if (!is_separator(text[i]))
            put(text[i], k);
}

/* Zeros before the digits are left out. False when the number does not fit. */
static bool put_parts(const struct parts *p, size_t decimals_at, char out[NUMBER_BYTES + 1])
{
    const char *end = p->digits + p->digits_len, *whole = p->digits;
    const char *decimals = p->digits + decimals_at;
    struct kept k = {.text = out};
    while (whole < decimals && *whole < '1') /* separators are below the digits */
        whole++;
    if (p->negative)
        put('-', &k);
    if (whole == decimals)
        put('0', &k);
    put_text(whole, (size_t)(decimals - whole), &k);
    if (end - decimals > 1) {
        put('.', &k);
        put_text(decimals, (size_t)(end - decimals), &k);
    }
    if (*p->exponent != '\0') {
        put('e', &k);
        put_text(p->exponent, strlen(p->exponent), &k);
    }
    return !k.full;
}

static enum number_fault take(const char *text, char out[NUMBER_BYTES + 1])
{
    struct parts p;
    double readings[NUMBER_READINGS];
    if (*text == '\0')
        return NUMBER_EMPTY;
    if (!split(text, &p))
        return NUMBER_WORDS;
    size_t decimals_at = find_decimals(&p);
    if (!is_grouped(p.digits, decimals_at))
        return NUMBER_GROUPS;
    bool kept = put_parts(&p, decimals_at, out) && number_readings(out, strlen(out), readings) > 0;
    return kept ? NUMBER_GOOD : NUMBER_LARGE;
}

enum number_fault number_take(const char *text, size_t len, char out[NUMBER_BYTES + 1])
{
    char kept[NUMBER_BYTES + 1];
    if (!utf8_valid(text, len))
        return NUMBER_WORDS;
    char *plain = typed_canonical(text, len);
    enum number_fault fault = take(plain, kept);
    free(plain);
    if (fault == NUMBER_GOOD)
        memcpy(out, kept, strlen(kept) + 1);
    return fault;
}

/* Y3: one to three digits, of which the first is none of 0, a point, and three digits. */
static bool is_ambiguous(const char *number)
{
    number += *number == '-';
    size_t before = strspn(number, "0123456789");
    return before >= 1 && before <= 3 && *number != '0' && number[before] == '.' &&
           strspn(number + before + 1, "0123456789") == 3 && number[before + 4] == '\0';
}

size_t number_readings(const char *kept, size_t len, double out[NUMBER_READINGS])
{
    static const double MOST = 1e30;
    char text[NUMBER_BYTES + 1], *end;
    if (len == 0 || len > NUMBER_BYTES)
        return 0;
    memcpy(text, kept, len);
    text[len] = '\0';
    if (strspn(text, "0123456789.+-eE") != len) /* strtod(3) takes more */
        return 0;
    out[0] = strtod(text, &end);
    if (*end != '\0' || out[0] >= MOST || out[0] <= -MOST)
        return 0;
    if (!is_ambiguous(text))
        return 1;
    out[1] = out[0] * 1000;
    return 2;
}
