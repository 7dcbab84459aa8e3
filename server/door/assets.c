#include "server/door/assets.h"

#include "common/file.h"

#include <stdio.h>
#include <string.h>

enum { FILE_MOST_BYTES = 1024 * 1024, PATH_SIZE = 1280 };

/* Generated: ASSETS_HASH, and ASSET(symbol, name, file) for each file. The assembler reads them. */
#define ASSET(symbol, name, file)                                                                  \
    __asm__(".section .rodata\n" #symbol "_begin:\n.incbin \"" file "\"\n" #symbol                 \
            "_end:\n.previous\n");                                                                 \
    extern const char symbol##_begin[], symbol##_end[];
#include "assets.inc"
#undef ASSET

static const struct file {
    const char *name;
    const char *data, *end;
} files[] = {
#define ASSET(symbol, name, file) {name, symbol##_begin, symbol##_end},
#include "assets.inc"
#undef ASSET
};

static const struct {
    const char *suffix, *type;
} types[] = {
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
};

/* NULL: files of this kind are not served. */
static const char *type_of(const char *name)
{
    size_t len = strlen(name);
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        size_t suffix = strlen(types[i].suffix);
        if (len > suffix && strcmp(name + len - suffix, types[i].suffix) == 0)
            return types[i].type;
    }
    return NULL;
}

static bool find_embedded(const char *name, struct asset *out)
{
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        if (strcmp(files[i].name, name) == 0) {
            out->data = files[i].data;
            out->len = (size_t)(files[i].end - files[i].data);
            out->gzip = true;
            return true;
        }
    return false;
}

static bool read_file(const char *dir, const char *name, struct buffer *room, struct asset *out)
{
    char path[PATH_SIZE];
    struct buffer errors = {0};
    int len = snprintf(path, sizeof path, "%s/%s", dir, name);
    bool read = len > 0 && (size_t)len < sizeof path &&
                file_read(path, FILE_MOST_BYTES, room, &errors) == STATUS_OK;
    buffer_release(&errors);
    out->data = room->data;
    out->len = room->len;
    out->gzip = false;
    return read;
}

/* The file's name in client/web; "" when the path names none. */
static void name_of(const char *prefix, enum assets_page page, const struct wire_word *path,
                    bool *document, char name[PATH_SIZE / 2])
{
    size_t before = strlen(prefix);
    *document = true;
    name[0] = '\0';
    if (path->len == 1) {
        (void)snprintf(name, PATH_SIZE / 2, "%s", page == ASSETS_EXAM ? "index.html" : "desk.html");
    } else if (wire_equals(path, "/sw.js")) {
        (void)snprintf(name, PATH_SIZE / 2, "sw.js");
    } else if (path->len > before && memcmp(path->data, prefix, before) == 0) {
        *document = false;
        (void)snprintf(name, PATH_SIZE / 2, "%.*s", (int)(path->len - before), path->data + before);
    }
}

bool assets_find(const char *dir, enum assets_page page, const struct wire_word *path,
                 struct buffer *room, struct asset *out)
{
    bool developed = dir[0] != '\0', document;
    char name[PATH_SIZE / 2];
    name_of(developed ? "/assets/" : "/" ASSETS_HASH "/", page, path, &document, name);
    out->type = type_of(name);
    out->lasts = !developed && !document;
    return out->type != NULL &&
           ((developed && read_file(dir, name, room, out)) || find_embedded(name, out));
}
