#include "server/core/journal.h"

#include "server/core/fields.h"

#include <string.h>

enum { FORMAT_VERSION = 4 };

struct digest journal_origin(const char *cluster, const char *node)
{
    struct digest zero = {{0}}, c = digest_of(cluster, strlen(cluster));
    struct digest named = journal_chain(&zero, c.bytes, sizeof c.bytes);
    return journal_chain(&named, (const uint8_t *)node, strlen(node));
}

struct digest journal_chain(const struct digest *before, const uint8_t *bytes, size_t len)
{
    return digest_of_two(before->bytes, DIGEST_BYTES, bytes, len);
}

/* What stands before the fields; `kind` is known to be one. */
static void code_head(struct coder *c, struct entry *e)
{
    coder_uint(c, &e->n, 8, UINT64_MAX);
    coder_uint(c, &e->seen, 8, UINT64_MAX);
    coder_uint(c, &e->ref, 8, UINT64_MAX);
    uint64_t at = (uint64_t)e->at.ms;
    coder_uint(c, &at, 8, UINT64_MAX);
    e->at.ms = (int64_t)at;
    coder_uint(c, &e->clock_ms, 8, UINT64_MAX);
    coder_text(c, e->id, IDENT_MAX);
    fields_code(c, e);
}

size_t journal_encode(const struct entry *entry, uint8_t out[ENTRY_MAX_BYTES])
{
    struct entry e = *entry;
    struct coder c = {.out = out};
    uint64_t version = FORMAT_VERSION, kind = e.kind;
    coder_uint(&c, &version, 1, FORMAT_VERSION);
    coder_uint(&c, &kind, 1, ENTRY_LAST);
    code_head(&c, &e);
    return (size_t)(c.out - out);
}

static bool id_fits(const struct entry *e)
{
    enum entry_subject subject = entry_subject(e->kind);
    if (e->id[0] == '\0')
        return subject != ENTRY_OF_PERSON;
    return subject != ENTRY_OF_NODE && ident_is_canonical(e->id, strlen(e->id));
}

bool journal_decode(const uint8_t *bytes, size_t len, struct entry *out)
{
    struct coder c = {.reads = true, .in = bytes, .end = bytes + len};
    struct entry e;
    memset(&e, 0, sizeof e);
    uint64_t version, kind;
    coder_uint(&c, &version, 1, FORMAT_VERSION);
    coder_uint(&c, &kind, 1, ENTRY_LAST);
    if (c.bad || version != FORMAT_VERSION || kind < ENTRY_CLAIM)
        return false;
    e.kind = (enum entry_kind)kind;
    code_head(&c, &e);
    if (c.bad || c.in != c.end || !id_fits(&e))
        return false;
    *out = e;
    return true;
}
