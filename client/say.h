/* say.h - the words for people, in Spanish or English. Both stand side by side where they are used,
 * so that a translation cannot be missing and the compiler checks both formats.
 * Threads: say_choose() once, before the rest. Memory: constants. */
#ifndef CLIENT_SAY_H
#define CLIENT_SAY_H

#include <stdbool.h>
#include <stddef.h>

enum say_language { SAY_ENGLISH, SAY_SPANISH };

void say_choose(enum say_language language);
bool say_spanish(void);

/* The language of a locale's name: "es_VE.UTF-8" is Spanish, anything else English. */
enum say_language say_of_locale(const char *locale);

/* The words in the chosen language. */
#define SAY(spanish, english) (say_spanish() ? (spanish) : (english))

/* What an error code of the protocol means and what to do; NULL for a code that is not known. */
const char *say_error(const char *code, size_t len);

#endif
