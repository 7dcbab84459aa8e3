#include "server/ctl/keys.h"

#include "common/clock.h"
#include "common/file.h"
#include "server/ctl/owner.h"
#include "server/evidence/key.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#define NEXT "next"

enum { PATH_SIZE = 1100 };

enum status keys_open(const char *dir, struct key **out, char error[KEY_ERROR_SIZE])
{
    int here = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    gid_t group = getegid();
    if (here < 0) {
        (void)snprintf(error, KEY_ERROR_SIZE, "cannot open this directory: %s", strerror(errno));
        return STATUS_IO;
    }
    enum status status = key_open(owner_enter(dir), out, error);
    bool back = seteuid(getuid()) == 0 && setegid(group) == 0 && fchdir(here) == 0;
    (void)close(here);
    if (back)
        return status;
    (void)snprintf(error, KEY_ERROR_SIZE, "cannot return from %.300s: %s", dir, strerror(errno));
    if (status == STATUS_OK)
        key_close(*out);
    return STATUS_IO;
}

static int show(const char *dir)
{
    char error[KEY_ERROR_SIZE], text[FINGERPRINT_TEXT_SIZE];
    struct key *key;
    if (key_open(dir, &key, error) != STATUS_OK) {
        (void)fprintf(stderr, "sinodoctl: %s\n", error);
        return EX_IOERR;
    }
    fingerprint_text(key_fingerprint(key), text);
    key_close(key);
    puts(text);
    return EX_OK;
}

int keys_show(const char *dir)
{
    return show(owner_enter(dir));
}

int keys_show_next(const char *dir)
{
    char next[PATH_SIZE];
    dir = owner_enter(dir);
    if (access(dir, F_OK) != 0) {
        (void)fprintf(stderr, "sinodoctl: there is no node in %s: %s\n", dir, strerror(errno));
        return EX_NOINPUT;
    }
    (void)snprintf(next, sizeof next, "%.1000s/" NEXT, dir);
    return show(next);
}

/* node.key or node.crt in `dir` is kept under a name with `time`, and the next one takes its place:
 * there is always one. */
static bool replace(const char *dir, const char *ending, long long time)
{
    char present[PATH_SIZE], next[PATH_SIZE], kept[PATH_SIZE];
    (void)snprintf(present, sizeof present, "%.1000s/node.%s", dir, ending);
    (void)snprintf(next, sizeof next, "%.1000s/" NEXT "/node.%s", dir, ending);
    (void)snprintf(kept, sizeof kept, "%.1000s/node.replaced-%lld.%s", dir, time, ending);
    bool good = (link(present, kept) == 0 || errno == ENOENT) && rename(next, present) == 0;
    if (!good)
        (void)fprintf(stderr, "sinodoctl: %s cannot take the place of %s: %s\n", next, present,
                      strerror(errno));
    return good;
}

int keys_switch(const char *dir)
{
    char next[PATH_SIZE], key[PATH_SIZE];
    long long time = (long long)clock_wall().ms / 1000;
    dir = owner_enter(dir);
    (void)snprintf(next, sizeof next, "%.1000s/" NEXT, dir);
    (void)snprintf(key, sizeof key, "%.1000s/" NEXT "/node.key", dir);
    if (access(key, F_OK) != 0) {
        (void)fprintf(stderr, "sinodoctl: there is no next key in %s: keygen --next makes it\n",
                      next);
        return EX_NOINPUT;
    }
    /* A certificate of another key is made anew: that of the key may come second. */
    if (show(next) != EX_OK || !replace(dir, "key", time) || !replace(dir, "crt", time) ||
        !file_sync(dir))
        return EX_IOERR;
    (void)rmdir(next);
    (void)fprintf(stderr,
                  "The node uses this key from its next start on. The one before is kept "
                  "beside it (node.replaced-%lld.key and .crt).\n",
                  time);
    return EX_OK;
}
