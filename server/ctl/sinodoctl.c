/* sinodoctl - the operator's tool: talks to a running sinodod through the socket in its data
 * directory; `check` reads the files of a stopped one, and `seal` a question bank. */
#include "common/net.h"
#include "common/printable.h"
#include "common/wire.h"
#include "db/audit.h"
#include "db/database.h"
#include "db/reader.h"
#include "server/evidence/key.h"
#include "server/ctl/contested.h"
#include "server/ctl/restoring.h"
#include "server/ctl/scratch.h"
#include "server/ctl/sealing.h"
#include "server/ctl/show.h"
#include "server/ctl/verify.h"
#include "server/door/operator_protocol.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

enum {
    REPLY_MS = 10 * 60 * 1000 /* a backup may take long */,
    PATH_SIZE = 4096,
    COMMAND_SIZE = 64
};

struct ctl {
    const char *data;
    int fd;
    struct wire_reader in;
    struct wire_value values[WIRE_REPLY_VALUES];
    size_t count;
};

struct files {
    char database[PATH_SIZE];
    struct verify_keys keys;
};

static void print_usage(FILE *to)
{
    (void)fputs(
        "sinodoctl --data DIR COMMAND\n"
        "sinodoctl check|contested|verify|verify-receipt FILE...   of a copy, anywhere\n"
        "sinodoctl seal FILE OUT [--passphrase-file FILE]\n\n"
        "  status              the node, the link and its lag, applicants, sittings\n"
        "  applicants [--csv]  everyone this node knows\n"
        "  reissue ID          a new access code (the old one ends)\n"
        "  release ID          hands an applicant who has not started to the other node\n"
        "  allow ID            lifts the caution after a restore for this applicant\n"
        "  unlock              opens a node that waits closed after a restore\n"
        "  unlock --force [NAME]   the same, though its journal is contested or the other node\n"
        "                      holds more of it; NAME: the node's, which is asked for\n"
        "  contested [FILE]    what only one side has of a journal that is contested, from the\n"
        "                      files (FILE: a copy, or a disk that was kept aside)\n"
        "  remark              marks finished exams anew by the corrected key that the node\n"
        "                      was started with\n"
        "  backup FILE         a copy of the running node's database in a new file, here\n"
        "  restore FILE        puts a copy in the place of the database of a stopped node, and\n"
        "                      sets aside what was there\n"
        "  keygen              makes the node's key, if it has none, and shows its fingerprint\n"
        "  check [FILE]        recomputes digests and tables from the files and compares\n"
        "                      (FILE: a copy instead of DIR's database); of a running node\n"
        "                      in a copy, for which it needs room (TMPDIR, or /var/tmp)\n"
        "  verify [FILE] [CRT...]   the same, and every signature under both journals;\n"
        "                      CRT: the nodes' certificates (.crt), as you kept them\n"
        "  verify-receipt RECEIPT [FILE] [CRT]   is it genuine, and what does it say?\n"
        "  seal FILE OUT       encrypts a question bank with a passphrase, which is asked for\n"
        "                      or the first line of a file; sinodod --bank OUT opens it\n",
        to);
}

static bool connect_node(struct ctl *c)
{
    char path[PATH_SIZE];
    (void)snprintf(path, sizeof path, "%s/" OPERATOR_SOCKET, c->data);
    if (net_connect_unix(path, &c->fd) == STATUS_OK)
        return true;
    (void)fprintf(stderr,
                  "sinodoctl: no sinodod answers at %s: %s. Is it running, and is --data "
                  "right?\n",
                  path, strerror(errno));
    return false;
}

/* Sends the words and waits for the reply; an error is printed. */
static bool ask_node(struct ctl *c, const char *const *words, size_t count)
{
    struct buffer out = {0};
    const char *reason = "connection closed";
    struct mono deadline = clock_deadline(REPLY_MS);
    wire_put_array(&out, count);
    for (size_t i = 0; i < count; i++)
        wire_put_text(&out, words[i]);
    enum status status = out.failed ? STATUS_NOMEM : net_send(c->fd, out.data, out.len, deadline);
    buffer_release(&out);
    enum wire_event event = WIRE_MORE;
    while (status == STATUS_OK) {
        event = wire_reply(&c->in, c->values, WIRE_REPLY_VALUES, &c->count, &reason);
        if (event != WIRE_MORE)
            break;
        size_t room, got = 0;
        char *space = wire_reader_space(&c->in, &room);
        status = space ? net_receive(c->fd, space, room, deadline, &got) : STATUS_NOMEM;
        if (status == STATUS_OK)
            wire_reader_filled(&c->in, got);
    }
    if (event != WIRE_READY) {
        (void)fprintf(stderr, "sinodoctl: no reply from the node: %s\n", reason);
        return false;
    }
    if (c->values[0].type == WIRE_ERROR) {
        show_error(stderr, &c->values[0]);
        return false;
    }
    return true;
}

/* A reply that is not what the protocol says is not shown at all. */
static int unexpected(void)
{
    (void)fputs("sinodoctl: the node's reply is not what this program knows: are sinodod and "
                "sinodoctl of the same version, and is it sinodod that answers there?\n",
                stderr);
    return EX_PROTOCOL;
}

static int no_memory(void)
{
    (void)fputs("sinodoctl: out of memory\n", stderr);
    return EX_OSERR;
}

static int simple(struct ctl *c, const char *const *words, size_t count)
{
    if (!connect_node(c) || !ask_node(c, words, count))
        return EX_UNAVAILABLE;
    return show_reply(stdout, c->values, c->count) ? EX_OK : unexpected();
}

/* The command of a process, "" when it cannot be known. */
static void command_of(const char *process, char out[COMMAND_SIZE])
{
    char path[64];
    (void)snprintf(path, sizeof path, "/proc/%.20s/comm", process);
    FILE *file = fopen(path, "re");
    if (file == NULL || fgets(out, COMMAND_SIZE, file) == NULL)
        out[0] = '\0';
    if (file != NULL)
        (void)fclose(file);
    out[strcspn(out, "\n")] = '\0';
}

/* Adds the command of the process that keeps the log (`log_kept_by`) to its number: the node itself
 * cannot look it up. */
static void name_reader(struct ctl *c, char text[READER_TEXT_SIZE + COMMAND_SIZE])
{
    const struct wire_value *found = wire_pair(c->values, c->count, "log_kept_by");
    char process[READER_TEXT_SIZE], command[COMMAND_SIZE];
    if (found == NULL || found->type != WIRE_BULK || found->len == 0 ||
        found->len >= sizeof process)
        return;
    (void)snprintf(process, sizeof process, "%.*s", (int)found->len, found->data);
    if (strspn(process, "0123456789") != found->len)
        return;
    command_of(process, command);
    if (command[0] == '\0')
        return;
    struct wire_value *shown = &c->values[found - c->values];
    (void)snprintf(text, READER_TEXT_SIZE + COMMAND_SIZE, "%s (%s)", process, command);
    shown->data = text;
    shown->len = strlen(text);
}

static int status(struct ctl *c)
{
    static const char *const words[] = {"STATUS"};
    char reader[READER_TEXT_SIZE + COMMAND_SIZE];
    if (!connect_node(c) || !ask_node(c, words, 1))
        return EX_UNAVAILABLE;
    name_reader(c, reader);
    return show_reply(stdout, c->values, c->count) ? EX_OK : unexpected();
}

static int applicants(struct ctl *c, bool csv)
{
    struct show_list list = {.csv = csv};
    int result = connect_node(c) ? EX_OK : EX_UNAVAILABLE;
    for (size_t rows = OPERATOR_PAGE; result == EX_OK && rows == OPERATOR_PAGE;) {
        char after[24];
        const char *words[] = {"APPLICANTS", after};
        (void)snprintf(after, sizeof after, "%zu", list.count);
        if (!ask_node(c, words, 2))
            result = EX_UNAVAILABLE;
        else if (!show_take_applicants(&list, c->values, c->count, &rows))
            result = list.failed ? no_memory() : unexpected();
    }
    if (result == EX_OK)
        show_list(stdout, &list);
    show_list_release(&list);
    return result;
}

static int seal(int count, char **words)
{
    int result = sealing_run(count, words);
    if (result == EX_USAGE)
        print_usage(stderr);
    return result;
}

/* The node's copy, piece by piece, into a file that is open. False after telling what is wrong. */
static bool take_pieces(struct ctl *c, int fd, int64_t bytes)
{
    for (int64_t at = 0; at < bytes;) {
        char offset[24];
        const char *words[] = {"PIECE", offset};
        (void)snprintf(offset, sizeof offset, "%lld", (long long)at);
        if (!ask_node(c, words, 2))
            return false;
        const struct wire_value *piece = &c->values[0];
        if (piece->type != WIRE_BULK || piece->len == 0 || (int64_t)piece->len > bytes - at) {
            (void)unexpected();
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

/* What is written has another name until it is whole and on the disk. */
static bool keep_backup(struct ctl *c, const char *partial, const char *file, int64_t bytes)
{
    int fd = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    bool taken = fd >= 0 && take_pieces(c, fd, bytes);
    bool said = fd >= 0 && !taken;
    bool kept = taken && fsync(fd) == 0;
    if (fd >= 0 && close(fd) != 0)
        kept = false;
    kept = kept && link(partial, file) == 0 && file_sync_parent(file);
    if (!kept && !said)
        (void)fprintf(stderr, "sinodoctl: cannot write %s: %s\n", file, strerror(errno));
    if (fd >= 0)
        (void)unlink(partial);
    return kept;
}

struct offered {
    char node[3 * NODE_NAME_MAX + 1]; /* printable */
    int64_t entries, bytes;
};

/* Has the node make a copy of its database, for take_pieces(). Returns EX_OK, or the exit status
 * after telling what is wrong. */
static int ask_copy(struct ctl *c, struct offered *out)
{
    static const char *const words[] = {"BACKUP"};
    if (!ask_node(c, words, 1))
        return EX_UNAVAILABLE;
    if (c->values[0].type != WIRE_ARRAY)
        return unexpected();
    const struct wire_value *name = wire_pair(c->values, c->count, "node");
    const struct wire_value *entries = wire_pair(c->values, c->count, "journal");
    const struct wire_value *size = wire_pair(c->values, c->count, "bytes");
    if (name == NULL || entries == NULL || size == NULL || name->type != WIRE_BULK ||
        entries->type != WIRE_INTEGER || size->type != WIRE_INTEGER || size->integer <= 0)
        return unexpected();
    (void)printable_copy(out->node, sizeof out->node, name->data, name->len, PRINTABLE_LINE);
    out->entries = entries->integer;
    out->bytes = size->integer;
    return EX_OK;
}

/* The bytes come over the socket and are written here: the node sees another file system than
 * whoever typed the name. */
static int backup(struct ctl *c, const char *file)
{
    char partial[PATH_SIZE];
    struct offered copy;
    if (access(file, F_OK) == 0) {
        (void)fprintf(stderr, "sinodoctl: %s exists already: choose another name\n", file);
        return EX_CANTCREAT;
    }
    (void)snprintf(partial, sizeof partial, "%.4000s.%ld" DATABASE_PARTIAL, file, (long)getpid());
    if (!connect_node(c))
        return EX_UNAVAILABLE;
    int result = ask_copy(c, &copy);
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

static bool is_certificate(const char *path)
{
    size_t len = strlen(path);
    return len > 4 && strcmp(path + len - 4, ".crt") == 0;
}

/* The words of a command that needs the files alone: a database, unless it is --data's, and
 * certificates. False after telling what is wrong. */
static bool take_files(const struct ctl *c, int count, char **words, size_t keys_most,
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
        return false;
    }
    for (int i = 0; i < count; i++) {
        if (out->keys.count == keys_most || !is_certificate(words[i])) {
            print_usage(stderr);
            return false;
        }
        if (!key_read_public(words[i], out->keys.key[out->keys.count++])) {
            (void)fprintf(stderr, "sinodoctl: %s is not a node's certificate (node.crt)\n",
                          words[i]);
            return false;
        }
    }
    return true;
}

/* Is it the database of a node that runs? Then there is a connection to it. */
static bool is_in_use(struct ctl *c, const char *database)
{
    char path[PATH_SIZE];
    const char *slash = strrchr(database, '/');
    size_t before = slash != NULL ? (size_t)(slash + 1 - database) : 0;
    if (strcmp(database + before, DATABASE_FILE) != 0 ||
        snprintf(path, sizeof path, "%.*s" OPERATOR_SOCKET, (int)before, database) >=
            (int)sizeof path)
        return false;
    return net_connect_unix(path, &c->fd) == STATUS_OK;
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
static int audit_node(struct ctl *c, const struct files *files, bool signatures)
{
    struct offered copy;
    int result = ask_copy(c, &copy);
    if (result != EX_OK) {
        (void)fputs("sinodoctl: the database of a running node is checked in a copy. Stop the node "
                    "to check it without, or make room\n",
                    stderr);
        return result;
    }
    int fd = scratch_open();
    bool taken = fd >= 0 && take_pieces(c, fd, copy.bytes);
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
static int audit(struct ctl *c, const struct files *files, bool signatures)
{
    if (is_in_use(c, files->database))
        return audit_node(c, files, signatures);
    return signatures ? verify_database(files->database, files->database, &files->keys)
                      : check_file(files->database, files->database);
}

/* The node need not run: its key is made before the other one can be told of it. */
static int keygen(const struct ctl *c)
{
    char error[KEY_ERROR_SIZE], text[FINGERPRINT_TEXT_SIZE];
    struct key *key;
    if (key_open(c->data, &key, error) != STATUS_OK) {
        (void)fprintf(stderr, "sinodoctl: %s\n", error);
        return EX_IOERR;
    }
    fingerprint_text(key_fingerprint(key), text);
    key_close(key);
    puts(text);
    return EX_OK;
}

/* What is at stake is said before the name is asked for. */
static int unlock_by_force(struct ctl *c, const char *name)
{
    char typed[256];
    if (name == NULL) {
        (void)fputs("Unlocking by force gives up what the other node alone holds of this node's "
                    "journal.\nWho registered or sat in that part can do so again, here; and while "
                    "the other node\nserves, a person can sit at both. Stop the other node first, "
                    "and keep its disk.\nType this node's name to go on: ",
                    stderr);
        if (fgets(typed, sizeof typed, stdin) == NULL)
            typed[0] = '\0';
        typed[strcspn(typed, "\r\n")] = '\0';
        name = typed;
    }
    const char *words[] = {"UNLOCK-FORCED", name};
    return simple(c, words, 2);
}

static int from_files(struct ctl *c, int count, char **words)
{
    bool receipt = strcmp(words[0], "verify-receipt") == 0;
    bool all = strcmp(words[0], "verify") == 0;
    int before = receipt ? 2 : 1;
    size_t keys_most = all ? VERIFY_KEYS : receipt ? 1 : 0;
    struct files files;
    if (count < before) {
        print_usage(stderr);
        return EX_USAGE;
    }
    if (!take_files(c, count - before, words + before, keys_most, &files))
        return EX_USAGE;
    if (receipt)
        return verify_receipt(files.database, words[1],
                              files.keys.count > 0 ? files.keys.key[0] : NULL);
    if (strcmp(words[0], "contested") == 0)
        return contested_list(files.database);
    return audit(c, &files, all);
}

static int dispatch(struct ctl *c, int count, char **words)
{
    const char *command = words[0];
    if (strcmp(command, "check") == 0 || strcmp(command, "verify") == 0 ||
        strcmp(command, "verify-receipt") == 0 || strcmp(command, "contested") == 0)
        return from_files(c, count, words);
    if (c->data == NULL) {
        print_usage(stderr);
        printable_line(stderr,
                       "sinodoctl: '%.100s' needs --data DIR before it: the data directory "
                       "of a node",
                       command);
        return EX_USAGE;
    }
    const char *asked[2] = {NULL, count > 1 ? words[1] : NULL};
    static const struct {
        const char *name, *request;
        int words;
    } plain[] = {{"reissue", "REISSUE", 2},
                 {"release", "RELEASE", 2},
                 {"allow", "ALLOW", 2},
                 {"unlock", "UNLOCK", 1},
                 {"remark", "REMARK", 1}};
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
        if (strcmp(command, plain[i].name) == 0 && count == plain[i].words) {
            asked[0] = plain[i].request;
            return simple(c, asked, (size_t)count);
        }
    }
    if (strcmp(command, "status") == 0 && count == 1)
        return status(c);
    if (strcmp(command, "applicants") == 0 && count == 1)
        return applicants(c, false);
    if (strcmp(command, "applicants") == 0 && count == 2 && strcmp(words[1], "--csv") == 0)
        return applicants(c, true);
    if (strcmp(command, "unlock") == 0 && count >= 2 && count <= 3 &&
        strcmp(words[1], "--force") == 0)
        return unlock_by_force(c, count == 3 ? words[2] : NULL);
    if (strcmp(command, "backup") == 0 && count == 2)
        return backup(c, words[1]);
    if (strcmp(command, "restore") == 0 && count == 2)
        return restoring_run(c->data, words[1]);
    if (strcmp(command, "keygen") == 0 && count == 1)
        return keygen(c);
    print_usage(stderr);
    printable_line(stderr, "sinodoctl: no command is '%.100s' with %d words after it", command,
                   count - 1);
    return EX_USAGE;
}

int main(int argc, char **argv)
{
    static struct ctl ctl = {.fd = -1};
    if (argc >= 2 && strcmp(argv[1], "--help") == 0) {
        print_usage(stdout);
        return EX_OK;
    }
    if (argc >= 2 && strcmp(argv[1], "seal") == 0)
        return seal(argc - 2, argv + 2);
    int at = argc >= 3 && strcmp(argv[1], "--data") == 0 ? 3 : 1;
    if (argc <= at) {
        print_usage(stderr);
        return EX_USAGE;
    }
    ctl.data = at == 3 ? argv[2] : NULL;
    wire_reader_init(&ctl.in, WIRE_REPLY_BYTES);
    int result = dispatch(&ctl, argc - at, argv + at);
    wire_reader_release(&ctl.in);
    if (ctl.fd >= 0)
        close(ctl.fd);
    return result;
}
