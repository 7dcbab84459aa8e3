#include "server/core/names.h"

#include "common/utf8.h"

#include <assert.h>
#include <string.h>

bool node_name_valid(const char *name, size_t len)
{
    if (len == 0 || len > NODE_NAME_MAX)
        return false;
    for (size_t i = 0; i < len; i++) {
        char c = name[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              c == '-' || c == '_'))
            return false;
    }
    return true;
}

/* Writes the words, with `middle` between them, and returns false. */
static bool refuse_name(char why[NAME_WHY_SIZE], const char *before, const char *middle,
                        const char *after)
{
    const char *part[] = {before, middle, after};
    size_t used = 0;
    for (size_t i = 0; i < 3; i++) {
        size_t len = strlen(part[i]);
        assert(used + len < NAME_WHY_SIZE);
        memcpy(why + used, part[i], len + 1);
        used += len;
    }
    return false;
}

static bool refuse_hidden(char why[NAME_WHY_SIZE], const char *cannot_hold, uint32_t hidden)
{
    char described[UTF8_DESCRIPTION_SIZE];
    utf8_describe(hidden, described);
    return refuse_name(why, cannot_hold, described, ": type it by hand, without that character");
}

/* Converts the text. out: room for `most` and the NUL. */
static enum name_fault convert(const char *text, size_t len, size_t most, char *out,
                               uint32_t *hidden)
{
    size_t used = 0, size;
    bool spaced = false;
    for (size_t at = 0; at < len; at += size) {
        uint32_t code;
        size = utf8_read(text + at, len - at, &code);
        if (size == 0)
            return NAME_ENCODING;
        if (utf8_hidden(code)) {
            *hidden = code;
            return NAME_HIDDEN;
        }
        if (utf8_space(code)) {
            spaced = used > 0;
            continue;
        }
        if (used + spaced + size > most)
            return NAME_LONG;
        if (spaced)
            out[used++] = ' ';
        memcpy(out + used, text + at, size);
        used += size;
        spaced = false;
    }
    out[used] = '\0';
    return NAME_GOOD;
}

/* A name or a reason: the longest, and the words of its refusals. */
struct kind {
    size_t most;
    const char *too_long, *not_utf8, *cannot_hold;
};

static bool take_words(const struct kind *kind, const char *text, size_t len, char *out,
                       char why[NAME_WHY_SIZE])
{
    uint32_t hidden;
    switch (convert(text, len, kind->most, out, &hidden)) {
    case NAME_GOOD:
        return true;
    case NAME_ENCODING:
        return refuse_name(why, kind->not_utf8, "", "");
    case NAME_HIDDEN:
        return refuse_hidden(why, kind->cannot_hold, hidden);
    case NAME_LONG:
        break;
    }
    return refuse_name(why, kind->too_long, "", "");
}

enum name_fault person_name_fault(const char *text, size_t len, uint32_t *hidden)
{
    char name[NAME_MAX_BYTES + 1];
    return convert(text, len, NAME_MAX_BYTES, name, hidden);
}

static_assert(NAME_MAX_BYTES == 120 && REASON_MAX_BYTES == 200 && ROOM_MAX_BYTES == 40,
              "the words of a refusal say so");

/* N1 */
bool person_name_take(const char *text, size_t len, char out[NAME_MAX_BYTES + 1],
                      char why[NAME_WHY_SIZE])
{
    static const struct kind name = {NAME_MAX_BYTES, "a name has at most 120 bytes: shorten it",
                                     "a name is UTF-8 text: type it anew", "a name cannot hold "};
    return take_words(&name, text, len, out, why);
}

/* N2 */
bool reason_take(const char *text, size_t len, char out[REASON_MAX_BYTES + 1],
                 char why[NAME_WHY_SIZE])
{
    static const struct kind reason = {
        REASON_MAX_BYTES, "a reason has at most 200 bytes: shorten it",
        "a reason is UTF-8 text: type it anew", "a reason cannot hold "};
    if (!take_words(&reason, text, len, out, why))
        return false;
    if (out[0] == '\0')
        return refuse_name(why, "say why: the reason is empty", "", "");
    return true;
}

bool room_name_take(const char *text, size_t len, char out[ROOM_MAX_BYTES + 1],
                    char why[NAME_WHY_SIZE])
{
    static const struct kind room = {
        ROOM_MAX_BYTES, "a room's name has at most 40 bytes: shorten it",
        "a room's name is UTF-8 text: type it anew", "a room's name cannot hold "};
    if (!take_words(&room, text, len, out, why))
        return false;
    if (out[0] == '\0')
        return refuse_name(why, "the room's name is empty", "", "");
    return true;
}

static_assert(TEXT_MAX_BYTES == 250, "the words of a refused announcement say so");

bool announcement_take(const char *text, size_t len, char out[TEXT_MAX_BYTES + 1],
                       char why[NAME_WHY_SIZE])
{
    static const struct kind announcement = {
        TEXT_MAX_BYTES, "an announcement has at most 250 bytes: shorten it",
        "an announcement is UTF-8 text: type it anew", "an announcement cannot hold "};
    if (!take_words(&announcement, text, len, out, why))
        return false;
    if (out[0] == '\0')
        return refuse_name(why, "the announcement is empty", "", "");
    return true;
}

static_assert(TITLE_MAX_BYTES == 200, "the words of a refused title say so");

bool title_valid(const char *title, char why[NAME_WHY_SIZE])
{
    size_t len = strlen(title), size;
    uint32_t code;
    if (len == 0 || len > TITLE_MAX_BYTES)
        return refuse_name(why, "a title has 1 to 200 bytes", "", "");
    for (size_t at = 0; at < len; at += size) {
        size = utf8_read(title + at, len - at, &code);
        if (size == 0)
            return refuse_name(why, "a title is UTF-8 text: type it anew", "", "");
        if (utf8_hidden(code))
            return refuse_hidden(why, "a title cannot hold ", code);
    }
    return true;
}
