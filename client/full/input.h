/* input.h - what comes from the keyboard: single keys, and text that the terminal says is pasted
 * (bracketed paste: ESC[200~ before it and ESC[201~ behind it, in terminals since xterm 203).
 * A terminal that does not know the mode ignores the sequence that turns it on.
 * Threads: main. Memory: input_close(). Errors: a paste of more than 1 MiB is cut. */
#ifndef CLIENT_FULL_INPUT_H
#define CLIENT_FULL_INPUT_H

#include "common/buffer.h"
#include "common/instant.h"

#include <stdbool.h>
#include <stddef.h>

enum input_kind {
    INPUT_CHARACTER, /* code: as wchar_t; '\n' for the Enter key, 27 for Esc */
    INPUT_KEY,       /* code: ncurses' KEY_… */
    INPUT_PASTE      /* the text is in `pasted` */
};

struct input_key {
    enum input_kind kind;
    int code;
};

enum { INPUT_KEYS = 4096, INPUT_BURST = 8 };

struct input {
    struct input_key keys[INPUT_KEYS];
    size_t count;
    struct buffer pasted; /* of the last key in `keys`, when that is a paste */
    bool pasting;         /* its end has not come yet */
    struct mono heard;    /* while pasting: the last character */
};

/* After ncurses' start. */
void input_open(struct input *in);

/* Before ncurses' end. */
void input_close(struct input *in);

/* Takes the keys that came together, at most to the end of a paste; false when there are none. */
bool input_take(struct input *in);

/* Are these more characters at once than a person types? */
bool input_is_burst(const struct input *in);

#endif
