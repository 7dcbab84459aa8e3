#include "server/ctl/roster_secrets.h"

#include "common/base32.h"
#include "common/file.h"
#include "common/printable.h"
#include "common/random.h"
#include "common/text.h"
#include "common/wipe.h"
#include "server/ctl/new_file.h"
#include "server/setup/columns.h"
#include "server/setup/secret.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

enum { ROSTER_BYTES = 64 * 1024 * 1024, COLUMNS_WITHOUT_HEADINGS = 4 };

struct making {
    const char *roster, *out, *letters; /* letters NULL: to standard output */
    struct sheet sheet;
    struct columns columns;
    bool begun;
    struct buffer hashed, plain; /* both files */
    size_t people;
    struct buffer errors;
    enum status status;
};

static bool take_words(int count, char *const *words, struct making *m)
{
    const char *names[2] = {NULL, NULL};
    int given = 0;
    for (int i = 0; i < count; i++) {
        if (strcmp(words[i], "--letters") == 0 && i + 1 < count && words[i + 1][0] != '\0')
            m->letters = words[++i];
        else if (given < 2 && words[i][0] != '-' && words[i][0] != '\0')
            names[given++] = words[i];
        else
            return false;
    }
    m->roster = names[0];
    m->out = names[1];
    return given == 2;
}

/* --- the rows --- */

static bool refuse(struct making *m, unsigned line, const char *words)
{
    buffer_printf(&m->errors, "%s:%u: %s\n", m->roster, line, words);
    m->status = STATUS_INVALID;
    return false;
}

/* Between quotation marks where the cell holds one, a separator or the end of a line. */
static void put_cell(struct buffer *out, const struct wire_word *cell, char separator)
{
    const char special[] = {separator, '"', '\n', '\0'};
    bool quoted = false;
    for (size_t i = 0; i < cell->len; i++)
        quoted |= strchr(special, cell->data[i]) != NULL;
    if (quoted)
        buffer_text(out, "\"");
    for (size_t i = 0; i < cell->len; i++) {
        if (cell->data[i] == '"')
            buffer_text(out, "\"");
        buffer_append(out, &cell->data[i], 1);
    }
    if (quoted)
        buffer_text(out, "\"");
}

/* The row with one more cell; columns: how many stand before that. */
static void put_row(struct buffer *out, const struct sheet_row *row, size_t columns,
                    const char *last, char separator)
{
    for (size_t i = 0; i < columns; i++) {
        if (i < row->columns)
            put_cell(out, &row->cells[i], separator);
        buffer_append(out, &separator, 1);
    }
    buffer_printf(out, "%s\n", last);
}

/* Behind a byte-order mark, by which spreadsheets know UTF-8. */
static void put_headings(struct making *m, const struct sheet_row *row)
{
    static const struct sheet_row made = {
        .columns = COLUMNS_WITHOUT_HEADINGS,
        .cells = {{"cedula", 6}, {"nombre", 6}, {"centro", 6}, {"minutos extra", 13}}};
    const struct sheet_row *headings = m->columns.headed ? row : &made;
    buffer_text(&m->hashed, "\xef\xbb\xbf");
    buffer_text(&m->plain, "\xef\xbb\xbf");
    put_row(&m->hashed, headings, m->columns.count, "secreto", m->sheet.separator);
    put_row(&m->plain, headings, m->columns.count, "secreto", m->sheet.separator);
}

/* The formats only matter where there are no headings: what looks like an ID is none. */
static bool begin(struct making *m, const struct sheet_row *row)
{
    static const struct ident_rules ids = {.formats = 1U << IDENT_CEDULA | 1U << IDENT_PASSPORT |
                                                      1U << IDENT_DNI | 1U << IDENT_NIE |
                                                      1U << IDENT_RUT,
                                           .letter = 'V'};
    char why[COLUMNS_WHY_SIZE];
    m->begun = true;
    if (!columns_find(row, &ids, &m->columns, why))
        return refuse(m, row->line, why);
    if (m->columns.at[COLUMN_SECRET] != SIZE_MAX)
        return refuse(m, row->line,
                      "this roster has a column of secrets: remove it to make new ones, which end "
                      "those in letters that were sent");
    put_headings(m, row);
    return true;
}

static bool add_secret(struct making *m, const struct sheet_row *row)
{
    char secret[SECRET_CHARS + 1], shown[SECRET_SHOWN_SIZE], text[SECRET_HASH_TEXT_SIZE];
    uint8_t salt[SALT_BYTES];
    if (secret_make(secret) != STATUS_OK || random_bytes(salt, sizeof salt) != STATUS_OK) {
        m->status = STATUS_IO;
        return refuse(m, row->line, "the system has no random bytes");
    }
    struct code_hash hash = secret_hash(secret, salt);
    secret_hash_text(&hash, text);
    base32_group(secret, SECRET_CHARS, shown);
    put_row(&m->hashed, row, m->columns.count, text, m->sheet.separator);
    put_row(&m->plain, row, m->columns.count, shown, m->sheet.separator);
    wipe(secret, sizeof secret);
    wipe(shown, sizeof shown);
    m->people++;
    return true;
}

static bool take_row(void *context, const struct sheet_row *row)
{
    struct making *m = context;
    bool first = !m->begun;
    if (first && !begin(m, row))
        return false;
    if (row->columns > m->columns.count)
        return refuse(m, row->line,
                      m->columns.headed ? "this line has more cells than the headings"
                                        : "expected at most 4 columns, ID, name, node, extra "
                                          "minutes, or a first line of headings");
    return (first && m->columns.headed) || add_secret(m, row);
}

static enum status make_secrets(struct making *m)
{
    struct buffer bytes = {0}, text = {0};
    unsigned bad_line = 0;
    enum status status = file_read(m->roster, ROSTER_BYTES, &bytes, &m->errors);
    if (status == STATUS_OK)
        status = text_take(m->roster, bytes.data, bytes.len, &text, &m->errors);
    if (status == STATUS_OK) {
        m->sheet = sheet_of(text.data != NULL ? text.data : "", text.len);
        status = sheet_read(&m->sheet, take_row, m, &bad_line);
        if (status == STATUS_INVALID)
            (void)refuse(m, bad_line,
                         "a quotation mark stands where none may be, or is not closed");
        else if (status == STATUS_OK && m->status == STATUS_OK && m->people == 0)
            (void)refuse(m, m->sheet.first_line, "this roster lists nobody");
        if (status == STATUS_OK)
            status = m->hashed.failed || m->plain.failed ? STATUS_NOMEM : m->status;
    }
    buffer_release(&bytes);
    buffer_release(&text);
    return status;
}

/* --- the files --- */

/* A list of secrets of which no roster knows is removed again. */
static enum status write_files(struct making *m)
{
    enum status status = STATUS_OK;
    if (m->letters != NULL)
        status = new_file_write(m->letters, m->plain.data, m->plain.len, &m->errors);
    if (status != STATUS_OK)
        return status;
    status = new_file_write(m->out, m->hashed.data, m->hashed.len, &m->errors);
    if (status != STATUS_OK && m->letters != NULL)
        (void)unlink(m->letters);
    if (status == STATUS_OK && m->letters == NULL &&
        (fwrite(m->plain.data, 1, m->plain.len, stdout) != m->plain.len || fflush(stdout) != 0)) {
        buffer_printf(&m->errors, "the list cannot be written: %s; %s is of no use without it\n",
                      strerror(errno), m->out);
        status = STATUS_IO;
    }
    return status;
}

static int exit_status(enum status status)
{
    return status == STATUS_OK        ? EX_OK
           : status == STATUS_IO      ? EX_CANTCREAT
           : status == STATUS_INVALID ? EX_DATAERR
                                      : EX_OSERR;
}

int roster_secrets_run(int count, char *const *words)
{
    struct making m = {.status = STATUS_OK};
    if (!take_words(count, words, &m))
        return EX_USAGE;
    enum status status = make_secrets(&m);
    if (status == STATUS_OK)
        status = write_files(&m);
    printable_write(stderr, m.errors.data, m.errors.len, PRINTABLE_TEXT);
    if (status == STATUS_NOMEM)
        (void)fputs("sinodoctl: out of memory\n", stderr);
    if (status == STATUS_OK)
        (void)fprintf(stderr,
                      "%zu secrets. %s is the roster for both nodes: it holds their hashes. %s "
                      "holds the secrets\nfor the letters: once these are printed, delete it.\n",
                      m.people, m.out, m.letters != NULL ? m.letters : "The list above");
    buffer_release(&m.errors);
    buffer_release(&m.hashed);
    buffer_wipe(&m.plain);
    columns_release(&m.columns);
    return exit_status(status);
}
