/* ident_format.h - the formats of IDs and the grammar of each (their table is in ident.h).
 * Threads: any. Memory: the caller's. Errors: an enum ident_fault; out[] is then untouched. */
#ifndef COMMON_IDENT_FORMAT_H
#define COMMON_IDENT_FORMAT_H

#include <stdbool.h>

enum { IDENT_MAX = 20, IDENT_SIZE = IDENT_MAX + 1 };

enum ident_format { IDENT_CEDULA, IDENT_DNI, IDENT_NIE, IDENT_NUMBER, IDENT_PASSPORT, IDENT_RUT };

enum { IDENT_FORMATS = IDENT_RUT + 1 };

enum ident_fault {
    IDENT_GOOD,
    IDENT_EMPTY,
    IDENT_FORM,          /* no ID of an accepted format */
    IDENT_LENGTH,        /* too long, or a passport that is too short */
    IDENT_CHARACTER,     /* a character that no ID has */
    IDENT_ZERO,          /* the number is 0 */
    IDENT_GROUPS,        /* dots or dashes that do not group thousands; long groups */
    IDENT_COMMA,         /* 12,345,678 */
    IDENT_DECIMALS,      /* 12345678.0 */
    IDENT_EXPONENT,      /* 1.23457E+07 */
    IDENT_CELL_ERROR,    /* #N/A, ##### */
    IDENT_CHECK_MISSING, /* a DNI, NIE or RUT without its check character */
    IDENT_CHECK_WRONG,
    IDENT_AMBIGUOUS
};

struct ident_format_facts {
    const char *name;    /* for the option */
    const char *prefix;  /* of the canonical form: three letters; "" for a cédula */
    const char *example; /* as a person writes it */
};

extern const struct ident_format_facts ident_formats[IDENT_FORMATS];

/* Reads text of this format, without its prefix. It holds A to Z, 0 to 9, dots, dashes and single
 * spaces only. */
enum ident_fault ident_format_read(enum ident_format format, const char *text, char letter,
                                   char out[IDENT_SIZE]);

#endif
