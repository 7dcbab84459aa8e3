/* ident.h - applicant IDs: from the text that a person typed, or that a roster holds, to the one
 * form in which IDs are compared, stored and shown. One person must get one canonical ID, however
 * she writes it; and two formats never share a canonical ID.
 *
 *   format    example       canonical      rule
 *   cedula    V-12.345.678  V12345678      letter and number; without a letter the default letter
 *   passport  AB012345     PAS-AB012345  5 to 9 letters and digits (ICAO Doc 9303, part 4)
 *   dni       12345678-Z    DNI-12345678Z  Spain: the letter is table[number mod 23]
 *   nie       X-1234567-L   NIE-X1234567L  the same; X, Y, Z before the number count as 0, 1, 2
 *   rut       12.345.678-5  RUT-12345678-5 Chile: modulo 11 with weights 2 to 7, 10 is K
 *   number    12.345        NUM-12345      a number of another kind
 *
 * Sources: Spain, Real Decreto 1553/2005, article 11, and the table of the Ministerio del Interior
 * ("cálculo del dígito de control del NIF/NIE"); Chile, "dígito verificador" of the Registro Civil
 * and the Servicio de Impuestos Internos.
 *
 * Reading. Case, spaces of every width, dots and dashes do not matter, nor do leading zeros of a
 * number, invisible characters, full-width forms, or the apostrophe that spreadsheets put before
 * text. But dots and dashes inside a number must group thousands, and groups between spaces have at
 * most four digits: 12345678.0, 1234.5678 and "12345678 9" would become other people's numbers.
 *
 * Several formats. An ID may begin with its prefix (PAS-, DNI-, NIE-, RUT-, NUM-), and is then of
 * that format. Otherwise the order in which the formats are given does not matter:
 *   1. Text in the form of a DNI, NIE or RUT (RUT: with its dash, or K) must have the right check
 *      character. It is never read as a passport instead.
 *   2. V, E or the default letter before a number is a cédula. Without passports any letter is.
 *   3. A bare number is a cédula, or of the format `number`; but nine digits, which passports and
 *      RUTs have too, are ambiguous where those are accepted. So are fewer digits with DNI and RUT:
 *      one of eleven DNIs without its letter would be another person's RUT without its dash.
 *   4. P before a number is ambiguous with passports: the letter may be part of it or mean one. So
 *      are, with cédulas too, "CI" before a number, and the letter of a cédula behind its number.
 *   5. Anything else is a passport.
 * Ambiguous text is refused: it must be written with its prefix, or a cédula with its letter.
 *
 * Threads: any. Memory: the caller's. Errors: an enum ident_fault. */
#ifndef COMMON_IDENT_H
#define COMMON_IDENT_H

#include "common/ident_format.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { IDENT_NAMES_SIZE = 40, IDENT_WORDS_SIZE = 240 };

struct ident_rules {
    unsigned formats; /* bit 1 << enum ident_format for each one that is accepted */
    char letter;      /* of a cédula that is written as a bare number: A to Z */
};

/* Sets out[] to the canonical ID, which ident_take() leaves as it is under the same rules. On any
 * fault out[] is untouched. */
enum ident_fault ident_take(const char *text, size_t len, const struct ident_rules *rules,
                            char out[IDENT_SIZE]);

/* Is this text the canonical form of some format? So are all IDs in journals and databases. */
bool ident_is_canonical(const char *text, size_t len);

/* The fault as one word for programs ("check-wrong"), and in a sentence for people: what is wrong
 * and how to write the ID. */
const char *ident_fault_name(enum ident_fault fault);
void ident_explain(enum ident_fault fault, const struct ident_rules *rules,
                   char out[IDENT_WORDS_SIZE]);

/* Reads "cedula,passport" (spaces around the commas are allowed). False for another name, for none,
 * and for `cedula` with `number`: a bare number would be both. */
bool ident_formats_read(const char *names, unsigned *formats);

/* The names in alphabetical order with this character between: "cedula-passport". */
void ident_formats_text(unsigned formats, char between, char out[IDENT_NAMES_SIZE]);

#endif
