#include "server/ctl/copying.h"

#include "common/file.h"
#include "common/printable.h"
#include "db/database.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

bool copying_take(struct call *c, int fd, int64_t bytes)
{
    for (int64_t at = 0; at < bytes;) {
        char offset[24];
        const char *words[] = {"PIECE", offset};
        (void)snprintf(offset, sizeof offset, "%lld", (long long)at);
        if (!call_ask(c, words, 2))
            return false;
        const struct wire_value *piece = &c->values[0];
        if (piece->type != WIRE_BULK || piece->len == 0 || (int64_t)piece->len > bytes - at) {
            (void)call_unexpected();
            return false;
        }
        ssize_t n = pwrite(fd, piece->data, piece->len, (off_t)at);
        if (n <= 0) {
            (void)fprintf(stderr, "sinodoctl: the copy cannot be written: %s\n", strerror(errno));
            return false;
        }
        at += n;
    }
    return true;
}

/* The file has another name until it is whole and on the disk. */
static bool keep_backup(struct call *c, const char *partial, const char *file, int64_t bytes)
{
    int fd = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    bool taken = fd >= 0 && copying_take(c, fd, bytes);
    bool said = fd >= 0 && !taken;
    bool kept = taken && fsync(fd) == 0;
    if (fd >= 0 && close(fd) != 0)
        kept = false;
    kept = kept && file_place_new(partial, file) && file_sync_parent(file);
    if (!kept && !said)
        (void)fprintf(stderr, "sinodoctl: cannot write %s: %s\n", file, strerror(errno));
    if (fd >= 0)
        (void)unlink(partial);
    return kept;
}

int copying_ask(struct call *c, struct copying_offer *out)
{
    static const char *const words[] = {"BACKUP"};
    if (!call_ask(c, words, 1))
        return c->failure;
    if (c->values[0].type != WIRE_ARRAY)
        return call_unexpected();
    const struct wire_value *name = wire_pair(c->values, c->count, "node");
    const struct wire_value *entries = wire_pair(c->values, c->count, "journal");
    const struct wire_value *size = wire_pair(c->values, c->count, "bytes");
    if (name == NULL || entries == NULL || size == NULL || name->type != WIRE_BULK ||
        entries->type != WIRE_INTEGER || size->type != WIRE_INTEGER || size->integer <= 0)
        return call_unexpected();
    (void)printable_copy(out->node, sizeof out->node, name->data, name->len, PRINTABLE_LINE);
    out->entries = entries->integer;
    out->bytes = size->integer;
    return EX_OK;
}

int copying_backup(struct call *c, const char *file)
{
    char partial[CALL_PATH_SIZE];
    struct copying_offer copy = {.bytes = 0};
    if (access(file, F_OK) == 0) {
        (void)fprintf(stderr, "sinodoctl: %s exists already: choose another name\n", file);
        return EX_CANTCREAT;
    }
    (void)snprintf(partial, sizeof partial, "%.4000s.%ld" DATABASE_PARTIAL, file, (long)getpid());
    if (!call_connect(c))
        return c->failure;
    int result = copying_ask(c, &copy);
    if (result != EX_OK)
        return result;
    if (!keep_backup(c, partial, file, copy.bytes))
        return EX_CANTCREAT;
    printf(
        "%s: %lld bytes, the database of node %s with about %lld entries of its journal.\n"
        "It holds all that `sinodoctl restore` needs but the node's key: keep node.key apart from "
        "it, in a\nsafe place (who has the key is the node). Names, answers and results in it are "
        "not encrypted.\n",
        file, (long long)copy.bytes, copy.node, (long long)copy.entries);
    return EX_OK;
}
