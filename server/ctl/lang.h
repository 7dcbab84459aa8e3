/* lang.h - the language of what sinodoctl prints on paper.
 * Threads: any that may read the environment. Memory: none. Errors: none. */
#ifndef SERVER_CTL_LANG_H
#define SERVER_CTL_LANG_H

#include <stdbool.h>

/* Is the locale one of Spanish (LC_ALL, LC_MESSAGES, LANG)? */
bool lang_is_spanish(void);

#endif
