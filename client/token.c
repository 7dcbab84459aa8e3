#include "client/token.h"

#include "common/hex.h"
#include "common/random.h"
#include "common/wipe.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

bool token_random(char text[TOKEN_SIZE])
{
    unsigned char bytes[TOKEN_BYTES];
    if (random_bytes(bytes, sizeof bytes) != STATUS_OK)
        return false;
    (void)hex_put(text, bytes, sizeof bytes);
    wipe(bytes, sizeof bytes);
    return true;
}

/* --- the file --- */

/* Makes the folder at `path` and those above it, from `from` on. */
static bool make_folders(char *path, size_t from)
{
    for (char *at = path + from; *at != '\0'; at++) {
        if (*at != '/')
            continue;
        *at = '\0';
        bool made = mkdir(path, 0700) == 0 || errno == EEXIST;
        *at = '/';
        if (!made)
            return false;
    }
    return true;
}

/* A name from outside as a part of a file's name. */
static void put_name(char *out, size_t size, const char *name)
{
    size_t used = strlen(out);
    for (; *name != '\0' && used + 1 < size; name++)
        out[used++] = isalnum((unsigned char)*name) || strchr(".:-", *name) != NULL ? *name : '_';
    out[used] = '\0';
}

/* The path of the file, with its folders made; false where there is no place for it. */
static bool find_place(char path[TOKEN_PATH_SIZE], const char *node, const char *id)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    enum { ROOM = TOKEN_PATH_SIZE - 256 };
    int len = -1;
    if (state != NULL && state[0] == '/')
        len = snprintf(path, ROOM, "%s/sinodo/terminals/", state);
    else if (home != NULL && home[0] == '/')
        len = snprintf(path, ROOM, "%s/.local/state/sinodo/terminals/", home);
    if (len < 0 || len >= ROOM || !make_folders(path, 1))
        return false;
    put_name(path, TOKEN_PATH_SIZE, node);
    put_name(path, TOKEN_PATH_SIZE, "_");
    put_name(path, TOKEN_PATH_SIZE, id);
    return true;
}

/* Opens the file and locks it; -1 while another program has it. One that was removed between opening
 * and locking is nobody's any more. */
static int open_locked(const char *path)
{
    struct stat found;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return -1;
    if (flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &found) == 0 && found.st_nlink > 0)
        return fd;
    close(fd);
    return -1;
}

static bool read_token(int fd, char text[TOKEN_SIZE])
{
    char read[TOKEN_SIZE];
    if (pread(fd, read, TOKEN_SIZE, 0) != TOKEN_SIZE || read[TOKEN_SIZE - 1] != '\n')
        return false;
    read[TOKEN_SIZE - 1] = '\0';
    if (strspn(read, "0123456789abcdef") != TOKEN_SIZE - 1)
        return false;
    memcpy(text, read, TOKEN_SIZE);
    return true;
}

static bool write_token(int fd, const char text[TOKEN_SIZE])
{
    char line[TOKEN_SIZE];
    memcpy(line, text, TOKEN_SIZE);
    line[TOKEN_SIZE - 1] = '\n';
    return ftruncate(fd, 0) == 0 && pwrite(fd, line, TOKEN_SIZE, 0) == TOKEN_SIZE && fsync(fd) == 0;
}

/* --- the token --- */

static void keep(struct token *token)
{
    if (token->fd < 0 || write_token(token->fd, token->text))
        return;
    close(token->fd);
    token->fd = -1;
}

bool token_open(struct token *token, const char *node, const char *id)
{
    *token = (struct token){.fd = -1};
    if (find_place(token->path, node, id))
        token->fd = open_locked(token->path);
    token->used = token->fd >= 0 && read_token(token->fd, token->text);
    if (token->used)
        return true;
    if (!token_random(token->text)) {
        token_close(token, false);
        return false;
    }
    keep(token);
    return true;
}

bool token_renew(struct token *token)
{
    char text[TOKEN_SIZE];
    if (!token->used || !token_random(text))
        return false;
    memcpy(token->text, text, sizeof text);
    token->used = false;
    keep(token);
    return true;
}

void token_close(struct token *token, bool forget)
{
    if (token->fd >= 0) {
        if (forget)
            (void)unlink(token->path);
        close(token->fd);
    }
    wipe(token->text, sizeof token->text);
    *token = (struct token){.fd = -1};
}
