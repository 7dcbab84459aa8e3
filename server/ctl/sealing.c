#include "server/ctl/sealing.h"

#include "common/file.h"
#include "common/printable.h"
#include "common/wipe.h"
#include "server/bank/bank.h"
#include "server/bank/seal.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

/* What was asked for. */
struct sealing {
    const char *bank, *out;
    const char *passphrase_file; /* "": ask */
    enum bank_format format;
};

static bool take_words(int count, char *const *words, struct sealing *s)
{
    const char *names[2] = {NULL, NULL};
    int given = 0;
    s->passphrase_file = "";
    for (int i = 0; i < count; i++) {
        if (strcmp(words[i], "--passphrase-file") == 0 && i + 1 < count && words[i + 1][0] != '\0')
            s->passphrase_file = words[++i];
        else if (given < 2 && words[i][0] != '-' && words[i][0] != '\0')
            names[given++] = words[i];
        else
            return false;
    }
    s->bank = names[0];
    s->out = names[1];
    return given == 2;
}

/* An older sealed bank may be the only one whose passphrase is known. */
static bool is_free(const char *path)
{
    struct stat info;
    if (lstat(path, &info) != 0 && errno == ENOENT)
        return true;
    (void)fprintf(stderr, "sinodoctl: %s exists already; give another name\n", path);
    return false;
}

static int exit_status(enum status status)
{
    return status == STATUS_OK        ? EX_OK
           : status == STATUS_IO      ? EX_IOERR
           : status == STATUS_INVALID ? EX_DATAERR
                                      : EX_OSERR;
}

/* Reads the bank, and sees that it is one: nobody can look later. */
static enum status read_bank(struct sealing *s, struct buffer *text, struct buffer *errors)
{
    struct exam exam = {0};
    struct buffer warnings = {0}; /* --check-bank shows them */
    /* At once, so that growing leaves no piece of it behind. */
    if (buffer_reserve(text, (size_t)2 * BANK_FILE_BYTES) == NULL)
        return STATUS_NOMEM;
    enum status status = file_read(s->bank, BANK_FILE_BYTES, text, errors);
    if (status != STATUS_OK)
        return status;
    if (seal_recognises(text->data, text->len)) {
        buffer_printf(errors, "%s: is sealed already\n", s->bank);
        return STATUS_INVALID;
    }
    if (!bank_format_of(s->bank, text, &s->format, errors))
        return STATUS_INVALID;
    status = bank_parse(s->format, s->bank, text->data, text->len, &exam, errors, &warnings);
    buffer_wipe(&warnings);
    bank_free(&exam);
    return status;
}

static enum status seal_text(const struct sealing *s, const struct buffer *text,
                             struct buffer *sealed, struct buffer *errors)
{
    struct passphrase passphrase = {.len = 0};
    unsigned attempts = 0;
    enum status status;
    do
        status =
            passphrase_read(PASSPHRASE_TO_SEAL, s->passphrase_file, s->bank, &passphrase, errors);
    while (status == STATUS_INVALID && passphrase_retry(s->passphrase_file, &attempts, errors));
    if (status == STATUS_OK) {
        enum seal_result result =
            seal_make(s->format, text->data, text->len, &passphrase, SEAL_LOG2_N, sealed);
        if (result != SEAL_OK) {
            buffer_printf(errors, "%s: %s\n", s->bank, seal_result_text(result));
            status = STATUS_NOMEM;
        }
    }
    wipe(&passphrase, sizeof passphrase);
    return status == STATUS_CLOSED ? STATUS_INVALID : status;
}

static enum status write_out(const char *path, const struct buffer *sealed, struct buffer *errors)
{
    char dir[PATH_MAX];
    const char *name = file_split(path, dir, sizeof dir);
    if (!is_free(path))
        return STATUS_INVALID;
    enum status status = file_put(dir, name, sealed->data, sealed->len);
    if (status != STATUS_OK)
        buffer_printf(errors, "%s: cannot be written: %s\n", path, strerror(errno));
    return status;
}

int sealing_run(int count, char *const *words)
{
    struct sealing s;
    struct buffer text = {0}, sealed = {0}, errors = {0};
    if (!take_words(count, words, &s))
        return EX_USAGE;
    if (!is_free(s.out))
        return EX_CANTCREAT;
    enum status status = read_bank(&s, &text, &errors);
    if (status == STATUS_OK)
        status = seal_text(&s, &text, &sealed, &errors);
    buffer_wipe(&text);
    if (status == STATUS_OK)
        status = write_out(s.out, &sealed, &errors);
    buffer_release(&sealed);
    printable_write(stderr, errors.data, errors.len, PRINTABLE_TEXT);
    buffer_release(&errors);
    if (status == STATUS_NOMEM)
        (void)fputs("sinodoctl: out of memory\n", stderr);
    if (status == STATUS_OK)
        printf("%s is sealed. %s is still there, for everybody who gets at this disk: once you "
               "have seen\nthat sinodod --check-bank %s opens, delete it and its copies.\n",
               s.out, s.bank, s.out);
    return exit_status(status);
}
