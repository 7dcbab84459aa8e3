/* lang.h - the language of what sinodoctl prints on paper.
 * Threads: any that may read the environment. Memory: none. Errors: none. */
#ifndef SERVER_CTL_LANG_H
#define SERVER_CTL_LANG_H

#include <stdbool.h>

/* Is the locale one of Spanish (LC_ALL, LC_MESSAGES, LANG)? */
bool lang_is_spanish(void);

/* The value of --lang, "en" or "es"; NULL: as the locale. False: it is neither. */
bool lang_take(const char *word, bool *spanish);

#endif
