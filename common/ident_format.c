#include "common/ident_format.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    PASSPORT_LEAST = 5,
    PASSPORT_MOST = 9,
    DNI_DIGITS = 8,
    NIE_DIGITS = 7,
    RUT_DIGITS = 8,
    NUMBER_DIGITS = IDENT_MAX - 4 /* after "NUM-" */
};

const struct ident_format_facts ident_formats[IDENT_FORMATS] = {
    [IDENT_CEDULA] = {"cedula", "", "V-12.345.678"},
    [IDENT_DNI] = {"dni", "DNI", "12345678-Z"},
    [IDENT_NIE] = {"nie", "NIE", "X-1234567-L"},
    [IDENT_NUMBER] = {"number", "NUM", "12.345"},
    [IDENT_PASSPORT] = {"passport", "PAS", "AB012345"},
    [IDENT_RUT] = {"rut", "RUT", "12.345.678-5"},
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_separator(char c)
{
    return c == ' ' || c == '.' || c == '-';
}

/* Do the separators inside this number group its digits as people do? */
static bool groups_well(const char *text, size_t len)
{
    size_t groups = 0, digits = 0, longest = 0;
    bool thousands = true, spaces_only = true, apart = false;
    for (size_t i = 0; i < len; i++) {
        if (!is_digit(text[i])) {
            apart = true;
            spaces_only &= digits == 0 || text[i] == ' ';
            continue;
        }
        if (apart && digits > 0) {
            thousands &= groups == 0 ? digits <= 3 : digits == 3;
            groups++;
            digits = 0;
        }
        apart = false;
        digits++;
        longest = digits > longest ? digits : longest;
    }
    return groups == 0 || (thousands && digits == 3) || (spaces_only && longest <= 4);
}

/* Writes the digits of a number without leading zeros. */
static enum ident_fault take_number(const char *text, size_t len, size_t most, char *digits)
{
    size_t used = 0;
    bool any = false;
    while (len > 0 && is_separator(text[len - 1]))
        len--;
    if (len > 0 && text[0] == '.')
        return IDENT_GROUPS;
    for (size_t i = 0; i < len; i++) {
        if (is_separator(text[i]))
            continue;
        if (!is_digit(text[i]))
            return IDENT_FORM;
        any = true;
        if (text[i] == '0' && used == 0)
            continue;
        if (used == most)
            return IDENT_LENGTH;
        digits[used++] = text[i];
    }
    digits[used] = '\0';
    if (!any)
        return IDENT_FORM;
    if (!groups_well(text, len))
        return IDENT_GROUPS;
    return used > 0 ? IDENT_GOOD : IDENT_ZERO;
}

static enum ident_fault read_cedula(const char *text, char letter, char out[IDENT_SIZE])
{
    char id[IDENT_SIZE] = {letter};
    text += strspn(text, " -");
    if (is_letter(text[0])) {
        id[0] = text[0];
        text += 1 + strspn(text + 1, " -.");
    }
    enum ident_fault fault = take_number(text, strlen(text), IDENT_MAX - 1, id + 1);
    if (fault == IDENT_GOOD)
        memcpy(out, id, sizeof id);
    return fault;
}

static enum ident_fault read_plain_number(const char *text, char out[IDENT_SIZE])
{
    char digits[IDENT_SIZE];
    enum ident_fault fault = take_number(text, strlen(text), NUMBER_DIGITS, digits);
    if (fault == IDENT_GOOD)
        (void)snprintf(out, IDENT_SIZE, "NUM-%.16s", digits);
    return fault;
}

/* A number that a spreadsheet kept as a number has lost its leading zeros: passports without
 * letters are compared without them. */
static enum ident_fault read_passport(const char *text, char out[IDENT_SIZE])
{
    char number[IDENT_SIZE];
    size_t used = 0;
    bool lettered = false, numbered = false;
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '.')
            return IDENT_GROUPS;
        if (is_separator(*at))
            continue;
        lettered |= is_letter(*at);
        numbered |= is_digit(*at);
        if (used == IDENT_MAX)
            return IDENT_LENGTH;
        number[used++] = *at;
    }
    number[used] = '\0';
    if (!numbered)
        return IDENT_FORM;
    if (!lettered) {
        enum ident_fault fault = take_number(text, strlen(text), IDENT_MAX, number);
        if (fault != IDENT_GOOD)
            return fault;
        used = strlen(number);
    }
    if (used < PASSPORT_LEAST || used > PASSPORT_MOST)
        return IDENT_LENGTH;
    (void)snprintf(out, IDENT_SIZE, "PAS-%.9s", number);
    return IDENT_GOOD;
}

static char spanish_letter(unsigned long number)
{
    return "TRWAGMYFPDXBNJZSQVHLCKE"[number % 23];
}

static char chilean_digit(unsigned long number)
{
    unsigned long sum = 0;
    for (unsigned weight = 2; number > 0; number /= 10, weight = weight < 7 ? weight + 1 : 2)
        sum += number % 10 * weight;
    return "0K987654321"[sum % 11];
}

/* Splits off the check character, the last one. Returns the length of what stands before it. */
static size_t split_check(const char *text, char *check)
{
    size_t len = strlen(text);
    while (len > 0 && is_separator(text[len - 1]))
        len--;
    *check = len > 0 ? text[len - 1] : '\0';
    len -= len > 0;
    while (len > 0 && is_separator(text[len - 1]))
        len--;
    return len;
}

/* A number of at most so many digits, and its letter. `before` stands for the digits before it. */
static enum ident_fault take_spanish(const char *text, size_t most, unsigned long before,
                                     unsigned long *number, char *check)
{
    char digits[DNI_DIGITS + 1];
    size_t len = split_check(text, check);
    if (!is_letter(*check)) {
        enum ident_fault whole = take_number(text, strlen(text), most, digits);
        return whole == IDENT_GOOD ? IDENT_CHECK_MISSING : whole;
    }
    enum ident_fault fault = take_number(text, len, most, digits);
    if (fault != IDENT_GOOD)
        return fault;
    *number = strtoul(digits, NULL, 10);
    return spanish_letter(before + *number) == *check ? IDENT_GOOD : IDENT_CHECK_WRONG;
}

static enum ident_fault read_dni(const char *text, char out[IDENT_SIZE])
{
    unsigned long number = 0;
    char check;
    enum ident_fault fault = take_spanish(text, DNI_DIGITS, 0, &number, &check);
    if (fault == IDENT_GOOD)
        (void)snprintf(out, IDENT_SIZE, "DNI-%08lu%c", number, check);
    return fault;
}

static enum ident_fault read_nie(const char *text, char out[IDENT_SIZE])
{
    unsigned long number = 0;
    char check;
    text += strspn(text, " -");
    char first = text[0];
    if (first < 'X' || first > 'Z')
        return IDENT_FORM;
    text += 1 + strspn(text + 1, " -.");
    enum ident_fault fault =
        take_spanish(text, NIE_DIGITS, (unsigned long)(first - 'X') * 10000000, &number, &check);
    if (fault == IDENT_GOOD)
        (void)snprintf(out, IDENT_SIZE, "NIE-%c%07lu%c", first, number, check);
    return fault;
}

/* Does the text group thousands up to its last digit, as a RUT without its check digit does? */
static bool is_whole_number(const char *text)
{
    char digits[IDENT_SIZE];
    return strpbrk(text, ".-") != NULL &&
           take_number(text, strlen(text), IDENT_MAX, digits) == IDENT_GOOD;
}

static enum ident_fault read_rut(const char *text, char out[IDENT_SIZE])
{
    char digits[RUT_DIGITS + 1], check;
    size_t len = split_check(text, &check);
    if (!is_digit(check) && check != 'K')
        return IDENT_FORM;
    if (is_whole_number(text))
        return IDENT_CHECK_MISSING;
    enum ident_fault fault = take_number(text, len, RUT_DIGITS, digits);
    if (fault != IDENT_GOOD)
        return fault;
    if (chilean_digit(strtoul(digits, NULL, 10)) != check)
        return IDENT_CHECK_WRONG;
    (void)snprintf(out, IDENT_SIZE, "RUT-%s-%c", digits, check);
    return IDENT_GOOD;
}

enum ident_fault ident_format_read(enum ident_format format, const char *text, char letter,
                                   char out[IDENT_SIZE])
{
    switch (format) {
    case IDENT_CEDULA:
        return read_cedula(text, letter, out);
    case IDENT_DNI:
        return read_dni(text, out);
    case IDENT_NIE:
        return read_nie(text, out);
    case IDENT_NUMBER:
        return read_plain_number(text, out);
    case IDENT_PASSPORT:
        return read_passport(text, out);
    case IDENT_RUT:
        return read_rut(text, out);
    }
    return IDENT_FORM;
}
