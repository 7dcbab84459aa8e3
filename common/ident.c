#include "common/ident.h"

#include "common/utf8.h"

#include <stdio.h>
#include <string.h>

enum {
    PLAIN_SIZE = 64,
    PREFIX_BYTES = 3, /* without the dash behind it */
    NINE_DIGITS = 9   /* of a passport without letters, and of a RUT without its dash */
};

static bool has(const struct ident_rules *rules, enum ident_format format)
{
    return (rules->formats >> format & 1) != 0;
}

/* --- the text that was typed --- */

/* One character as ASCII: '\0' when it counts for nothing, 0x7F when no ID can hold it. */
static char plain_character(uint32_t code)
{
    if (code >= 0xFF01 && code <= 0xFF5E)
        code -= 0xFF01 - '!'; /* full-width */
    if (code >= 'a' && code <= 'z')
        return (char)(code - 'a' + 'A');
    if (code > ' ' && code < 0x7F)
        return (char)code;
    if (utf8_space(code) || (code >= '\t' && code <= '\r'))
        return ' ';
    if ((code >= 0x2010 && code <= 0x2015) || code == 0x2212 || code == 0xFE63)
        return '-';
    if (code == 0x2018 || code == 0x2019)
        return '\'';
    return code > 0x9F && utf8_hidden(code) ? '\0' : 0x7F;
}

/* Writes the text in ASCII and upper case, without spaces at the ends and without double ones. */
static enum ident_fault make_plain(const char *text, size_t len, char plain[PLAIN_SIZE])
{
    size_t used = 0, step;
    bool spaced = false;
    for (size_t at = 0; at < len; at += step) {
        uint32_t code;
        step = utf8_read(text + at, len - at, &code);
        char c = step > 0 ? plain_character(code) : 0x7F;
        if (c == 0x7F) /* Excel's errors in Spanish: #¡REF! */
            return used > 0 && plain[0] == '#' ? IDENT_CELL_ERROR : IDENT_CHARACTER;
        if (c == ' ')
            spaced = used > 0;
        if (c == ' ' || c == '\0')
            continue;
        if (used + spaced + 1 >= PLAIN_SIZE)
            return IDENT_LENGTH;
        if (spaced)
            plain[used++] = ' ';
        plain[used++] = c;
        spaced = false;
    }
    plain[used] = '\0';
    return IDENT_GOOD;
}

/* Where the ID begins: spreadsheets mark text as '12345678 or ="12345678". */
static const char *strip_marks(char plain[PLAIN_SIZE])
{
    size_t len = strlen(plain);
    if (plain[0] == '\'')
        return plain + 1;
    if (len > 3 && memcmp(plain, "=\"", 2) == 0 && plain[len - 1] == '"') {
        plain[len - 1] = '\0';
        return plain + 2;
    }
    return plain;
}

static size_t count_digits(const char *text)
{
    return strspn(text, "0123456789");
}

/* 1.23457E+07, also with a comma: a mantissa with one digit before the sign, or an exponent with a
 * sign. A passport may be 12E34567. */
static bool is_exponent(const char *text)
{
    const char *at = text + count_digits(text);
    bool decimal = *at == '.' || *at == ',';
    at += decimal ? 1 + count_digits(at + 1) : 0;
    if (at == text || *at != 'E')
        return false;
    bool sign = at[1] == '+' || at[1] == '-';
    at += sign ? 2 : 1;
    size_t digits = count_digits(at);
    return (decimal || sign) && digits > 0 && at[digits] == '\0';
}

/* 12345678.0 or 12345678,00: a number that became one with decimals. */
static bool is_decimal(const char *text)
{
    size_t len = strlen(text), zeros = 0;
    while (zeros < len && text[len - zeros - 1] == '0')
        zeros++;
    if (zeros == 0 || zeros == 3 || zeros == len)
        return false;
    char point = text[len - zeros - 1];
    return (point == '.' || point == ',') && len - zeros > 1;
}

/* What spreadsheets make of IDs, and characters that no ID has. */
static enum ident_fault find_damage(const char *text)
{
    if (text[0] == '\0')
        return IDENT_EMPTY;
    if (text[0] == '#')
        return IDENT_CELL_ERROR;
    if (is_exponent(text))
        return IDENT_EXPONENT;
    if (is_decimal(text))
        return IDENT_DECIMALS;
    if (strchr(text, ',') != NULL)
        return IDENT_COMMA;
    return strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .-:") == strlen(text)
               ? IDENT_GOOD
               : IDENT_CHARACTER;
}

/* --- which format? --- */

/* The text without spaces, dots and dashes: its form. */
struct form {
    char text[PLAIN_SIZE];
    size_t len;
    bool first_letter, last_letter; /* at the ends */
    size_t digits;                  /* between them */
    bool numeric;                   /* nothing but digits between the ends */
    bool dashed;                    /* a dash before the last character */
};

static bool is_letter(char c)
{
    return c >= 'A' && c <= 'Z';
}

static struct form form_of(const char *text)
{
    struct form f = {.len = 0};
    char last = '\0', before = '\0';
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == ' ')
            continue;
        before = last;
        last = *at;
        if (*at != '.' && *at != '-')
            f.text[f.len++] = *at;
    }
    f.dashed = before == '-' && last != '-' && f.len > 1;
    f.first_letter = f.len > 0 && is_letter(f.text[0]);
    f.last_letter = f.len > 1 && is_letter(f.text[f.len - 1]);
    f.digits = count_digits(f.text + f.first_letter);
    f.numeric = f.digits > 0 && f.first_letter + f.digits + f.last_letter == f.len;
    return f;
}

/* Of a cédula before a number, also where passports are accepted. */
static bool is_cedula_letter(const struct ident_rules *r, char c)
{
    return has(r, IDENT_CEDULA) && (c == 'V' || c == 'E' || c == r->letter);
}

/* A bare number. */
static enum ident_fault choose_number(const struct ident_rules *r, const struct form *f,
                                      enum ident_format *out)
{
    size_t zeros = strspn(f->text, "0");
    bool nine = f->len == NINE_DIGITS || f->len - zeros == NINE_DIGITS;
    bool passports = has(r, IDENT_PASSPORT), ruts = has(r, IDENT_RUT);
    *out = has(r, IDENT_CEDULA)   ? IDENT_CEDULA
           : has(r, IDENT_NUMBER) ? IDENT_NUMBER
           : ruts                 ? IDENT_RUT
                                  : IDENT_PASSPORT;
    if (ruts && f->dashed) {
        *out = IDENT_RUT;
        return IDENT_GOOD;
    }
    if (*out == IDENT_CEDULA || *out == IDENT_NUMBER)
        return nine && (passports || ruts) ? IDENT_AMBIGUOUS : IDENT_GOOD;
    if (ruts && (passports || (has(r, IDENT_DNI) && f->len < NINE_DIGITS)))
        return IDENT_AMBIGUOUS;
    if (has(r, IDENT_DNI) && !ruts && f->len < NINE_DIGITS)
        return IDENT_CHECK_MISSING;
    return has(r, *out) ? IDENT_GOOD : IDENT_FORM;
}

/* One letter, and a number. */
static enum ident_fault choose_lettered(const struct ident_rules *r, const struct form *f,
                                        enum ident_format *out)
{
    char letter = f->text[0];
    bool passports = has(r, IDENT_PASSPORT);
    bool foreign = has(r, IDENT_NIE) && letter >= 'X' && letter <= 'Z';
    *out = IDENT_CEDULA;
    if (is_cedula_letter(r, letter))
        return IDENT_GOOD;
    if (foreign && f->digits - strspn(f->text + 1, "0") < NINE_DIGITS)
        return IDENT_CHECK_MISSING;
    if (!passports)
        return has(r, IDENT_CEDULA) ? IDENT_GOOD : IDENT_FORM;
    *out = IDENT_PASSPORT;
    return letter == 'P' ? IDENT_AMBIGUOUS : IDENT_GOOD;
}

/* Text that a passport may be, and a cédula too: 12345678-V, or "CI" before a number. */
static bool may_be_cedula(const struct ident_rules *r, const struct form *f)
{
    const char *const named = "CI";
    size_t name_len = strlen(named);
    if (strncmp(f->text, named, name_len) == 0)
        return has(r, IDENT_CEDULA) && name_len + count_digits(f->text + name_len) == f->len;
    return f->numeric && !f->first_letter && is_cedula_letter(r, f->text[f->len - 1]);
}

/* Text that has the form of formats with check characters: of the one that it fits. */
static enum ident_fault choose_checked(const struct ident_rules *r, const struct form *f,
                                       const char *text, enum ident_format *out)
{
    bool last = f->numeric && f->last_letter && f->digits < NINE_DIGITS;
    const bool fits[IDENT_FORMATS] = {
        [IDENT_DNI] = last && !f->first_letter,
        [IDENT_NIE] = last && f->first_letter && f->text[0] >= 'X' && f->text[0] <= 'Z',
        [IDENT_RUT] = last && !f->first_letter && f->text[f->len - 1] == 'K'};
    enum ident_fault fault = IDENT_FORM;
    for (int i = 0; i < IDENT_FORMATS; i++) {
        enum ident_format format = (enum ident_format)i;
        char id[IDENT_SIZE];
        if (!fits[i] || !has(r, format) || fault == IDENT_AMBIGUOUS)
            continue;
        enum ident_fault one = ident_format_read(format, text, r->letter, id);
        if (one == IDENT_GOOD) {
            *out = format;
            fault = fault == IDENT_GOOD ? IDENT_AMBIGUOUS : IDENT_GOOD;
        } else if (fault == IDENT_FORM) {
            fault = one;
        }
    }
    return fault;
}

/* An ID with its prefix: what follows the prefix. NULL when it has none. */
static const char *strip_prefix(const struct ident_rules *r, const char *text,
                                enum ident_format *out)
{
    for (int i = 0; i < IDENT_FORMATS; i++) {
        enum ident_format format = (enum ident_format)i;
        if (format == IDENT_CEDULA || !has(r, format) ||
            strncmp(text, ident_formats[i].prefix, PREFIX_BYTES) != 0)
            continue;
        *out = format;
        return text + PREFIX_BYTES;
    }
    return NULL;
}

/* Sets the format, and *text to what is to be read in it. */
static enum ident_fault choose(const struct ident_rules *r, const char **text,
                               enum ident_format *out)
{
    const char *rest = strip_prefix(r, *text, out);
    if (rest != NULL) {
        size_t apart = strspn(rest, " -:");
        *text = rest + apart;
        return *out == IDENT_PASSPORT && apart == 0 ? IDENT_AMBIGUOUS : IDENT_GOOD;
    }
    struct form f = form_of(*text);
    if (f.numeric && !f.last_letter)
        return f.first_letter ? choose_lettered(r, &f, out) : choose_number(r, &f, out);
    enum ident_fault fault = choose_checked(r, &f, *text, out);
    if (fault != IDENT_FORM || !has(r, IDENT_PASSPORT))
        return fault;
    *out = IDENT_PASSPORT;
    return may_be_cedula(r, &f) ? IDENT_AMBIGUOUS : IDENT_GOOD;
}

enum ident_fault ident_take(const char *text, size_t len, const struct ident_rules *rules,
                            char out[IDENT_SIZE])
{
    char plain[PLAIN_SIZE];
    enum ident_format format = IDENT_CEDULA;
    enum ident_fault fault = make_plain(text, len, plain);
    if (fault != IDENT_GOOD)
        return fault;
    const char *at = strip_marks(plain);
    fault = find_damage(at);
    if (fault == IDENT_GOOD)
        fault = choose(rules, &at, &format);
    if (fault == IDENT_GOOD && strchr(at, ':') != NULL)
        fault = IDENT_CHARACTER;
    return fault == IDENT_GOOD ? ident_format_read(format, at, rules->letter, out) : fault;
}

/* A letter, and a number without leading zeros. */
static bool is_canonical_cedula(const char *text, size_t len)
{
    if (len < 2 || len > IDENT_MAX || !is_letter(text[0]) || text[1] == '0')
        return false;
    for (size_t i = 1; i < len; i++)
        if (text[i] < '0' || text[i] > '9')
            return false;
    return true;
}

bool ident_is_canonical(const char *text, size_t len)
{
    const unsigned cedula = 1U << IDENT_CEDULA, all = (1U << IDENT_FORMATS) - 1;
    const struct ident_rules rules = {.formats = all & ~cedula, .letter = 'V'};
    char id[IDENT_SIZE];
    if (len <= PREFIX_BYTES || text[PREFIX_BYTES] != '-')
        return is_canonical_cedula(text, len); /* each entry of a journal is looked at */
    return ident_take(text, len, &rules, id) == IDENT_GOOD && strlen(id) == len &&
           memcmp(id, text, len) == 0;
}

/* --- words --- */

static const struct {
    const char *name, *words;
    bool example; /* does an example help? */
} faults[] = {
    [IDENT_GOOD] = {"good", "this is an ID", false},
    [IDENT_EMPTY] = {"empty", "the ID is empty", true},
    [IDENT_FORM] = {"form", "this is no ID that the exam takes", true},
    [IDENT_LENGTH] = {"length", "the ID is too long or too short", true},
    [IDENT_CHARACTER] = {"character", "the ID holds a character that no ID has", true},
    [IDENT_ZERO] = {"zero", "there is no ID 0", false},
    [IDENT_GROUPS] = {"groups",
                      "dots or dashes in a number must separate thousands, as in 12.345.678: this "
                      "may be a number with decimals, a date, or two numbers",
                      false},
    [IDENT_COMMA] = {"comma", "an ID has no commas: write it with dots or with digits only", false},
    [IDENT_DECIMALS] = {"decimals",
                        "a spreadsheet wrote this ID as a number with decimals: format its column "
                        "as text or as whole numbers",
                        false},
    [IDENT_EXPONENT] =
        {"exponent",
         "a spreadsheet rounded this ID (as 1.23457E+07) and lost digits: take the IDs "
         "anew from where they came from, into a column that is formatted as text",
         false},
    [IDENT_CELL_ERROR] = {"cell-error",
                          "a spreadsheet wrote an error or a cell that was too narrow (#####) in "
                          "place of the ID: correct the cell",
                          false},
    [IDENT_CHECK_MISSING] = {"check-missing",
                             "the check letter or digit at the ID's end is missing", true},
    [IDENT_CHECK_WRONG] = {"check-wrong",
                           "the check letter or digit does not belong to this number: one of them "
                           "is mistyped",
                           false},
    [IDENT_AMBIGUOUS] = {"ambiguous", "this can be an ID of several kinds: write which, as in",
                         false},
};

const char *ident_fault_name(enum ident_fault fault)
{
    return faults[fault].name;
}

void ident_explain(enum ident_fault fault, const struct ident_rules *rules,
                   char out[IDENT_WORDS_SIZE])
{
    const char *before = faults[fault].example ? ": write it like " : " ";
    size_t used = (size_t)snprintf(out, IDENT_WORDS_SIZE, "%s", faults[fault].words);
    if (!faults[fault].example && fault != IDENT_AMBIGUOUS)
        return;
    for (int i = 0; i < IDENT_FORMATS; i++) {
        const struct ident_format_facts *f = &ident_formats[i];
        if (!has(rules, (enum ident_format)i))
            continue;
        bool prefixed = fault == IDENT_AMBIGUOUS && f->prefix[0] != '\0';
        used += (size_t)snprintf(out + used, IDENT_WORDS_SIZE - used, "%s%s%s%s", before,
                                 prefixed ? f->prefix : "", prefixed ? "-" : "", f->example);
        before = " or ";
    }
}

/* --- names of formats --- */

static bool add_format(const char *name, size_t len, unsigned *formats)
{
    for (int i = 0; i < IDENT_FORMATS; i++) {
        if (strlen(ident_formats[i].name) != len || memcmp(ident_formats[i].name, name, len) != 0)
            continue;
        *formats |= 1U << i;
        return true;
    }
    return false;
}

bool ident_formats_read(const char *names, unsigned *formats)
{
    const unsigned bare = 1U << IDENT_CEDULA | 1U << IDENT_NUMBER;
    unsigned read = 0;
    for (;;) {
        names += strspn(names, " ");
        size_t len = strcspn(names, ", ");
        if (!add_format(names, len, &read))
            return false;
        names += len;
        names += strspn(names, " ");
        if (*names == '\0')
            break;
        if (*names++ != ',')
            return false;
    }
    if ((read & bare) == bare)
        return false;
    *formats = read;
    return true;
}

void ident_formats_text(unsigned formats, char between, char out[IDENT_NAMES_SIZE])
{
    size_t used = 0;
    for (int i = 0; i < IDENT_FORMATS; i++) {
        if ((formats >> i & 1) == 0)
            continue;
        size_t len = strlen(ident_formats[i].name);
        if (used > 0)
            out[used++] = between;
        memcpy(out + used, ident_formats[i].name, len);
        used += len;
    }
    out[used] = '\0';
}
