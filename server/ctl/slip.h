/* slip.h - the slip of paper that somebody gets who is registered at the desk.
 * Threads: any. Memory: none kept. Errors: false when the reply is not one of REGISTER. */
#ifndef SERVER_CTL_SLIP_H
#define SERVER_CTL_SLIP_H

#include "common/wire.h"

#include <stdio.h>

/* In Spanish when the locale is one of Spanish (lang.h), otherwise in English. */
bool slip_print(FILE *to, const struct wire_value *values, size_t count);

#endif
