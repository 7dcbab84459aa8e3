/* say.h - the words for people. They stand in English where they are used; the others are in
 * catalogues (po/, read by gettext) that lie in locale/ beside the program.
 * Threads: say_choose() once, before the rest. Memory: constants. Errors: a text without a
 * translation stays English. */
#ifndef CLIENT_SAY_H
#define CLIENT_SAY_H

#include <stdbool.h>
#include <stddef.h>

#define SAY_DOMAIN "sinodo"

enum say_language { SAY_ENGLISH, SAY_SPANISH };

void say_choose(enum say_language language);

/* The language of a locale's name: "es_VE.UTF-8" is Spanish, anything else English. */
enum say_language say_of_locale(const char *locale);

/* The words in the chosen language. */
const char *say(const char *english) __attribute__((format_arg(1)));
#define _(english) say(english)

/* What an error code of the protocol means and what to do; NULL for a code that is not known. */
const char *say_error(const char *code, size_t len);

#endif
