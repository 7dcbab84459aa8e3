/* keys.h - the keys: moving about, choosing, writing.
 * Threads: main. Memory: the state's. */
#ifndef CLIENT_FULL_KEYS_H
#define CLIENT_FULL_KEYS_H

#include "client/full/state.h"

/* Takes all keys that were pressed. */
void keys_take(struct full *f);

#endif
