/* name.h - a person's name as somebody typed it, at a terminal or into the roster, and the words
 * for whoever must type it anew.
 * Threads: any. Memory: the caller's. Errors: false, and `why` holds the words. */
#ifndef SERVER_SETUP_NAME_H
#define SERVER_SETUP_NAME_H

#include "server/core/applicant.h"

enum { NAME_WHY_SIZE = 160 };

/* out gets the name as it is kept (N1). */
bool name_take(const char *text, size_t len, char out[NAME_MAX_BYTES + 1], char why[NAME_WHY_SIZE]);

#endif
