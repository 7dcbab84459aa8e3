#include "client/edit.h"

#include "common/buffer.h"
#include "common/utf8.h"

#include <stdlib.h>
#include <string.h>

/* Typing is undone by pieces that end at a space, of at least this length. */
enum { PIECE_BYTES = 20 };

/* --- steps --- */

static void forget_steps(struct edit *e, size_t from)
{
    for (size_t i = from; i < e->step_count; i++)
        free(e->steps[i].bytes);
    e->step_count = from;
    if (e->made > from)
        e->made = from;
}

void edit_release(struct edit *e)
{
    forget_steps(e, 0);
    free(e->text);
    memset(e, 0, sizeof *e);
}

/* Does the change go on where the last step ended? */
static bool continues(const struct edit *e, const struct edit_step *last, size_t at, size_t len,
                      bool inserted)
{
    if (e->whole || last->inserted != inserted)
        return false;
    if (!inserted)
        return at + len == last->at || at == last->at;
    bool ended = last->len >= PIECE_BYTES && last->bytes[last->len - 1] == ' ';
    return at == last->at + last->len && !ended;
}

/* Joins the bytes to the last step; false without memory. */
static bool extend(struct edit_step *last, size_t at, const char *bytes, size_t len)
{
    char *grown = realloc(last->bytes, last->len + len);
    if (grown == NULL)
        return false;
    last->bytes = grown;
    if (!last->inserted && at < last->at) { /* backwards */
        memmove(grown + len, grown, last->len);
        memcpy(grown, bytes, len);
        last->at = at;
    } else {
        memcpy(grown + last->len, bytes, len);
    }
    last->len += len;
    return true;
}

static void note(struct edit *e, size_t at, const char *bytes, size_t len, bool inserted)
{
    forget_steps(e, e->made);
    struct edit_step *last = e->made > 0 ? &e->steps[e->made - 1] : NULL;
    if (last != NULL && continues(e, last, at, len, inserted)) {
        if (!extend(last, at, bytes, len))
            forget_steps(e, 0);
        return;
    }
    if (e->step_count == EDIT_STEPS) {
        free(e->steps[0].bytes);
        memmove(e->steps, e->steps + 1, (EDIT_STEPS - 1) * sizeof e->steps[0]);
        e->step_count--;
    }
    struct edit_step step = {.bytes = malloc(len), .at = at, .len = len, .inserted = inserted};
    if (step.bytes == NULL) {
        forget_steps(e, 0); /* older steps do not fit this text */
        return;
    }
    memcpy(step.bytes, bytes, len);
    e->steps[e->step_count++] = step;
    e->made = e->step_count;
    e->whole = false;
}

/* --- the text --- */

/* Is the byte in the middle of a character? */
static bool is_inside(const struct edit *e, size_t at)
{
    return at < e->len && ((unsigned char)e->text[at] & 0xC0) == 0x80;
}

bool edit_set(struct edit *e, const char *text, size_t len, size_t most)
{
    most = most < EDIT_BYTES ? most : EDIT_BYTES;
    char *room = malloc(most + 1);
    if (room == NULL)
        return false;
    edit_release(e);
    *e = (struct edit){.text = room, .len = utf8_fit(text, len, most), .most = most, .whole = true};
    if (e->len > 0)
        memcpy(e->text, text, e->len);
    e->text[e->len] = '\0';
    e->cursor = e->len;
    return true;
}

static void put(struct edit *e, size_t at, const char *bytes, size_t len)
{
    memmove(e->text + at + len, e->text + at, e->len - at + 1);
    memcpy(e->text + at, bytes, len);
    e->len += len;
    e->cursor = at + len;
    e->changed = true;
}

static void take(struct edit *e, size_t at, size_t len)
{
    memmove(e->text + at, e->text + at + len, e->len - at - len + 1);
    e->len -= len;
    e->cursor = at;
    e->changed = true;
}

bool edit_insert(struct edit *e, const char *bytes, size_t len)
{
    if (e->len + len > e->most)
        return false;
    note(e, e->cursor, bytes, len, true);
    put(e, e->cursor, bytes, len);
    return true;
}

static size_t before(const struct edit *e, size_t at)
{
    if (at > 0)
        at--;
    while (at > 0 && is_inside(e, at))
        at--;
    return at;
}

static size_t after(const struct edit *e, size_t at)
{
    if (at < e->len)
        at++;
    while (is_inside(e, at))
        at++;
    return at;
}

static void cut(struct edit *e, size_t from, size_t to)
{
    if (from == to)
        return;
    note(e, from, e->text + from, to - from, false);
    take(e, from, to - from);
}

void edit_backspace(struct edit *e)
{
    cut(e, before(e, e->cursor), e->cursor);
}

void edit_delete(struct edit *e)
{
    cut(e, e->cursor, after(e, e->cursor));
}

void edit_clear(struct edit *e)
{
    e->whole = true;
    cut(e, 0, e->len);
    e->whole = true;
}

static bool ends_line(uint32_t code)
{
    return code == '\n' || code == '\v' || code == '\f' || code == '\r' || code == 0x85 ||
           code == 0x2028 || code == 0x2029;
}

/* The pasted character as it is inserted: its bytes, 0 to leave it out. */
static size_t cleaned(const char *at, size_t size, uint32_t code, bool lines, const char **out)
{
    *out = at;
    if (code != '\n' && code != '\t')
        return size > 0 && !utf8_hidden(code) ? size : 0;
    if (!lines)
        *out = " ";
    return 1;
}

void edit_paste(struct edit *e, const char *bytes, size_t len, bool lines, size_t *left_out)
{
    struct buffer clean = {0};
    size_t room = e->most - e->len;
    *left_out = 0;
    for (size_t at = 0, step; at < len; at += step) {
        uint32_t code = 0;
        const char *shown;
        size_t size = utf8_read(bytes + at, len - at, &code);
        step = size > 0 ? size : 1;
        if (code == '\r' && at + 1 < len && bytes[at + 1] == '\n')
            continue;
        if (ends_line(code))
            code = '\n';
        size = cleaned(code == '\n' ? "\n" : bytes + at, size, code, lines, &shown);
        if (*left_out > 0 || clean.len + size > room)
            *left_out += size > 0;
        else
            buffer_append(&clean, shown, size);
    }
    e->whole = true;
    if (!clean.failed && clean.len > 0)
        (void)edit_insert(e, clean.data, clean.len);
    e->whole = true;
    buffer_release(&clean);
}

static void replay(struct edit *e, const struct edit_step *step, bool inserted)
{
    if (inserted)
        put(e, step->at, step->bytes, step->len);
    else
        take(e, step->at, step->len);
    e->whole = true;
}

bool edit_undo(struct edit *e)
{
    if (e->made == 0)
        return false;
    const struct edit_step *step = &e->steps[--e->made];
    replay(e, step, !step->inserted);
    return true;
}

bool edit_redo(struct edit *e)
{
    if (e->made == e->step_count)
        return false;
    const struct edit_step *step = &e->steps[e->made++];
    replay(e, step, step->inserted);
    return true;
}

/* --- the cursor --- */

void edit_left(struct edit *e)
{
    e->cursor = before(e, e->cursor);
}

void edit_right(struct edit *e)
{
    e->cursor = after(e, e->cursor);
}

static size_t line_start(const struct edit *e, size_t at)
{
    while (at > 0 && e->text[at - 1] != '\n')
        at--;
    return at;
}

static size_t line_end(const struct edit *e, size_t at)
{
    while (at < e->len && e->text[at] != '\n')
        at++;
    return at;
}

void edit_home(struct edit *e)
{
    e->cursor = line_start(e, e->cursor);
}

void edit_end(struct edit *e)
{
    e->cursor = line_end(e, e->cursor);
}
