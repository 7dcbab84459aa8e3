#include "common/text.h"

#include "common/utf8.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct reading {
    const char *file, *at, *end;
    unsigned line, error_count;
    bool refused; /* this line has an error already */
    struct buffer *errors;
};

/* The first bytes of files that are something else. */
static const struct {
    const char *bytes, *words;
} others[] = {
    {"\xFF\xFE", "this file is UTF-16: save it as UTF-8"},
    {"\xFE\xFF", "this file is UTF-16: save it as UTF-8"},
    {"PK\x03\x04", "this file is no text but a workbook or a document (.xlsx, .ods, .docx, .odt): "
                   "save it as text, a table as CSV, in UTF-8"},
    {"\xD0\xCF\x11\xE0", "this file is no text but a workbook or a document (.xls, .doc): save it "
                         "as text, a table as CSV, in UTF-8"},
    {"{\\rtf", "this file is no plain text but RTF: save it as plain text, in UTF-8"},
    {"%PDF-", "this file is no text but PDF: use the file that it was made from"},
};

static void refuse_line(struct reading *r, const char *words)
{
    if (!r->refused && ++r->error_count <= TEXT_ERRORS_MOST)
        buffer_printf(r->errors, "%s:%u: %s\n", r->file, r->line, words);
    r->refused = true;
}

static bool is_other_file(struct reading *r)
{
    size_t left = (size_t)(r->end - r->at);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        size_t len = strlen(others[i].bytes);
        if (left >= len && memcmp(r->at, others[i].bytes, len) == 0) {
            refuse_line(r, others[i].words);
            return true;
        }
    }
    return false;
}

/* Which other encoding can these bytes be? Nothing behind them is certain. */
static void refuse_rest(struct reading *r)
{
    bool nul = memchr(r->at, '\0', (size_t)(r->end - r->at)) != NULL;
    refuse_line(r, nul ? "the line holds a NUL byte (is the file UTF-16?): save the file as UTF-8"
                       : "the line is not UTF-8 (is it Latin-1 or Windows-1252?): save the file as "
                         "UTF-8");
    r->at = r->end;
}

/* Does the character drive a terminal, end a line, or change the direction of the text around it? */
static bool is_control(uint32_t code)
{
    return (code < ' ' && code != '\t') || (code >= 0x7F && code < 0xA0) || code == 0x2028 ||
           code == 0x2029 || (code >= 0x202A && code <= 0x202E) ||
           (code >= 0x2066 && code <= 0x2069);
}

static void refuse_character(struct reading *r, uint32_t code)
{
    char what[UTF8_DESCRIPTION_SIZE], words[UTF8_DESCRIPTION_SIZE + 100];
    utf8_describe(code, what);
    (void)snprintf(words, sizeof words,
                   code >= 0x80 && code < 0xA0
                       ? "the line holds %s (was Windows-1252 converted as Latin-1?): correct it"
                       : "the line holds %s, which a text cannot have: remove it",
                   what);
    refuse_line(r, words);
}

/* The character at r->at, which is no line end. Returns its bytes. */
static size_t take_character(struct reading *r, char *to)
{
    uint32_t code = 0;
    size_t used = utf8_read(r->at, (size_t)(r->end - r->at), &code);
    if (used == 0) {
        refuse_rest(r);
        return 0;
    }
    if (code == 0xFFFD)
        refuse_line(r, "the line holds U+FFFD: a conversion lost a letter here, type it anew");
    else if (is_control(code))
        refuse_character(r, code);
    memcpy(to, r->at, used);
    r->at += used;
    return code == 0xFEFF ? 0 : used; /* a byte-order mark */
}

static void take_line_end(struct reading *r)
{
    bool two = r->at[0] == '\r' && r->end - r->at > 1 && r->at[1] == '\n';
    r->at += two ? 2 : 1;
    r->line++;
    r->refused = false;
}

enum status text_take(const char *file, const char *bytes, size_t len, struct buffer *out,
                      struct buffer *errors)
{
    struct reading r = {.file = file, .at = bytes, .end = bytes + len, .line = 1, .errors = errors};
    char *to = buffer_reserve(out, len + 1), *begin = to;
    if (to == NULL)
        return STATUS_NOMEM;
    if (is_other_file(&r))
        return STATUS_INVALID;
    while (r.at < r.end) {
        if (*r.at == '\n' || *r.at == '\r') {
            take_line_end(&r);
            *to++ = '\n';
        } else {
            to += take_character(&r, to);
        }
    }
    out->len += (size_t)(to - begin);
    if (r.error_count > TEXT_ERRORS_MOST)
        buffer_printf(errors, "%s: more than %d errors\n", file, TEXT_ERRORS_MOST);
    return errors->failed ? STATUS_NOMEM : r.error_count > 0 ? STATUS_INVALID : STATUS_OK;
}
