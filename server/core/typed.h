/* typed.h - compares a typed text with the accepted ones of a short answer.
 *
 *   Y1  Two texts are equal when they differ only in
 *         case                   Unicode case folding
 *         composition            Unicode NFC; an accent counts, the way it is encoded does not
 *         white space            of every kind; runs are one space, none at either end
 *         quotation marks        single ones, apostrophes, primes and accents that stand alone are
 *                                "'"; double ones, guillemets and double primes are '"'
 *         dashes                 hyphens, en and em dashes and the minus sign are "-": nobody who
 *                                types them can tell them apart
 *         invisible characters   utf8_hidden(), such as soft hyphens and zero-width spaces: left out
 *   Y2  a "*" in an accepted text stands for any text, also none, and "\*" for the character
 *       (Moodle's short answer, question/type/shortanswer/question.php).
 *
 * Threads: any. Memory: the caller frees what typed_canonical() returns. Errors: when memory cannot
 * be allocated the process ends. */
#ifndef CORE_TYPED_H
#define CORE_TYPED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The form in which equal texts (Y1) are the same bytes. The text is valid UTF-8. */
char *typed_canonical(const char *text, size_t len);

/* White space of any kind: a space of any width, a tab, a line end. */
bool typed_is_space(uint32_t code);

/* Is an accepted text a pattern, with a "*" that stands for any text? If not, each "\*" in it
 * becomes "*", so that it can be shown and compared as it is. */
bool typed_is_pattern(char *accepted);

/* Does the text in canonical form equal an accepted one, or match a pattern (Y2)? The time is at
 * most the product of both lengths. */
bool typed_equals(const char *canonical, const char *accepted);
bool typed_matches(const char *canonical, const char *pattern);

#endif
