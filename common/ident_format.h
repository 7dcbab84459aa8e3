/* ident_format.h - the grammar of each format of IDs (ident.h), for ident.c.
 * Threads: any. Memory: the caller's. Errors: an enum ident_fault; out[] is then untouched. */
#ifndef COMMON_IDENT_FORMAT_H
#define COMMON_IDENT_FORMAT_H

#include "common/ident.h"

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
