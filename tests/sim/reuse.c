#include "tests/sim/reuse.h"

#include "tests/sim/disk.h"

#include <assert.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

enum { CONNECTIONS = 2, STATEMENTS = 64, PATH_SIZE = 256 };

struct connection {
    sqlite3 *handle; /* NULL when unused */
    char path[PATH_SIZE];
    bool waits;
    const char *settings; /* what was executed first; it stays in force */
    struct {
        const char *text;
        sqlite3_stmt *statement;
        bool used;
    } kept[STATEMENTS];
    size_t count;
};

static struct connection all[CONNECTIONS];
static bool enabled;

int __real_sqlite3_open_v2(const char *path, sqlite3 **out, int flags, const char *vfs);
int __real_sqlite3_close(sqlite3 *handle);
int __real_sqlite3_prepare_v2(sqlite3 *handle, const char *text, int len, sqlite3_stmt **out,
                              const char **tail);
int __real_sqlite3_prepare_v3(sqlite3 *handle, const char *text, int len, unsigned flags,
                              sqlite3_stmt **out, const char **tail);
int __real_sqlite3_finalize(sqlite3_stmt *s);
int __real_sqlite3_exec(sqlite3 *handle, const char *text,
                        int (*row)(void *, int, char **, char **), void *context, char **error);
int __wrap_sqlite3_open_v2(const char *path, sqlite3 **out, int flags, const char *vfs);
int __wrap_sqlite3_close(sqlite3 *handle);
int __wrap_sqlite3_prepare_v2(sqlite3 *handle, const char *text, int len, sqlite3_stmt **out,
                              const char **tail);
int __wrap_sqlite3_prepare_v3(sqlite3 *handle, const char *text, int len, unsigned flags,
                              sqlite3_stmt **out, const char **tail);
int __wrap_sqlite3_finalize(sqlite3_stmt *s);
int __wrap_sqlite3_exec(sqlite3 *handle, const char *text,
                        int (*row)(void *, int, char **, char **), void *context, char **error);

static struct connection *find(const sqlite3 *handle)
{
    for (size_t i = 0; i < CONNECTIONS; i++)
        if (all[i].handle == handle)
            return &all[i];
    return NULL;
}

static struct connection *find_path(const char *path)
{
    for (size_t i = 0; i < CONNECTIONS; i++)
        if (all[i].handle != NULL && strcmp(all[i].path, path) == 0)
            return &all[i];
    return NULL;
}

static void end(struct connection *c)
{
    for (size_t i = 0; i < c->count; i++)
        (void)__real_sqlite3_finalize(c->kept[i].statement);
    int rc = __real_sqlite3_close(c->handle);
    assert(rc == SQLITE_OK);
    memset(c, 0, sizeof *c);
}

int __wrap_sqlite3_open_v2(const char *path, sqlite3 **out, int flags, const char *vfs)
{
    struct connection *c = find_path(path);
    bool writes = (flags & SQLITE_OPEN_CREATE) != 0;
    if (c != NULL && c->waits && writes) {
        c->waits = false;
        disk_forget_index(path);
        *out = c->handle;
        return SQLITE_OK;
    }
    if (c != NULL && c->waits) /* someone else looks at the file */
        end(c);
    int rc = __real_sqlite3_open_v2(path, out, flags, vfs);
    c = enabled && writes && rc == SQLITE_OK && find_path(path) == NULL ? find(NULL) : NULL;
    if (c != NULL && strlen(path) < sizeof c->path) {
        c->handle = *out;
        memcpy(c->path, path, strlen(path) + 1);
    }
    return rc;
}

int __wrap_sqlite3_close(sqlite3 *handle)
{
    struct connection *c = handle != NULL ? find(handle) : NULL;
    if (c == NULL)
        return __real_sqlite3_close(handle);
    bool clean =
        enabled && (sqlite3_get_autocommit(handle) ||
                    __real_sqlite3_exec(handle, "ROLLBACK", NULL, NULL, NULL) == SQLITE_OK);
    for (size_t i = 0; i < c->count; i++)
        assert(!c->kept[i].used);
    if (clean)
        c->waits = true;
    else
        end(c);
    return SQLITE_OK;
}

int __wrap_sqlite3_prepare_v3(sqlite3 *handle, const char *text, int len, unsigned flags,
                              sqlite3_stmt **out, const char **tail)
{
    struct connection *c = find(handle);
    for (size_t i = 0; c != NULL && i < c->count; i++) {
        if (!c->kept[i].used && strcmp(c->kept[i].text, text) == 0) {
            c->kept[i].used = true;
            *out = c->kept[i].statement;
            return SQLITE_OK;
        }
    }
    int rc = __real_sqlite3_prepare_v3(handle, text, len, flags, out, tail);
    if (c != NULL && rc == SQLITE_OK && c->count < STATEMENTS) {
        c->kept[c->count].text = sqlite3_sql(*out);
        c->kept[c->count].statement = *out;
        c->kept[c->count++].used = true;
    }
    return rc;
}

int __wrap_sqlite3_prepare_v2(sqlite3 *handle, const char *text, int len, sqlite3_stmt **out,
                              const char **tail)
{
    return __wrap_sqlite3_prepare_v3(handle, text, len, 0, out, tail);
}

int __wrap_sqlite3_finalize(sqlite3_stmt *s)
{
    struct connection *c = s != NULL ? find(sqlite3_db_handle(s)) : NULL;
    for (size_t i = 0; c != NULL && i < c->count; i++) {
        if (c->kept[i].statement == s) {
            c->kept[i].used = false;
            (void)sqlite3_clear_bindings(s);
            return sqlite3_reset(s);
        }
    }
    return __real_sqlite3_finalize(s);
}

/* Settings given again would have every statement prepared again. */
int __wrap_sqlite3_exec(sqlite3 *handle, const char *text,
                        int (*row)(void *, int, char **, char **), void *context, char **error)
{
    struct connection *c = find(handle);
    if (c != NULL && c->settings != NULL && strcmp(c->settings, text) == 0)
        return SQLITE_OK;
    int rc = __real_sqlite3_exec(handle, text, row, context, error);
    if (c != NULL && rc == SQLITE_OK && c->settings == NULL && strncmp(text, "PRAGMA", 6) == 0)
        c->settings = text;
    return rc;
}

void reuse(bool on)
{
    enabled = on;
    for (size_t i = 0; !on && i < CONNECTIONS; i++)
        if (all[i].waits)
            end(&all[i]);
}

bool reuse_waits(const char *path)
{
    const struct connection *c = find_path(path);
    return c != NULL && c->waits;
}
