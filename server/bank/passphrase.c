#include "server/bank/passphrase.h"

#include "common/printable.h"
#include "common/wipe.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <openssl/crypto.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

/* The signals that end a question at the terminal. */
static const int enders[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

enum { ENDERS = sizeof enders / sizeof enders[0] };

/* The terminal modes and signal actions to restore. */
struct asking {
    struct termios modes;
    struct sigaction actions[ENDERS];
    sigset_t mask;
};

static enum status refuse(struct buffer *errors, const char *file, const char *words)
{
    buffer_printf(errors, "%s%s%s\n", file, file[0] != '\0' ? ": " : "", words);
    return errors->failed ? STATUS_NOMEM : STATUS_INVALID;
}

/* False with EINTR: a signal of `enders` came. Only these have handlers; other signals do not
 * interrupt the wait. */
static bool wait_for(int fd, const sigset_t *waiting)
{
    fd_set set;
    FD_ZERO(&set);
    FD_SET(fd, &set);
    return pselect(fd + 1, &set, NULL, NULL, NULL, waiting) > 0;
}

/* Reads up to the end of the line or of the input; false on an error or a signal. A longer line is
 * cut one byte above the limit, so that the caller notices. Signals are unblocked only while the
 * thread waits for the terminal. */
static bool read_line(int fd, const sigset_t *waiting, struct passphrase *out)
{
    char byte = '\0';
    out->len = 0;
    for (;;) {
        if (waiting != NULL && !wait_for(fd, waiting))
            return false;
        ssize_t got = read(fd, &byte, 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return false;
        if (got == 0 || byte == '\n')
            break;
        if (out->len <= PASSPHRASE_BYTES)
            out->text[out->len++] = byte;
    }
    if (out->len > 0 && out->text[out->len - 1] == '\r')
        out->len--;
    return true;
}

/* A credential of the systemd service: in $CREDENTIALS_DIRECTORY an access list admits the unit's
 * user, and its mask shows as the group's mode: 0440, owned by root (systemd.exec(5), since version
 * 254). Others cannot enter the directory. */
static bool is_credential(const char *file, const struct stat *info)
{
    const char *dir = getenv("CREDENTIALS_DIRECTORY");
    char real_file[PATH_MAX], real_dir[PATH_MAX];
    struct stat at;
    if (dir == NULL || realpath(dir, real_dir) == NULL || realpath(file, real_file) == NULL ||
        stat(real_dir, &at) != 0)
        return false;
    size_t len = strlen(real_dir);
    return strncmp(real_file, real_dir, len) == 0 && real_file[len] == '/' &&
           (at.st_uid == 0 || at.st_uid == geteuid()) && (at.st_mode & 027) == 0 &&
           (info->st_uid == 0 || info->st_uid == geteuid()) && (info->st_mode & 037) == 0;
}

static enum status read_file(const char *file, struct passphrase *out, struct buffer *errors)
{
    struct stat info;
    enum status status = STATUS_OK;
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    bool opened = fd >= 0 && fstat(fd, &info) == 0;
    if (opened && (info.st_mode & 077) != 0 && !is_credential(file, &info))
        status = refuse(errors, file,
                        "others may read or change the passphrase; chmod 600 it, and think of a "
                        "new one if they have seen it");
    else if (!opened || !read_line(fd, NULL, out))
        status = STATUS_IO;
    if (status == STATUS_IO)
        buffer_printf(errors, "%s: the passphrase cannot be read: %s\n", file, strerror(errno));
    if (fd >= 0)
        close(fd);
    return status;
}

static void on_end(int number)
{
    (void)number; /* nothing to do: the signal ends the wait */
}

/* Turns the echo off, except for the end of the line, and Ctrl-Z too, which would leave the shell
 * without echo. The signals stay blocked except during the wait, so that none is lost between the
 * check and the wait. */
static bool begin(struct asking *a, sigset_t *waiting)
{
    struct termios modes;
    struct sigaction action = {.sa_handler = on_end};
    sigset_t blocked;
    if (tcgetattr(STDIN_FILENO, &a->modes) != 0)
        return false;
    sigemptyset(&action.sa_mask);
    sigemptyset(&blocked);
    for (size_t i = 0; i < ENDERS; i++)
        (void)sigaddset(&blocked, enders[i]);
    (void)sigprocmask(SIG_BLOCK, &blocked, &a->mask);
    *waiting = a->mask;
    for (size_t i = 0; i < ENDERS; i++) {
        (void)sigaction(enders[i], &action, &a->actions[i]);
        (void)sigdelset(waiting, enders[i]);
    }
    modes = a->modes;
    modes.c_lflag &= (tcflag_t) ~(ECHO | ECHOE | ECHOK);
    modes.c_lflag |= ICANON | ISIG | ECHONL;
    modes.c_cc[VSUSP] = _POSIX_VDISABLE;
    (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &modes);
    return true;
}

static void end(const struct asking *a)
{
    (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &a->modes);
    for (size_t i = 0; i < ENDERS; i++)
        (void)sigaction(enders[i], &a->actions[i], NULL);
    (void)sigprocmask(SIG_SETMASK, &a->mask, NULL);
}

/* To the terminal, wherever standard error goes. */
static void say(const char *words, size_t len)
{
    int fd = open("/dev/tty", O_WRONLY | O_NOCTTY | O_CLOEXEC);
    ssize_t written = write(fd >= 0 ? fd : STDERR_FILENO, words, len);
    (void)written;
    if (fd >= 0)
        close(fd);
}

static enum status give_up(struct buffer *errors, const char *what, const char *words)
{
    enum status status = refuse(errors, what, words);
    return status == STATUS_INVALID ? STATUS_CLOSED : status;
}

static enum status ask(const char *question, const char *what, struct passphrase *out,
                       struct buffer *errors)
{
    struct asking asking;
    struct buffer line = {0};
    sigset_t waiting;
    if (!begin(&asking, &waiting))
        return give_up(errors, "", "no passphrase: standard input is not a terminal any more");
    buffer_printf(&line, "%s ", question);
    printable_append(&line, what, strlen(what), PRINTABLE_LINE);
    buffer_text(&line, ": ");
    if (!line.failed)
        say(line.data, line.len);
    buffer_release(&line);
    bool given = read_line(STDIN_FILENO, &waiting, out);
    bool interrupted = !given && errno == EINTR;
    end(&asking);
    if (given)
        return STATUS_OK;
    say("\n", 1);
    return give_up(errors, "", interrupted ? "interrupted" : "the passphrase cannot be read");
}

static enum status ask_again(const char *what, const struct passphrase *first,
                             struct buffer *errors)
{
    struct passphrase second = {.len = 0};
    enum status status = ask("Once more, the passphrase for", what, &second, errors);
    if (status == STATUS_OK &&
        (second.len != first->len || CRYPTO_memcmp(second.text, first->text, first->len) != 0))
        status = refuse(errors, "", "the two passphrases differ");
    wipe(&second, sizeof second);
    return status;
}

/* The number of UTF-8 characters. */
static size_t count_characters(const struct passphrase *p)
{
    size_t count = 0;
    for (size_t i = 0; i < p->len; i++)
        count += (p->text[i] & 0xC0) != 0x80;
    return count;
}

static enum status check(enum passphrase_use use, const char *file, const struct passphrase *p,
                         struct buffer *errors)
{
    char words[80];
    if (p->len == 0)
        return refuse(errors, file, "the passphrase is empty");
    if (p->len > PASSPHRASE_BYTES) {
        (void)snprintf(words, sizeof words, "the passphrase is longer than %d bytes",
                       PASSPHRASE_BYTES);
        return refuse(errors, file, words);
    }
    if (use == PASSPHRASE_TO_SEAL && count_characters(p) < PASSPHRASE_LEAST) {
        (void)snprintf(words, sizeof words, "the passphrase is shorter than %d characters",
                       PASSPHRASE_LEAST);
        return refuse(errors, file, words);
    }
    return STATUS_OK;
}

enum status passphrase_read(enum passphrase_use use, const char *file, const char *what,
                            struct passphrase *out, struct buffer *errors)
{
    struct passphrase got = {.len = 0};
    bool asked = file[0] == '\0';
    enum status status;
    (void)prctl(PR_SET_DUMPABLE, 0);
    if (asked && isatty(STDIN_FILENO) == 0)
        status = give_up(errors, what,
                         "needs a passphrase: give --passphrase-file FILE, or start this at a "
                         "terminal to be asked");
    else if (asked)
        status = ask("Passphrase for", what, &got, errors);
    else
        status = read_file(file, &got, errors);
    if (status == STATUS_OK)
        status = check(use, file, &got, errors);
    if (status == STATUS_OK && asked && use == PASSPHRASE_TO_SEAL)
        status = ask_again(what, &got, errors);
    if (status == STATUS_OK)
        *out = got;
    wipe(&got, sizeof got);
    return status;
}

bool passphrase_retry(const char *file, unsigned *attempts, struct buffer *errors)
{
    struct buffer line = {0};
    if (file[0] != '\0' || ++*attempts >= PASSPHRASE_ATTEMPTS)
        return false;
    printable_append(&line, errors->data, errors->len, PRINTABLE_TEXT);
    buffer_text(&line, "Try again.\n");
    if (!line.failed)
        say(line.data, line.len);
    buffer_release(&line);
    buffer_clear(errors);
    return true;
}
