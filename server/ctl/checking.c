#include "server/ctl/checking.h"

#include "common/printable.h"
#include "db/audit.h"
#include "db/database.h"
#include "server/ctl/contested.h"
#include "server/ctl/copying.h"
#include "server/ctl/scratch.h"
#include "server/ctl/verify.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

struct files {
    char database[CALL_PATH_SIZE];
    struct verify_keys keys;
};

static bool is_certificate(const char *path)
{
    size_t len = strlen(path);
    return len > 4 && strcmp(path + len - 4, ".crt") == 0;
}

/* Takes the words of a command: a database, unless it is --data's, and certificates. EX_OK, or the
 * exit status after telling what is wrong. */
static int take_files(const struct call *c, int count, char **words, size_t keys_most,
                      struct files *out)
{
    *out = (struct files){.database = ""};
    if (count > 0 && !is_certificate(words[0])) {
        (void)snprintf(out->database, sizeof out->database, "%s", words[0]);
        words++;
        count--;
    } else if (c->data != NULL) {
        (void)snprintf(out->database, sizeof out->database, "%s/" DATABASE_FILE, c->data);
    } else {
        (void)fputs("sinodoctl: which database? Name its file, or the node's --data DIR before the "
                    "command\n",
                    stderr);
        return EX_USAGE;
    }
    if (access(out->database, F_OK) != 0) {
        printable_line(stderr, "sinodoctl: cannot read %s: %s", out->database, strerror(errno));
        return EX_NOINPUT;
    }
    for (int i = 0; i < count; i++) {
        if (out->keys.count == keys_most || !is_certificate(words[i]))
            return CHECKING_WRONG_USE;
        if (!key_read_public(words[i], out->keys.key[out->keys.count++])) {
            (void)fprintf(stderr, "sinodoctl: %s is not a node's certificate (node.crt)\n",
                          words[i]);
            return EX_USAGE;
        }
    }
    return EX_OK;
}

static int check_file(const char *path, const char *original)
{
    struct buffer report = {0};
    bool good = audit_run_copy(path, original, &report);
    printable_write(stdout, report.data, report.len, PRINTABLE_TEXT);
    puts(good ? "all is as it should be" : "NOT as it should be");
    buffer_release(&report);
    return good ? EX_OK : EX_DATAERR;
}

/* Takes a copy of the running node's database, and looks at that. */
static int audit_node(struct call *c, const struct files *files, bool signatures)
{
    struct copying_offer copy;
    int result = copying_ask(c, &copy);
    if (result != EX_OK) {
        (void)fputs("sinodoctl: the database of a running node is checked in a copy. Stop the node "
                    "to check it without, or make room\n",
                    stderr);
        return result;
    }
    int fd = scratch_open();
    bool taken = fd >= 0 && copying_take(c, fd, copy.bytes);
    if (fd < 0 || close(fd) != 0 || !taken) {
        (void)fprintf(stderr,
                      "sinodoctl: no copy of %lld bytes in %s%s%s: name a directory with room as "
                      "TMPDIR, or stop the node\n",
                      (long long)copy.bytes, scratch_parent(), fd < 0 ? ": " : "",
                      fd < 0 ? strerror(errno) : "");
        result = EX_CANTCREAT;
    } else if (signatures) {
        result = verify_database(scratch_path(), files->database, &files->keys);
    } else {
        result = check_file(scratch_path(), files->database);
    }
    if (fd >= 0)
        scratch_remove();
    return result;
}

/* A long read in the database of a running node would keep its log (db/reader.h). */
static int audit(struct call *c, int count, char **words, bool signatures)
{
    struct files files;
    int result = take_files(c, count - 1, words + 1, signatures ? VERIFY_KEYS : 0, &files);
    if (result != EX_OK)
        return result;
    if (call_connect_owner(c, files.database))
        return audit_node(c, &files, signatures);
    return signatures ? verify_database(files.database, files.database, &files.keys)
                      : check_file(files.database, files.database);
}

int checking_check(struct call *c, int count, char **words)
{
    return audit(c, count, words, false);
}

int checking_verify(struct call *c, int count, char **words)
{
    return audit(c, count, words, true);
}

int checking_receipt(struct call *c, int count, char **words)
{
    struct files files;
    int result = take_files(c, count - 2, words + 2, 1, &files);
    if (result != EX_OK)
        return result;
    return verify_receipt(files.database, words[1],
                          files.keys.count > 0 ? files.keys.key[0] : NULL);
}

int checking_contested(struct call *c, int count, char **words)
{
    struct files files;
    int result = take_files(c, count - 1, words + 1, 0, &files);
    return result == EX_OK ? contested_list(files.database, c->format) : result;
}
