#include "server/report/people_saved.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

enum { HEAD_BYTES = 6, CHUNK_BYTES = 116, LEAST_ROOM = 4 };

/* Records follow each other: question (0: not any more), length and room, each u16 in this machine's
 * order, and the room. */
struct saved_chunk {
    struct saved_chunk *next;
    uint16_t used, size;
    uint8_t bytes[];
};

struct head {
    uint16_t question, len, room;
};
static_assert(sizeof(struct head) == HEAD_BYTES, "a record's head has no padding");

static struct head head_at(const struct saved_chunk *c, size_t at)
{
    struct head h;
    memcpy(&h, c->bytes + at, sizeof h);
    return h;
}

static void set_head(struct saved_chunk *c, size_t at, const struct head *h)
{
    memcpy(c->bytes + at, h, sizeof *h);
}

/* Where the next record goes. */
static struct saved_chunk *make_room(struct people_saved *s, struct arena *arena, size_t bytes)
{
    struct saved_chunk *c = s->last;
    if (c != NULL && (size_t)(c->size - c->used) >= bytes)
        return c;
    size_t size = bytes > CHUNK_BYTES ? bytes : CHUNK_BYTES;
    c = arena_take(arena, offsetof(struct saved_chunk, bytes) + size);
    if (c == NULL)
        return NULL;
    c->size = (uint16_t)size;
    if (s->last != NULL)
        s->last->next = c;
    else
        s->first = c;
    s->last = c;
    return c;
}

static void append(struct people_saved *s, struct arena *arena, struct head h,
                   const uint8_t *values)
{
    struct saved_chunk *c = make_room(s, arena, sizeof h + h.room);
    if (c == NULL)
        return;
    set_head(c, c->used, &h);
    if (h.len > 0)
        memcpy(c->bytes + c->used + sizeof h, values, h.len);
    c->used = (uint16_t)(c->used + sizeof h + h.room);
}

/* Puts the values in the place of the question's, if they fit; otherwise that record goes. True: done.
 * *grown: there was one. */
static bool replace(struct people_saved *s, uint16_t question, const uint8_t *values, size_t len,
                    bool *grown)
{
    for (struct saved_chunk *c = s->first; c != NULL; c = c->next) {
        size_t at = 0;
        for (struct head h; at < c->used; at += sizeof h + h.room) {
            h = head_at(c, at);
            if (h.question != question)
                continue;
            bool fits = len <= h.room;
            h.len = (uint16_t)len;
            *grown = !fits;
            if (!fits)
                h.question = 0;
            set_head(c, at, &h);
            if (fits && len > 0)
                memcpy(c->bytes + at + sizeof h, values, len);
            return fits;
        }
    }
    return false;
}

/* A text that grows while it is typed gets room for more each time: all of its records together take
 * three times the last one at most. */
void people_saved_put(struct people_saved *s, struct arena *arena, uint16_t question,
                      const uint8_t *values, size_t len)
{
    bool grown = false;
    assert(len <= ANSWER_MAX_BYTES);
    if (question <= s->highest && replace(s, question, values, len, &grown))
        return;
    size_t room = grown ? len + len / 2 : len > LEAST_ROOM ? len : LEAST_ROOM;
    append(s, arena, (struct head){question, (uint16_t)len, (uint16_t)room}, values);
    if (question > s->highest)
        s->highest = question;
}

void people_saved_join(struct people_saved *s, struct arena *arena, const struct people_saved *more)
{
    for (const struct saved_chunk *c = more->first; c != NULL; c = c->next) {
        size_t at = 0;
        for (struct head h; at < c->used; at += sizeof h + h.room) {
            h = head_at(c, at);
            if (h.question > 0)
                people_saved_put(s, arena, h.question, c->bytes + at + sizeof h, h.len);
        }
    }
}

void people_saved_read(const struct people_saved *s, struct answer *out, size_t count)
{
    memset(out, 0, count * sizeof *out);
    for (const struct saved_chunk *c = s->first; c != NULL; c = c->next) {
        size_t at = 0;
        for (struct head h; at < c->used; at += sizeof h + h.room) {
            h = head_at(c, at);
            if (h.question > 0 && h.question <= count)
                out[h.question - 1] = (struct answer){c->bytes + at + sizeof h, h.len};
        }
    }
}
