/* say.h - texts for people. The code has them in English; the translations are catalogues (po/,
 * read by gettext) in locale/ beside the program.
 * Threads: say_choose() once, before the rest. Memory: constants. Errors: a text without a
 * translation stays English. */
#ifndef CLIENT_SAY_H
#define CLIENT_SAY_H

#include <stdbool.h>
#include <stddef.h>

#define SAY_DOMAIN "sinodo"

enum say_language { SAY_ENGLISH, SAY_SPANISH };

/* Chooses the language of all texts, and a UTF-8 locale. */
void say_choose(enum say_language language);

/* The language of a locale's name: "es_VE.UTF-8" is Spanish, anything else English. */
enum say_language say_of_locale(const char *locale);

/* The text in the chosen language. */
const char *say(const char *english) __attribute__((format_arg(1)));
#define _(english) say(english)

/* The text for so many, with the count in it, in the chosen language. */
const char *say_plural(const char *one, const char *many, unsigned long count)
    __attribute__((format_arg(1), format_arg(2)));

#endif
