#include "server/evidence/sig_lines.h"

#include "common/tls.h"

#include <stdio.h>
#include <string.h>

struct wire_word sig_lines_take(struct sig_lines *l, const char *name)
{
    size_t name_len = strlen(name), left = (size_t)(l->end - l->at);
    const char *line_end = memchr(l->at, '\n', left);
    struct wire_word value = {"", 0};
    if (l->bad || line_end == NULL || (size_t)(line_end - l->at) < name_len + 2 ||
        memcmp(l->at, name, name_len) != 0 || memcmp(l->at + name_len, ": ", 2) != 0) {
        l->bad = true;
        return value;
    }
    value.data = l->at + name_len + 2;
    value.len = (size_t)(line_end - value.data);
    l->at = line_end + 1;
    return value;
}

void sig_lines_copy(struct sig_lines *l, struct wire_word word, char *out, size_t size)
{
    l->bad |= word.len == 0 || word.len >= size;
    if (!l->bad)
        (void)snprintf(out, size, "%.*s", (int)word.len, word.data);
}

/* Keys and digests are as long as fingerprints, and are written the same way. */
void sig_lines_bytes(struct sig_lines *l, struct wire_word word, uint8_t out[DIGEST_BYTES])
{
    char text[FINGERPRINT_TEXT_SIZE] = "";
    struct fingerprint read;
    sig_lines_copy(l, word, text, sizeof text);
    l->bad |= !fingerprint_parse(text, &read);
    if (!l->bad)
        memcpy(out, read.bytes, DIGEST_BYTES);
}
