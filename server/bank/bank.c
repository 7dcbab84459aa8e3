#include "server/bank/bank.h"

#include "common/utf8.h"
#include "server/bank/aiken.h"
#include "server/bank/builder.h"
#include "server/bank/gift.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void bank_free(struct exam *exam)
{
    for (size_t i = 0; i < exam->question_count; i++) {
        struct question *q = &exam->questions[i];
        for (size_t k = 0; k < q->option_count; k++)
            free(q->options[k].text);
        free(q->options);
        free(q->name);
        free(q->category);
        free(q->text);
    }
    free(exam->questions);
    free(exam->title);
    memset(exam, 0, sizeof *exam);
}

/* The first line that is not UTF-8, or 0. */
static unsigned find_bad_line(const char *text, size_t len)
{
    struct builder_line line = {0};
    for (const char *at = text, *end = text + len; builder_next_line(&at, end, &line);)
        if (!utf8_valid(line.text, line.len))
            return line.number;
    return 0;
}

enum status bank_parse(enum bank_format format, const char *file, const char *text, size_t len,
                       struct exam *out, struct buffer *errors)
{
    struct builder b = {.file = file, .errors = errors};
    if (len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) { /* a byte order mark */
        text += 3;
        len -= 3;
    }
    unsigned bad = find_bad_line(text, len);
    if (bad > 0) {
        builder_error(&b, bad, "the line is not UTF-8: save the file as UTF-8");
    } else {
        switch (format) {
        case BANK_AIKEN:
            aiken_parse(&b, text, len);
            break;
        case BANK_GIFT:
            gift_parse(&b, text, len);
            break;
        }
        if (b.error_count == 0 && b.exam.question_count == 0)
            builder_error(&b, 1, "the bank has no questions");
    }
    if (b.nomem || errors->failed || b.error_count > 0) {
        bank_free(&b.exam);
        return b.nomem || errors->failed ? STATUS_NOMEM : STATUS_INVALID;
    }
    *out = b.exam;
    return STATUS_OK;
}

static bool ends_with(const char *path, const char *ending)
{
    size_t len = strlen(path), ending_len = strlen(ending);
    return len >= ending_len && strcmp(path + len - ending_len, ending) == 0;
}

static enum status read_all(const char *path, struct buffer *out, struct buffer *errors)
{
    FILE *file = fopen(path, "re");
    enum status status = STATUS_IO;
    if (file != NULL) {
        char *room = buffer_reserve(out, BANK_FILE_BYTES + 1);
        out->len = room ? fread(room, 1, BANK_FILE_BYTES + 1, file) : 0;
        status = room == NULL ? STATUS_NOMEM : ferror(file) ? STATUS_IO : STATUS_OK;
    }
    if (status == STATUS_IO)
        buffer_printf(errors, "%s: cannot be read: %s\n", path, strerror(errno));
    if (file != NULL)
        (void)fclose(file);
    if (status == STATUS_OK && out->len > BANK_FILE_BYTES) {
        buffer_printf(errors, "%s: is longer than %d bytes\n", path, BANK_FILE_BYTES);
        status = STATUS_INVALID;
    }
    return status;
}

enum status bank_read(const char *path, struct exam *out, struct buffer *errors)
{
    bool aiken = ends_with(path, ".txt");
    if (!aiken && !ends_with(path, ".gift")) {
        buffer_printf(errors, "%s: a bank's name ends in .gift (GIFT) or .txt (Aiken)\n", path);
        return STATUS_INVALID;
    }
    struct buffer text = {0};
    enum status status = read_all(path, &text, errors);
    if (status == STATUS_OK)
        status = bank_parse(aiken ? BANK_AIKEN : BANK_GIFT, path, text.data, text.len, out, errors);
    buffer_release(&text);
    return status;
}

static void warn_options(const struct question *q, size_t number, const char *file,
                         struct buffer *out)
{
    for (size_t i = 0; i < q->option_count; i++)
        for (size_t k = i + 1; k < q->option_count; k++)
            if (strcmp(q->options[i].text, q->options[k].text) == 0)
                buffer_printf(out, "%s: warning: question %zu: options %zu and %zu read the same\n",
                              file, number, i + 1, k + 1);
}

void bank_warnings(const struct exam *exam, const char *file, struct buffer *out)
{
    for (size_t i = 0; i < exam->question_count; i++) {
        warn_options(&exam->questions[i], i + 1, file, out);
        for (size_t k = i + 1; k < exam->question_count; k++)
            if (strcmp(exam->questions[i].text, exam->questions[k].text) == 0)
                buffer_printf(out, "%s: warning: questions %zu and %zu have the same text\n", file,
                              i + 1, k + 1);
    }
}
