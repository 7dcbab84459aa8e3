#include "client/full/input.h"

#include "common/clock.h"

#include <limits.h>
#include <ncurses.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

enum {
    PASTE_BEGINS = 0x7F00, /* 16 bits; beyond the codes that ncurses gives to other keys */
    PASTE_ENDS = 0x7F01,
    ESCAPE = 27,
    TOGETHER_MS = 15, /* a key that comes so soon after another one came with it */
    PASTE_MS = 1000,  /* a paste without an end is over after such a pause */
    PASTE_BYTES = 1024 * 1024
};

static void write_terminal(const char *sequence)
{
    (void)putp(sequence);
    (void)fflush(stdout);
}

void input_open(struct input *in)
{
    *in = (struct input){.count = 0};
    (void)define_key("\033[200~", PASTE_BEGINS);
    (void)define_key("\033[201~", PASTE_ENDS);
    write_terminal("\033[?2004h");
}

void input_close(struct input *in)
{
    write_terminal("\033[?2004l");
    buffer_release(&in->pasted);
}

static void add(struct input *in, enum input_kind kind, int code)
{
    in->keys[in->count++] = (struct input_key){kind, code};
}

/* Within a paste only characters count; without memory for them the paste is empty. */
static void add_pasted(struct input *in, int kind, wint_t key)
{
    char bytes[MB_LEN_MAX];
    int len = kind == OK ? wctomb(bytes, (wchar_t)key) : 0;
    in->heard = clock_mono();
    if (len > 0 && in->pasted.len < PASTE_BYTES)
        buffer_append(&in->pasted, bytes, (size_t)len);
}

static void end_paste(struct input *in)
{
    in->pasting = false;
    add(in, INPUT_PASTE, 0);
}

static void take_key(struct input *in, int kind, wint_t key)
{
    bool code = kind == KEY_CODE_YES;
    if (code && key == PASTE_BEGINS) {
        in->pasting = true;
        in->heard = clock_mono();
        buffer_release(&in->pasted);
    } else if (code && key == PASTE_ENDS) {
        if (in->pasting)
            end_paste(in);
    } else if (in->pasting) {
        add_pasted(in, kind, key);
    } else if (code) {
        add(in, INPUT_KEY, (int)key);
    } else {
        add(in, INPUT_CHARACTER, key == '\r' ? '\n' : (int)key);
    }
}

static bool ends_with_paste(const struct input *in)
{
    return in->count > 0 && in->keys[in->count - 1].kind == INPUT_PASTE;
}

/* The end of the sequence that begins with this ESC: of a key that ncurses does not know, such as
 * Alt and a letter. An ESC alone is the key. */
static size_t sequence_end(const struct input *in, size_t at)
{
    size_t end = at + 1;
    if (end == in->count || in->keys[end].kind != INPUT_CHARACTER)
        return end;
    bool control = in->keys[end].code == '[' || in->keys[end].code == 'O';
    for (end++; control && end < in->count && in->keys[end].kind == INPUT_CHARACTER;)
        if (in->keys[end++].code >= '@')
            break;
    return end;
}

static void drop_sequences(struct input *in)
{
    size_t kept = 0;
    for (size_t i = 0; i < in->count;) {
        bool escape = in->keys[i].kind == INPUT_CHARACTER && in->keys[i].code == ESCAPE;
        size_t end = escape ? sequence_end(in, i) : i + 1;
        if (end == i + 1)
            in->keys[kept++] = in->keys[i];
        i = end;
    }
    in->count = kept;
}

bool input_take(struct input *in)
{
    wint_t key;
    int kind;
    in->count = 0;
    timeout(0);
    while (in->count < INPUT_KEYS && !ends_with_paste(in) && (kind = get_wch(&key)) != ERR) {
        take_key(in, kind, key);
        timeout(TOGETHER_MS);
    }
    if (in->pasting && clock_mono().ms - in->heard.ms > PASTE_MS)
        end_paste(in);
    drop_sequences(in);
    return in->count > 0;
}

bool input_is_burst(const struct input *in)
{
    size_t characters = 0;
    for (size_t i = 0; i < in->count; i++)
        characters += in->keys[i].kind == INPUT_CHARACTER;
    return characters > INPUT_BURST;
}
